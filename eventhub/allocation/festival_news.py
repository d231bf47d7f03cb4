"""What becomes of held booths and of offers when a festival moves to other days; called inside the transaction that moves it.

One that is called off needs nothing here: the worker takes back what nobody has answered (`actions.expire_offers`), opens
and ends nothing more, and the notice stays as it is for the record.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from eventhub.allocation.actions import take_back
from eventhub.allocation.lost_days import has_strayed, tell_kept, tell_lost, without_room
from eventhub.allocation.models import Holding, OfferState
from eventhub.allocation.offering import begins_at, deadline_of, set_deadline
from eventhub.allocation.queries import offer_of, offers_of, open_notice
from eventhub.applications.festival_news import moved_days
from eventhub.applications.models import Application
from eventhub.core import audit, clock
from eventhub.core.database import db
from eventhub.core.display import cn_moment
from eventhub.core.errors import StateConflict
from eventhub.festivals.models import Booth, Festival

Days = tuple[date, date]


class Held(NamedTuple):
    """What an application holds: booths (id → label) and days."""

    application: Application
    booths: dict[int, str]
    days: set[date]


def move_holdings(festival: Festival, old: Days, new: Days) -> None:
    """Move the booths held along with the edition, each day keeping its place in it as the days of applications do.

    Where an edition grew shorter, whoever lost all their days comes on every new one: as far as the rules allow (`lost_days`).
    Else the booth is taken back, the household is told and waits again.
    """
    held = _held(festival)
    days = {receipt: _moved(entry.days, old, new) for receipt, entry in held.items()}
    before, after = clock.days_between(*old), clock.days_between(*new)
    strayed = [receipt for receipt, entry in held.items() if has_strayed(entry.days, before, days[receipt], after)]
    given = {receipt: list(entry.booths.values()) for receipt, entry in held.items()}
    lost = without_room(festival, given, days, strayed)
    _hold_again(festival, {receipt: entry for receipt, entry in held.items() if receipt not in lost}, days)
    for receipt in strayed:
        application = held[receipt].application
        if receipt in lost:
            _take_back(application)
            tell_lost(application, given[receipt])
        else:
            tell_kept(application, given[receipt])


def require_notice_over(festival: Festival) -> None:
    """Raise StateConflict when the festival, as it now stands, would begin before its open notice has ended."""
    notice = open_notice(festival)
    if notice is not None and notice.ends_at >= begins_at(festival):
        raise StateConflict(
            f"排位还在公示，到 {cn_moment(notice.ends_at)} 为止，节会不能在那以前开始，请选晚一点的日子。",
            code="notice_open",
        )


def move_deadlines(festival: Festival) -> None:
    """Let no offer wait for an answer past the beginning of the festival, as it now stands; who has another time is told.

    One that ran out while the days were open (nothing expires then) gets a new time.
    """
    begins = begins_at(festival)
    for offer in offers_of(festival):
        if offer.state is not OfferState.OFFERED:
            continue
        due = min(offer.deadline, begins) if offer.deadline > clock.now() else deadline_of(festival)
        if due != offer.deadline:
            set_deadline(offer, due)


def _held(festival: Festival) -> dict[str, Held]:
    """Receipt number → what it holds, in the order in which the booths were given."""
    rows = db.session.execute(
        select(Application, Booth, Holding.day)
        .join(Holding, Holding.application_id == Application.id)
        .join(Booth, Holding.booth_id == Booth.id)
        .where(Booth.festival_id == festival.id)
        .order_by(Holding.id)
    ).all()
    held: dict[str, Held] = {}
    for application, booth, day in rows:
        entry = held.setdefault(str(application.receipt), Held(application, {}, set()))
        entry.booths[booth.id] = booth.label
        entry.days.add(day)
    return held


def _hold_again(festival: Festival, held: Mapping[str, Held], days: Mapping[str, list[date]]) -> None:
    rows = [
        {"booth_id": booth, "day": day, "application_id": entry.application.id}
        for receipt, entry in held.items()
        for booth in entry.booths
        for day in days[receipt]
    ]
    ours = select(Booth.id).where(Booth.festival_id == festival.id)
    db.session.execute(delete(Holding).where(Holding.booth_id.in_(ours)).execution_options(synchronize_session=False))
    if rows:
        db.session.execute(insert(Holding), rows)
        audit.record(None, "holding.move", f"festival:{festival.id}", count=len(rows))


def _take_back(application: Application) -> None:
    offer = offer_of(application)
    if offer is not None:
        take_back(offer)


def _moved(days: set[date], old: Days, new: Days) -> list[date]:
    return [date.fromisoformat(day) for day in moved_days([day.isoformat() for day in days], old, new)]
