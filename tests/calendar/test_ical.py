"""The feed contract rule by rule: what subscribers must be able to trust for years."""

import dataclasses
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from icalendar import Calendar

from eventhub.calendar.feed_event import KIND_LABELS, Alarm, FeedInfo, Kind
from eventhub.calendar.ical import (
    CANCELLED_MARK,
    PRODID,
    SHANGHAI,
    calendar_bytes,
    event_bytes,
)

SINGLE = """
    UID DTSTAMP LAST-MODIFIED CREATED SEQUENCE DTSTART DTEND SUMMARY DESCRIPTION LOCATION GEO
    X-APPLE-STRUCTURED-LOCATION URL CATEGORIES IMAGE STATUS TRANSP
"""


def test_an_event_has_every_property_exactly_once(read, session_event):
    vevent = read(event_bytes(session_event()))
    assert sorted(prop.name for prop in vevent.props) == sorted(SINGLE.split())


def test_the_head_says_what_readers_ask_for(read, info):
    head = read(calendar_bytes(info))
    values = {prop.name: prop.raw for prop in head.props}
    assert values == {
        "VERSION": "2.0",
        "PRODID": PRODID,
        "CALSCALE": "GREGORIAN",
        "NAME": "万盛节会",
        "X-WR-CALNAME": "万盛节会",
        "DESCRIPTION": "万盛经开区全部节会、节目和申请截止",
        "X-WR-CALDESC": "万盛经开区全部节会、节目和申请截止",
        "X-WR-TIMEZONE": "Asia/Shanghai",
        "REFRESH-INTERVAL": "PT6H",
        "X-PUBLISHED-TTL": "PT6H",
        "SOURCE": "https://example.org/calendar.ics",
        "URL": "https://example.org/calendar/",
        "COLOR": "firebrick",
        "X-APPLE-CALENDAR-COLOR": "#B22222",
    }
    assert len(head.props) == len(values), "doubled properties"
    assert head.one("REFRESH-INTERVAL").params == {"VALUE": "DURATION"}
    assert head.one("SOURCE").params == {"VALUE": "URI"}


def test_no_method_and_no_uid_on_the_calendar(read, info, session_event):
    head = read(calendar_bytes(info, [event_bytes(session_event())]))
    assert not head.has("METHOD")
    assert not head.has("UID")


def test_the_head_is_the_same_every_time(info):
    copy = dataclasses.replace(info)
    assert calendar_bytes(info) == calendar_bytes(copy)


def test_one_time_zone_without_comment_and_no_other_tzid(read, info, session_event, festival_event):
    head = read(calendar_bytes(info, map(event_bytes, [session_event(), festival_event()])))
    (zone,) = head.sub("VTIMEZONE")
    assert zone.one("TZID").raw == "Asia/Shanghai"
    assert not zone.has("COMMENT")
    (standard,) = zone.children
    assert (standard.one("TZOFFSETFROM").raw, standard.one("TZOFFSETTO").raw) == ("+0800", "+0800")
    used = {p.params["TZID"] for e in head.sub("VEVENT") for p in e.props if "TZID" in p.params}
    assert used == {"Asia/Shanghai"}


def test_a_feed_without_events_is_still_a_valid_calendar(read, info):
    head = read(calendar_bytes(info))
    assert [child.name for child in head.children] == ["VTIMEZONE"]
    assert Calendar.from_ical(calendar_bytes(info)).events == []


def test_stamps_are_the_time_of_the_last_change_and_never_now(read, session_event):
    vevent = read(event_bytes(session_event()))
    assert vevent.one("DTSTAMP").raw == vevent.one("LAST-MODIFIED").raw == "20261120T093015Z"
    assert vevent.one("CREATED").raw == "20261101T080000Z"
    assert vevent.one("SEQUENCE").raw == "2"


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5)), SHANGHAI])
def test_any_zone_comes_out_as_shanghai_time(read, session_event, zone):
    begins = datetime(2027, 5, 1, 2, 0, tzinfo=UTC).astimezone(zone)
    vevent = read(event_bytes(session_event(starts_at=begins, ends_at=begins + timedelta(hours=1))))
    assert vevent.one("DTSTART").params == {"TZID": "Asia/Shanghai"}
    assert vevent.one("DTSTART").raw == "20270501T100000"
    assert vevent.one("DTEND").raw == "20270501T110000"


def test_a_whole_day_festival_ends_on_the_day_after_its_last(read, festival_event):
    vevent = read(event_bytes(festival_event()))
    assert vevent.one("DTSTART").params == {"VALUE": "DATE"}
    assert (vevent.one("DTSTART").raw, vevent.one("DTEND").raw) == ("20270501", "20270506")
    one_day = read(event_bytes(festival_event(ends_at=None)))
    assert (one_day.one("DTSTART").raw, one_day.one("DTEND").raw) == ("20270501", "20270502")


