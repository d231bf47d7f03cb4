"""The booth table of a plan out to a spreadsheet and back: tried first, then stored whole or not at all."""

from dataclasses import dataclass, field

from eventhub.accounts.models import Account
from eventhub.core.database import locked, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.tables import CellError
from eventhub.festivals import queries
from eventhub.festivals.booth_table import TITLES, BoothRecord, BoothSheet, read_booths, write_booths
from eventhub.festivals.layout import overlapping
from eventhub.festivals.models import Booth, Festival, FestivalState, Row, Zone
from eventhub.festivals.plan_actions import plan_changed
from eventhub.festivals.plan_rows import MAX_ON_PLAN
from eventhub.festivals.plan_view import placed
from eventhub.festivals.sign_codes import new_sign_codes

COLUMNS = (
    "position", "x", "y", "rotation", "width", "depth", "power_w", "features", "closed", "break_after", "service"
)  # fmt: skip


@dataclass
class BoothImport:
    """What an import would do, or did: numbers of new and changed booths, how many stay as they are, which are not in
    the table (they stay), bad cells, and pairs that would stand on each other (a warning)."""

    sheet: BoothSheet
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    missing: list[str] = field(default_factory=list)
    overlaps: list[tuple[str, str]] = field(default_factory=list)

    @property
    def errors(self) -> list[CellError]:
        """Bad cells in the order of the table; while there is one, nothing is stored."""
        return self.sheet.errors


def export_booths(festival: Festival) -> bytes:
    """Return the booth table as xlsx."""
    return write_booths(_record(booth) for booth in queries.booths_of(festival))


def try_import(festival: Festival, data: bytes) -> BoothImport:
    """Read an uploaded table and tell what it would do. Raises TableFileError when the file can't be used at all."""
    zones = queries.zones_of(festival)
    sheet = read_booths(data, [zone.code for zone in zones])
    standing = {booth.label: booth for zone in zones for row in zone.rows for booth in row.booths}
    report = BoothImport(sheet)
    _check_places(festival, report, standing)
    for _, record in sheet.booths:
        booth = standing.get(record.number)
        if booth is None:
            report.new.append(record.number)
        elif _record(booth) != record:
            report.changed.append(record.number)
        else:
            report.same += 1
    named = {record.number for _, record in sheet.booths} | _numbers_with_errors(sheet)
    report.missing = [label for label in standing if label not in named]
    left = [placed(standing[label]) for label in report.missing]
    report.overlaps = overlapping([*left, *(record.placed for _, record in sheet.booths)])
    return report


def import_booths(festival: Festival, data: bytes, actor: Account | None) -> BoothImport:
    """Store an uploaded table: new booths are added, known ones changed, others left alone.

    Raises:
        TableFileError: the file can't be used.
        BadInput: a row has an error; then nothing is stored.
        StateConflict: the festival is cancelled.
    """
    with writing() as session:
        locked(festival)
        if festival.state is FestivalState.CANCELLED:
            raise StateConflict("这届已经取消，平面图不能再改。")
        report = try_import(festival, data)
        if report.errors:
            raise BadInput(f"表里有 {len(report.errors)} 处要改，一个摊位也没有存。请改好再传。")
        zones = {zone.code: zone for zone in queries.zones_of(festival)}
        standing = {booth.label: booth for booth in queries.booths_of(festival)}
        number = max((booth.number for booth in standing.values()), default=0)
        codes = iter(new_sign_codes(len(report.new)))
        for _, record in report.sheet.booths:
            row = _row(zones[record.zone], record.row)
            booth = standing.get(record.number)
            if booth is None:
                number += 1
                booth = Booth(festival_id=festival.id, label=record.number, number=number, sign_code=next(codes))
            _store(booth, row, record)
            session.add(booth)
        session.flush()
        for zone in zones.values():
            for row in zone.rows:
                session.expire(row, ["booths"])
        plan_changed(festival, "booths.import", actor, new=len(report.new), changed=len(report.changed))
    return report


def _store(booth: Booth, row: Row, record: BoothRecord) -> None:
    if booth.row is not row:
        booth.row = row
    for name in COLUMNS:
        value = getattr(record, name)
        value = list(value) if name == "features" else value
        if getattr(booth, name) != value:
            setattr(booth, name, value)


def _row(zone: Zone, code: str) -> Row:
    for row in zone.rows:
        if row.code == code:
            return row
    row = Row(code=code, circular=False)
    zone.rows.append(row)
    return row


def _record(booth: Booth) -> BoothRecord:
    values = {name: getattr(booth, name) for name in COLUMNS if name != "features"}
    return BoothRecord(
        number=booth.label, zone=booth.row.zone.code, row=booth.row.code, features=tuple(booth.features), **values
    )


def _check_places(festival: Festival, report: BoothImport, standing: dict[str, Booth]) -> None:
    """Refuse what only the plan can tell: off the ground, a place in a row that a booth outside the table has, too many."""
    sheet = report.sheet
    named = {record.number for _, record in sheet.booths}
    places = {
        (booth.row.zone.code, booth.row.code, booth.position): label
        for label, booth in standing.items()
        if label not in named
    }
    for number, record in sheet.booths:
        holder = places.get((record.zone, record.row, record.position))
        if holder is not None:
            _refuse(
                sheet, number, "position", f"“{record.row}”排的第 {record.position} 个已经是 {holder}，请改一个序号"
            )
        for axis, limit in (("x", festival.plan_width), ("y", festival.plan_height)):
            if getattr(record, axis) > limit:
                _refuse(sheet, number, axis, f"到场地外面了，最多 {limit}")
    if sheet.booths and len(named | set(standing)) > MAX_ON_PLAN:
        _refuse(sheet, sheet.booths[-1][0], "number", f"一张平面图最多 {MAX_ON_PLAN} 个摊位")
    sheet.errors.sort()


def _refuse(sheet: BoothSheet, row: int, key: str, reason: str) -> None:
    sheet.errors.append(CellError(row, sheet.table.letters.get(key, ""), TITLES[key], reason))


def _numbers_with_errors(sheet: BoothSheet) -> set[str]:
    bad = {error.row for error in sheet.errors}
    return {str(row.values.get("number") or "") for row in sheet.table.rows if row.number in bad}
