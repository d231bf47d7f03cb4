"""The live board: every stall of a day by where it is now, conflicts, what the gates stopped, and the devices."""

import enum
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.display import cn_time
from eventhub.festivals.models import Festival
from eventhub.gate.contradictions import Conflict, conflicts_on
from eventhub.gate.models import AttendanceFinding, FindingKind, GateDevice, MalformedScan, Scan, Verdict
from eventhub.gate.presence import NOWHERE, Presence, presences
from eventhub.gate.queries import devices_of, held_counts, passages_on
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.periods import period_of
from eventhub.passes.queries import labels_by_application, passes_of
from eventhub.passes.token import PassKind

SILENT_AFTER_S = 600
SLOW_CLOCK_S = 120


class Standing(enum.Enum):
    """Where a stall is, on a day."""

    MISSING = "还没来"
    INSIDE = "在场"
    OUT = "出去了"
    LEFT_EARLY = "提前走了"
    LEFT = "收摊走了"

    @property
    def label(self) -> str:
        """The standing in Chinese, which is its value: it is derived, and stored nowhere."""
        return self.value


@dataclass(frozen=True)
class Stall:
    """A stall expected on the day, or seen on it."""

    stall_pass: StallPass
    booth: str
    standing: Standing
    presence: Presence
    finding: AttendanceFinding | None

    @property
    def name(self) -> str:
        """The stall's name."""
        return self.stall_pass.application.household.name if self.stall_pass.application else ""


@dataclass(frozen=True)
class DeviceLine:
    """A device with what the organiser should know of it."""

    device: GateDevice
    held: int
    silent: bool

    @property
    def words(self) -> str:
        """What is to be known of it: its queue, its last contact, its clock."""
        device = self.device
        heard = f"{cn_time(device.last_seen_at)} 联系过" if device.last_seen_at else "还没联系过"
        queue = f"还有 {device.last_queue} 条没传完" if device.last_queue else ""
        return " · ".join(word for word in (heard, queue, self._clock_words()) if word)

    def _clock_words(self) -> str:
        error = self.device.clock_error_s
        if abs(error) < SLOW_CLOCK_S:
            return ""
        amount = f"{abs(error) // 60} 分钟" if abs(error) < 7200 else f"{abs(error) // 3600} 小时"
        return f"手机钟{'慢' if error > 0 else '快'} {amount}，时间已改正"


@dataclass(frozen=True)
class Board:
    """Everything the board shows of a day."""

    day: date
    stalls: list[Stall]
    conflicts: list[Conflict]
    stopped: list[tuple[str, int]]
    devices: list[DeviceLine]
    malformed: int
    call_from: datetime
    may_leave_from: datetime

    def those(self, *standings: Standing) -> list[Stall]:
        """Return the stalls that stand there."""
        return [stall for stall in self.stalls if stall.standing in standings]

    @property
    def call_list(self) -> list[Stall]:
        """Return who should be here by now and is not."""
        return self.those(Standing.MISSING) if clock.now() >= self.call_from else []

    @property
    def etag(self) -> str:
        """Return an ETag that changes with anything the board shows (to the minute, for the words about time)."""
        shown = (
            [(one.stall_pass.serial, one.booth, one.standing, one.presence, bool(one.finding)) for one in self.stalls],
            self.conflicts,
            self.stopped,
            [(line.device.id, line.held, line.silent, line.words) for line in self.devices],
            self.malformed,
            clock.now().replace(second=0, microsecond=0),
        )
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]


