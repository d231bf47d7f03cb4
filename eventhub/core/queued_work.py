"""Work that waits in a table: each piece is taken by one process alone, and shows a sign of life while it is done."""

from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Select

from eventhub.core.database import db

Row = TypeVar("Row")


def first_free(waiting: Select[Row]) -> Row | None:
    """Return the first row that waits and that nobody else holds, held until the transaction ends; None when there is none.

    To be called inside `writing()`, where the caller marks the row as taken.
    """
    return db.session.scalar(waiting.limit(1).with_for_update(skip_locked=True))


def machine_time() -> datetime:
    """Return the machine's own time: the demo's day may stand still, a sign of life may not."""
    return datetime.now(UTC)
