"""Alembic's environment: one transaction a run, enums and moments written as the plain types they are stored as."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from eventhub.core.database import UtcDateTime

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as the types the database holds."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return False


def compare_type(_context: Any, _column: Any, _meta: Any, inspected: Any, ours: Any) -> bool | None:
    """Enums are stored as strings, moments as naive datetimes: no difference."""
    return False if isinstance(ours, (sa.Enum, UtcDateTime)) else None


with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        compare_type=compare_type,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
