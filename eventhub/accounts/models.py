"""Accounts of people, the organisations they belong to, and the roles they hold."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core import clock
from eventhub.core.database import Model


class Role(enum.Enum):
    """What a grant allows."""

    ORGANISER = "organiser"
    REVIEWER = "reviewer"
    TOWN_AGENT = "town_agent"
    GATE = "gate"
    REGULATOR = "regulator"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role in Chinese."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.ORGANISER: "主办方",
    Role.REVIEWER: "部门审核",
    Role.TOWN_AGENT: "镇街代办",
    Role.GATE: "检票",
    Role.REGULATOR: "监管",
    Role.ADMINISTRATOR: "管理员",
}


class Organisation(Model):
    """A bureau, a town or an association that runs festivals or takes part in running them."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    short_name: Mapped[str] = mapped_column(String(20))
    town: Mapped[str | None] = mapped_column(String(20))
    phone: Mapped[str] = mapped_column(String(20), default="")


class Account(Model):
    """A person who signs in: a household by phone, staff by name. `epoch` rises to sign out everywhere."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("phone IS NOT NULL OR login IS NOT NULL", name="reachable"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)
    login: Mapped[str | None] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    grants: Mapped[list["Grant"]] = relationship(back_populates="account", cascade="all, delete-orphan")

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Tell flask-login whether the account may be used."""
        return self.active

    def get_id(self) -> str:
        """Return what the session keeps: the account and its epoch, so that raising the epoch ends every session."""
        return f"{self.id}.{self.epoch}"

    @property
    def label(self) -> str:
        """Name shown to others: never the phone number in full."""
        return self.display_name or self.login or f"尾号 {(self.phone or '')[-4:]}"

    @property
    def is_staff(self) -> bool:
        """Tell whether any role is held."""
        return bool(self.grants)


class Grant(Model):
    """A role of an account: for one organisation, one festival, or (both empty) everywhere."""

    __tablename__ = "grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "organisation_id", "festival_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    festival_id: Mapped[int | None] = mapped_column(ForeignKey("festival.id"))
    department: Mapped[str] = mapped_column(String(20), default="")
    account: Mapped[Account] = relationship(back_populates="grants")
    organisation: Mapped[Organisation | None] = relationship()


class SignInCode(Model):
    """A six-digit code sent to a phone; only its hash is kept, it works once, for ten minutes, five tries."""

    __tablename__ = "sign_in_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(String(20), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
