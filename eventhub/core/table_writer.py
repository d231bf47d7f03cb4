"""Writing xlsx: what is text stays text, whatever it starts with, and however many digits it has."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from eventhub.core.table_columns import MAX_EXACT_NUMBER, Column, ColumnKind

MAX_CELL_TEXT = 32_767
MAX_SHEET_NAME = 31
LIST_ROWS = 2_000
# Excel refuses a list over 255 characters, a prompt over 255 and its title over 32.
MAX_LIST_TEXT = 255

_BAD_SHEET_CHARACTERS = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# The same rows must give the same bytes, so the file carries no time of writing.
_CREATED = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to write: its name, columns, and rows as key → value (missing keys are empty cells)."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]


def write_sheet(name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Write one sheet as an xlsx file. See `write_workbook`."""
    return write_workbook([Sheet(name, columns, rows)])


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write an xlsx file.

    Args:
        sheets: at least one; names are made legal and unique.

    Returns:
        The file. Header row styled, frozen and with filters; choice and yes/no columns get a list to pick
        from; text columns are formatted as text down to the last row, so that what people add stays text.
        The same sheets give the same bytes.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": _CREATED})
    styles = _Styles(book)
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet, styles)
    book.close()
    return out.getvalue()


class _Styles:
    def __init__(self, book: Any) -> None:
        base = {"font_name": "Microsoft YaHei", "font_size": 11, "valign": "vcenter"}
        self.header = book.add_format(base | {"bold": True, "bg_color": "#E9E6F5", "bottom": 1, "text_wrap": True})
        self.required = book.add_format(
            base | {"bold": True, "bg_color": "#E9E6F5", "bottom": 1, "text_wrap": True, "font_color": "#A51C30"}
        )
        self.text = book.add_format(base | {"num_format": "@"})
        self.quoted = book.add_format(base | {"num_format": "@", "quote_prefix": True})
        self.number = book.add_format(base | {"num_format": "0"})
        self.date = book.add_format(base | {"num_format": "yyyy-mm-dd"})

    def of(self, column: Column) -> Any:
        if column.kind is ColumnKind.INTEGER:
            return self.number
        return self.date if column.kind is ColumnKind.DATE else self.text


def _sheet_name(name: str, taken: set[str]) -> str:
    clean = _ILLEGAL_IN_XML.sub("", name).translate(_BAD_SHEET_CHARACTERS).strip("' ")
    candidate, serial = _cut(clean, MAX_SHEET_NAME).strip("' ") or "表", 2
    while candidate.lower() in taken or candidate.lower() == "history":
        suffix = f"（{serial}）"
        candidate, serial = _cut(clean, MAX_SHEET_NAME - len(suffix)) + suffix, serial + 1
    taken.add(candidate.lower())
    return candidate


def _cut(text: str, units: int) -> str:
    """Shorten to UTF-16 units, which is how Excel counts: a rare character such as 𠮷 takes two."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")


def _write_sheet(target: Any, sheet: Sheet, styles: _Styles) -> None:
    target.freeze_panes(1, 0)
    target.set_row(0, 30)
    for index, column in enumerate(sheet.columns):
        target.set_column(index, index, column.width, styles.of(column))
        title = f"{column.title}*" if column.required else column.title
        target.write_string(0, index, title, styles.required if column.required else styles.header)
        _guide(target, index, column)
        for number, row in enumerate(sheet.rows, start=1):
            _write_cell(target, number, index, column, row.get(column.key), styles)
    if sheet.columns:
        target.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)


def _guide(target: Any, index: int, column: Column) -> None:
    """Give the cells of a column a list to pick from and a prompt that shows while they are filled in."""
    options = ["是", "否"] if column.kind is ColumnKind.YES_NO else column.labels
    rule: dict[str, Any] = {"validate": "any"}
    if options and len(",".join(options)) <= MAX_LIST_TEXT:
        rule = {"validate": "list", "source": options, "error_type": "warning"}
    if column.note:
        rule |= {"input_title": column.title[:32], "input_message": column.note[:MAX_LIST_TEXT]}
    if len(rule) > 1:
        target.data_validation(1, index, LIST_ROWS, index, rule)


def _write_cell(target: Any, row: int, index: int, column: Column, value: object, styles: _Styles) -> None:
    style = styles.of(column)
    if value is None or value == "":
        return
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        target.write_datetime(row, index, day, styles.date)
    elif _is_plain_number(value) and column.kind in (ColumnKind.INTEGER, ColumnKind.DATE):
        target.write_number(row, index, value, style)
    else:
        text = _cut(_ILLEGAL_IN_XML.sub("", _text_of(column, value)), MAX_CELL_TEXT)
        target.write_string(row, index, text, styles.quoted if text.startswith(_FORMULA_STARTS) else styles.text)


def _is_plain_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MAX_EXACT_NUMBER


def _text_of(column: Column, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    if column.kind is ColumnKind.CHOICE:
        return next((label for label, stored in column.choices.items() if stored == text), text)
    return text
