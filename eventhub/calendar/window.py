"""Which events stand in a feed: everything to come, 400 days back, and no more than fits.

Google stops reading near 1 MB. Beyond the limit the oldest past events go first; what is
still to come never goes. The choice depends on the day and not on the minute, so a feed's
bytes may be kept until midnight in Shanghai.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from eventhub.calendar.feed_event import FeedEvent, FeedInfo
from eventhub.calendar.ical import SHANGHAI, calendar_bytes, event_bytes

DAYS_BACK: Final = timedelta(days=400)
SIZE_LIMIT: Final = 950_000


@dataclass(frozen=True, slots=True)
class WindowEvent:
    """A serialised event and what the window must know of it.

    `starts` is an aware moment used for the order, `last_day` the last local day it touches, `changed_at` its stamp.
    """

    uid: str
    starts: datetime
    last_day: date
    data: bytes
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The chosen events in order of start and UID.

    `turned_at` is the midnight at which the latest of the left-out events left, or None when
    nothing was left out. A feed's Last-Modified is the later of its revision and this, so it
    never moves back.
    """

    events: tuple[WindowEvent, ...]
    turned_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A finished feed: the bytes, and `Window.turned_at`."""

    body: bytes
    turned_at: datetime | None


def serialise(event: FeedEvent) -> WindowEvent:
    """The event's bytes with its place in time. The bytes come from `event_bytes`' cache."""
    start, end = event.starts_at, event.ends_at
    if not isinstance(start, datetime):
        return WindowEvent(event.uid, midnight(start), end or start, event_bytes(event), event.changed_at)
    until = end if isinstance(end, datetime) and end > start else start + timedelta(seconds=1)
    # The end is exclusive: a session that ends at 00:00 belongs to the evening before.
    last_day = (until.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()
    return WindowEvent(event.uid, start, last_day, event_bytes(event), event.changed_at)


def select_window(events: Iterable[WindowEvent], now: datetime, limit: int = SIZE_LIMIT, frame: int = 0) -> Window:
    """Choose what a feed holds on the day of `now`.

    Args:
        events: every event the feed ever showed that is still known, cancelled ones too.
        now: aware moment; only its day in Shanghai counts.
        limit: bytes the whole file may have.
        frame: bytes the file has without events.

    Returns:
        the events whose last day is today or later, all of them whatever their size, and the
        latest of those that ended within 400 days, as many as fit.
    """
    today = now.astimezone(SHANGHAI).date()
    room = limit - frame
    chosen: list[WindowEvent] = []
    past: list[WindowEvent] = []
    left: list[date] = []
    for event in events:
        if event.last_day >= today:
            chosen.append(event)
            room -= len(event.data)
        elif event.last_day >= today - DAYS_BACK:
            past.append(event)
        else:
            left.append(event.last_day + DAYS_BACK + timedelta(days=1))
    past.sort(key=lambda event: (event.last_day, event.starts, event.uid), reverse=True)
    full = False
    for event in past:
        # Once one does not fit, no older one is taken either: a feed without holes.
        full = full or len(event.data) > room
        if full:
            left.append(event.last_day + timedelta(days=1))
        else:
            chosen.append(event)
            room -= len(event.data)
    chosen.sort(key=lambda event: (event.starts, event.uid))
    return Window(tuple(chosen), midnight(max(left)) if left else None)


def assemble(info: FeedInfo, events: Iterable[WindowEvent], now: datetime, limit: int = SIZE_LIMIT) -> FeedFile:
    """The whole feed on the day of `now` from events that are serialised already.

    The fast way: keep the `WindowEvent`s, serialise the one that changed, assemble.
    """
    window = select_window(events, now, limit, frame=len(calendar_bytes(info)))
    return FeedFile(calendar_bytes(info, (event.data for event in window.events)), window.turned_at)


def feed_file(info: FeedInfo, events: Iterable[FeedEvent], now: datetime, limit: int = SIZE_LIMIT) -> FeedFile:
    """The whole feed on the day of `now`: serialise, choose, assemble."""
    return assemble(info, map(serialise, events), now, limit)


def midnight(day: date) -> datetime:
    """The first moment of a day in Shanghai."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)
