"""Whatever people type survives: through icalendar, and through a reader that shares no code with it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from eventhub.calendar.feed_event import FeedEvent, FeedInfo, Kind
from eventhub.calendar.ical import SHANGHAI, calendar_bytes, clean_line, clean_text, event_bytes

INFO = FeedInfo(name="万盛节会", source_url="https://example.org/c.ics", page_url="https://example.org/")
STAMP = datetime(2026, 11, 24, tzinfo=UTC)
AWKWARD = st.sampled_from(["\\", ";", ",", ":", '"', "\\n", "\\N", "\r\n", "\n", "^", "%2C", " ", "😀", "节", "\t"])
TEXT = st.one_of(
    st.text(max_size=200),
    st.lists(AWKWARD, max_size=80).map("".join),
    st.text(st.characters(codec=None, categories=["Cc", "Cs", "Zl", "Zp", "Lo", "Po"]), max_size=60),
)
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis wants naive bounds)


@st.composite
def events(draw: st.DrawFn) -> FeedEvent:
    begins = draw(MOMENTS)
    return FeedEvent(
        uid=draw(st.uuids()).hex,
        kind=draw(st.sampled_from(Kind)),
        summary=draw(TEXT),
        description=draw(TEXT),
        location=draw(TEXT),
        address=draw(TEXT),
        categories=tuple(draw(st.lists(TEXT, max_size=3))),
        starts_at=begins,
        ends_at=begins + timedelta(seconds=draw(st.integers(0, 10**6))),
        latitude=draw(st.floats(-90, 90)),
        longitude=draw(st.floats(-180, 180)),
        created_at=STAMP,
        changed_at=STAMP,
        sequence=draw(st.integers(0, 99)),
        cancelled=draw(st.booleans()),
    )


def _summary(event: FeedEvent) -> str:
    line = clean_line(event.summary)
    return f"【已取消】{line}" if event.cancelled and not line.startswith("【已取消】") else line


@settings(max_examples=150, deadline=None)
@given(event=events())
def test_any_text_survives_both_readers(read, event: FeedEvent):
    from_icalendar = Calendar.from_ical(calendar_bytes(INFO, [event_bytes(event)])).events[0]
    ours = read(event_bytes(event))
    assert ours.one("SUMMARY").text == str(from_icalendar["SUMMARY"]) == _summary(event)
    description = clean_text(event.description)
    for found in (ours.one("DESCRIPTION").text, str(from_icalendar["DESCRIPTION"])):
        assert found.endswith(description)
        assert "农历" in found
    if ours.has("LOCATION"):
        assert clean_line(event.location) in ours.one("LOCATION").text
        assert ours.one("LOCATION").text == str(from_icalendar["LOCATION"])
    assert from_icalendar.errors == []


@settings(max_examples=100, deadline=None)
@given(event=events())
def test_no_property_is_doubled_and_times_survive(read, event: FeedEvent):
    vevent = read(event_bytes(event))
    names = [prop.name for prop in vevent.props]
    assert len(names) == len(set(names))
    begins = datetime.strptime(vevent.one("DTSTART").raw, "%Y%m%dT%H%M%S").replace(tzinfo=SHANGHAI)
    assert begins == event.starts_at.replace(microsecond=0)


@settings(max_examples=100, deadline=None)
@given(name=TEXT, text=TEXT)
def test_any_text_may_stand_in_the_head(read, name: str, text: str):
    info = FeedInfo(name=name, description=text, source_url=INFO.source_url, page_url=INFO.page_url)
    head = read(calendar_bytes(info))
    assert [prop.text for prop in head.all("NAME")] == [line for line in [clean_line(name)] if line]
    assert [prop.text for prop in head.all("DESCRIPTION")] == [t for t in [clean_text(text)] if t]


@settings(max_examples=300, deadline=None)
@given(text=TEXT)
def test_cleaning_takes_nothing_that_may_stay_and_is_done_once(text: str):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert clean_line(clean_line(text)) == clean_line(text)
    assert len(clean_line(text).splitlines()) <= 1
    harmless = "".join(c for c in text if c.isprintable()).strip()
    if harmless == text:
        assert cleaned == text


@settings(max_examples=100, deadline=None)
@given(first=st.dates(date(1950, 1, 1), date(2090, 1, 1)), days=st.integers(0, 40))
def test_whole_days_end_on_the_day_after(first: date, days: int):
    event = FeedEvent(
        uid="x",
        kind=Kind.FESTIVAL,
        summary="节会",
        starts_at=first,
        ends_at=first + timedelta(days=days),
        created_at=STAMP,
        changed_at=STAMP,
    )
    parsed = Calendar.from_ical(calendar_bytes(INFO, [event_bytes(event)])).events[0]
    assert parsed.start == first
    assert parsed.end == first + timedelta(days=days + 1)
