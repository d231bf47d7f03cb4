"""The days of an edition, and what moves with them: the programme, set-up and take-down."""

from datetime import date, timedelta

from eventhub.core.errors import BadInput
from eventhub.festivals.feed_stamps import Effect, stamp_shown, stamp_standing_sessions
from eventhub.festivals.models import Festival

Days = tuple[date, date] | None
WINDOWS = ("set_up_from", "set_up_until", "take_down_from", "take_down_until")
MAX_DAYS = 40


def days_of(festival: Festival) -> Days:
    """Return the first and last day, or None while they are open."""
    if festival.starts_on is None or festival.ends_on is None:
        return None
    return festival.starts_on, festival.ends_on


def former_days_of(festival: Festival) -> Days:
    """Return the days the programme was last timed for, while the edition's own are open."""
    if festival.former_starts_on is None or festival.former_ends_on is None:
        return None
    return festival.former_starts_on, festival.former_ends_on


def told_days_of(festival: Festival) -> Days:
    """Return the days anybody was ever told: its own, or those it gave up.

    A clone whose days are still open has the days of the edition before as its former ones: nobody was told those.
    """
    days = days_of(festival) or former_days_of(festival)
    if days is None or festival.starts_on is not None or festival.previous is None:
        return days
    before = days_of(festival.previous) or former_days_of(festival.previous)
    return None if before is not None and days[0] <= before[1] else days


def check_days(starts_on: date | None, ends_on: date | None) -> None:
    """Raise BadInput unless the days are both open, or in order and at most `MAX_DAYS` long."""
    if (starts_on is None) != (ends_on is None):
        missing = "ends_on" if ends_on is None else "starts_on"
        raise BadInput(fields={missing: "第一天和最后一天要一起填；还没定就都空着。"})
    if starts_on is not None and ends_on is not None:
        if ends_on < starts_on:
            raise BadInput(fields={"ends_on": "最后一天在第一天前面了，请对调。"})
        if (ends_on - starts_on).days >= MAX_DAYS:
            raise BadInput(fields={"ends_on": f"一届最多 {MAX_DAYS} 天，请检查月份写对没有。"})


def move_days(festival: Festival, starts_on: date | None, ends_on: date | None) -> None:
    """Set the days inside `writing()`, and move the programme and the set-up windows along with the first one.

    Raises BadInput when the days are in the wrong order.
    """
    check_days(starts_on, ends_on)
    before = festival.starts_on or festival.former_starts_on
    if starts_on is None:
        if festival.starts_on is not None:
            festival.former_starts_on, festival.former_ends_on = festival.starts_on, festival.ends_on
            stamp_standing_sessions(festival)
    else:
        reopened = festival.starts_on is None
        shift = starts_on - before if before else timedelta(0)
        shift_programme(festival, shift, always=reopened)
        festival.former_starts_on = festival.former_ends_on = None
    festival.starts_on, festival.ends_on = starts_on, ends_on


def shift_programme(festival: Festival, shift: timedelta, always: bool = False) -> None:
    """Move sessions that still stand, and the set-up windows. `always`: their status changes even if no time does."""
    for name in WINDOWS:
        if shift and getattr(festival, name) is not None:
            setattr(festival, name, getattr(festival, name) + shift)
    for session in festival.sessions:
        # What was called off by itself stays in feeds on the day it was called off for.
        if session.cancelled or session.deleted or not (shift or always):
            continue
        session.starts_at, session.ends_at = session.starts_at + shift, session.ends_at + shift
        stamp_shown(session, Effect.SEQUENCE)
