"""Tables in and out as xlsx.

Out: what is text stays text, whatever it starts with, and however many digits it has. In: rows with
their row numbers and an error per bad cell; bad rows can be handed back as xlsx with the reasons beside
them. Columns are described in `table_columns`, files written by `table_writer`, uploads checked by
`table_package`; what callers need of these is offered here too.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from eventhub.core.table_columns import (
    CellValue,
    CellValueError,
    Column,
    ColumnKind,
    RawCell,
    is_blank,
    read_cell,
    title_key,
)
from eventhub.core.table_package import (
    DEFAULT_LIMITS,
    TableFileError,
    TableLimits,
    column_letter,
    safe_package,
)
from eventhub.core.table_writer import MAX_CELL_TEXT, Sheet, write_sheet, write_workbook

__all__ = [
    "XLSX_MIME",
    "CellError",
    "CellValue",
    "Column",
    "ColumnKind",
    "Sheet",
    "TableFileError",
    "TableLimits",
    "TableRead",
    "TableRow",
    "column_letter",
    "error_sheet",
    "read_table",
    "write_sheet",
    "write_workbook",
]

HEADER_SEARCH_ROWS = 10
XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row read: its number in the file (1-based, as Excel shows it), values and raw cells by key."""

    number: int
    values: dict[str, CellValue]
    raw: dict[str, RawCell]


@dataclass(frozen=True, slots=True, order=True)
class CellError:
    """One thing wrong: row number, column letter (empty: the row as a whole), title, and why."""

    row: int
    column: str
    title: str
    reason: str

    @property
    def sentence(self) -> str:
        """`第 5 行 A 列：……。`"""
        place = f"第 {self.row} 行 {self.column} 列" if self.column else f"第 {self.row} 行"
        return f"{place}：{self.reason}。"


@dataclass(frozen=True, slots=True)
class TableRead:
    """What a file held.

    `rows`: every row that isn't empty, good or bad (a bad cell is absent from `values`). `letters`: key →
    column letter, for columns that are in the file. `ignored`: headers that belong to no column.
    """

    rows: list[TableRow]
    errors: list[CellError]
    letters: dict[str, str]
    ignored: list[str] = field(default_factory=list)

    def good_rows(self) -> list[TableRow]:
        """Rows without an error."""
        bad = {error.row for error in self.errors}
        return [row for row in self.rows if row.number not in bad]


def read_table(data: bytes, columns: Sequence[Column], limits: TableLimits = DEFAULT_LIMITS) -> TableRead:
    """Read an uploaded xlsx.

    The first visible sheet that has the columns' headers is read; the header may stand below a title, in the
    first ten rows. Columns may be in any order; unknown ones are ignored; empty rows are skipped.

    Args:
        data: the file.
        columns: what to look for.
        limits: what the file may measure.

    Returns:
        Rows and errors by cell.

    Raises:
        TableFileError: the file as a whole is no use: kind, size, broken, a header missing or twice.
    """
    grids = _grids(safe_package(data, limits))
    best: tuple[int, list[list[RawCell]], int] | None = None
    for grid in grids:
        position, hits = _find_header(grid, columns)
        if best is None or hits > best[0]:
            best = (hits, grid, position)
    if best is None or best[0] == 0:
        first = "”“".join(column.title for column in columns if column.required) or columns[0].title
        raise TableFileError(f"没有找到表头，表里要有“{first}”。请用模板填好再传。", code="table_header")
    return _read_grid(best[1], best[2], columns)


def _grids(package: io.BytesIO) -> list[list[list[RawCell]]]:
    try:
        with CalamineWorkbook.from_filelike(package) as book:
            visible = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
            sheets = [book.get_sheet_by_name(name) for name in visible or book.sheet_names]
            return [sheet.to_python(skip_empty_area=False) for sheet in sheets]
    except CalamineError as error:
        raise TableFileError("文件坏了，读不出来。请重新保存一份 .xlsx 再传。", code="table_broken") from error


def _find_header(grid: list[list[RawCell]], columns: Sequence[Column]) -> tuple[int, int]:
    """Return the position of the likeliest header row and how many columns it names."""
    known = {title_key(title) for column in columns for title in (column.title, *column.aliases)}
    hits = [len({title_key(cell) for cell in row} & known) for row in grid[:HEADER_SEARCH_ROWS]]
    most = max(hits, default=0)
    return (hits.index(most) if most else 0, most)


def _read_grid(grid: list[list[RawCell]], header: int, columns: Sequence[Column]) -> TableRead:
    places, ignored = _match_columns(grid[header], columns)
    rows: list[TableRow] = []
    errors: list[CellError] = []
    for offset, cells in enumerate(grid[header + 1 :], start=header + 2):
        raw = {column.key: cells[place] for column, place in places if not is_blank(cells[place])}
        if not raw:
            continue
        values: dict[str, CellValue] = {}
        for column, place in places:
            try:
                values[column.key] = read_cell(column, raw.get(column.key))
            except CellValueError as refused:
                errors.append(CellError(offset, column_letter(place), column.title, str(refused)))
        rows.append(TableRow(offset, values, raw))
    if not rows:
        raise TableFileError("表头下面一行内容也没有，请填好再传。", code="table_empty")
    return TableRead(rows, errors, {column.key: column_letter(place) for column, place in places}, ignored)


def _match_columns(header: list[RawCell], columns: Sequence[Column]) -> tuple[list[tuple[Column, int]], list[str]]:
    keys = [title_key(cell) for cell in header]
    places: list[tuple[Column, int]] = []
    used: set[int] = set()
    for column in columns:
        names = {title_key(title) for title in (column.title, *column.aliases)}
        found = [place for place, key in enumerate(keys) if key in names]
        if len(found) > 1:
            raise TableFileError(f"“{column.title}”这一列出现了 {len(found)} 次，请只留一列。", code="table_header")
        if found:
            places.append((column, found[0]))
            used.add(found[0])
        elif column.required:
            raise TableFileError(f"表头里没有“{column.title}”这一列，请用模板填好再传。", code="table_header")
    ignored = [str(cell).strip() for place, cell in enumerate(header) if place not in used and not is_blank(cell)]
    return places, ignored


def error_sheet(columns: Sequence[Column], rows: Sequence[TableRow], errors: Sequence[CellError]) -> bytes:
    """Hand bad rows back for mending.

    Args:
        columns: the columns of the import.
        rows: all rows read; only those with an error are written, with what was typed in them.
        errors: the errors.

    Returns:
        An xlsx with the same columns, then 原行号 and 哪里要改; mended, it can be imported as it is.
    """
    reasons: dict[int, list[str]] = {}
    for error in sorted(errors):
        reasons.setdefault(error.row, []).append(error.reason)
    extra = (
        Column("_row", "原行号", ColumnKind.INTEGER, width=8),
        Column("_why", "哪里要改", width=60, max_length=MAX_CELL_TEXT),
    )
    out = [
        row.raw | {"_row": row.number, "_why": "；".join(reasons[row.number]) + "。"}
        for row in rows
        if row.number in reasons
    ]
    return write_sheet("需要修改的行", [*columns, *extra], out)
