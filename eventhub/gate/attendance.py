"""What the organiser does about attendance: look up a phone to call, confirm a finding, take the table along."""

from datetime import date

from eventhub.accounts.models import Account
from eventhub.core import audit, clock
from eventhub.core.database import writing
from eventhub.core.display import cn_time
from eventhub.core.errors import StateConflict
from eventhub.core.table_columns import CellValue, Column, ColumnKind
from eventhub.core.tables import Sheet, write_workbook
from eventhub.festivals.models import Festival
from eventhub.gate.board import Board, Stall, Standing, board_of, may_leave_from
from eventhub.gate.models import AttendanceFinding, FindingKind, Scan
from eventhub.gate.queries import scans_on
from eventhub.gate.signals import attendance_confirmed
from eventhub.passes.models import StallPass

STALLS = (
    Column("booth", "摊位", width=12),
    Column("name", "户名", width=24),
    Column("standing", "情况", width=10),
    Column("first", "第一次进场", width=12),
    Column("gate", "从哪个门", width=12),
    Column("left", "最后出场", width=12),
    Column("finding", "已确认", width=12),
)
SCANS = (
    Column("number", "序号", ColumnKind.INTEGER, width=8),
    Column("day", "日期", ColumnKind.DATE, width=12),
    Column("at", "时间", width=10),
    Column("device_at", "手机上的时间", width=14),
    Column("gate", "门", width=12),
    Column("booth", "摊位", width=12),
    Column("direction", "进出", width=6),
    Column("verdict", "结果", width=12),
    Column("override", "破例放行", width=30),
    Column("undone", "撤回", width=6),
)


def phone_to_call(stall_pass: StallPass, actor: Account) -> str:
    """Return the phone of a stall that did not come; that it was looked at is written down. "" when there is none."""
    application = stall_pass.application
    with writing():
        audit.record(actor, "gate.phone_shown", f"pass:{stall_pass.id}")
    return (application.contact_phone or application.household.phone) if application else ""


def confirm_finding(festival: Festival, day: date, serial: int, actor: Account) -> AttendanceFinding:
    """Confirm that a stall stayed away or left early on a day; what the log says then is kept as evidence.

    Raises StateConflict when the log says neither, the day is not over, or it was confirmed already.
    """
    with writing() as session:
        stall = next((one for one in board_of(festival, day).stalls if one.stall_pass.serial == serial), None)
        kind = {Standing.MISSING: FindingKind.ABSENT, Standing.LEFT_EARLY: FindingKind.LEFT_EARLY}.get(
            stall.standing if stall else Standing.INSIDE
        )
        if stall is None or kind is None or stall.stall_pass.application_id is None:
            raise StateConflict("记录变了：这一户已经到场，或者不算提前走。请刷新再看。", code="not_so")
        if clock.now() < may_leave_from(festival, day):
            raise StateConflict("这一天还没结束，收摊以后再确认。", code="too_soon")
        if stall.finding:
            raise StateConflict("这一条已经有人确认过了。", code="confirmed")
        finding = AttendanceFinding(
            festival_id=festival.id,
            application_id=stall.stall_pass.application_id,
            day=day,
            kind=kind,
            evidence=_evidence(stall),
            confirmed_by_id=actor.id,
        )
        session.add(finding)
        session.flush()
        audit.record(actor, f"gate.{kind.value}", f"application:{finding.application_id}", day=day.isoformat())
        attendance_confirmed.send(festival, finding=finding, actor=actor)
    return finding


def attendance_workbook(festival: Festival, board: Board) -> bytes:
    """Return an xlsx of the day: the stalls and where they were, and every scan. No phone numbers."""
    booths = {stall.stall_pass.serial: stall.booth for stall in board.stalls}
    scans = scans_on(festival.id, board.day)
    undone = {scan.undoes for scan in scans if scan.undoes}
    return write_workbook(
        [
            Sheet("到场", STALLS, [_stall_row(stall) for stall in board.stalls]),
            Sheet("检票记录", SCANS, [_scan_row(scan, booths, undone) for scan in scans]),
        ]
    )


def _evidence(stall: Stall) -> str:
    last_out = stall.presence.last_out
    if stall.standing is Standing.LEFT_EARLY and last_out:
        return f"{cn_time(last_out.at)} 从{last_out.gate}出场，没再进来"
    return "检票记录里当天没有进场"


def _stall_row(stall: Stall) -> dict[str, CellValue]:
    first, left = stall.presence.first, stall.presence.last_out
    return {
        "booth": stall.booth,
        "name": stall.name,
        "standing": stall.standing.label,
        "first": f"{clock.local(first.at):%H:%M}" if first else None,
        "gate": first.gate if first else None,
        "left": f"{clock.local(left.at):%H:%M}" if left else None,
        "finding": stall.finding.kind.label if stall.finding else None,
    }


def _scan_row(scan: Scan, booths: dict[int, str], undone: set[str]) -> dict[str, CellValue]:
    override = scan.override
    return {
        "number": scan.number,
        "day": clock.local(scan.at).date(),
        "at": f"{clock.local(scan.at):%H:%M:%S}",
        "device_at": f"{clock.local(scan.device_at):%H:%M:%S}" if scan.device_at else None,
        "gate": scan.gate,
        "booth": booths.get(scan.serial, f"证号 {scan.serial}") if scan.serial else None,
        "direction": "出" if scan.direction.value == "out" else "进",
        "verdict": scan.verdict.label,
        "override": f"{override.get('who', '')}：{override.get('why', '')}" if override else None,
        "undone": "撤回了" if scan.id in undone else ("撤回" if scan.undoes else None),
    }
