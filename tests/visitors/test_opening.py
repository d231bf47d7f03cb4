"""Open now, or when; for a visitor who stands in front of the stall."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.festivals.models import FestivalState
from eventhub.visitors.opening import Door, opening_at

DAYS = (date(2027, 5, 1), date(2027, 5, 2), date(2027, 5, 4))
NINE, SIX = time(9), time(18)


@pytest.mark.parametrize(
    ("moment", "door", "words"),
    [
        ("2027-04-20T10:00", Door.COMING, "5月1日（周六） 09:00 开张"),
        ("2027-04-30T23:59", Door.COMING, "明天 09:00 开张"),
        ("2027-05-01T08:59", Door.SHUT, "今天 09:00 开"),
        ("2027-05-01T09:00", Door.OPEN, "正在营业，到 18:00"),
        ("2027-05-01T17:59", Door.OPEN, "正在营业，到 18:00"),
        ("2027-05-01T18:00", Door.SHUT, "今天收摊了，明天 09:00 再来"),
        ("2027-05-02T18:00", Door.SHUT, "今天收摊了，5月4日（周二） 09:00 再来"),
        ("2027-05-03T12:00", Door.SHUT, "今天不出摊，明天 09:00 再来"),
        ("2027-05-04T20:00", Door.OVER, "今天收摊了，这届也办完了"),
        ("2027-05-05T10:00", Door.OVER, "这届已经办完了"),
    ],
)
def test_the_words_of_every_hour(moment: str, door: Door, words: str) -> None:
    found = opening_at(FestivalState.ANNOUNCED, DAYS, NINE, SIX, datetime.fromisoformat(moment))
    assert (found.door, found.words) == (door, words)


def test_a_cancelled_festival_is_never_open() -> None:
    found = opening_at(FestivalState.CANCELLED, DAYS, NINE, SIX, datetime(2027, 5, 1, 10))
    assert found.door is Door.OFF


def test_a_night_market_that_closes_after_midnight_is_open_until_midnight() -> None:
    found = opening_at(FestivalState.ANNOUNCED, DAYS, SIX, time(1), datetime(2027, 5, 1, 23, 30))
    assert (found.door, found.words) == (Door.OPEN, "正在营业，到 01:00")


@given(
    st.lists(st.dates(date(2027, 5, 1), date(2027, 5, 9)), unique=True, max_size=5).map(sorted),
    st.datetimes(datetime(2027, 4, 28), datetime(2027, 5, 12)),
)
def test_open_means_one_of_its_days_within_the_hours_and_nothing_else(days: list[date], moment: datetime) -> None:
    found = opening_at(FestivalState.ANNOUNCED, days, NINE, SIX, moment)
    assert (found.door is Door.OPEN) == (moment.date() in days and NINE <= moment.time() < SIX)
    assert found.words
