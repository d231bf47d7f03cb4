"""Signing keys of festivals, the passes 参展证 issued to those who hold a booth, and the prints of a whole festival."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.festivals.models import Booth, Festival


class FestivalKey(Model):
    """The Ed25519 key pair of an edition; the private half is sealed with the instance's secret."""

    __tablename__ = "festival_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    kid: Mapped[int]
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    retired_at: Mapped[datetime | None]


class EntryRules(Model):
    """The terms of entry of an edition, once its organiser set them: `hours` maps the number of an entry window to
    ranges of minutes since midnight, `heads` is how many enter on a household's pass (see `entry_terms`)."""

    __tablename__ = "entry_rules"
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), primary_key=True)
    hours: Mapped[dict[str, Any]]
    heads: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class PassState(enum.Enum):
    """Whether a pass may come in."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return {"valid": "有效", "suspended": "暂停", "revoked": "作废"}[self.value]


class StallPass(Model):
    """A pass: `serial` is unique in the festival and signed, `rev` rises when it is issued anew, `short` is typed,
    `kind` is the number of a `token.PassKind`; `holder` names who wears an organiser's pass, `plate` is a vehicle's.

    `stopped_at` and `why` say since when, and why, it is suspended or revoked; `reissues` when each earlier rev stopped
    being good, the first at the front. Gates without a network let in by what they knew then.
    """

    __tablename__ = "stall_pass"
    __table_args__ = (UniqueConstraint("festival_id", "serial"), UniqueConstraint("festival_id", "short"))
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    booth_id: Mapped[int | None] = mapped_column(ForeignKey("booth.id"))
    serial: Mapped[int]
    rev: Mapped[int] = mapped_column(default=0)
    kind: Mapped[int]
    days: Mapped[int]
    heads: Mapped[int] = mapped_column(default=1)
    window: Mapped[int] = mapped_column(default=0)
    short: Mapped[str] = mapped_column(String(8))
    digits: Mapped[str] = mapped_column(String(176))
    holder: Mapped[str] = mapped_column(String(40), default="", server_default="")
    plate: Mapped[str] = mapped_column(String(12), default="", server_default="")
    state: Mapped[PassState] = mapped_column(default=PassState.VALID)
    stopped_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(100), default="", server_default="")
    reissues: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship()
    application: Mapped[Application | None] = relationship()
    booth: Mapped[Booth | None] = relationship()
    rules: Mapped[EntryRules | None] = relationship(
        primaryjoin=lambda: foreign(StallPass.festival_id) == EntryRules.festival_id, viewonly=True
    )
    __mapper_args__ = {"version_id_col": version}

    def stop(self, state: PassState, why: str) -> None:
        """Suspend or revoke it; since when it does not come in stays the first of several moments."""
        if self.stopped_at is None:
            self.stopped_at = clock.now()
        self.state, self.why = state, why

    def restore(self) -> None:
        """Let it come in again."""
        self.state, self.stopped_at, self.why = PassState.VALID, None, ""

    def void_before(self, moment: datetime) -> int:
        """Return the lowest rev that was good at a moment: 0 before the first reissue."""
        return sum(datetime.fromisoformat(text) < moment for text in self.reissues)


class PrintState(enum.Enum):
    """Where the print of a whole festival stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


LIVE_PRINTS = (PrintState.QUEUED, PrintState.RUNNING)


class PrintJob(Model):
    """The print of a whole festival: `done` of `steps`, at its end either the `pdf` or the `message` why there is none.

    At most one of a festival waits or is being made. `heartbeat_at` is the last sign of life by the machine's own time,
    never the demo's fixed day: a print whose process died must look old.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        Index(
            "uq_print_job_live",
            "festival_id",
            unique=True,
            sqlite_where=text("state IN ('queued', 'running')"),
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
        {"sqlite_autoincrement": True},  # a removed print's address must not lead to the next one
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    state: Mapped[PrintState] = mapped_column(default=PrintState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=1)
    message: Mapped[str] = mapped_column(String(300), default="")
    heartbeat_at: Mapped[datetime]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    @property
    def is_live(self) -> bool:
        """Tell whether it waits or is being made."""
        return self.state in LIVE_PRINTS
