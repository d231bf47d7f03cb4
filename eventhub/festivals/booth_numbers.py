"""Booth numbers: `A01`, ranges such as `A01–A20`, and the order people expect them in."""

import re
from dataclasses import dataclass
from typing import ClassVar

from eventhub.core.errors import BadInput
from eventhub.core.typed_text import without_spaces

MAX_BOOTHS = 500

_NUMBER = re.compile(r"([A-Z]{1,3})([0-9]{1,4})")
_ENDPOINT = re.compile(r"([A-Z]{0,3})([0-9]{1,4})")
_DASH = re.compile("[\u2010-\u2015\u2212~\u301c\u223c到至]+|-+")
_SEPARATOR = re.compile("[,、;]")


class BoothNumberError(BadInput):
    """The text names no booths. `code`: `booth_number` or `booth_range`."""

    default_code: ClassVar[str] = "booth_number"


@dataclass(frozen=True, slots=True)
class _Endpoint:
    letters: str
    digits: str

    @property
    def value(self) -> int:
        return int(self.digits)


def parse_booth_number(text: str) -> str:
    """Read one booth number.

    Args:
        text: as typed; lower case, full-width and spaces are forgiven.

    Returns:
        One to three capital letters and one to four digits, as written: `A01` and `A1` are two numbers.

    Raises:
        BoothNumberError: it is none.
    """
    number = without_spaces(text).upper()
    if not _NUMBER.fullmatch(number):
        shown = f"“{text.strip()[:12]}”" if text.strip() else "空白"
        raise BoothNumberError(f"摊位号{shown}不对，要写成字母加数字，例如“A01”。")
    return number


def parse_booth_range(text: str) -> tuple[str, ...]:
    """Read ranges of booth numbers.

    Args:
        text: `A01–A20`, `A01-20`, `Ａ０１到Ａ２０`, single numbers, and lists of them separated by commas.
            Any dash, `~`, 到 and 至 will do. Digits are padded to the width of the range's first number.

    Returns:
        Every number in the order written, at most `MAX_BOOTHS`.

    Raises:
        BoothNumberError: unreadable, backwards, two different letters, a number twice, or too many.
    """
    compact = _DASH.sub("-", without_spaces(text).upper())
    parts = [part for part in _SEPARATOR.split(compact) if part]
    if not parts:
        raise BoothNumberError("请填写摊位号，例如“A01–A20”。", code="booth_range")
    numbers: list[str] = []
    for part in parts:
        numbers.extend(_one_range(part))
        if len(numbers) > MAX_BOOTHS:
            raise _range_error(f"一次最多排 {MAX_BOOTHS} 个摊位，请分几次")
    seen: set[str] = set()
    for number in numbers:
        if number in seen:
            raise _range_error(f"摊位号“{number}”写了两次，请去掉一个")
        seen.add(number)
    return tuple(numbers)


def _range_error(what: str) -> BoothNumberError:
    return BoothNumberError(f"{what}。", code="booth_range")


def _one_range(part: str) -> list[str]:
    ends = part.split("-")
    if len(ends) == 1:
        return [parse_booth_number(part)]
    if len(ends) != 2:
        raise _range_error(f"“{part[:20]}”看不懂，请写成“A01–A20”")
    first, last = _endpoint(ends[0], part), _endpoint(ends[1], part)
    if not first.letters:
        raise _range_error(f"“{part[:20]}”少了字母，请写成“A01–A20”")
    if last.letters not in ("", first.letters):
        raise _range_error(f"“{part[:20]}”前后字母不一样，请分开写，例如“A01–A20，B01–B20”")
    if last.value < first.value:
        raise _range_error(f"“{part[:20]}”前大后小，请把小的写前面")
    if last.value - first.value >= MAX_BOOTHS:
        raise _range_error(f"一次最多排 {MAX_BOOTHS} 个摊位，请分几次")
    width = len(first.digits)
    return [f"{first.letters}{value:0{width}d}" for value in range(first.value, last.value + 1)]


def _endpoint(text: str, part: str) -> _Endpoint:
    match = _ENDPOINT.fullmatch(text)
    if match is None:
        raise _range_error(f"“{part[:20]}”看不懂，请写成“A01–A20”")
    return _Endpoint(*match.groups())


def booth_sort_key(number: str) -> tuple[str, int, str]:
    """Sort key that puts A2 before A10; anything that isn't a booth number sorts by its text."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        return (number, 0, number)
    return (match.group(1), int(match.group(2)), number)
