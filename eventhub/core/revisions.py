"""Revisions: the keys under which public pages and feeds are kept as bytes.

A revision rises in the same transaction as the write it reflects. A maximum of `updated_at` would not do: it moves
back on a deletion and misses rows of other tables (a renamed venue).
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.models import Revision

EVERYTHING = "public"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def bump(*names: str) -> None:
    """Raise the revisions of these names, and the one of everything public, inside `writing()`.

    `changed_at` moves on by at least a second each time, in whole seconds: HTTP dates tell no finer, and two changes
    within one second must not look like one. The revision of everything is held first, so that two transactions never
    wait for each other.
    """
    moment = clock.now().replace(microsecond=0)
    for name in (EVERYTHING, *sorted(set(names) - {EVERYTHING})):
        row = _held(name)
        row.number += 1
        row.changed_at = max(moment, row.changed_at + timedelta(seconds=1))


def _held(name: str) -> Revision:
    row = db.session.get(Revision, name, with_for_update=True, populate_existing=True)
    if row is None:
        insert = sqlite_insert if db.engine.dialect.name == "sqlite" else postgresql_insert
        first = insert(Revision).values(name=name, number=0, changed_at=LONG_AGO).on_conflict_do_nothing()
        db.session.execute(first)
        row = db.session.get_one(Revision, name, with_for_update=True)
    return row


def current(name: str = EVERYTHING) -> int:
    """Return the number of a revision; 0 when nothing of that name was ever written."""
    return db.session.scalar(select(Revision.number).where(Revision.name == name)) or 0
