"""What a gate says of a genuine pass: its twin on the phone is static/js/gate/verdict.js, tested on the same cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from eventhub.core import clock
from eventhub.gate.models import Direction, Verdict
from eventhub.gate.presence import Presence

Window = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Times:
    """When a festival lets its stallholders in: days with their periods (bits of a pass), set-up and take-down.

    A window may be open at either end; both ends open means that the organiser set none.
    """

    periods: Mapping[date, int]
    set_up: Window = (None, None)
    take_down: Window = (None, None)


@dataclass(frozen=True, slots=True)
class PassFacts:
    """What the festival knows of a pass: its standing ("ok", "revoked", "suspended") and the bitmap of its days."""

    standing: str
    days: int


def judge(facts: PassFacts, times: Times, now: datetime, before: Presence, direction: Direction) -> Verdict:
    """Return the verdict on a genuine pass of this festival at a moment.

    Revoked and suspended come first; then the day (also set-up and take-down on other days); then whether the pass is
    in already. Going out is never refused to a pass that may be here.
    """
    if facts.standing != "ok":
        return Verdict(facts.standing)
    timely = _timely(facts.days, times, now)
    if timely is not Verdict.OK or direction is Direction.OUT:
        return timely
    return Verdict.AGAIN if before.inside else Verdict.OK


def _timely(days: int, times: Times, now: datetime) -> Verdict:
    period = times.periods.get(clock.local(now).date())
    if not period or not days >> (period - 1) & 1:
        on_the_edge = _within(times.set_up, now) or _within(times.take_down, now)
        return Verdict.OK if on_the_edge else Verdict.WRONG_DAY
    if times.set_up[0] and now < times.set_up[0]:
        return Verdict.EARLY
    if times.take_down[1] and now > times.take_down[1]:
        return Verdict.LATE
    return Verdict.OK


def _within(window: Window, now: datetime) -> bool:
    start, end = window
    return start is not None and end is not None and start <= now <= end
