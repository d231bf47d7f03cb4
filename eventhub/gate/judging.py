"""What a gate says of a genuine pass: its twin on the phone is static/js/gate/verdict.js, tested on the same cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from eventhub.core import clock
from eventhub.gate.models import Direction, Verdict
from eventhub.gate.presence import Presence
from eventhub.passes.entry_terms import Range

Window = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Times:
    """When a festival lets its stallholders in: days with their periods (bits of a pass), set-up and take-down.

    Either of these may be open at an end; both ends open means that the organiser set none. `hours` are the entry
    windows of its days: number of the window → ranges of minutes since midnight; none: at any time.
    """

    periods: Mapping[date, int]
    set_up: Window = (None, None)
    take_down: Window = (None, None)
    hours: Mapping[int, tuple[Range, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PassFacts:
    """What is known of a pass: its standing ("ok", "revoked", "suspended"), the bitmap of its days, its entry window."""

    standing: str
    days: int
    window: int = 0


def judge(facts: PassFacts, times: Times, now: datetime, before: Presence, direction: Direction) -> Verdict:
    """Return the verdict on a genuine pass of this festival at a moment.

    Revoked and suspended come first; then the day (also set-up and take-down on other days) and its entry window; then
    whether the pass is in already. Going out is never refused to a pass that may be here.
    """
    if facts.standing != "ok":
        return Verdict(facts.standing)
    timely = _timely(facts.days, times, now)
    if timely is not Verdict.OK or direction is Direction.OUT:
        return timely
    in_hours = _in_hours(times, facts.window, now)
    if in_hours is not Verdict.OK:
        return in_hours
    return Verdict.AGAIN if before.inside else Verdict.OK


def _timely(days: int, times: Times, now: datetime) -> Verdict:
    period = times.periods.get(clock.local(now).date())
    if not period or not days >> (period - 1) & 1:
        return Verdict.OK if _on_the_edge(times, now) else Verdict.WRONG_DAY
    if times.set_up[0] and now < times.set_up[0]:
        return Verdict.EARLY
    if times.take_down[1] and now > times.take_down[1]:
        return Verdict.LATE
    return Verdict.OK


def _in_hours(times: Times, window: int, now: datetime) -> Verdict:
    """Early while a range of the window is still to come that day, late after the last."""
    ranges = times.hours.get(window, ())
    moment = clock.local(now)
    minute = moment.hour * 60 + moment.minute
    if not ranges or _on_the_edge(times, now) or any(start <= minute < end for start, end in ranges):
        return Verdict.OK
    return Verdict.EARLY if minute < ranges[-1][0] else Verdict.LATE


def _on_the_edge(times: Times, now: datetime) -> bool:
    return _within(times.set_up, now) or _within(times.take_down, now)


def _within(window: Window, now: datetime) -> bool:
    start, end = window
    return start is not None and end is not None and start <= now <= end