def test_a_deadline_is_a_moment_and_has_its_own_category(read, session_event):
    until = datetime(2027, 4, 20, 18, 0, tzinfo=SHANGHAI)
    vevent = read(event_bytes(session_event(kind=Kind.DEADLINE, starts_at=until, ends_at=None)))
    assert not vevent.has("DTEND")
    assert vevent.one("CATEGORIES").raw.split(",")[0] == "申请截止"
    assert vevent.one("TRANSP").raw == "TRANSPARENT"


def test_an_end_at_the_start_is_left_out(read, session_event):
    moment = datetime(2027, 4, 20, 18, 0, tzinfo=SHANGHAI)
    assert not read(event_bytes(session_event(starts_at=moment, ends_at=moment))).has("DTEND")


def test_each_kind_has_a_category_of_its_own(read, session_event):
    firsts = {kind: read(event_bytes(session_event(kind=kind))).one("CATEGORIES").raw.split(",")[0] for kind in Kind}
    assert firsts == KIND_LABELS
    assert len(set(firsts.values())) == len(Kind)


def test_a_category_named_twice_stands_once_and_commas_do_not_split_it(read, session_event):
    vevent = read(event_bytes(session_event(categories=("节目", "吃, 喝", "", "吃, 喝"))))
    assert vevent.one("CATEGORIES").raw == "节目,吃\\, 喝"


def test_a_cancelled_event_stays_and_says_so(read, session_event):
    vevent = read(event_bytes(session_event(cancelled=True, sequence=3)))
    assert vevent.one("STATUS").raw == "CANCELLED"
    assert vevent.one("SUMMARY").text == "【已取消】金桥吹打"
    assert vevent.one("TRANSP").raw == "TRANSPARENT"
    assert vevent.one("SEQUENCE").raw == "3"
    assert vevent.one("UID").raw == session_event().uid


def test_the_mark_is_not_doubled(read, session_event):
    vevent = read(event_bytes(session_event(cancelled=True, summary=CANCELLED_MARK + "金桥吹打")))
    assert vevent.one("SUMMARY").text == "【已取消】金桥吹打"


def test_an_event_that_stands_is_confirmed_and_busy(read, session_event, festival_event):
    vevent = read(event_bytes(session_event()))
    assert (vevent.one("STATUS").raw, vevent.one("TRANSP").raw) == ("CONFIRMED", "OPAQUE")
    # A five-day festival must not block a visitor's whole week.
    assert read(event_bytes(festival_event())).one("TRANSP").raw == "TRANSPARENT"


def test_place_position_and_apple_location_agree(read, session_event):
    vevent = read(event_bytes(session_event()))
    assert vevent.one("LOCATION").text == "石鼓广场，重庆市万盛经开区石林镇石鼓村"
    assert vevent.one("GEO").raw == "28.981235;106.951235"
    apple = vevent.one("X-APPLE-STRUCTURED-LOCATION")
    assert apple.raw == "geo:28.981235,106.951235"
    assert apple.params == {
        "VALUE": "URI",
        "X-APPLE-RADIUS": "100",
        "X-TITLE": "石鼓广场",
        "X-ADDRESS": "重庆市万盛经开区石林镇石鼓村",
    }


def test_an_address_that_names_the_place_is_not_repeated(read, session_event):
    vevent = read(event_bytes(session_event(address="重庆市万盛经开区石林镇石鼓广场")))
    assert vevent.one("LOCATION").text == "重庆市万盛经开区石林镇石鼓广场"


def test_without_a_position_no_point_is_claimed(read, session_event):
    vevent = read(event_bytes(session_event(latitude=None, longitude=None)))
    assert not vevent.has("GEO")
    assert not vevent.has("X-APPLE-STRUCTURED-LOCATION")
    assert vevent.has("LOCATION")


def test_tiny_coordinates_are_written_out(read, session_event):
    vevent = read(event_bytes(session_event(latitude=0.00001, longitude=-0.00001)))
    assert vevent.one("GEO").raw == "0.000010;-0.000010"


def test_addresses_are_ascii_and_encoded_once(read, session_event):
    vevent = read(event_bytes(session_event(url="https://example.org/节会?a=1%20b&c=[2]")))
    assert vevent.one("URL").raw == "https://example.org/%E8%8A%82%E4%BC%9A?a=1%20b&c=[2]"
    assert vevent.one("IMAGE").params == {"VALUE": "URI"}


def test_alarms_ring_in_a_household_feed(read, session_event):
    alarms = (Alarm(timedelta(days=1), "明天\n布展"), Alarm(timedelta(hours=2), ""))
    vevent = read(event_bytes(session_event(kind=Kind.HOUSEHOLD, alarms=alarms)))
    first, second = vevent.sub("VALARM")
    assert (first.one("ACTION").raw, first.one("TRIGGER").raw) == ("DISPLAY", "-P1D")
    assert first.one("DESCRIPTION").text == "明天 布展"
    assert (second.one("TRIGGER").raw, second.one("DESCRIPTION").text) == ("-PT2H", "提醒")


