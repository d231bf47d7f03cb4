"""The terms of entry: when passes let in on a festival's days, and how many people enter on a household's pass.

A pass carries the number of its entry window (four bits of the token). What o'clock a window is stands in the festival's
terms, so that the organiser may change it without printing passes anew. During set-up and take-down every window is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from eventhub.passes.token import PassKind

DAY = 24 * 60
USUAL_HEADS = 2
MOST_HEADS = 15
"""Four bits of the token."""

ANY_TIME, STALL, VEHICLE = 0, 1, 2
WINDOW_OF: Mapping[PassKind, int] = {
    PassKind.HOUSEHOLD: STALL,
    PassKind.WORKER: STALL,
    PassKind.VEHICLE: VEHICLE,
    PassKind.ORGANISER: ANY_TIME,
}

Range = tuple[int, int]
"""Minutes since midnight in Shanghai: from, and until when no more."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`hours`: window → when it is open on each day of the festival (none: at any time).

    `heads`: how many enter on a household's pass when no helper of the stall has a pass of their own.
    """

    hours: Mapping[int, tuple[Range, ...]]
    heads: int = USUAL_HEADS

    def heads_beside(self, helpers: int) -> int:
        """Return how many enter on the household's pass beside that many helpers' passes: at least the stallholder."""
        return max(1, self.heads - helpers)

    def words_of(self, window: int) -> str:
        """Return when a window is open, as 9:00 前、18:00 后; "" for any time."""
        return "、".join(_words(*span) for span in self.hours.get(window, ()))


def usual_terms(opens: time, closes: time) -> Terms:
    """Return the terms of a festival that set none: stalls at any time, vehicles never among the visitors."""
    return Terms({VEHICLE: ((0, minute_of(opens)), (minute_of(closes), DAY))})


def minute_of(moment: time) -> int:
    """Return the minutes since midnight."""
    return moment.hour * 60 + moment.minute


def clock_of(minute: int) -> time | None:
    """Return the time of day of a minute, or None for either end of the day."""
    return time(*divmod(minute, 60)) if 0 < minute < DAY else None


def _words(start: int, end: int) -> str:
    first, last = (f"{minute // 60}:{minute % 60:02d}" for minute in (start, end))
    if start == 0:
        return f"{last} 前" if end < DAY else "全天"
    return f"{first} 后" if end == DAY else f"{first}–{last}"
