"""Days in words, and numbers as they are said."""

from datetime import date

import pytest

from eventhub.festivals.models import Festival
from eventhub.visitors.day_words import chinese_number, days_text, edition_text, leaf_of, lunar_text, short_days

TODAY = date(2027, 4, 17)


def on(first: date | None, last: date | None) -> Festival:
    """A festival of which only the days matter."""
    return Festival(starts_on=first, ends_on=last)


@pytest.mark.parametrize(
    ("first", "last", "short", "leaf"),
    [
        (date(2027, 5, 1), date(2027, 5, 5), "5月1日–5日", ("五月", "1–5", "三月廿五")),
        (date(2027, 5, 1), date(2027, 5, 1), "5月1日", ("五月", "1", "三月廿五")),
        (date(2027, 12, 30), date(2028, 1, 2), "12月30日–1月2日", ("十二月", "30 起", "腊月初三")),
        (date(2028, 1, 14), date(2028, 1, 19), "2028年1月14日–19日", ("一月", "14–19", "腊月十八")),
    ],
)
def test_days_on_cards_and_leaves(first: date, last: date, short: str, leaf: tuple[str, str, str]) -> None:
    festival = on(first, last)
    drawn = leaf_of(festival)
    assert drawn is not None
    assert (short_days(festival, TODAY), (drawn.month, drawn.days, drawn.lunar)) == (short, leaf)


def test_open_days_have_no_leaf_and_no_lunar_date() -> None:
    festival = on(None, None)
    assert (days_text(festival, TODAY), short_days(festival, TODAY)) == ("日子待定", "日子待定")
    assert (leaf_of(festival), lunar_text(festival)) == (None, "")


def test_days_beyond_the_lunar_tables_are_shown_without_them() -> None:
    festival = on(date(2150, 1, 1), date(2150, 1, 2))
    assert lunar_text(festival) == ""
    assert "2150年1月1日" in days_text(festival, TODAY)


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (29, "二十九"), (100, "一百"), (103, "一百零三"),
     (110, "一百一十"), (999, "九百九十九"), (1000, "1000"), (-1, "-1")],
)  # fmt: skip
def test_numbers_as_they_are_said(number: int, said: str) -> None:
    assert chinese_number(number) == said


def test_an_edition_without_a_number_is_not_numbered() -> None:
    assert (edition_text(None), edition_text(29)) == ("", "第二十九届")
