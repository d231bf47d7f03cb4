"""The booth table as xlsx: what the organiser exports, mends in a spreadsheet and imports again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eventhub.core.tables import (
    CellError,
    CellValue,
    Column,
    ColumnKind,
    TableRead,
    TableRow,
    error_sheet,
    read_table,
    write_sheet,
)
from eventhub.core.typed_text import without_spaces
from eventhub.festivals.booth_features import BoothFeature
from eventhub.festivals.booth_numbers import BoothNumberError, booth_sort_key, parse_booth_number
from eventhub.festivals.layout import BOOTH_SIZE, MAX_PLAN, PlacedBooth, overlapping

MAX_BOOTH_WATTS = 50_000
_FEATURE_LABELS = {member.label: member.value for member in BoothFeature}
_SEPARATORS = re.compile("[、,，;；/]")

BOOTH_COLUMNS: tuple[Column, ...] = (
    Column("number", "摊位号", required=True, aliases=("编号",), width=10, max_length=10),
    Column("zone", "展区", required=True, aliases=("展区代号",), width=10, max_length=8),
    Column("row", "排", required=True, width=10, max_length=12),
    Column("position", "序", ColumnKind.INTEGER, required=True, low=1, high=500, width=8,
           note="这一排里从头数第几个，挨着的摊位序号相连。"),
    Column("x", "横坐标（厘米）", ColumnKind.INTEGER, required=True, aliases=("X",), high=MAX_PLAN),
    Column("y", "纵坐标（厘米）", ColumnKind.INTEGER, required=True, aliases=("Y",), high=MAX_PLAN),
    Column("rotation", "角度", ColumnKind.INTEGER, low=-360, high=360, width=8,
           note="顺时针转多少度，不转就填 0。"),
    Column("width", "宽（厘米）", ColumnKind.INTEGER, aliases=("宽",), low=50, high=3_000),
    Column("depth", "深（厘米）", ColumnKind.INTEGER, aliases=("深",), low=50, high=3_000),
    Column("power_w", "功率（瓦）", ColumnKind.INTEGER, aliases=("功率W", "功率"), high=MAX_BOOTH_WATTS),
    Column("features", "设施", width=24, max_length=60,
           note=f"用顿号隔开，可填：{'、'.join(_FEATURE_LABELS)}。"),
    Column("closed", "停用", ColumnKind.YES_NO, width=8),
    Column("break_after", "后面隔断", ColumnKind.YES_NO, aliases=("隔断",), width=10,
           note="和下一个摊位之间有通道或障碍，不算挨着，填“是”。"),
    Column("service", "专用", max_length=20, width=14, note="服务台等不参加排位的摊位，写用途；平常的空着。"),
)  # fmt: skip
TITLES = {column.key: column.title for column in BOOTH_COLUMNS}


@dataclass(frozen=True, slots=True)
class BoothRecord:
    """A booth as the table tells it: cm on the plan, degrees clockwise, watts; `features` by stored value."""

    number: str
    zone: str
    row: str
    position: int
    x: int
    y: int
    rotation: int = 0
    width: int = BOOTH_SIZE
    depth: int = BOOTH_SIZE
    power_w: int = 0
    features: tuple[str, ...] = ()
    closed: bool = False
    break_after: bool = False
    service: str = ""

    @property
    def placed(self) -> PlacedBooth:
        """The booth as the geometry sees it."""
        return PlacedBooth(self.number, self.x, self.y, self.rotation, self.width, self.depth)


@dataclass(frozen=True, slots=True)
class BoothSheet:
    """What an uploaded table held: good booths by row number, errors, and pairs that overlap (a warning)."""

    booths: list[tuple[int, BoothRecord]]
    errors: list[CellError]
    overlaps: list[tuple[str, str]]
    table: TableRead

    def bad_rows(self) -> bytes:
        """Return the bad rows as xlsx with the reasons beside them."""
        return error_sheet(BOOTH_COLUMNS, self.table.rows, self.errors)


def write_booths(booths: Iterable[BoothRecord]) -> bytes:
    """Write booths as xlsx, by zone, row and position. Read again it gives the same booths."""
    ordered = sorted(booths, key=lambda booth: (booth.zone, booth.row, booth.position, booth_sort_key(booth.number)))
    return write_sheet("摊位表", BOOTH_COLUMNS, [_as_row(booth) for booth in ordered])


def _as_row(booth: BoothRecord) -> dict[str, object]:
    labels = {value: label for label, value in _FEATURE_LABELS.items()}
    row: dict[str, object] = {key: getattr(booth, key) for key in TITLES}
    row["features"] = "、".join(labels.get(feature, feature) for feature in booth.features)
    return row


def read_booths(data: bytes, zones: Sequence[str] | None = None) -> BoothSheet:
    """Read and check an uploaded booth table.

    Args:
        data: the xlsx.
        zones: codes of the festival's zones; None accepts any.

    Returns:
        Good booths and errors: numbers are unique, and so are places within a row of a zone.

    Raises:
        TableFileError: the file as a whole can't be used.
    """
    table = read_table(data, BOOTH_COLUMNS)
    reader = _BoothReader(table, zones)
    for row in table.rows:
        reader.take(row)
    errors = sorted([*table.errors, *reader.errors])
    bad = {error.row for error in errors}
    good = [pair for pair in reader.booths if pair[0] not in bad]
    return BoothSheet(good, errors, overlapping([booth.placed for _, booth in good]), table)


class _BoothReader:
    """Goes through the rows once and remembers what must be unique."""

    def __init__(self, table: TableRead, zones: Sequence[str] | None) -> None:
        self.table = table
        self.zones = None if zones is None else {without_spaces(zone).upper(): zone for zone in zones}
        self.errors: list[CellError] = []
        self.booths: list[tuple[int, BoothRecord]] = []
        self.number_rows: dict[str, int] = {}
        self.place_rows: dict[tuple[str, str, int], int] = {}

    def refuse(self, row: TableRow, key: str, reason: str) -> None:
        self.errors.append(CellError(row.number, self.table.letters.get(key, ""), TITLES[key], reason))

    def take(self, row: TableRow) -> None:
        number = self.number(row)
        zone = self.zone(row)
        text = row.values.get("row")
        code = text if isinstance(text, str) else ""
        features = self.features(row)
        position = _whole(row.values, "position", 0)
        if code and position:
            first = self.place_rows.setdefault((zone, code, position), row.number)
            if first != row.number:
                self.refuse(row, "position", f"第 {first} 行已经是“{code}”排的第 {position} 个，请改一个序号")
        values = row.values
        service = values.get("service")
        self.booths.append((row.number, BoothRecord(
            number=number, zone=zone, row=code, position=position,
            x=_whole(values, "x", 0), y=_whole(values, "y", 0),
            rotation=_whole(values, "rotation", 0) % 360,
            width=_whole(values, "width", BOOTH_SIZE), depth=_whole(values, "depth", BOOTH_SIZE),
            power_w=_whole(values, "power_w", 0), features=features,
            closed=values.get("closed") is True, break_after=values.get("break_after") is True,
            service=service if isinstance(service, str) else "",
        )))  # fmt: skip

    def number(self, row: TableRow) -> str:
        text = row.values.get("number")
        if not isinstance(text, str):
            return ""
        try:
            number = parse_booth_number(text)
        except BoothNumberError as error:
            self.refuse(row, "number", error.sentence.removesuffix("。"))
            return ""
        first = self.number_rows.setdefault(number, row.number)
        if first != row.number:
            self.refuse(row, "number", f"摊位号“{number}”和第 {first} 行重复，请改一个")
        return number

    def zone(self, row: TableRow) -> str:
        text = row.values.get("zone")
        if not isinstance(text, str):
            return ""
        if self.zones is None:
            return text
        zone = self.zones.get(without_spaces(text).upper())
        if zone is None:
            known = "、".join(self.zones.values()) or "还没有展区，请先建展区"
            self.refuse(row, "zone", f"没有“{text}”这个展区（{known}）")
        return zone or ""

    def features(self, row: TableRow) -> tuple[str, ...]:
        text = row.values.get("features")
        if not isinstance(text, str):
            return ()
        known = _FEATURE_LABELS | {value: value for value in _FEATURE_LABELS.values()}
        names = [name for part in _SEPARATORS.split(text) if (name := without_spaces(part))]
        for name in names:
            if name not in known:
                self.refuse(row, "features", f"没有“{name}”这种设施，只能填{'、'.join(_FEATURE_LABELS)}")
        return tuple(dict.fromkeys(known[name] for name in names if name in known))


def _whole(values: Mapping[str, CellValue], key: str, default: int) -> int:
    value = values.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else default
