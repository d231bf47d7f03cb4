"""What the calendar keeps of its own: days off, private feeds, and what public feeds must go on showing."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.calendar.workdays import DayKind
from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.festivals.models import new_uid


class DayOffKind(enum.Enum):
    """How a day differs from an ordinary week: a day off, or a weekend day that is worked instead."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return {"holiday": "放假", "workday": "上班（调休）"}[self.value]

    @property
    def day_kind(self) -> DayKind:
        """The kind as the counting of working days knows it."""
        return DayKind.HOLIDAY if self is DayOffKind.HOLIDAY else DayKind.WORKDAY_SWAPPED


class DayOff(Model):
    """A day of the State Council's notice 放假安排, entered by an administrator; goes before the package's data."""

    __tablename__ = "day_off"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayOffKind]
    name: Mapped[str] = mapped_column(String(12))


class AnnouncedYear(Model):
    """A year whose notice is entered in full: the days it does not name are ordinary ones."""

    __tablename__ = "announced_year"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class PrivateFeed(Model):
    """The private feed of an account. Only a hash of the token in its address is kept, so it is shown once."""

    __tablename__ = "private_feed"
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class PrivateEntry(Model):
    """An event of a private feed as it was last shown.

    `slot` tells the events of one application apart. `shown` holds what it showed; when that changes, the stamp moves,
    and the sequence rises. An entry that is no longer due stays, called off.
    """

    __tablename__ = "private_entry"
    __table_args__ = (UniqueConstraint("account_id", "application_id", "slot"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    # A discarded draft takes its application away; the event of its deadline stays to be called off.
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id", ondelete="SET NULL"), index=True)
    slot: Mapped[str] = mapped_column(String(24))
    uid: Mapped[str] = mapped_column(String(40), default=new_uid, unique=True)
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict)
    called_off: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class LastShown(Model):
    """What a public entry showed when it was taken back: feeds call that off, whatever is edited out of sight."""

    __tablename__ = "feed_last_shown"
    uid: Mapped[str] = mapped_column(String(40), primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id", ondelete="CASCADE"), index=True)
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict)


class FormerTown(Model):
    """A town a public edition was to be held in before it moved: that town's feed goes on carrying it."""

    __tablename__ = "feed_former_town"
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id", ondelete="CASCADE"), primary_key=True)
    town: Mapped[str] = mapped_column(String(20), primary_key=True)
