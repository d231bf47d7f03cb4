"""The farmers' calendar 农历: lunar dates, solar terms 节气, and rules such as "正月初二至初六".

borax holds the tables (1900–2100). Browsers' `Intl` is a day off in 2027 and 2030, so lunar
dates are worked out here and never on a visitor's phone.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from borax.calendars.lunardate import LCalendars, TermUtils
from borax.calendars.lunardate import LunarDate as BoraxDate

from eventhub.core.errors import BadInput

FIRST_DAY: Final = date(1900, 1, 31)
LAST_DAY: Final = date(2101, 1, 28)
LONGEST_FESTIVAL: Final = 60
"""Days. A rule that comes out longer is a slip of the pen more often than a festival."""

_MONTHS: Final = ("", "正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_MONTH_NUMBERS: Final = {name: number for number, name in enumerate(_MONTHS) if name} | {
    "一": 1,
    "十一": 11,
    "十二": 12,
}
_DIGITS: Final = "一二三四五六七八九十"
_FESTIVALS: Final = {
    (1, 1): "春节",
    (1, 15): "元宵",
    (2, 2): "龙抬头",
    (5, 5): "端午",
    (7, 7): "七夕",
    (7, 15): "中元",
    (8, 15): "中秋",
    (9, 9): "重阳",
    (12, 8): "腊八",
}
_NAMED_DAYS: Final = {name: monthday for monthday, name in _FESTIVALS.items()} | {
    "元宵节": (1, 15),
    "端午节": (5, 5),
    "七夕节": (7, 7),
    "中元节": (7, 15),
    "中秋节": (8, 15),
    "重阳节": (9, 9),
    "腊八节": (12, 8),
}
_NEW_YEARS_EVE: Final = "除夕"
_RANGE_WORD: Final = re.compile(r"\s*(?:至|到|—+|–|-|－|~|～)\s*")
_POINT: Final = re.compile(r"(?:(闰)?(十一|十二|[正一二三四五六七八九十冬腊])月)?([初十廿卅一二三四五六七八九]{1,3})")


class LunarRangeError(ValueError):
    """The day is outside 1900-01-31…2101-01-28, which the tables cover."""


class LunarRuleError(BadInput):
    """A lunar rule can't be read, or names a day which that year doesn't have."""

    default_code = "lunar_rule"


@dataclass(frozen=True, slots=True)
class LunarDate:
    """One day of the farmers' calendar.

    `year` is the lunar year, named by the Gregorian year its 正月初一 falls in; `month` is
    1…12, `leap` says whether it is the leap month 闰 of that number; `day` is 1…30.
    """

    year: int
    month: int
    day: int
    leap: bool
    festival: str = ""
    """Name of the traditional festival on that day, or an empty string."""

    @property
    def month_label(self) -> str:
        """三月, 闰六月, 正月, 冬月, 腊月."""
        return month_name(self.month, self.leap)

    @property
    def day_label(self) -> str:
        """初一 … 三十."""
        return day_name(self.day)

    @property
    def label(self) -> str:
        """三月廿五."""
        return self.month_label + self.day_label


def month_name(month: int, leap: bool = False) -> str:
    """Month 1…12 as people say it: 正月, 闰六月, 冬月, 腊月."""
    return f"{'闰' if leap else ''}{_MONTHS[month]}月"


def day_name(day: int) -> str:
    """Day 1…30 as people say it: 初一, 初十, 十五, 二十, 廿五, 三十."""
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return "初十廿"[day // 10] + _DIGITS[day % 10 - 1]


@lru_cache(maxsize=8192)
def lunar_date(day: date) -> LunarDate:
    """The lunar date of a Gregorian `day` (Beijing time).

    Raises:
        LunarRangeError: the day is outside the tables (1900–2100).
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        raise LunarRangeError(f"{day} is outside {FIRST_DAY}…{LAST_DAY}")
    found = BoraxDate.from_solar(day)
    leap = bool(found.leap)
    name = "" if leap else _FESTIVALS.get((found.month, found.day), "")
    if found.month == 12 and day < LAST_DAY and BoraxDate.from_solar(day + timedelta(days=1)).month == 1:
        name = _NEW_YEARS_EVE
    return LunarDate(found.year, found.month, found.day, leap, name)