def board_of(festival: Festival, day: date) -> Board:
    """Return the board of a day."""
    passages = passages_on(festival.id, [day])
    found = presences(passages)
    passes = passes_of(festival)
    booths = labels_by_application(festival)
    findings = _findings(festival, day)
    period = period_of(festival.days, day) or 0
    by_serial = {stall_pass.serial: stall_pass for stall_pass in passes}
    stalls = []
    for stall_pass in passes:
        here = found.get((stall_pass.serial, day), NOWHERE)
        expected = period and stall_pass.days >> (period - 1) & 1 and stall_pass.state is not PassState.REVOKED
        if stall_pass.kind == PassKind.HOUSEHOLD and (expected or here.first):
            standing = standing_of(here, day, festival)
            finding = findings.get((stall_pass.application_id or 0, _kind_of(standing)))
            stalls.append(Stall(stall_pass, booths.get(stall_pass.application_id or 0, ""), standing, here, finding))
    return Board(
        day=day,
        stalls=stalls,
        conflicts=conflicts_on(festival, day, passages, found, by_serial, booths),
        stopped=_stopped(festival, day),
        devices=_device_lines(festival),
        malformed=_malformed_count(festival),
        call_from=call_from(festival, day),
        may_leave_from=may_leave_from(festival, day),
    )


def standing_of(presence: Presence, day: date, festival: Festival) -> Standing:
    """Return where a stall stands on a day by what the log says.

    Who is out while the day still runs may come back; only when it is over were they early.
    """
    if presence.inside:
        return Standing.INSIDE
    if presence.first is None:
        return Standing.MISSING
    allowed = may_leave_from(festival, day)
    if presence.last_out and presence.last_out.at >= allowed:
        return Standing.LEFT
    return Standing.LEFT_EARLY if clock.now() >= allowed else Standing.OUT


def may_leave_from(festival: Festival, day: date) -> datetime:
    """Return from when a stall may leave: take-down on its day, closing time on the others."""
    start = festival.take_down_from
    if start and clock.local(start).date() == day:
        return start
    return clock.at(day, festival.closes_at.hour, festival.closes_at.minute)


def call_from(festival: Festival, day: date) -> datetime:
    """Return from when a stall that is not here is called: the end of set-up on its day, opening time on the others."""
    end = festival.set_up_until
    if end and clock.local(end).date() == day:
        return end
    return clock.at(day, festival.opens_at.hour, festival.opens_at.minute)


def board_day(festival: Festival, asked: str) -> date:
    """Return the day to show: the one asked for, else today, else the festival's nearest; any other text is forgiven."""
    days = festival.days
    chosen = next((day for day in days if day.isoformat() == asked), None)
    if chosen:
        return chosen
    today = clock.today()
    return min(days, key=lambda day: abs((day - today).days)) if days else today


def _stopped(festival: Festival, day: date) -> list[tuple[str, int]]:
    verdicts = db.session.scalars(
        select(Scan.verdict).where(
            Scan.festival_id == festival.id,
            Scan.day == day,
            Scan.passage.is_(False),
            Scan.verdict != Verdict.OK,  # let in without a number: for a person to look at, not stopped
        )
    )
    counted = Counter(verdicts)
    return [(verdict.label, counted[verdict]) for verdict in Verdict if counted[verdict]]


def _malformed_count(festival: Festival) -> int:
    counted = select(func.count(MalformedScan.id)).where(MalformedScan.festival_id == festival.id)
    return db.session.scalar(counted) or 0


def _device_lines(festival: Festival) -> list[DeviceLine]:
    held = held_counts(festival)
    return [DeviceLine(device, held.get(device.id, 0), _silent(device)) for device in devices_of(festival)]


def _silent(device: GateDevice) -> bool:
    if device.revoked_at is not None:
        return False
    return device.last_seen_at is None or (clock.now() - device.last_seen_at).total_seconds() > SILENT_AFTER_S


def _findings(festival: Festival, day: date) -> dict[tuple[int, FindingKind | None], AttendanceFinding]:
    rows: Sequence[AttendanceFinding] = db.session.scalars(
        select(AttendanceFinding).where(AttendanceFinding.festival_id == festival.id, AttendanceFinding.day == day)
    ).all()
    return {(row.application_id, row.kind): row for row in rows}


def _kind_of(standing: Standing) -> FindingKind | None:
    return {Standing.MISSING: FindingKind.ABSENT, Standing.LEFT_EARLY: FindingKind.LEFT_EARLY}.get(standing)
