"""The database rules of the house: typed base, one way to write, no lost update on SQLite or PostgreSQL.

SQLAlchemy's defaults for SQLite open a deferred transaction and upgrade it on the first write, which loses updates
silently when two processes read and then write. Here the driver's own transactions are off and `writing()` begins
with BEGIN IMMEDIATE; on PostgreSQL rows that are read and then written are taken with `locked()`.
"""

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, TypeDecorator, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, scoped_session
from sqlalchemy.orm import registry as orm_registry
from sqlalchemy.orm.exc import StaleDataError

from eventhub.core.errors import StateConflict

BUSY_TIMEOUT_MS = 20_000
# PostgreSQL: serialization failure, deadlock.
LOST_RACES = {"40001", "40P01"}
T = TypeVar("T")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in and out; stored as naive UTC, the same on both databases."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the naive UTC value to store. Raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored datetime must be aware")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored value as an aware UTC datetime."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of every table: enums by value, JSON for lists and dicts, UTC datetimes, named constraints."""

    registry = orm_registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime,
            enum.Enum: Enum(
                enum.Enum,
                values_callable=lambda kind: [member.value for member in kind],
                native_enum=False,
                length=32,
            ),
            dict[str, Any]: JSON,
            list[str]: JSON,
            list[Any]: JSON,
            list[dict[str, Any]]: JSON,
        },
    )


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    file = Path(cursor.execute("PRAGMA database_list").fetchone()[2] or ":memory:")
    if file.exists() and file.stat().st_size == 0:
        file.chmod(0o600)  # it holds personal data; SQLite gives its log beside it the same mode
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing() -> Iterator[scoped_session[Session]]:
    """Open the transaction in which everything of one action is written; commit at the end, roll back on any error.

    Yields the session. What was read before is expired, so rules are checked on what the database holds now. Inside
    another `writing()` it joins that one. Raises RuntimeError when objects were changed outside of it.
    """
    session = db.session
    if session.info.get("writing"):
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("objects were changed outside writing()")
    session.rollback()
    session.connection(execution_options={"immediate": True})
    session.info["writing"] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def is_lost_race(error: Exception) -> bool:
    """Tell whether a write failed because somebody else was quicker: a value taken, a row changed, a deadlock."""
    state = getattr(getattr(error, "orig", None), "sqlstate", "")
    return isinstance(error, IntegrityError | StaleDataError) or state in LOST_RACES


def locked(row: T) -> T:
    """Return the row read again and held for this transaction (FOR UPDATE on PostgreSQL; SQLite holds the whole file).

    Only the row's own table is held: what it was loaded joined with may be missing, which PostgreSQL can't lock.
    Raises StateConflict when somebody deleted the row meanwhile.
    """
    try:
        db.session.refresh(row, with_for_update={"of": type(row)})
    except InvalidRequestError as error:
        raise StateConflict("这一条刚才被别人删掉了，请刷新以后再看。", code="gone") from error
    return row


def init_app(app: Flask) -> None:
    """Bind the database of the settings to the app."""
    url = app.config["SETTINGS"].database_url
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # Errors go to the log, and what a statement was asked with is names, telephone numbers, codes.
    options: dict[str, Any] = {"pool_pre_ping": not url.startswith("sqlite"), "hide_parameters": True}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
