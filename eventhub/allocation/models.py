"""Plans 方案, the runs that make them, who holds which booth on which day, and the offers 待确认 that follow a plan.

What stands round the publication (notice, signatures, objections, the draw) is in `notice_models`.
"""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.festivals.models import Booth, Festival


class PlanState(enum.Enum):
    """Where a version of the plan stands: on notice 公示中 it is public, published its offers are out."""

    DRAFT = "draft"
    NOTICE = "notice"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return {"draft": "草稿", "notice": "公示中", "published": "已发布", "superseded": "旧版"}[self.value]


def one_at_most(name: str, condition: str) -> Index:
    """An edition has at most one row of which this holds: the database keeps it so against two people at once."""
    return Index(name, "festival_id", unique=True, sqlite_where=text(condition), postgresql_where=text(condition))


class StoredPlan(Model):
    """A version of an edition's plan: the problem it answers, the solver's plan, and the placements as they stand now.

    `placements` maps a receipt number to the labels of its booths, along the row; moved by hand through the checker.
    `moves` are the steps by hand, `undone` those taken back (for 重做); both hold `changes` of receipt, before, after.
    `notes` maps a receipt number to why it was put there by hand, where a soft rule was set aside.
    `waitlist_due` is set when a booth of this published plan falls free, until the waitlist has moved up.
    """

    __tablename__ = "stored_plan"
    __table_args__ = (
        UniqueConstraint("festival_id", "number"),
        one_at_most("uq_stored_plan_draft", "state = 'draft'"),
        one_at_most("uq_stored_plan_notice", "state = 'notice'"),
        one_at_most("uq_stored_plan_published", "state = 'published'"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    number: Mapped[int]
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    # Deferred: a hundred kilobytes that the board, which asks at every move, has read before (`planning.problem_in`).
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    placements: Mapped[dict[str, Any]] = mapped_column(default=dict)
    locked: Mapped[list[str]] = mapped_column(default=list)
    moves: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    undone: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    waitlist_due: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship()
    __mapper_args__ = {"version_id_col": version}


class RunState(enum.Enum):
    """Where a run of the solver stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        labels = {
            "queued": "排队中",
            "running": "正在排",
            "done": "排好了",
            "cancelled": "取消了",
            "interrupted": "中断了",
            "failed": "没排成",
        }
        return labels[self.value]


LIVE_RUNS = (RunState.QUEUED, RunState.RUNNING)


class RunKind(enum.Enum):
    """What the solver is run for: a new draft, or the evidence of a draft moved by hand, which is then published."""

    SOLVE = "solve"
    PUBLISH = "publish"


class AllocationRun(Model):
    """A run of the solver in the worker. At most one of an edition waits or works.

    `wanted` says what to publish: `plan` and its `version`, `ends_on` (ISO date or empty) and `correction`.
    `heartbeat_at` is the machine's own time, never the demo's fixed day: a run whose worker died must look old.
    """

    __tablename__ = "allocation_run"
    __table_args__ = (one_at_most("uq_allocation_run_live", "state IN ('queued', 'running')"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    kind: Mapped[RunKind] = mapped_column(default=RunKind.SOLVE)
    state: Mapped[RunState] = mapped_column(default=RunState.QUEUED)
    wanted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    level: Mapped[str] = mapped_column(String(12), default="")
    done: Mapped[int] = mapped_column(default=0)
    count: Mapped[int] = mapped_column(default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(String(300), default="")
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("stored_plan.id"))
    festival: Mapped[Festival] = relationship()
    asked_by: Mapped[Account | None] = relationship()

    @property
    def is_live(self) -> bool:
        """Tell whether it waits or works."""
        return self.state in LIVE_RUNS


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
