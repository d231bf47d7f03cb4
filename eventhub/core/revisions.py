"""Revisions: the keys under which public pages and feeds are kept as bytes.

A revision rises in the same transaction as the write it reflects. A maximum of `updated_at` would not do: it moves
back on a deletion and misses rows of other tables (a renamed venue).
"""

from sqlalchemy import select, update

from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.models import Revision

EVERYTHING = "public"


def bump(*names: str) -> None:
    """Raise the revisions of these names, and the one of everything public, inside `writing()`."""
    for name in {*names, EVERYTHING}:
        raised = db.session.execute(
            update(Revision)
            .where(Revision.name == name)
            .values(number=Revision.number + 1, changed_at=clock.now())
            .execution_options(synchronize_session=False)
        )
        if raised.rowcount == 0:  # type: ignore[attr-defined]  # CursorResult, which the stubs call Result
            db.session.add(Revision(name=name, number=1, changed_at=clock.now()))
            db.session.flush()


def current(name: str = EVERYTHING) -> int:
    """Return the number of a revision; 0 when nothing of that name was ever written."""
    return db.session.scalar(select(Revision.number).where(Revision.name == name)) or 0
