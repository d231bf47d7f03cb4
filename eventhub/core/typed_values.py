"""Numbers, amounts and times as people type them, read into what is stored. Pure.

Every reader forgives full-width digits, spaces and invisible marks, and raises ValueError with a Chinese sentence
for what it can't read: a box of a form then shows the sentence, and what was typed stays in it.
"""

import re
from datetime import UTC, date, datetime, time

from eventhub.core.clock import SHANGHAI
from eventhub.core.typed_text import foreign_digit, half_width, without_spaces

FIRST_YEAR, LAST_YEAR = 2000, 2100
HIGHEST_FEN = 999_999_999

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_YUAN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?(?:元|块|块钱)?")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,4}(?:\.[0-9]{1,9})?")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2})(?::00)?|[点时](半|[0-9]{1,2}分?)?)")
# A day, then T, a space or nothing after 日, then a clock.
_MOMENT = re.compile(r"(.+?)(?:[Tt]|\s+|(?<=日))([0-9]{1,2}\s*[:点时].*)", re.DOTALL)


def read_whole(text: str, low: int, high: int) -> int:
    """Read a whole number between two bounds, both included; `1,000` and `−5` are forgiven."""
    compact = _compact(text).replace(",", "").replace("\u2212", "-")
    if _WHOLE.fullmatch(compact) is None:
        raise ValueError(f"要填整数，例如 {min(max(low, 1), high)}。")
    value = int(compact)
    if not low <= value <= high:
        raise ValueError(f"要在 {low:,} 到 {high:,} 之间，现在是 {value:,}。")
    return value


def read_yuan(text: str, highest: int = HIGHEST_FEN) -> int:
    """Read `15`, `12.5元` or `１５ 块` as fen, at most `highest` fen."""
    match = _YUAN.fullmatch(_compact(text).replace(",", "").removeprefix("¥").removeprefix("￥"))
    if match is None:
        raise ValueError("只填数字，单位是元，最多两位小数，例如 15 或 12.5。")
    whole, part = match.groups()
    fen = int(whole) * 100 + int((part or "").ljust(2, "0"))
    if fen > highest:
        raise ValueError(f"最多 {highest // 100:,} 元，请核对。")
    return fen


def yuan(fen: int) -> str:
    """Return an amount of fen as it stands in a box: 15 or 12.50."""
    whole, part = divmod(fen, 100)
    return f"{whole}.{part:02d}" if part else str(whole)


def read_metres(text: str, low: int, high: int) -> int:
    """Read `12.5` or `12.5 米` as centimetres, between two bounds in centimetres."""
    compact = _compact(text).removesuffix("米")
    if _DECIMAL.fullmatch(compact) is None:
        raise ValueError("要填米数，例如“12.5”。")
    value = round(float(compact) * 100)
    if not low <= value <= high:
        raise ValueError(f"要在 {metres(low)} 到 {metres(high)} 米之间。")
    return value


def metres(centimetres: int) -> str:
    """Return a length in metres without needless zeros: 12, 12.5, 12.05."""
    return f"{centimetres / 100:.2f}".rstrip("0").rstrip(".")


def read_degrees(text: str, low: float, high: float) -> float:
    """Read a coordinate in degrees between two bounds."""
    compact = _compact(text)
    if _DECIMAL.fullmatch(compact) is None or not low <= float(compact) <= high:
        raise ValueError(f"要填 {low:g} 到 {high:g} 之间的小数，例如“{(low + high) / 2:g}”。")
    return float(compact)


def day_in_text(text: str) -> date | None:
    """Return the day that `2028-05-01`, `2028年5月1日`, `2028.5.1` or `20280501` names; None where it names none."""
    match = _DAY.fullmatch(without_spaces(text))
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_day(text: str, first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> date:
    """Read a day, see `day_in_text`, of the years from `first_year` to `last_year`."""
    shown = _compact(text)
    day = day_in_text(shown)
    if day is None:
        raise ValueError(f"“{shown[:20]}”不是日期，请写成 2027-05-01 这样。")
    if not first_year <= day.year <= last_year:
        raise ValueError(f"年份要在 {first_year} 到 {last_year} 之间，请核对。")
    return day


def read_clock(text: str) -> time:
    """Read a time of day: `09:30`, `9：30`, `9点30分` or `9点半`."""
    match = _CLOCK.fullmatch(_compact(text))
    try:
        moment = time(int(match[1]), _minutes(match[2] or match[3] or "0")) if match else None
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError("时间要写成“09:30”这样。")
    return moment


def read_moment(text: str) -> datetime:
    """Read a day and a clock in Shanghai, `2027-04-20T18:00` or `2027年4月20日 18:00`, as an aware datetime in UTC."""
    _compact(text)
    match = _MOMENT.fullmatch(half_width(text).strip())
    try:
        moment = datetime.combine(read_day(match[1]), read_clock(match[2]), SHANGHAI) if match else None
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError("日期和钟点看不懂，请写成 2027-04-20 18:00 这样。")
    return moment.astimezone(UTC)


def _minutes(text: str) -> int:
    return 30 if text == "半" else int(text.removesuffix("分"))


def _compact(text: str) -> str:
    """Return the text half-width and without spaces. Raises ValueError for a digit of another script in it."""
    compact = without_spaces(text)
    foreign = foreign_digit(compact)
    if foreign is not None:
        raise ValueError(f"“{foreign}”不是普通数字，请用 0 到 9 重新填。")
    return compact
