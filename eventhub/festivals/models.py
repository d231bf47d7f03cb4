"""Festivals 节会 with their venue, programme and floor plan."""

import enum
import secrets
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Organisation
from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.festivals.booth_features import FLAME_FROM_CLOTH


def new_uid() -> str:
    """Return a permanent random identifier for a calendar entry: never made from time, title or index."""
    return secrets.token_hex(12)


class Datum(enum.Enum):
    """Which grid a coordinate is in: Chinese maps use GCJ-02, feeds need WGS-84."""

    GCJ02 = "gcj02"
    WGS84 = "wgs84"


class FestivalState(enum.Enum):
    """Where an edition stands, apart from what its dates tell."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return {"draft": "草稿", "announced": "已发布", "postponed": "已延期", "cancelled": "已取消"}[self.value]


class Phase(enum.Enum):
    """Where an announced edition stands by its dates."""

    UNKNOWN = "unknown"
    COMING = "coming"
    RUNNING = "running"
    PAST = "past"


class SessionKind(enum.Enum):
    """Kinds of programme sessions."""

    RITE = "rite"
    PERFORMANCE = "performance"
    EXPERIENCE = "experience"
    TRAINING = "training"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        labels = {"rite": "祭祀", "performance": "演出", "experience": "体验", "training": "培训", "other": "活动"}
        return labels[self.value]


class Venue(Model):
    """A place with a coordinate and the datum it is in; `confirmed` is false while it is only supposed."""

    __tablename__ = "venue"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    town: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(120), default="")
    lng: Mapped[float | None]
    lat: Mapped[float | None]
    datum: Mapped[Datum] = mapped_column(default=Datum.GCJ02)
    directions: Mapped[str] = mapped_column(Text, default="")
    confirmed: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Festival(Model):
    """One edition 届 of a festival. Days empty: not fixed yet (待定).

    While they are, `former_starts_on` and `former_ends_on` are the days the programme's times still refer to: the days
    given up by a postponement (the feed calls those off), or the days of the edition this one was cloned from.
    """

    __tablename__ = "festival"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days_in_order"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    short_name: Mapped[str] = mapped_column(String(20))
    edition: Mapped[int | None]
    prefix: Mapped[str] = mapped_column(String(2), default="JH")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("festival.id"))
    state: Mapped[FestivalState] = mapped_column(default=FestivalState.DRAFT)
    starts_on: Mapped[date | None] = mapped_column(index=True)
    ends_on: Mapped[date | None]
    former_starts_on: Mapped[date | None]
    former_ends_on: Mapped[date | None]
    opens_at: Mapped[time] = mapped_column(default=time(9))
    closes_at: Mapped[time] = mapped_column(default=time(18))
    lunar_rule: Mapped[str] = mapped_column(String(60), default="")
    summary: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    skin: Mapped[str] = mapped_column(String(12), default="caishan")
    cover_seed: Mapped[str] = mapped_column(String(40), default=new_uid)
    admission: Mapped[str] = mapped_column(String(60), default="免费入场")
    phone: Mapped[str] = mapped_column(String(20), default="")
    named_products: Mapped[list[str]] = mapped_column(default=list)
    expected_visitors: Mapped[int] = mapped_column(default=0)
    sells_food: Mapped[bool] = mapped_column(default=True)
    set_up_from: Mapped[datetime | None]
    set_up_until: Mapped[datetime | None]
    take_down_from: Mapped[datetime | None]
    take_down_until: Mapped[datetime | None]
    plan_width: Mapped[int] = mapped_column(default=12_000)
    plan_height: Mapped[int] = mapped_column(default=9_000)
    ground: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    keep_apart: Mapped[list[Any]] = mapped_column(default=list)
    uid: Mapped[str] = mapped_column(String(40), default=new_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    announced_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    organisation: Mapped[Organisation] = relationship()
    venue: Mapped[Venue | None] = relationship()
    previous: Mapped["Festival | None"] = relationship(remote_side=[id])
    zones: Mapped[list["Zone"]] = relationship(
        back_populates="festival", cascade="all, delete-orphan", order_by="Zone.code"
    )
    sessions: Mapped[list["ProgrammeSession"]] = relationship(
        back_populates="festival", cascade="all, delete-orphan", order_by="ProgrammeSession.starts_at"
    )
    announcements: Mapped[list["Announcement"]] = relationship(
        back_populates="festival", cascade="all, delete-orphan", order_by="Announcement.at.desc()"
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def days(self) -> list[date]:
        """Every day of the edition in order; empty while the dates are not fixed."""
        if self.starts_on is None or self.ends_on is None:
            return []
        return clock.days_between(self.starts_on, self.ends_on)

    @property
    def name_with_year(self) -> str:
        """The name with what tells this edition from the others: its year, else its number, else that days are open."""
        if self.starts_on is not None:
            mark = f"{self.starts_on.year}年"
        else:
            mark = f"第{self.edition}届" if self.edition else "日子待定"
        return f"{self.name}（{mark}）"

    @property
    def phase(self) -> Phase:
        """Where the edition stands today by its dates."""
        if self.starts_on is None or self.ends_on is None:
            return Phase.UNKNOWN
        today = clock.today()
        if today < self.starts_on:
            return Phase.COMING
        return Phase.RUNNING if today <= self.ends_on else Phase.PAST

    @property
    def flame_apart(self) -> bool:
        """Whether open flame may not be the neighbour of cloth."""
        return FLAME_FROM_CLOTH in self.keep_apart

    @property
    def is_public(self) -> bool:
        """Tell whether visitors may see it."""
        return self.state is not FestivalState.DRAFT


class Zone(Model):
    """An exhibition zone 展区: which categories stand there, with what limits, and its outline on the plan (cm)."""

    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("festival_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    code: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(30))
    categories: Mapped[list[str]] = mapped_column(default=list)
    category_caps: Mapped[dict[str, Any]] = mapped_column(default=dict)
    power_w: Mapped[int | None]
    outline: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship(back_populates="zones")
    rows: Mapped[list["Row"]] = relationship(back_populates="zone", cascade="all, delete-orphan", order_by="Row.code")
    __mapper_args__ = {"version_id_col": version}


class Row(Model):
    """A row 排 of booths side by side; in a circular row the last is the neighbour of the first."""

    __tablename__ = "booth_row"
    __table_args__ = (UniqueConstraint("zone_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), index=True)
    code: Mapped[str] = mapped_column(String(12))
    circular: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[Zone] = relationship(back_populates="rows")
    booths: Mapped[list["Booth"]] = relationship(
        back_populates="row", cascade="all, delete-orphan", order_by="Booth.position"
    )


class Booth(Model):
    """A booth 摊位. `label` is painted on it (A01), `number` counts within the festival (pass token), `sign_code` is on
    its sign. Position and size in centimetres on the plan, turned by `rotation` degrees about the middle.
    """

    __tablename__ = "booth"
    __table_args__ = (
        UniqueConstraint("festival_id", "label"),
        UniqueConstraint("festival_id", "number"),
        CheckConstraint("power_w >= 0", name="power"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"))
    row_id: Mapped[int] = mapped_column(ForeignKey("booth_row.id"), index=True)
    label: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    sign_code: Mapped[str] = mapped_column(String(8), unique=True)
    position: Mapped[int]
    x: Mapped[int]
    y: Mapped[int]
    width: Mapped[int] = mapped_column(default=300)
    depth: Mapped[int] = mapped_column(default=300)
    rotation: Mapped[int] = mapped_column(default=0)
    power_w: Mapped[int] = mapped_column(default=0)
    features: Mapped[list[str]] = mapped_column(default=list)
    closed: Mapped[bool] = mapped_column(default=False)
    break_after: Mapped[bool] = mapped_column(default=False)
    service: Mapped[str] = mapped_column(String(20), default="")
    version: Mapped[int] = mapped_column(default=1)
    row: Mapped[Row] = relationship(back_populates="booths")
    __mapper_args__ = {"version_id_col": version}


class ProgrammeSession(Model):
    """A timed session 场次. Once served in a feed it is never deleted: it is cancelled."""

    __tablename__ = "programme_session"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="times_in_order"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    uid: Mapped[str] = mapped_column(String(40), default=new_uid, unique=True)
    title: Mapped[str] = mapped_column(String(60))
    kind: Mapped[SessionKind] = mapped_column(default=SessionKind.PERFORMANCE)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(60), default="")
    heritage_item: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    published: Mapped[bool] = mapped_column(default=True)
    cancelled: Mapped[bool] = mapped_column(default=False)
    was_public: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    festival: Mapped[Festival] = relationship(back_populates="sessions")
    __mapper_args__ = {"version_id_col": version}


class Announcement(Model):
    """A short notice 通知 to visitors: a session moved, an edition postponed, transport changed."""

    __tablename__ = "announcement"
    id: Mapped[int] = mapped_column(primary_key=True)
    festival_id: Mapped[int] = mapped_column(ForeignKey("festival.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    title: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text, default="")
    festival: Mapped[Festival] = relationship(back_populates="announcements")
