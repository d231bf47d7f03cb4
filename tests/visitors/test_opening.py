"""Open now, or when; for a visitor who stands in front of the stall."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core import clock
from eventhub.festivals.models import FestivalState
from eventhub.visitors.opening import Door, opening_at
from tests.conftest import at

DAYS = (date(2027, 5, 1), date(2027, 5, 2), date(2027, 5, 4))
NINE, SIX = time(9), time(18)


def moment_at(text: str) -> datetime:
    """Return a moment as a clock in Shanghai shows it."""
    return clock.local(at(text))


@pytest.mark.parametrize(
    ("moment", "door", "words"),
    [
        ("2027-04-20T10:00", Door.COMING, "5月1日（周六） 9:00 开张"),
        ("2027-04-30T23:59", Door.COMING, "明天 9:00 开张"),
        ("2027-05-01T08:59", Door.SHUT, "今天 9:00 开"),
        ("2027-05-01T09:00", Door.OPEN, "正在营业，到 18:00"),
        ("2027-05-01T17:59", Door.OPEN, "正在营业，到 18:00"),
        ("2027-05-01T18:00", Door.SHUT, "今天收摊了，明天 9:00 再来"),
        ("2027-05-02T18:00", Door.SHUT, "今天收摊了，5月4日（周二） 9:00 再来"),
        ("2027-05-03T12:00", Door.SHUT, "今天不出摊，明天 9:00 再来"),
        ("2027-05-04T20:00", Door.OVER, "今天收摊了，这届也办完了"),
        ("2027-05-05T10:00", Door.OVER, "这届已经办完了"),
    ],
)
def test_the_words_of_every_hour(moment: str, door: Door, words: str) -> None:
    found = opening_at(FestivalState.ANNOUNCED, DAYS, NINE, SIX, moment_at(moment))
    assert (found.door, found.words) == (door, words)


def test_a_cancelled_festival_is_never_open() -> None:
    found = opening_at(FestivalState.CANCELLED, DAYS, NINE, SIX, moment_at("2027-05-01T10:00"))
    assert found.door is Door.OFF


def test_a_night_market_that_closes_after_midnight_is_open_until_midnight() -> None:
    found = opening_at(FestivalState.ANNOUNCED, DAYS, SIX, time(1), moment_at("2027-05-01T23:30"))
    assert (found.door, found.words) == (Door.OPEN, "正在营业，到 1:00")


@given(
    st.lists(st.dates(date(2027, 5, 1), date(2027, 5, 9)), unique=True, max_size=5).map(sorted),
    st.integers(0, 14 * 24 * 60).map(lambda minutes: moment_at("2027-04-28T00:00") + timedelta(minutes=minutes)),
)
def test_open_means_one_of_its_days_within_the_hours_and_nothing_else(days: list[date], moment: datetime) -> None:
    found = opening_at(FestivalState.ANNOUNCED, days, NINE, SIX, moment)
    assert (found.door is Door.OPEN) == (moment.date() in days and NINE <= moment.time() < SIX)
    assert found.words
