"""Signing keys of festivals and the passes 参展证 issued to those who hold a booth."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
    `kind` is the number of a `token.PassKind`; `holder` names who wears an organiser's pass, `plate` is a vehicle's."""

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
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship()
    application: Mapped[Application | None] = relationship()
    booth: Mapped[Booth | None] = relationship()
    __mapper_args__ = {"version_id_col": version}
