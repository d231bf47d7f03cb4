"""What visitors leave behind: enquiries, stamps, and the counts that rankings and the home page's turn rest on."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.festivals.models import Booth, Festival
from eventhub.registry.models import Household


class Outcome(enum.Enum):
    """What came of an enquiry."""

    NEW = "new"
    TALKING = "talking"
    DEAL = "deal"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        """The outcome in Chinese."""
        return {"new": "还没联系", "talking": "在谈", "deal": "谈成了", "nothing": "没谈成"}[self.value]


class Enquiry(Model):
    """A buyer enquiry 采购意向 left on a stall's page. Buyer's name and telephone are seen by household and organiser."""

    __tablename__ = "enquiry"
    __table_args__ = (Index("ix_enquiry_festival_at", "festival_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    booth_id: Mapped[int | None] = mapped_column(ForeignKey("booth.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    goods: Mapped[str] = mapped_column(String(60))
    quantity: Mapped[str] = mapped_column(String(40), default="")
    company: Mapped[str] = mapped_column(String(60), default="")
    buyer: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(20), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.NEW)
    outcome_note: Mapped[str] = mapped_column(String(200), default="")
    outcome_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship()
    household: Mapped[Household] = relationship()
    booth: Mapped[Booth | None] = relationship()
    __mapper_args__ = {"version_id_col": version}


class StampRally(Model):
    """How an edition's stamp rally 集章 is played: how many stamps complete it, whether a changing code is asked for."""

    __tablename__ = "stamp_rally"
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), primary_key=True)
    needed: Mapped[int] = mapped_column(default=6)
    asks_code: Mapped[bool] = mapped_column(default=False)
    reward: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Stamp(Model):
    """A stamp of a device at a booth; `device` is a hash, so that nobody can be traced by this table. `minute` counts
    minutes since 1970: photos passed round show as many devices at one booth in one of them.
    """

    __tablename__ = "stamp"
    __table_args__ = (
        UniqueConstraint("festival_id", "device", "booth_id"),
        Index("ix_stamp_booth_minute", "booth_id", "minute"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    device: Mapped[str] = mapped_column(String(32))
    booth_id: Mapped[int] = mapped_column(ForeignKey("booth.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    minute: Mapped[int]
    booth: Mapped[Booth] = relationship()


class StampCodeMiss(Model):
    """How often a device typed a wrong code of the desk's screen while one code stood there; older rows are removed."""

    __tablename__ = "stamp_code_miss"
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), primary_key=True)
    device: Mapped[str] = mapped_column(String(32), primary_key=True)
    window: Mapped[int]
    misses: Mapped[int]


class StampCompletion(Model):
    """A full booklet, with the code that the desk checks off once."""

    __tablename__ = "stamp_completion"
    __table_args__ = (UniqueConstraint("festival_id", "device"), UniqueConstraint("festival_id", "code"))
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    device: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(6))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    redeemed_at: Mapped[datetime | None]
    redeemed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RankingSnapshot(Model):
    """A ranking 榜单 as it stood when it was frozen: metric and period by name, rows with household ids and figures."""

    __tablename__ = "ranking_snapshot"
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    metric: Mapped[str] = mapped_column(String(20))
    first_day: Mapped[date]
    last_day: Mapped[date]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    taken_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class HomeTurn(Model):
    """The log of the home page's turn: this household's stall was shown to everybody on this day."""

    __tablename__ = "home_turn"
    __table_args__ = (UniqueConstraint("festival_id", "day", "household_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    day: Mapped[date] = mapped_column(index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    place: Mapped[int]