@lru_cache(maxsize=8192)
def solar_term(day: date) -> str:
    """The solar term 节气 that begins on `day` (Beijing time), or an empty string.

    Raises:
        LunarRangeError: the year is outside 1901…2100.
    """
    if not 1901 <= day.year <= 2100:
        raise LunarRangeError(f"no solar terms for {day.year}")
    return TermUtils.get_term_info(day.year, day.month, day.day)[0] or ""


def lunar_range_text(first: date, last: date | None = None) -> str:
    """`农历三月廿五至廿九` for the days `first` to `last` (inclusive), `农历三月廿五` for one day.

    The month is repeated only when it changes.

    Raises:
        LunarRangeError: a day is outside the tables.
    """
    start = lunar_date(first)
    if last is None or last <= first:
        return f"农历{start.label}"
    end = lunar_date(last)
    same_month = (start.year, start.month, start.leap) == (end.year, end.month, end.leap)
    return f"农历{start.label}至{end.day_label if same_month else end.label}"


@dataclass(frozen=True, slots=True)
class _Point:
    """An end of a rule: month, leap, day; `day` 0 means the last day of the lunar year 除夕."""

    month: int
    leap: bool
    day: int
    text: str


def resolve_lunar_rule(rule: str, year: int) -> tuple[date, date]:
    """Gregorian first and last day (inclusive) of a lunar rule in one lunar year.

    Args:
        rule: `正月初二至初六`, `腊月廿三至除夕`, `闰六月初一`, `中秋`; with or without 农历 in
            front. A range whose end lies earlier in the year runs into the next lunar year
            (`腊月廿八至正月初六`).
        year: the *lunar* year, named by the Gregorian year its Spring Festival falls in:
            腊月 of 2026 falls in January and February 2027. When only "the next one" is
            wanted, `next_lunar_occurrence` is the safer question.

    Raises:
        LunarRuleError: the rule can't be read, the year lacks that day or leap month, a leap
            month falls between both ends without being named (ask a person), or the range is
            longer than `LONGEST_FESTIVAL` days.
    """
    if not 1901 <= year <= 2099:
        raise LunarRuleError(f"农历表只有1901年到2099年，没有{year}年，请直接填公历日期。")
    first_point, last_point = _read_rule(rule)
    first = _day_of(first_point, year)
    last = _day_of(last_point, year)
    if last < first and (first_point.month, first_point.leap) == (last_point.month, last_point.leap):
        raise LunarRuleError(f"“{last_point.text}”在“{first_point.text}”前面，请把开始和结束对调。")
    if last < first:
        last = _day_of(last_point, year + 1)
    _refuse_unnamed_leap_month(first_point, last_point, first, last)
    days = (last - first).days + 1
    if days > LONGEST_FESTIVAL:
        raise LunarRuleError(f"“{rule.strip()}”算下来有{days}天，请检查月份写对没有，或者直接填公历日期。")
    return first, last


def next_lunar_occurrence(rule: str, after: date) -> tuple[date, date]:
    """First occurrence of a rule that begins later than `after`; for cloning an edition.

    Years that lack the rule's day or its leap month are passed over, for up to 20 years; a
    year in which an unnamed leap month splits the range is not passed over but refused.

    Raises:
        LunarRuleError: the rule can't be read, or no year within 20 has it.
    """
    first_point, _ = _read_rule(rule)
    refusal: LunarRuleError | None = None
    for year in range(after.year - 1, after.year + 20):
        try:
            if _day_of(first_point, year) > after:
                return resolve_lunar_rule(rule, year)
        except LunarRuleError as error:
            if error.code != "lunar_day_missing":
                raise
            refusal = refusal or error
    raise refusal or LunarRuleError(f"20年内没有“{rule.strip()}”，请直接填公历日期。")