def test_a_cancelled_event_does_not_ring(read, session_event):
    event = session_event(kind=Kind.HOUSEHOLD, alarms=(Alarm(timedelta(days=1), "布展"),), cancelled=True)
    assert not read(event_bytes(event)).children


def test_alarms_are_refused_in_public_events(session_event):
    with pytest.raises(ValueError, match="household"):
        session_event(alarms=(Alarm(timedelta(days=1), "x"),))


def test_an_alarm_after_the_start_is_refused():
    with pytest.raises(ValueError, match="before"):
        Alarm(timedelta(hours=-1), "x")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"starts_at": datetime(2027, 5, 1, 10, 0)}, "floating"),  # noqa: DTZ001 (the bad input itself)
        ({"ends_at": datetime(2027, 5, 1, 11, 0)}, "floating"),  # noqa: DTZ001 (the bad input itself)
        ({"changed_at": datetime(2027, 5, 1, 11, 0)}, "floating"),  # noqa: DTZ001 (the bad input itself)
        ({"ends_at": date(2027, 5, 1)}, "both"),
        ({"starts_at": date(2027, 5, 1)}, "both"),
        ({"ends_at": datetime(2027, 5, 1, 9, 0, tzinfo=SHANGHAI)}, "before the start"),
        ({"uid": ""}, "UID"),
        ({"uid": "a b"}, "UID"),
        ({"uid": "a\r\nATTENDEE:x"}, "UID"),
        ({"sequence": -1}, "SEQUENCE"),
        ({"url": "javascript:alert(1)"}, "web address"),
        ({"url": "https://example.org/a\r\nATTENDEE:x"}, "web address"),
        ({"image": "data:image/png;base64,AA"}, "web address"),
        ({"latitude": None}, "together"),
        ({"latitude": 91.0}, "latitude"),
        ({"latitude": float("nan")}, "latitude"),
        ({"longitude": 181.0}, "longitude"),
    ],
)
def test_what_would_make_a_bad_feed_is_refused(session_event, changes, reason):
    with pytest.raises(ValueError, match=reason):
        session_event(**changes)


@pytest.mark.parametrize(
    "changes",
    [{"colour": "caishan"}, {"apple_colour": "red"}, {"source_url": "webcal://x"}, {"page_url": ""}],
)
def test_a_head_no_reader_would_understand_is_refused(info, changes):
    with pytest.raises(ValueError, match=r"colour|address"):
        dataclasses.replace(info, **changes)


def test_quotes_in_a_place_name_do_not_break_the_apple_parameter(read, session_event):
    vevent = read(event_bytes(session_event(location='"老街";:^\\', address='a"b')))
    apple = vevent.one("X-APPLE-STRUCTURED-LOCATION")
    assert apple.params["X-TITLE"] == "＂老街＂;:＾＼"
    assert apple.raw == "geo:28.981235,106.951235"


def test_no_person_and_no_recurrence_in_any_event(info, session_event, festival_event):
    body = calendar_bytes(info, map(event_bytes, [session_event(), festival_event()]))
    for name in (b"ATTENDEE", b"ORGANIZER", b"CONTACT", b"RSCALE", b"RRULE", b"METHOD"):
        assert name not in body


def test_equal_events_give_equal_bytes_without_the_cache(session_event):
    first = event_bytes.__wrapped__(session_event())
    assert first == event_bytes.__wrapped__(session_event()) == event_bytes(session_event())


def test_untouched_events_stay_byte_identical_when_others_change(info, session_event, festival_event):
    kept = session_event()
    before = calendar_bytes(info, map(event_bytes, [festival_event(), kept]))
    moved = festival_event(sequence=1, starts_at=date(2027, 5, 2))
    after = calendar_bytes(info, map(event_bytes, [moved, kept]))
    assert before != after
    assert event_bytes(kept) in before
    assert event_bytes(kept) in after


def test_icalendar_reads_back_what_was_meant(info, session_event, festival_event):
    body = calendar_bytes(info, map(event_bytes, [session_event(), festival_event()]))
    timed, whole = Calendar.from_ical(body).events
    assert timed.start == datetime(2027, 5, 1, 10, 0, tzinfo=SHANGHAI)
    assert timed.end == datetime(2027, 5, 1, 11, 30, tzinfo=SHANGHAI)
    assert (whole.start, whole.end) == (date(2027, 5, 1), date(2027, 5, 6))
    assert timed.errors == whole.errors == []


def test_the_same_program_id_in_every_feed(info):
    other = FeedInfo(name="踩山会", source_url="https://example.org/a.ics", page_url="http://127.0.0.1:8000/")
    line = f"PRODID:{PRODID}\r\n".encode()
    assert line in calendar_bytes(info)
    assert line in calendar_bytes(other)
