"""The days of a festival in words: Gregorian and lunar side by side, or plainly not fixed yet."""

from dataclasses import dataclass
from datetime import date

from eventhub.calendar.lunar import LunarRangeError, lunar_date, lunar_range_text
from eventhub.core.display import WEEKDAYS, cn_range
from eventhub.festivals.models import Festival

OPEN = "日子待定"
DIGITS = "零一二三四五六七八九十"
MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


@dataclass(frozen=True)
class Leaf:
    """A leaf of a tear-off calendar: 五月, 1–5, 三月廿五."""

    month: str
    days: str
    lunar: str


def days_text(festival: Festival, today: date) -> str:
    """Return 5月1日（周六）至5日, with the year when it isn't this one; 日子待定 while the days are open."""
    if festival.starts_on is None or festival.ends_on is None:
        return OPEN
    return cn_range(festival.starts_on, festival.ends_on, year=festival.starts_on.year != today.year)


def short_days(festival: Festival, today: date) -> str:
    """Return 5月1日–5日 for a card, with the year when it isn't this one."""
    first, last = festival.starts_on, festival.ends_on
    if first is None or last is None:
        return OPEN
    text = f"{first.month}月{first.day}日"
    if last != first:
        text += f"–{last.day}日" if last.month == first.month else f"–{last.month}月{last.day}日"
    return text if first.year == today.year else f"{first.year}年{text}"


def lunar_text(festival: Festival) -> str:
    """Return 农历三月廿五至廿九; empty while the days are open."""
    if festival.starts_on is None:
        return ""
    try:
        return lunar_range_text(festival.starts_on, festival.ends_on)
    except LunarRangeError:
        return ""


def lunar_day(day: date) -> str:
    """Return 廿五 for a day tab."""
    try:
        return lunar_date(day).day_label
    except LunarRangeError:
        return ""


def weekdays_text(festival: Festival) -> str:
    """Return 周六至周三; empty while the days are open."""
    first, last = festival.starts_on, festival.ends_on
    if first is None or last is None:
        return ""
    text = f"周{WEEKDAYS[first.weekday()]}"
    return text if first == last else f"{text}至周{WEEKDAYS[last.weekday()]}"


def leaf_of(festival: Festival) -> Leaf | None:
    """Return the leaf of the first day; None while the days are open."""
    first, last = festival.starts_on, festival.ends_on
    if first is None or last is None:
        return None
    if first == last:
        days = str(first.day)
    elif first.month == last.month:
        days = f"{first.day}–{last.day}"
    else:
        days = f"{first.day} 起"
    try:
        lunar = lunar_date(first).label
    except LunarRangeError:
        lunar = ""
    return Leaf(f"{MONTHS[first.month - 1]}月", days, lunar)


def edition_text(edition: int | None) -> str:
    """Return 第二十九届 for 29; empty when the number isn't known."""
    return f"第{chinese_number(edition)}届" if edition else ""


def chinese_number(number: int) -> str:
    """Return a number from 0 to 999 as it is said: 二十九, 一百零三; larger ones in digits."""
    if not 0 <= number <= 999:
        return str(number)
    if number <= 10:
        return DIGITS[number]
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")
