"""Lunar dates against the sky, not against the package that makes them."""

import math
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.calendar.lunar import (
    LunarRangeError,
    LunarRuleError,
    lunar_date,
    lunar_range_text,
    next_lunar_occurrence,
    resolve_lunar_rule,
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


@pytest.mark.parametrize(
    ("rule", "year", "first", "last"),
    [
        ("正月初二至初六", 2027, "2027-02-07", "2027-02-11"),
        ("正月初二至初六", 2030, "2030-02-04", "2030-02-08"),
        ("农历正月初二 — 正月初六", 2027, "2027-02-07", "2027-02-11"),
        ("正月初二到初六", 2027, "2027-02-07", "2027-02-11"),
        ("正月初二~初六", 2027, "2027-02-07", "2027-02-11"),
        ("一月初二-一月初六", 2027, "2027-02-07", "2027-02-11"),
        ("三月廿五", 2027, "2027-05-01", "2027-05-01"),
        ("三月二十五至二十九", 2027, "2027-05-01", "2027-05-05"),
        ("春节至元宵", 2027, "2027-02-06", "2027-02-20"),
        ("腊月廿三至除夕", 2026, "2027-01-30", "2027-02-05"),
        ("十二月廿三至除夕", 2026, "2027-01-30", "2027-02-05"),
        ("腊月廿八至正月初六", 2026, "2027-02-04", "2027-02-11"),
        ("除夕至初二", 2026, "2027-02-05", "2027-02-07"),
        ("六月初一至初五", 2025, "2025-06-25", "2025-06-29"),
        ("闰六月初一至初五", 2025, "2025-07-25", "2025-07-29"),
        ("六月廿八至闰六月初二", 2025, "2025-07-22", "2025-07-26"),
        ("闰六月廿八至七月初二", 2025, "2025-08-21", "2025-08-24"),
        ("中秋节", 2026, "2026-09-25", "2026-09-25"),
        ("十一月初十", 2026, "2026-12-18", "2026-12-18"),
        ("冬月十", 2026, "2026-12-18", "2026-12-18"),
    ],
)
def test_a_lunar_rule_becomes_days(rule, year, first, last):
    assert resolve_lunar_rule(rule, year) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("rule", "year", "says"),
    [
        ("", 2027, "看不懂"),
        ("初二至初六", 2027, "没写是几月"),
        ("正月初二至", 2027, "看不懂"),
        ("正月初二至初六至初八", 2027, "看不懂"),
        ("正月三十一", 2027, "看不懂"),
        ("十三月初一", 2027, "看不懂"),
        ("正月2日", 2027, "看不懂"),
        ("<script>", 2027, "看不懂"),
        ("正月初六至初二", 2027, "对调"),
        ("腊月三十", 2027, "没有三十，最后一天是廿九；想写年三十就写“除夕”"),
        ("三月三十", 2027, "三月只有29天"),
        ("闰六月初一", 2027, "没有闰六月，请换成六月"),
        ("六月廿八至七月初二", 2025, "有闰六月（公历7月25日起），正好夹在"),
        ("二月初一至八月初一", 2027, "请检查月份"),
        ("正月初二", 1899, "1901年到2099年"),
        ("正月初二", 2100, "1901年到2099年"),
    ],
)
def test_what_cannot_be_resolved_says_how_to_mend_it(rule, year, says):
    with pytest.raises(LunarRuleError) as refused:
        resolve_lunar_rule(rule, year)
    assert says in refused.value.sentence
    assert refused.value.sentence.endswith("。")


@pytest.mark.parametrize(
    ("rule", "after", "first"),
    [
        ("腊月廿三至除夕", "2026-11-24", "2027-01-30"),
        ("腊月廿三至除夕", "2027-01-30", "2028-01-19"),
        ("正月初二至初六", "2026-11-24", "2027-02-07"),
        ("正月初二至初六", "2027-02-07", "2028-01-27"),
        # 2025 lies behind, so its 闰六月 in the middle is nobody's problem.
        ("六月廿八至七月初二", "2025-12-01", "2026-08-10"),
        # Years without that leap month are passed over.
        ("闰六月初一", "2025-08-01", "2036-07-23"),
    ],
)
def test_cloning_an_edition_finds_the_next_one(rule, after, first):
    assert next_lunar_occurrence(rule, date.fromisoformat(after))[0] == date.fromisoformat(first)


def test_the_next_one_is_refused_where_a_person_must_decide():
    with pytest.raises(LunarRuleError, match="夹在"):
        next_lunar_occurrence("六月廿八至七月初二", date(2025, 1, 1))
    with pytest.raises(LunarRuleError, match="没有闰正月"):
        next_lunar_occurrence("闰正月初一", date(2026, 1, 1))


@given(st.dates(date(2024, 1, 1), date(2098, 12, 31)))
def test_any_day_named_by_its_label_is_found_again(day):
    found = lunar_date(day)
    assert resolve_lunar_rule(found.label, found.year) == (day, day)


@given(
    rule=st.text("农历闰正二三四五六七八九十冬腊初廿卅月至到除夕—~ 节中秋", max_size=12),
    year=st.integers(1900, 2101),
)
def test_a_rule_is_resolved_or_refused_in_chinese(rule, year):
    refusal = ""
    try:
        first, last = resolve_lunar_rule(rule, year)
    except LunarRuleError as refused:
        refusal = refused.sentence
    assert refusal.endswith("。") or timedelta(0) <= last - first < timedelta(days=60)
