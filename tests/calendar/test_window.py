"""What a feed holds: nothing to come is ever lost, the past fades from its far end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.calendar.ical import SHANGHAI, calendar_bytes
from eventhub.calendar.window import DAYS_BACK, WindowEvent, feed_file, midnight, select_window, serialise

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=SHANGHAI)


def on(day_offset: int, size: int = 100, uid: str | None = None) -> WindowEvent:
    day = TODAY + timedelta(days=day_offset)
    return WindowEvent(uid or f"e{day_offset}", midnight(day), day, b"x" * size)


def uids(window) -> list[str]:
    return [event.uid for event in window.events]


def test_everything_to_come_and_400_days_back():
    events = [on(offset) for offset in (5000, 30, 0, -1, -400, -401, -5000)]
    assert uids(select_window(events, NOW)) == ["e-400", "e-1", "e0", "e30", "e5000"]


def test_events_come_in_order_of_start_whatever_order_they_were_given():
    events = [on(3, uid="b"), on(3, uid="a"), on(-3), on(9)]
    assert uids(select_window(events, NOW)) == ["e-3", "a", "b", "e9"]
    assert select_window(events, NOW) == select_window(reversed(events), NOW)


def test_the_choice_is_the_same_from_midnight_to_midnight_in_shanghai():
    events = [on(offset) for offset in range(-405, 5)]
    first = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    last = datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)
    assert select_window(events, first) == select_window(events, last)
    assert select_window(events, last + timedelta(seconds=1)) != select_window(events, last)


def test_too_large_drops_the_oldest_past_first():
    events = [on(offset) for offset in (-30, -20, -10, 0, 10)]
    assert uids(select_window(events, NOW, limit=400)) == ["e-20", "e-10", "e0", "e10"]
    assert uids(select_window(events, NOW, limit=399)) == ["e-10", "e0", "e10"]


def test_the_frame_counts():
    events = [on(-10), on(0)]
    assert len(select_window(events, NOW, limit=300, frame=100).events) == 2
    assert len(select_window(events, NOW, limit=300, frame=101).events) == 1


def test_coming_ones_stay_even_beyond_the_limit():
    events = [on(-1), on(0), on(1), on(2)]
    assert uids(select_window(events, NOW, limit=150)) == ["e0", "e1", "e2"]


def test_no_holes_a_small_old_event_does_not_outlive_a_large_newer_one():
    events = [on(-30, size=10), on(-20, size=500), on(-10), on(0)]
    assert uids(select_window(events, NOW, limit=400)) == ["e-10", "e0"]


def test_a_running_festival_is_still_to_come(festival_event):
    running = serialise(festival_event(starts_at=TODAY - timedelta(days=500), ends_at=TODAY))
    assert select_window([running], NOW, limit=1).events == (running,)


@pytest.mark.parametrize(
    ("ends", "last_day"),
    [
        (datetime(2026, 11, 25, 0, 0, tzinfo=SHANGHAI), date(2026, 11, 24)),
        (datetime(2026, 11, 25, 0, 1, tzinfo=SHANGHAI), date(2026, 11, 25)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), date(2026, 11, 24)),
        (None, date(2026, 11, 24)),
    ],
)
def test_a_session_that_ends_at_midnight_belongs_to_the_evening_before(session_event, ends, last_day):
    event = session_event(starts_at=datetime(2026, 11, 24, 20, 0, tzinfo=SHANGHAI), ends_at=ends)
    assert serialise(event).last_day == last_day


def test_a_deadline_at_midnight_belongs_to_the_day_that_begins(session_event):
    event = session_event(starts_at=midnight(TODAY), ends_at=None)
    assert serialise(event).last_day == TODAY


def test_turned_at_is_the_midnight_the_last_one_left():
    assert select_window([on(-400)], NOW).turned_at is None
    assert select_window([on(-401), on(-402)], NOW).turned_at == midnight(TODAY)
    assert select_window([on(-402)], NOW).turned_at == midnight(TODAY - timedelta(days=1))
    squeezed = select_window([on(-5), on(0)], NOW, limit=100)
    assert squeezed.turned_at == midnight(TODAY - timedelta(days=4))


@given(
    offsets=st.lists(st.tuples(st.integers(-450, 60), st.integers(1, 300)), max_size=40),
    limit=st.integers(0, 6000),
)
def test_nothing_to_come_is_lost_and_the_limit_holds(offsets, limit):
    events = [on(offset, size, uid=f"e{n}") for n, (offset, size) in enumerate(offsets)]
    chosen = select_window(events, NOW, limit=limit)
    coming = {event.uid for event in events if event.last_day >= TODAY}
    assert coming <= set(uids(chosen))
    size = sum(len(event.data) for event in chosen.events)
    assert size <= limit or set(uids(chosen)) == coming
    left = [event for event in events if event not in chosen.events]
    kept_past = [event.last_day for event in chosen.events if event.last_day < TODAY]
    assert all(event.last_day <= min(kept_past, default=TODAY) for event in left)
    assert all(TODAY - day <= DAYS_BACK for day in kept_past)


@given(
    offsets=st.lists(st.tuples(st.integers(-450, 60), st.integers(1, 300)), max_size=40),
    limit=st.integers(0, 6000),
    days=st.integers(0, 60),
)
def test_as_days_pass_nothing_returns_and_turned_at_never_moves_back(offsets, limit, days):
    events = [on(offset, size, uid=f"e{n}") for n, (offset, size) in enumerate(offsets)]
    now, later = (select_window(events, NOW + timedelta(days=d), limit) for d in (0, days))
    assert set(uids(later)) <= set(uids(now))
    if now.turned_at is not None:
        assert later.turned_at is not None
        assert later.turned_at >= now.turned_at
    if set(uids(later)) != set(uids(now)):
        assert NOW < later.turned_at <= NOW + timedelta(days=days)


def test_a_feed_of_thousands_stays_below_what_google_reads(info, session_event):
    begins = NOW - timedelta(days=390)
    events = [session_event(uid=f"u{n}", starts_at=begins + timedelta(hours=6 * n), ends_at=None) for n in range(1_400)]
    feed = feed_file(info, events, NOW)
    assert len(feed.body) <= 950_000
    assert len(feed.body) > 940_000
    assert b"UID:u0\r\n" not in feed.body
    assert b"UID:u1399\r\n" in feed.body
    assert feed.turned_at is not None


def test_a_whole_feed_reads_back_in_order(read, info, session_event, festival_event):
    feed = feed_file(info, [session_event(), festival_event()], NOW)
    head = read(feed.body)
    assert [e.one("SUMMARY").text for e in head.sub("VEVENT")] == ["万盛苗族踩山会", "金桥吹打"]
    assert feed_file(info, [], NOW).body == calendar_bytes(info)
    assert feed.turned_at is None
