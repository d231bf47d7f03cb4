"""What the gates recorded: a log that is only ever appended to, and the devices that may append."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.festivals.models import Festival


class Verdict(enum.Enum):
    """What the gate said of a code; the words of the gate protocol."""

    OK = "ok"
    AGAIN = "again"
    WRONG_DAY = "wrong_day"
    WRONG_FESTIVAL = "wrong_festival"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    FORGED = "forged"
    UNREADABLE = "unreadable"
    EARLY = "early"
    LATE = "late"

    @property
    def label(self) -> str:
        """The verdict in Chinese."""
        return VERDICT_LABELS[self]


VERDICT_LABELS = {
    Verdict.OK: "放行",
    Verdict.AGAIN: "进过一次",
    Verdict.WRONG_DAY: "日子不对",
    Verdict.WRONG_FESTIVAL: "别的节会",
    Verdict.REVOKED: "已作废",
    Verdict.SUSPENDED: "已暂停",
    Verdict.FORGED: "仿造",
    Verdict.UNREADABLE: "读不出",
    Verdict.EARLY: "来早了",
    Verdict.LATE: "来晚了",
}


class Direction(enum.Enum):
    """Which way the person went."""

    IN = "in"
    OUT = "out"


class GateDevice(Model):
    """A phone enrolled at a gate of one festival. Of its credential only the hash is kept; a revoked one stays listed."""

    __tablename__ = "gate_device"
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    gate: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(40), default="")
    credential_hash: Mapped[str] = mapped_column(String(64))
    enrolled_at: Mapped[datetime] = mapped_column(default=clock.now)
    enrolled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    last_queue: Mapped[int] = mapped_column(default=0)
    clock_error_s: Mapped[int] = mapped_column(default=0)
    festival: Mapped[Festival] = relationship()
    enrolled_by: Mapped[Account | None] = relationship()


class Enrolment(Model):
    """A code shown on the desk that enrols one device within a few minutes. The code is drawn again from `nonce` and the
    instance's secret whenever it is shown, so the table holds only its hash."""

    __tablename__ = "gate_enrolment"
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    gate: Mapped[str] = mapped_column(String(40))
    nonce: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("gate_device.id"))
    festival: Mapped[Festival] = relationship()


class GateLog(Model):
    """The number of the newest scan of a festival. Its row is held while a batch is written, so that numbers rise in the
    order of commits and no device that asks for "what came after" misses one."""

    __tablename__ = "gate_log"
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


class Scan(Model):
    """One scan at one gate. `id` is drawn by whoever scans, so a replay is harmless; `at` is the corrected time.

    `passage` says that somebody went through (an ok, or an override by the person at the gate), or that such a scan is
    taken back: then `undoes` names it. Rows are never changed: who is inside and what conflicts is derived.
    """

    __tablename__ = "scan"
    __table_args__ = (
        UniqueConstraint("festival_id", "number"),
        Index("ix_scan_pass_day", "festival_id", "serial", "day"),
        Index("ix_scan_passages", "festival_id", "passage", "day"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    number: Mapped[int]
    seq: Mapped[int] = mapped_column(default=0)
    device: Mapped[str] = mapped_column(String(40), default="")
    device_id: Mapped[int | None] = mapped_column(ForeignKey("gate_device.id"))
    gate: Mapped[str] = mapped_column(String(40))
    serial: Mapped[int | None]
    day: Mapped[date]
    direction: Mapped[Direction] = mapped_column(default=Direction.IN)
    at: Mapped[datetime]
    device_at: Mapped[datetime | None]
    mono: Mapped[float | None]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    verdict: Mapped[Verdict]
    passage: Mapped[bool] = mapped_column(default=False)
    undoes: Mapped[str | None] = mapped_column(String(36))
    raw: Mapped[str] = mapped_column(Text, default="")
    override: Mapped[dict[str, Any]] = mapped_column(default=dict)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class MalformedScan(Model):
    """A scan that could not be read, as it came (cut short when very long). `id` is made from device and content, so a
    replay is known."""

    __tablename__ = "malformed_scan"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("gate_device.id"))
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    fault: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)


class HeldScan(Model):
    """A scan that a revoked device sent, as it came: kept apart until a person accepts or refuses it. `id` is made from
    device and content, so what is sent again is known."""

    __tablename__ = "held_scan"
    __table_args__ = (Index("ix_held_scan_open", "festival_id", "decided_at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("gate_device.id"))
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    body: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    accepted: Mapped[bool | None]


class FindingKind(enum.Enum):
    """What a person confirmed of a stall's attendance."""

    ABSENT = "absent"
    LEFT_EARLY = "left_early"

    @property
    def label(self) -> str:
        """The finding in Chinese."""
        return {"absent": "没来", "left_early": "提前走了"}[self.value]


class AttendanceFinding(Model):
    """That a stall stayed away or left early on a day, confirmed by a person; the log alone accuses nobody."""

    __tablename__ = "attendance_finding"
    __table_args__ = (UniqueConstraint("application_id", "day", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    day: Mapped[date]
    kind: Mapped[FindingKind]
    evidence: Mapped[str] = mapped_column(String(120))
    confirmed_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
