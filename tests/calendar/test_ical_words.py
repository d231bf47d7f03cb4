"""What an entry says in words: titles, descriptions, lunar dates, escaped once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventhub.calendar.ical import (
    SHANGHAI,
    clean_line,
    clean_text,
    event_bytes,
)


def test_the_lunar_date_stands_in_the_description(read, session_event, festival_event):
    assert read(event_bytes(session_event())).one("DESCRIPTION").text == (
        "农历三月廿五\n\n国家级非遗，现场可以学吹唢呐。"
    )
    assert read(event_bytes(festival_event())).one("DESCRIPTION").text == "农历三月廿五至廿九"


def test_an_evening_past_midnight_is_one_lunar_day(read, session_event):
    late = datetime(2027, 5, 1, 22, 0, tzinfo=SHANGHAI)
    vevent = read(event_bytes(session_event(starts_at=late, ends_at=late + timedelta(hours=4))))
    assert vevent.one("DESCRIPTION").text.startswith("农历三月廿五\n")


def test_a_timed_event_of_days_that_ends_at_midnight_names_its_true_last_day(read, session_event):
    first = datetime(2027, 5, 1, 0, 0, tzinfo=SHANGHAI)
    vevent = read(event_bytes(session_event(starts_at=first, ends_at=first + timedelta(days=5))))
    assert vevent.one("DESCRIPTION").text.startswith("农历三月廿五至廿九\n")


def test_the_lunar_day_is_that_of_shanghai(read, session_event):
    # 17:30 UTC on 5 February is already Spring Festival in Chongqing.
    begins = datetime(2027, 2, 5, 17, 30, tzinfo=UTC)
    vevent = read(event_bytes(session_event(starts_at=begins, ends_at=None)))
    assert vevent.one("DESCRIPTION").text.startswith("农历正月初一")


def test_a_lunar_date_told_already_is_not_told_twice(read, session_event):
    text = "农历三月廿五，祭祀大典。"
    assert read(event_bytes(session_event(description=text))).one("DESCRIPTION").text == text


def test_beyond_the_lunar_tables_the_description_is_as_given(read, festival_event):
    far = festival_event(starts_at=date(2150, 1, 1), ends_at=None, description="很远")
    assert read(event_bytes(far)).one("DESCRIPTION").text == "很远"


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("一\r\n二\r三\n四\u2028五\u2029六\x85七\x0b八\x0c九", "一 二 三 四 五 六 七 八 九"),
        ("  有空格  ", "有空格"),
        ("制\t表", "制 表"),
        ("铃\x07铃\x00\x1b[0m", "铃铃[0m"),
        ("半\ud83d个", "半个"),
        ("\ufeff标记", "标记"),
        ("两行 \n\n  之间", "两行 之间"),
        ("👨‍👩‍👧 一家", "👨‍👩‍👧 一家"),
    ],
)
def test_a_title_is_one_clean_line(read, session_event, typed, stands):
    assert clean_line(typed) == stands
    assert read(event_bytes(session_event(summary=typed))).one("SUMMARY").text == stands


def test_a_description_keeps_its_paragraphs():
    assert clean_text("一\r\n\r\n二\x00") == "一\n\n二"


@pytest.mark.parametrize("text", [r"C:\New\nothing", r"\N", r"a\,b\;c\\d", r"tail\ "[:-1], ";,;,"])
def test_backslashes_and_commas_are_escaped_once(read, session_event, text):
    data = event_bytes(session_event(summary=text, description=text, location=text, address=""))
    vevent = read(data)
    assert vevent.one("SUMMARY").text == text
    assert vevent.one("DESCRIPTION").text == f"农历三月廿五\n\n{text}"
    assert vevent.one("LOCATION").text == text


def test_nothing_of_another_line_can_be_smuggled_in(read, session_event):
    sly = "x\r\nATTENDEE:mailto:a@example.org\r\nEND:VEVENT"
    vevent = read(event_bytes(session_event(summary=sly, location=sly, address=sly, categories=(sly,))))
    assert not vevent.has("ATTENDEE")
    assert len(vevent.all("SUMMARY")) == 1
