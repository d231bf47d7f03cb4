"""Rules such as 正月初二至初六: to days of a year, to the next ones, or refused with how to mend them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.calendar.lunar import LunarRuleError, lunar_date, next_lunar_occurrence, resolve_lunar_rule


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
