"""Calls for booths 招展 and the applications households make."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.applications.states import ApplicationState, RejectReason
from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.festivals.models import Festival, new_uid
from eventhub.registry.document_matrix import DEFAULT_MATRIX, read_matrix
from eventhub.registry.documents import GoodsCategory, StallKind
from eventhub.registry.models import Household


class Call(Model):
    """The call for booths of an edition: when it opens and closes, what counts, what it costs.

    `documents` is its document matrix (`registry.document_matrix`): trait of a stall → documents asked for.
    """

    __tablename__ = "call"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="times_in_order"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), unique=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    categories: Mapped[list[str]] = mapped_column(default=list)
    max_booths: Mapped[int] = mapped_column(default=2)
    fee_fen: Mapped[int] = mapped_column(default=0)
    deposit_fen: Mapped[int] = mapped_column(default=0)
    intro: Mapped[str] = mapped_column(Text, default="")
    score_rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reserves: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    lottery: Mapped[dict[str, Any]] = mapped_column(default=dict)
    documents: Mapped[dict[str, Any]] = mapped_column(default=lambda: read_matrix(DEFAULT_MATRIX))
    preference: Mapped[str] = mapped_column(String(10), default="serial")
    confirm_days: Mapped[int] = mapped_column(default=3)
    next_serial: Mapped[int] = mapped_column(default=1)
    uid: Mapped[str] = mapped_column(String(40), default=new_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Tell whether households can apply now."""
        return self.opens_at <= clock.now() < self.closes_at


class Application(Model):
    """A household's application 摊位申请 to one edition; saved at every step, numbered when handed in."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("festival_id", "receipt"),
        Index(
            "uq_application_living",
            "festival_id",
            "household_id",
            unique=True,
            sqlite_where=text("state NOT IN ('withdrawn', 'rejected')"),
            postgresql_where=text("state NOT IN ('withdrawn', 'rejected')"),
        ),
        CheckConstraint("booths_min >= 1 AND booths_max >= booths_min", name="booths"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    receipt: Mapped[str | None] = mapped_column(String(12))
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.DRAFT)
    category: Mapped[GoodsCategory]
    stall_kind: Mapped[StallKind]
    goods: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    booths_min: Mapped[int] = mapped_column(default=1)
    booths_max: Mapped[int] = mapped_column(default=1)
    days: Mapped[list[str]] = mapped_column(default=list)
    zones: Mapped[list[str]] = mapped_column(default=list)
    anywhere: Mapped[bool] = mapped_column(default=True)
    appliances: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    power_w: Mapped[int] = mapped_column(default=0)
    needs: Mapped[list[str]] = mapped_column(default=list)
    tags: Mapped[list[str]] = mapped_column(default=list)
    handles_food: Mapped[bool] = mapped_column(default=False)
    contact_name: Mapped[str] = mapped_column(String(40), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    committed_at: Mapped[datetime | None]
    steps_done: Mapped[list[str]] = mapped_column(default=list)
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    score: Mapped[int | None]
    score_lines: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[RejectReason | None]
    reason_note: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship()
    household: Mapped[Household] = relationship()
    filed_by: Mapped[Account | None] = relationship(foreign_keys=[filed_by_id])
    agent: Mapped[Account | None] = relationship(foreign_keys=[agent_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    call: Mapped[Call | None] = relationship(
        primaryjoin=lambda: foreign(Application.festival_id) == Call.festival_id, viewonly=True, uselist=False
    )
    __mapper_args__ = {"version_id_col": version}
