"""Plans 方案, who holds which booth on which day, and the offers 待确认 that follow a published plan."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.festivals.models import Booth, Festival


class PlanState(enum.Enum):
    """Where a version of the plan stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class StoredPlan(Model):
    """A version of an edition's plan: the problem it answers, the solver's plan, and the placements as they stand now.

    `placements` maps a receipt number to the labels of its booths, along the row; moved by hand through the checker.
    """

    __tablename__ = "stored_plan"
    __table_args__ = (
        UniqueConstraint("festival_id", "number"),
        Index(
            "uq_stored_plan_draft",
            "festival_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        Index(
            "uq_stored_plan_published",
            "festival_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    number: Mapped[int]
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    placements: Mapped[dict[str, Any]] = mapped_column(default=dict)
    locked: Mapped[list[str]] = mapped_column(default=list)
    moves: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship()
    __mapper_args__ = {"version_id_col": version}


class OfferState(enum.Enum):
    """What became of an offered booth."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        labels = {
            "offered": "待确认",
            "confirmed": "已确认",
            "declined": "已放弃",
            "expired": "过期未确认",
            "withdrawn": "已收回",
        }
        return labels[self.value]


class Offer(Model):
    """A block of booths offered to an application, to be confirmed by a deadline."""

    __tablename__ = "offer"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("stored_plan.id"), index=True)
    state: Mapped[OfferState] = mapped_column(default=OfferState.OFFERED)
    booths: Mapped[list[str]] = mapped_column(default=list)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    deadline: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    application: Mapped[Application] = relationship()
    plan: Mapped[StoredPlan] = relationship()
    __mapper_args__ = {"version_id_col": version}


class Holding(Model):
    """A booth held by an application on a day. The constraint is the rule: one holder a booth and day."""

    __tablename__ = "holding"
    __table_args__ = (UniqueConstraint("booth_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id"))
    day: Mapped[date]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    booth: Mapped[Booth] = relationship()
    application: Mapped[Application] = relationship()
