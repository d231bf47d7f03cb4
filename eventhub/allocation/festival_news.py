"""What becomes of held booths when a festival moves to other days; called inside the transaction that moves it.

One that is called off needs nothing here: the worker takes back what nobody has answered (`actions.expire_offers`), opens
and ends nothing more, and the notice stays as it is for the record.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, insert, select

from eventhub.allocation.models import Holding
from eventhub.applications.festival_news import moved_days
from eventhub.core import audit
from eventhub.core.database import db
from eventhub.festivals.models import Booth, Festival

Days = tuple[date, date]


def move_holdings(festival: Festival, old: Days, new: Days) -> None:
    """Move the booths held along with the edition, each day keeping its place in it as the days of applications do.

    Where an edition grew shorter, households that shared a booth on different days may now want it on the same one:
    it stays with those whose own day is still there.
    """
    rows = db.session.execute(
        select(Holding.application_id, Holding.booth_id, Holding.day)
        .join(Holding.booth)
        .where(Booth.festival_id == festival.id)
        .order_by(Holding.id)
    ).all()
    held: dict[int, tuple[dict[int, None], set[date]]] = {}
    for application, booth, day in rows:
        booths, days = held.setdefault(application, ({}, set()))
        booths[booth] = None
        days.add(day)
    moved = [(application, booths, _moved(days, old, new)) for application, (booths, days) in held.items()]
    moved.sort(key=lambda entry: not _kept(held[entry[0]][1], old, new))
    taken: dict[tuple[int, date], int] = {}
    for application, booths, days_now in moved:
        for booth in booths:
            for day in days_now:
                taken.setdefault((booth, day), application)
    ours = select(Booth.id).where(Booth.festival_id == festival.id)
    db.session.execute(delete(Holding).where(Holding.booth_id.in_(ours)).execution_options(synchronize_session=False))
    if taken:
        rows_now = [
            {"booth_id": booth, "day": day, "application_id": application}
            for (booth, day), application in taken.items()
        ]
        db.session.execute(insert(Holding), rows_now)
        audit.record(None, "holding.move", f"festival:{festival.id}", count=len(rows_now))


def _moved(days: Iterable[date], old: Days, new: Days) -> list[date]:
    return [date.fromisoformat(day) for day in moved_days([day.isoformat() for day in days], old, new)]


def _kept(days: Iterable[date], old: Days, new: Days) -> bool:
    """Tell whether one of the days still has its place in the edition."""
    return any((day - old[0]).days <= (new[1] - new[0]).days for day in days)
