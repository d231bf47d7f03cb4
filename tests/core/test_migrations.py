"""One migration path for both databases, and it leads to exactly the tables the models describe."""

from dataclasses import replace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from eventhub import create_app
from eventhub.config import Settings
from eventhub.core.database import db


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings of an instance whose database holds nothing yet."""
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_server").new_database())


def test_migrating_an_empty_database_gives_the_tables_of_the_models(empty_database: Settings) -> None:
    app = create_app(empty_database)
    with app.app_context():
        upgrade()
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": False})
            differences: list[Any] = compare_metadata(context, db.metadata)
        assert differences == []
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.engine.dispose()