def _read_rule(rule: str) -> tuple[_Point, _Point]:
    text = re.sub(r"\s+", "", rule)
    text = text.removeprefix("农历").removeprefix("阴历")
    parts = _RANGE_WORD.split(text)
    if not 1 <= len(parts) <= 2 or not all(parts):
        raise LunarRuleError(f"看不懂“{rule.strip()}”，请写成“正月初二至初六”或“三月廿五”这样。")
    first = _read_point(parts[0], None, rule)
    last = _read_point(parts[1], first, rule) if len(parts) == 2 else first
    return first, last


def _read_point(text: str, before: _Point | None, rule: str) -> _Point:
    if text == _NEW_YEARS_EVE:
        return _Point(12, False, 0, text)
    if text in _NAMED_DAYS:
        month, day = _NAMED_DAYS[text]
        return _Point(month, False, day, text)
    match = _POINT.fullmatch(text)
    day_number = _day_number(match[3]) if match else None
    if match is None or day_number is None:
        raise LunarRuleError(f"看不懂“{rule.strip()}”里的“{text}”，请写成“正月初二至初六”这样。")
    if match[2] is not None:
        return _Point(_MONTH_NUMBERS[match[2]], match[1] is not None, day_number, text)
    if before is None:
        raise LunarRuleError(f"“{rule.strip()}”没写是几月，请写成“正月初二至初六”这样。")
    if before.text == _NEW_YEARS_EVE:
        return _Point(1, False, day_number, text)
    return _Point(before.month, before.leap, day_number, text)


_DAY_NUMBERS: Final = {day_name(day): day for day in range(1, 31)} | {
    **{f"二十{_DIGITS[n]}": 21 + n for n in range(9)},
    **{f"廿{'' if n == 0 else _DIGITS[n - 1]}": 20 + n for n in range(10)},
    "十": 10,
    "卅": 30,
}


def _day_number(text: str) -> int | None:
    return _DAY_NUMBERS.get(text)


def _day_of(point: _Point, year: int) -> date:
    if point.day == 0:
        return _gregorian(year + 1, 1, 1, False) - timedelta(days=1)
    if point.leap and LCalendars.leap_month(year) != point.month:
        raise LunarRuleError(
            f"农历{year}年没有{month_name(point.month, True)}，请换成{month_name(point.month)}，或者直接填公历日期。",
            code="lunar_day_missing",
        )
    length = LCalendars.ndays(year, point.month, int(point.leap))
    if point.day > length:
        month = month_name(point.month, point.leap)
        advice = "；想写年三十就写“除夕”" if point.month == 12 else ""
        raise LunarRuleError(
            f"农历{year}年{month}只有{length}天，没有{day_name(point.day)}，最后一天是{day_name(length)}{advice}。",
            code="lunar_day_missing",
        )
    return _gregorian(year, point.month, point.day, point.leap)


def _gregorian(year: int, month: int, day: int, leap: bool) -> date:
    found: date = BoraxDate(year, month, day, int(leap)).to_solar_date()
    return found


def _refuse_unnamed_leap_month(first_point: _Point, last_point: _Point, first: date, last: date) -> None:
    """A leap month that falls inside the range adds 29 or 30 days nobody asked for."""
    if first_point.leap or last_point.leap:
        return
    start = lunar_date(first)
    leap_month = LCalendars.leap_month(start.year)
    if leap_month < start.month:
        return
    begins = _gregorian(start.year, leap_month, 1, True)
    if last >= begins:
        raise LunarRuleError(
            f"农历{start.year}年有{month_name(leap_month, True)}（公历{begins.month}月{begins.day}日起），"
            f"正好夹在“{first_point.text}”和“{last_point.text}”中间，请直接填公历日期。"
        )
