"""Columns of a table that goes out as xlsx and comes back: what a cell may hold, and how it is read.

A cell that can't be read gives a sentence for the person who filled in the sheet, never a guess:
Excel turns long numbers into rounded ones and `1-2` into a date, and such a value is lost for good.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from eventhub.core.typed_text import half_width, tidy_line, without_spaces
from eventhub.core.typed_values import day_in_text

CellValue = str | int | bool | date | None
# What the reading library hands over for a cell.
RawCell = int | float | str | bool | time | date | datetime | timedelta

MAX_TEXT = 500
# Excel keeps 15 significant digits; of a longer number typed into a number cell the rest is already gone.
MAX_EXACT_NUMBER = 10**15
FIRST_YEAR, LAST_YEAR = 1950, 2100

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_YES = frozenset({"是", "有", "对", "√", "✓", "y", "yes", "true", "1"})
_NO = frozenset({"否", "无", "没有", "不", "×", "x", "n", "no", "false", "0"})


class ColumnKind(StrEnum):
    """What a column holds. `yes_no` reads an empty cell as no; all others as None."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `key`: name in records. `title`: header shown; `aliases`: other headers taken for it. `choices`: label →
    stored value (kind CHOICE); further labels of a value are understood but not offered. `low`, `high`:
    bounds of integers. `max_length`: of texts. `width`: in characters. `note`: prompt shown while a cell of
    the column is filled in.
    """

    key: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    low: int = 0
    high: int = 1_000_000_000
    max_length: int = MAX_TEXT
    width: int = 14
    note: str = ""

    @property
    def labels(self) -> list[str]:
        """The labels to offer: the first one of each stored value."""
        first: dict[str, str] = {}
        for label, value in self.choices.items():
            first.setdefault(value, label)
        return list(first.values())


class CellValueError(ValueError):
    """A cell can't be read; the text says why, in Chinese, without a closing full stop."""


def title_key(title: object) -> str:
    """Fold a header for comparison: half width, no spaces, no star or bracketed remark at its end."""
    text = without_spaces(str(title)).lower()
    return re.sub(r"(\*|\([^()]*\))+$", "", text).strip("*")


def is_blank(raw: RawCell | None) -> bool:
    """Say whether a cell holds nothing: empty, or only spaces and invisible marks."""
    return raw is None or (isinstance(raw, str) and not tidy_line(raw))


def read_cell(column: Column, raw: RawCell | None) -> CellValue:
    """Read one cell.

    Args:
        column: what it should hold.
        raw: the value as the file has it.

    Returns:
        str, int, bool or date by kind of column; None when the cell is empty and may be.

    Raises:
        CellValueError: with the reason.
    """
    if is_blank(raw) or raw is None:
        if column.required:
            raise CellValueError(f"“{column.title}”没有填")
        return False if column.kind is ColumnKind.YES_NO else None
    if isinstance(raw, str) and raw.strip() in _EXCEL_ERRORS:
        raise CellValueError(f"这一格的公式出错了（{raw.strip()}），请直接填内容")
    match column.kind:
        case ColumnKind.TEXT:
            return _read_text(column, raw)
        case ColumnKind.INTEGER:
            return _read_integer(column, raw)
        case ColumnKind.DATE:
            return _read_date(raw)
        case ColumnKind.CHOICE:
            return _read_choice(column, raw)
        case ColumnKind.YES_NO:
            return _read_yes_no(raw)


def _as_text(raw: RawCell) -> str:
    """Give the text a person sees in the cell, refusing where Excel has already changed it."""
    if isinstance(raw, str):
        return tidy_line(raw)
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, int | float):
        if abs(raw) >= MAX_EXACT_NUMBER:
            raise CellValueError("这一格被表格软件存成了数字，末尾几位已经变了，请把这一列设成“文本”再填一遍")
        return str(int(raw)) if raw == int(raw) else repr(raw)
    raise CellValueError("这一格被表格软件当成了日期或时间，请把这一列设成“文本”再填一遍")


def _read_text(column: Column, raw: RawCell) -> str:
    text = _as_text(raw)
    if len(text) > column.max_length:
        raise CellValueError(f"“{column.title}”最多 {column.max_length} 个字，现在 {len(text)} 个")
    return text


def _read_integer(column: Column, raw: RawCell) -> int:
    text = without_spaces(_as_text(raw)).replace(",", "")
    if not _INTEGER.fullmatch(text):
        raise CellValueError(f"“{column.title}”要填整数，现在是“{text[:20]}”")
    value = int(text)
    if not column.low <= value <= column.high:
        raise CellValueError(f"“{column.title}”要在 {column.low:,} 到 {column.high:,} 之间，现在是 {value:,}")
    return value


def _read_date(raw: RawCell) -> date:
    day = _date_of(raw)
    if day is None:
        shown = raw if isinstance(raw, str) else "数字"
        raise CellValueError(f"“{str(shown).strip()[:20]}”不是日期，请写成 2027-05-01 这样")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellValueError(f"年份 {day.year} 不对，请核对")
    return day


def _date_of(raw: RawCell) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, bool | time | timedelta):
        return None
    if isinstance(raw, int | float):
        if raw == int(raw) and 18_264 <= raw <= 73_415:  # serial days of 1950 to 2100 in a cell without date style
            return _EXCEL_EPOCH + timedelta(days=int(raw))
        return day_in_text(str(int(raw))) if raw == int(raw) else None
    return day_in_text(raw)


def _read_choice(column: Column, raw: RawCell) -> str:
    wanted = title_key(_as_text(raw))
    for label, value in column.choices.items():
        if wanted in (title_key(label), title_key(value)):
            return value
    shown = half_width(_as_text(raw))[:20]
    raise CellValueError(f"“{column.title}”里没有“{shown}”，只能填{'、'.join(column.labels)}")


def _read_yes_no(raw: RawCell) -> bool:
    if isinstance(raw, bool):
        return raw
    text = without_spaces(_as_text(raw)).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise CellValueError(f"“{text[:20]}”看不懂，请填“是”或“否”")
