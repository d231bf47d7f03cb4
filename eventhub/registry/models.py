"""Households 个体工商户 keyed by 统一社会信用代码, with what the district knows of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.core import clock
from eventhub.core.database import Model
from eventhub.registry.credit import AppealState, CreditKind, counts_on
from eventhub.registry.documents import GoodsCategory, LicenceKind, StallKind
from eventhub.registry.policy_class import PolicyClass, class_valid_on


class Household(Model):
    """A stall-keeping business. `account` is whoever signs in for it; a person may keep several."""

    __tablename__ = "household"
    id: Mapped[int] = mapped_column(primary_key=True)
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    owner_name: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(20), index=True)
    town: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(120), default="")
    category: Mapped[GoodsCategory]
    stall_kind: Mapped[StallKind]
    story: Mapped[str] = mapped_column(Text, default="")
    heritage_item: Mapped[str] = mapped_column(String(40), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    missing_since: Mapped[datetime | None]
    deletion_asked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    account: Mapped[Account | None] = relationship()
    recognitions: Mapped[list["ClassRecognition"]] = relationship(
        back_populates="household", cascade="all, delete-orphan", order_by="ClassRecognition.valid_to"
    )
    products: Mapped[list["Product"]] = relationship(
        back_populates="household",
        cascade="all, delete-orphan",
        order_by="Product.id",
        primaryjoin="and_(Product.household_id == Household.id, Product.removed_at.is_(None))",
    )
    licences: Mapped[list["Licence"]] = relationship(
        back_populates="household", cascade="all, delete-orphan", order_by="Licence.id"
    )
    __mapper_args__ = {"version_id_col": version}

    def recognition_on(self, day: date) -> "ClassRecognition | None":
        """Return the class recognition valid on a day, or None."""
        return next((entry for entry in self.recognitions if entry.valid_on(day)), None)


class ClassRecognition(Model):
    """A 名特优新 class as the assessing bureau issued it; imported, never assessed here."""

    __tablename__ = "class_recognition"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    policy_class: Mapped[PolicyClass]
    level: Mapped[str] = mapped_column(String(20), default="")
    number: Mapped[str] = mapped_column(String(40), default="")
    issuer: Mapped[str] = mapped_column(String(60), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    household: Mapped[Household] = relationship(back_populates="recognitions")

    def valid_on(self, day: date) -> bool:
        """Tell whether the class holds on that day, first and last day included."""
        return class_valid_on(self.valid_from, self.valid_to, day)


class Product(Model):
    """Something a household sells; `named` is the policy's product it is, such as 堡堂手工面.

    One that was taken off but has batches is kept, with `removed_at`: what was sold of it must still be found.
    """

    __tablename__ = "product"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    named: Mapped[str] = mapped_column(String(40), default="", index=True)
    price_fen: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(10), default="")
    note: Mapped[str] = mapped_column(String(120), default="")
    removed_at: Mapped[datetime | None]
    household: Mapped[Household] = relationship(back_populates="products")
    batches: Mapped[list["Batch"]] = relationship(
        back_populates="product", cascade="all, delete-orphan", order_by="Batch.made_on.desc()"
    )


class Batch(Model):
    """A batch 批次 of a product: when it was made, of what, which test covers it. What was written stays; corrections
    are appended. A recall 召回 shows on every page of the batch.
    """

    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    number: Mapped[str] = mapped_column(String(40))
    made_on: Mapped[date]
    raw_material: Mapped[str] = mapped_column(String(120), default="")
    report_number: Mapped[str] = mapped_column(String(60), default="")
    corrections: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    recalled_at: Mapped[datetime | None]
    recall_reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    product: Mapped[Product] = relationship(back_populates="batches")
    __mapper_args__ = {"version_id_col": version}


class Licence(Model):
    """A licence by kind, number and expiry; no image of it is kept. `valid_to` empty: no expiry."""

    __tablename__ = "licence"
    __table_args__ = (Index("ix_licence_household_kind", "household_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    kind: Mapped[LicenceKind]
    number: Mapped[str] = mapped_column(String(60))
    holder: Mapped[str] = mapped_column(String(40), default="")
    valid_to: Mapped[date | None]
    household: Mapped[Household] = relationship(back_populates="licences")


class CreditEvent(Model):
    """An event of festival credit 守信记录: what happened, what shows it, until when it counts, the appeal against it.

    `source` names the record it was made from, such as "gate:finding:12", so that one finding gives one event.
    `festival_name` and `day` are kept as they were then: this room knows no festivals. `at`: when it was recorded.
    `expires_on`: the first day on which it no longer counts.
    """

    __tablename__ = "credit_event"
    __table_args__ = (Index("ix_credit_event_household_day", "household_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    kind: Mapped[CreditKind]
    points: Mapped[int]
    day: Mapped[date]
    expires_on: Mapped[date]
    festival_name: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(60), unique=True)
    evidence: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    appeal_state: Mapped[AppealState] = mapped_column(default=AppealState.NONE, index=True)
    appeal_text: Mapped[str] = mapped_column(Text, default="")
    appealed_at: Mapped[datetime | None]
    decision_text: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)
    household: Mapped[Household] = relationship()
    recorded_by: Mapped[Account | None] = relationship(foreign_keys=recorded_by_id)
    decided_by: Mapped[Account | None] = relationship(foreign_keys=decided_by_id)
    __mapper_args__ = {"version_id_col": version}

    def counts_on(self, day: date) -> bool:
        """Tell whether the event counts on that day."""
        return counts_on(self.day, self.expires_on, self.appeal_state, day)

    def may_be_appealed_on(self, day: date) -> bool:
        """Tell whether the household may appeal: it is against them, still counts, and was not appealed before."""
        return self.kind.is_against and self.appeal_state is AppealState.NONE and self.counts_on(day)


class ImportReport(Model):
    """What an import of households did, kept so that the organiser can read it again."""

    __tablename__ = "import_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
