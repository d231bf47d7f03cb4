"""What the gates recorded: a log that is only ever appended to."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock
from eventhub.core.database import Model


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


class Scan(Model):
    """One scan at one gate. `id` is drawn by whoever scans, so a replay is harmless; `at` is the corrected time."""

    __tablename__ = "scan"
    __table_args__ = (Index("ix_scan_pass_day", "festival_id", "serial", "day"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    seq: Mapped[int] = mapped_column(default=0)
    device: Mapped[str] = mapped_column(String(40), default="")
    gate: Mapped[str] = mapped_column(String(40))
    serial: Mapped[int | None]
    day: Mapped[date]
    at: Mapped[datetime]
    device_at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    verdict: Mapped[Verdict]
    raw: Mapped[str] = mapped_column(Text, default="")
    override: Mapped[dict[str, Any]] = mapped_column(default=dict)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
