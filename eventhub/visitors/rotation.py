"""The home page's turn 轮播: the stalls shown least come first, the same for everybody on a day, and a log of it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.core.database import db, locked, writing
from eventhub.festivals.models import Festival
from eventhub.registry.queries import households_of
from eventhub.visitors.models import HomeTurn
from eventhub.visitors.stalls import Stall, alternating


def logged_turn(festival: Festival, stalls: Sequence[Stall], day: date, count: int) -> list[Stall] | None:
    """Return the stalls whose turn it is on a day, from the log; None while the log still lacks some of them.

    `stalls` are those that may be shown: one a household, nobody suspended. Nobody pays for a place.
    """
    may = {stall.household_id: stall for stall in stalls}
    logged = db.session.scalars(
        select(HomeTurn.household_id)
        .where(HomeTurn.festival_id == festival.id, HomeTurn.day == day)
        .order_by(HomeTurn.place)
    )
    shown = [may[household] for household in logged if household in may][:count]
    return shown if len(shown) >= min(count, len(may)) else None


def log_turn(festival: Festival, stalls: Sequence[Stall], day: date, count: int) -> None:
    """Fill the log of a day up to `count` stalls: least shown first, then longest ago, categories mixed.

    What the session had read before is expired. Two at once fill the same places, since the festival is held.
    """
    order = {stall.household_id: place for place, stall in enumerate(alternating(stalls))}
    with writing() as session:
        locked(festival)
        known = list(
            session.scalars(
                select(HomeTurn.household_id).where(HomeTurn.festival_id == festival.id, HomeTurn.day == day)
            )
        )
        shown = _shown_so_far(festival)
        waiting = sorted(
            (household for household in order if household not in known),
            key=lambda household: (*shown.get(household, (0, date.min)), order[household]),
        )
        standing = [household for household in known if household in order]
        for place, household in enumerate(waiting[: max(0, count - len(standing))], len(known)):
            session.add(HomeTurn(festival_id=festival.id, day=day, household_id=household, place=place))


def days_shown(account: Account) -> list[tuple[str, int]]:
    """Return (name, days on the home page) for each household of an account."""
    mine = households_of(account)
    counted = db.session.execute(
        select(HomeTurn.household_id, func.count(HomeTurn.day.distinct()))
        .where(HomeTurn.household_id.in_([household.id for household in mine]))
        .group_by(HomeTurn.household_id)
    )
    days = {row[0]: row[1] for row in counted}
    return [(household.name, days.get(household.id, 0)) for household in mine]


def _shown_so_far(festival: Festival) -> dict[int, tuple[int, date]]:
    """Return household → (how many days it was shown, the last of them), at this edition."""
    rows = db.session.execute(
        select(HomeTurn.household_id, func.count(HomeTurn.id), func.max(HomeTurn.day))
        .where(HomeTurn.festival_id == festival.id)
        .group_by(HomeTurn.household_id)
    )
    return {household: (number, last) for household, number, last in rows}
