"""Lunar dates against the sky, not against the package that makes them."""

import math
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest

from eventhub.calendar.lunar import (
    LunarRangeError,
    lunar_date,
    lunar_range_text,
    solar_term,
)
from tests.calendar.astronomy import new_moon, solar_term_moment

YEARS = range(2024, 2036)
TERMS = (
    "小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 "
    "小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至"
)
FESTIVALS = "春节 元宵 龙抬头 端午 七夕 中元 中秋 重阳 腊八 除夕"
# First day of the lunar year, Beijing time (Purple Mountain Observatory's calendar). ICU and the
# browsers' Intl are a day off in 2027 and 2030.
SPRING_FESTIVALS = """
2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13
2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08
"""
MONTHS = "正月 二月 三月 四月 五月 六月 七月 八月 九月 十月 冬月 腊月"
DAYS = (
    "初一 初二 初三 初四 初五 初六 初七 初八 初九 初十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 "
    "廿一 廿二 廿三 廿四 廿五 廿六 廿七 廿八 廿九 三十"
)


def _month_starts(first: date, last: date) -> list[date]:
    """Days (Beijing) of the new moons from the one at or before `first` to the one after `last`."""
    k = math.floor((first - date(2000, 1, 6)).days / 29.530588861) - 1
    starts = [new_moon(n).date() for n in range(k, k + (last - first).days // 29 + 4)]
    begin = max(n for n, day in enumerate(starts) if day <= first)
    end = min(n for n, day in enumerate(starts) if day > last)
    return starts[begin : end + 1]


@cache
def computed_calendar() -> dict[date, tuple[int, int, bool, int]]:
    """Every day of 2024–2035 → lunar year, month, leap, day, by the rule of GB/T 33661-2017.

    冬至 always lies in month 11. When thirteen months run from one month 11 to the next, the
    first of them without a major term (中气) is the leap month.
    """
    table: dict[date, tuple[int, int, bool, int]] = {}
    for year in range(YEARS[0] - 1, YEARS[-1] + 2):
        solstice, next_solstice = (solar_term_moment(y, 23).date() for y in (year, year + 1))
        starts = _month_starts(solstice, next_solstice)
        # The last start but one begins the month of the next solstice, which is month 11 again.
        months = list(pairwise(starts[:-1]))
        majors = {solar_term_moment(y, n).date() for y in (year, year + 1) for n in range(1, 24, 2)}
        leap_due = len(months) == 13
        number, leap_seen = 10, False
        for begin, end in months:
            leap = leap_due and not leap_seen and not any(begin <= major < end for major in majors)
            leap_seen = leap_seen or leap
            number += not leap
            month = (number - 1) % 12 + 1
            lunar_year = year if number <= 12 else year + 1
            for offset in range((end - begin).days):
                table[begin + timedelta(days=offset)] = (lunar_year, month, leap, offset + 1)
    return table


def every_day() -> list[date]:
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("year", "index", "known"),
    [
        # US Naval Observatory, equinoxes and solstices, UTC.
        (2024, 5, "2024-03-20T03:06"),
        (2024, 11, "2024-06-20T20:51"),
        (2024, 17, "2024-09-22T12:44"),
        (2024, 23, "2024-12-21T09:20"),
        (2025, 5, "2025-03-20T09:01"),
        (2025, 11, "2025-06-21T02:42"),
        (2025, 17, "2025-09-22T18:19"),
        (2025, 23, "2025-12-21T15:03"),
    ],
)
def test_the_yardstick_itself_knows_the_equinoxes(year, index, known):
    moment = datetime.fromisoformat(known).replace(tzinfo=UTC)
    assert abs(solar_term_moment(year, index) - moment) < timedelta(seconds=90)


def test_the_yardstick_itself_knows_the_close_new_moons():
    # The two new moons near midnight that browsers get wrong: 23:56 and 00:07 Beijing time.
    around = [new_moon(k) for k in range(330, 380)]
    close = {moon.date(): moon.strftime("%H:%M") for moon in around}
    assert close[date(2027, 2, 6)] == "23:56"
    assert close[date(2030, 2, 3)] == "00:07"


def test_no_moment_is_too_close_to_midnight_to_decide():
    moments = [solar_term_moment(year, n) for year in YEARS for n in range(24)]
    moments += [new_moon(k) for k in range(290, 450)]
    seconds = [(m.hour * 3600 + m.minute * 60 + m.second) for m in moments]
    assert min(min(s, 86_400 - s) for s in seconds) > 100


def test_every_day_of_twelve_years_has_the_lunar_date_of_the_sky():
    table = computed_calendar()
    wrong = [(day, found, table[day]) for day in every_day() if (found := _plain(day)) != table[day]]
    assert wrong == []


def _plain(day: date) -> tuple[int, int, bool, int]:
    found = lunar_date(day)
    return found.year, found.month, found.leap, found.day


def test_every_solar_term_of_twelve_years_falls_on_its_day():
    names = TERMS.split()
    computed = {solar_term_moment(year, n).date(): names[n] for year in YEARS for n in range(24)}
    shown = {day: term for day in every_day() if (term := solar_term(day))}
    assert shown == computed
    assert len(computed) == 24 * len(YEARS)


@pytest.mark.parametrize("day", SPRING_FESTIVALS.split())
def test_spring_festival(day):
    found = lunar_date(date.fromisoformat(day))
    assert (found.label, found.festival) == ("正月初一", "春节")
    assert found.year == int(day[:4])
    assert lunar_date(date.fromisoformat(day) - timedelta(days=1)).festival == "除夕"


def test_the_leap_months_of_these_years():
    leaps = {(d.year, d.month_label) for day in every_day() if (d := lunar_date(day)).leap}
    assert leaps == {(2025, "闰六月"), (2028, "闰五月"), (2031, "闰三月"), (2033, "闰冬月")}


@pytest.mark.parametrize(
    ("day", "label", "festival"),
    [
        ("2026-03-03", "正月十五", "元宵"),
        ("2026-06-19", "五月初五", "端午"),
        ("2026-08-19", "七月初七", "七夕"),
        ("2026-09-25", "八月十五", "中秋"),
        ("2026-10-18", "九月初九", "重阳"),
        ("2027-01-15", "腊月初八", "腊八"),
        ("2027-02-05", "腊月廿九", "除夕"),
        ("2027-05-01", "三月廿五", ""),
        ("2025-07-25", "闰六月初一", ""),
        ("2028-06-27", "闰五月初五", ""),
    ],
)
def test_labels_and_festivals(day, label, festival):
    found = lunar_date(date.fromisoformat(day))
    assert (found.label, found.festival) == (label, festival)


def test_labels_are_those_people_use():
    found = [lunar_date(day) for day in every_day()]
    assert {d.month_label for d in found if not d.leap} == set(MONTHS.split())
    assert {d.day: d.day_label for d in found} == dict(enumerate(DAYS.split(), 1))


def test_every_year_has_each_festival_once():
    for year in YEARS[:-1]:
        names = [f for day in every_day() if (d := lunar_date(day)).year == year and (f := d.festival)]
        assert sorted(names) == sorted(FESTIVALS.split())


@pytest.mark.parametrize("day", [date(1900, 1, 30), date(2101, 1, 29), date.min, date.max])
def test_outside_the_tables_nothing_is_claimed(day):
    with pytest.raises(LunarRangeError):
        lunar_date(day)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2027-05-01", None, "农历三月廿五"),
        ("2027-05-01", "2027-05-01", "农历三月廿五"),
        ("2027-05-01", "2027-05-05", "农历三月廿五至廿九"),
        ("2027-05-01", "2027-05-09", "农历三月廿五至四月初四"),
        ("2025-07-20", "2025-07-30", "农历六月廿六至闰六月初六"),
        ("2027-02-04", "2027-02-11", "农历腊月廿八至正月初六"),
        ("2027-05-05", "2027-05-01", "农历三月廿九"),
        ("2026-06-01", "2027-05-20", "农历四月十六至四月十五"),
    ],
)
def test_a_range_repeats_the_month_only_when_it_changes(first, last, text):
    assert lunar_range_text(date.fromisoformat(first), date.fromisoformat(last) if last else None) == text
