"""Opening an uploaded xlsx without trusting it: size, kind of file, zip bombs, far-away cells.

The reader downstream allocates a dense grid up to the last filled cell, reserves memory for announced
counts, and unpacks whatever the zip holds. All of it is bounded here first: every part is unpacked against
a budget and packed again (what is measured is what is read), and its elements are walked for the last
filled row and column.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import ClassVar
from xml.parsers import expat

from eventhub.core.errors import BadInput


@dataclass(frozen=True, slots=True)
class TableLimits:
    """What an upload may measure: bytes as sent, bytes unpacked, files inside, rows, columns."""

    file_bytes: int = 5_000_000
    unpacked_bytes: int = 30_000_000
    parts: int = 500
    rows: int = 5_000
    columns: int = 60


DEFAULT_LIMITS = TableLimits()

# `<c><is><t>` is three, a shared string adds two more; styles and the workbook hardly count.
ELEMENTS_PER_CELL = 5

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
# The parts a table needs. Everything else (pictures, drawings, macros, comments) is left behind.
_WANTED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/_rels/workbook\.xml\.rels"
    r"|xl/(workbook|sharedStrings|styles)\.xml|xl/worksheets/[^/]+\.xml"
)
_CELL_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_COUNT = re.compile(r"[0-9]{1,9}")
_CHUNK = 1 << 16


class TableFileError(BadInput):
    """The file as a whole can't be read. `code` is one of `table_size`, `table_kind`, `table_broken`,
    `table_bomb`, `table_rows`, `table_columns`, `table_header`, `table_empty`.
    """

    default_code: ClassVar[str] = "table_file"


def column_letter(index: int) -> str:
    """Name a column as Excel does.

    Args:
        index: 0-based.

    Returns:
        `A`, `Z`, `AA`, …
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def safe_package(data: bytes, limits: TableLimits = DEFAULT_LIMITS) -> io.BytesIO:
    """Check an uploaded file and give back a copy that is safe to hand to the reader.

    Args:
        data: the bytes as uploaded.
        limits: what it may measure.

    Returns:
        An xlsx with only its XML parts (no pictures, no macros), rewound.

    Raises:
        TableFileError: with what is wrong and what to do about it.
    """
    _check_kind(data, limits)
    out = io.BytesIO()
    budget = limits.unpacked_bytes
    extent = _Extent(limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as clean:
            entries = source.infolist()
            if len(entries) > limits.parts:
                raise _bomb()
            if "xl/workbook.xml" not in source.namelist():
                raise _kind("这不是 Excel 表格（.xlsx），请用模板填好再传")
            for entry in entries:
                if _WANTED.fullmatch(entry.filename):
                    part = _unpack(source, entry, budget)
                    budget -= len(part)
                    # Not only the sheets: the workbook may name any part as a sheet.
                    extent.walk(part)
                    if entry.filename in clean.namelist():
                        raise _broken()
                    clean.writestr(entry.filename, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise _broken() from error
    out.seek(0)
    return out


def _kind(what: str) -> TableFileError:
    return TableFileError(f"{what}。", code="table_kind")


def _broken() -> TableFileError:
    return TableFileError("文件坏了，读不出来。请重新保存一份 .xlsx 再传。", code="table_broken")


def _bomb() -> TableFileError:
    return TableFileError("文件展开以后太大，不像正常的表格。请只留要导入的一张表再传。", code="table_bomb")


def _check_kind(data: bytes, limits: TableLimits) -> None:
    if not data:
        raise TableFileError("文件是空的，请重新选一个。", code="table_empty")
    if len(data) > limits.file_bytes:
        most = f"{limits.file_bytes / 1_000_000:g}"
        raise TableFileError(f"文件太大，最多 {most} MB。请去掉图片，或者分成几次传。", code="table_size")
    if data.startswith(_OLD_EXCEL):
        raise _kind("这是旧格式（.xls）或者加了密码的表格，请去掉密码，另存为 .xlsx 再传")
    if not data.startswith(_ZIP):
        raise _kind("这不是 Excel 表格（.xlsx），请用模板填好，另存为 .xlsx 再传")


def _unpack(source: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> bytes:
    part = bytearray()
    with source.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            part += chunk
            if len(part) > budget:
                raise _bomb()
    return bytes(part)


class _Extent:
    """Walks the XML of the parts and stops at the first filled cell that lies too far out.

    One walker goes through all parts of a file: millions of tiny elements pack into a few kilobytes, and
    walking them would keep a worker busy for many seconds, so their number is bounded for the whole file.
    """

    def __init__(self, limits: TableLimits) -> None:
        self.limits = limits
        self.most_cells = limits.rows * limits.columns
        self.elements_left = self.most_cells * ELEMENTS_PER_CELL
        self.row = 0
        self.column = 0
        self.cell_open = False

    def walk(self, part: bytes) -> None:
        # UTF-8 is the only encoding the reader downstream knows, and both must see the same cells. A byte
        # order mark would still switch this parser to UTF-16, whose markup always holds zero bytes.
        if b"\x00" in part:
            raise _broken()
        self.row = self.column = 0
        self.cell_open = False
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            parser.Parse(part, True)
        except expat.ExpatError as error:
            raise _broken() from error

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements_left -= 1
        if self.elements_left < 0:
            raise _bomb()
        local = name.rpartition(":")[2]
        self.check_counts(attributes)
        if local == "row":
            self.row = _row_number(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0
        elif local == "c":
            self.cell_open = True
            self.place(attributes.get("r"))
        elif self.cell_open:
            # A cell with something in it; cells that only carry a style are no content.
            self.cell_open = False
            self.check()

    def check_counts(self, attributes: dict[str, str]) -> None:
        # The reader reserves memory for as many as are announced, and an allocation that fails ends the
        # whole process. A table within the limits has no more of anything than it has cells.
        for key in ("count", "uniqueCount"):
            announced = attributes.get(key, "0")
            if not _COUNT.fullmatch(announced) or int(announced) > self.most_cells:
                raise _bomb()

    def place(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        match = _CELL_REFERENCE.fullmatch(reference)
        if match is None:
            raise _broken()
        self.column, self.row = _column_number(match.group(1)), int(match.group(2))

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.cell_open = False

    def check(self) -> None:
        if self.row > self.limits.rows:
            most = f"一次最多 {self.limits.rows:,} 行"
            raise TableFileError(
                f"表格第 {self.row:,} 行还有内容，{most}。请删掉多余的行，或者分成几次传。", code="table_rows"
            )
        if self.column > self.limits.columns:
            most = f"最多 {self.limits.columns} 列"
            raise TableFileError(
                f"表格 {column_letter(self.column - 1)} 列还有内容，{most}。请删掉多余的列再传。",
                code="table_columns",
            )


def _row_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise _broken()
    return int(text)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _refuse_doctype(*_: object) -> None:
    raise _bomb()
