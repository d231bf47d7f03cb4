"""Appending to the log: many scans in one statement, known ids left alone, numbers in the order of commits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from eventhub.core import clock
from eventhub.core.database import db
from eventhub.gate.models import Direction, GateLog, Scan, Verdict

IDS_A_QUERY = 5_000  # SQLite takes 32,766 variables a statement
ROWS_A_STATEMENT = 1_000
LONGEST_RAW = 500


@dataclass(frozen=True, slots=True)
class NewScan:
    """A scan to be appended; `at` is the corrected time, `device_at` what the device's clock said.

    `device` names whoever scanned (a device or an account): an undo counts only from the same one.
    """

    id: str
    gate: str
    device: str
    day: date
    at: datetime
    verdict: Verdict
    serial: int | None = None
    seq: int = 0
    direction: Direction = Direction.IN
    device_id: int | None = None
    device_at: datetime | None = None
    mono: float | None = None
    undoes: str | None = None
    raw: str = ""
    override: dict[str, Any] = field(default_factory=dict)
    account_id: int | None = None

    @property
    def passage(self) -> bool:
        """Tell whether the scan counts when it is derived who is inside."""
        went = self.verdict is Verdict.OK or bool(self.override) or self.undoes is not None
        return went and self.serial is not None


def append(festival_id: int, scans: Sequence[NewScan]) -> set[str]:
    """Append the scans whose ids are not in the log and return those ids. Called inside `writing()`."""
    number = hold_log(festival_id)
    fresh = {scan.id: scan for scan in scans}
    for known in _known(list(fresh)):
        del fresh[known]
    rows = [_row(festival_id, number + place, scan) for place, scan in enumerate(fresh.values(), 1)]
    if rows:
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            _insert(rows[start : start + ROWS_A_STATEMENT])
        db.session.execute(
            update(GateLog)
            .where(GateLog.festival_id == festival_id)
            .values(number=number + len(rows))
            .execution_options(synchronize_session=False)
        )
    return set(fresh)


def hold_log(festival_id: int) -> int:
    """Hold the festival's log until the transaction ends and return the number of its newest scan."""
    insert = _dialect().insert(GateLog).values(festival_id=festival_id, number=0).on_conflict_do_nothing()
    db.session.execute(insert)
    return db.session.scalars(select(GateLog.number).where(GateLog.festival_id == festival_id).with_for_update()).one()


def newest_number(festival_id: int) -> int:
    """Return the number of the festival's newest scan; 0 when there is none."""
    return db.session.scalar(select(GateLog.number).where(GateLog.festival_id == festival_id)) or 0


def shortened(raw: str) -> str:
    """Return what was scanned, without characters no database takes, cut where it is absurdly long (and saying so)."""
    kept = raw[:LONGEST_RAW].encode("utf-8", "replace").decode().replace("\0", "")
    return kept if len(raw) <= LONGEST_RAW else f"{kept}…（共 {len(raw)} 字）"


def _known(ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), IDS_A_QUERY):
        found.update(db.session.scalars(select(Scan.id).where(Scan.id.in_(ids[start : start + IDS_A_QUERY]))))
    return found


def _insert(rows: list[dict[str, Any]]) -> None:
    """Insert rows; one whose id another festival's log took in this very moment is left to that log."""
    table = Scan.__table__
    db.session.execute(_dialect().insert(table).on_conflict_do_nothing(index_elements=[table.c.id]), rows)


def _row(festival_id: int, number: int, scan: NewScan) -> dict[str, Any]:
    return {
        "id": scan.id,
        "festival_id": festival_id,
        "number": number,
        "seq": scan.seq,
        "device": scan.device[:40],
        "device_id": scan.device_id,
        "gate": scan.gate[:40],
        "serial": scan.serial,
        "day": scan.day,
        "direction": scan.direction,
        "at": scan.at,
        "device_at": scan.device_at,
        "mono": scan.mono,
        "received_at": clock.now(),
        "verdict": scan.verdict,
        "passage": scan.passage,
        "undoes": scan.undoes,
        "raw": shortened(scan.raw),
        "override": scan.override,
        "account_id": scan.account_id,
    }


def _dialect() -> Any:
    return postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
