"""What stands round the publication of a plan: settings, lanes and signatures, the notice 公示, objections, the draw."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.allocation.models import StoredPlan, one_at_most
from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.festivals.models import Festival

DEFAULT_NOTICE_DAYS = 5
DEPARTMENTS = ("市场监管", "消防应急", "城管", "文旅", "公安", "卫生健康")


class AllocationSetting(Model):
    """How an edition publishes: working days of the notice; 0: offers go out with the publication."""

    __tablename__ = "allocation_setting"
    __table_args__ = (CheckConstraint("notice_days >= 0", name="notice_days"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), unique=True)
    notice_days: Mapped[int] = mapped_column(default=DEFAULT_NOTICE_DAYS)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class SignOffLane(Model):
    """A department whose signature the edition needs before its notice, and the reviewer who signs for it."""

    __tablename__ = "sign_off_lane"
    __table_args__ = (UniqueConstraint("festival_id", "department"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    department: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    account: Mapped[Account] = relationship()


class Signature(Model):
    """A department's signature under a plan as it stood: `digest` is of the placements, so a later move voids it."""

    __tablename__ = "plan_signature"
    __table_args__ = (UniqueConstraint("plan_id", "department"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("stored_plan.id"))
    department: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    account: Mapped[Account] = relationship()


class NoticeState(enum.Enum):
    """Where a notice stands: open, replaced by a corrected one, or ended (its offers are out)."""

    OPEN = "open"
    REPLACED = "replaced"
    ENDED = "ended"


class NoticeKind(enum.Enum):
    """Why a plan was made public: on notice, at once (no notice asked for), or because the waitlist moved up."""

    NOTICE = "notice"
    AT_ONCE = "at_once"
    WAITLIST = "waitlist"


class Notice(Model):
    """A publication of a plan with its evidence, kept as the very text that is served and hashed.

    `by_hand` lists what a person decided: receipt, before, after, reason. It holds no names.
    """

    __tablename__ = "allocation_notice"
    __table_args__ = (one_at_most("uq_allocation_notice_open", "state = 'open'"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("stored_plan.id"), unique=True)
    kind: Mapped[NoticeKind] = mapped_column(default=NoticeKind.NOTICE)
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime]
    problem_text: Mapped[str] = mapped_column(Text)
    plan_text: Mapped[str] = mapped_column(Text)
    by_hand: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    kept_whole: Mapped[bool] = mapped_column(default=False)
    correction: Mapped[str] = mapped_column(String(300), default="")
    plan: Mapped[StoredPlan] = relationship()
    festival: Mapped[Festival] = relationship()


class ObjectionState(enum.Enum):
    """Where an objection stands: open, or answered (upheld: the plan is corrected; dismissed: it stands)."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return {"open": "正在核实", "upheld": "异议成立", "dismissed": "异议不成立"}[self.value]


class Objection(Model):
    """An objection 异议 to a notice, by real name and phone, known to the organisers alone. `code` is its receipt."""

    __tablename__ = "objection"
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("allocation_notice.id"), index=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(20), default="")
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[ObjectionState] = mapped_column(default=ObjectionState.OPEN)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)
    notice: Mapped[Notice] = relationship()
    replied_by: Mapped[Account | None] = relationship()
    __mapper_args__ = {"version_id_col": version}


class Draw(Model):
    """The frozen rules of an edition and the public draw that will be the seed; written once, then only completed.

    `rules_text` and `pool_text` are the very texts that were published and hashed. The numbers are typed by two people.
    `missed` lists the draws (issue, drawn_at) before which the pool was not sealed: another was then named, in public.
    """

    __tablename__ = "allocation_draw"
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), unique=True)
    name: Mapped[str] = mapped_column(String(20))
    issue: Mapped[str] = mapped_column(String(20))
    drawn_at: Mapped[datetime]
    rules_text: Mapped[str] = mapped_column(Text)
    first_pool_text: Mapped[str] = mapped_column(Text)
    pool_text: Mapped[str] = mapped_column(Text)
    missed: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    published_at: Mapped[datetime] = mapped_column(default=clock.now)
    sealed_at: Mapped[datetime | None]
    numbers: Mapped[str] = mapped_column(String(60), default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship()
    entered_by: Mapped[Account | None] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by_id])
    __mapper_args__ = {"version_id_col": version}

    @property
    def source(self) -> str:
        """双色球 2027042 期."""
        return f"{self.name} {self.issue} 期"

    @property
    def seed(self) -> str:
        """The seed, 2027042:03,07,12,19,22,31+09; empty until two people have typed the same numbers."""
        return f"{self.issue}:{self.numbers}" if self.confirmed_at else ""
