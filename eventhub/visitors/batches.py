"""Batches 批次 of products: added by the household, corrected by appending, recalled for everybody to see.

The household recalls its own; organiser, reviewer and regulator recall those of whoever stands at their festival.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventhub.accounts.models import Account
from eventhub.allocation.models import Offer, OfferState
from eventhub.applications.models import Application
from eventhub.core import audit, clock, outbox, revisions
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import BadInput, NotFound, StateConflict
from eventhub.core.paging import Page, containing, page_of
from eventhub.core.row_versions import held
from eventhub.core.short_code import BadShortCode, new_code, normal_code
from eventhub.festivals.models import Festival
from eventhub.registry.models import Batch, Household, Product
from eventhub.registry.queries import households_of

NO_BATCH = "没有这个批次。请照着包装上的码再输一次。"
MOST_BATCHES = 200


@dataclass(frozen=True)
class BatchDetails:
    """A batch as it is written down."""

    number: str
    made_on: date
    raw_material: str
    report_number: str


def add_batch(product: Product, details: BatchDetails, actor: Account, code: str | None = None) -> Batch:
    """Write a batch down; from then on it is only corrected by appending. A free code is drawn where none is given.

    Raises BadInput for a day still to come, StateConflict past the most a product may have, or once it was taken off.
    """
    if details.made_on > clock.today():
        raise BadInput(fields={"made_on": "做好的日子不能在今天以后，请改成实际做的那天。"})
    with writing() as session:
        household = locked(product.household)
        if locked(product).removed_at is not None:
            raise StateConflict("这样东西已经从“我的店”删掉了，不能再记批次。", code="product_removed")
        if len(product.batches) >= MOST_BATCHES:
            raise StateConflict(f"一样东西最多记 {MOST_BATCHES} 个批次。", code="too_many")
        batch = Batch(product_id=product.id, code=code or _free_code(), **details.__dict__)
        session.add(batch)
        session.flush()
        audit.record(actor, "batch.add", f"batch:{batch.id}", household=household.id)
        revisions.bump(f"household:{household.id}")
    return batch


def correct_batch(batch: Batch, text: str, version: int, actor: Account) -> None:
    """Append a correction; what was written before stays. Raises StateConflict for a stale version."""
    with writing():
        held(batch, version)
        entry = {"at": clock.now().isoformat(timespec="seconds"), "text": text}
        batch.corrections = [*batch.corrections, entry]
        audit.record(actor, "batch.correct", f"batch:{batch.id}")
        revisions.bump(f"household:{batch.product.household_id}")


def recall_batch(batch: Batch, reason: str, version: int, actor: Account) -> None:
    """Recall a batch: every page of it says so from now on; the household is told by text message unless it did it.

    Raises StateConflict when it is recalled already, or for a stale version.
    """
    with writing():
        held(batch, version)
        if batch.recalled_at is not None:
            raise StateConflict("这个批次已经召回了。", code="recalled")
        batch.recalled_at, batch.recall_reason = clock.now(), reason
        household = batch.product.household
        audit.record(actor, "batch.recall", f"batch:{batch.id}", household=household.id, reason=reason)
        if actor.id != household.account_id and household.phone:
            outbox.queue_sms(household.phone, _recall_words(batch), f"batch.recall:{batch.id}")
        revisions.bump(f"household:{household.id}")


def batch_of_code(code: str) -> Batch:
    """Return a batch by the code on its packing, with product and household. Raises NotFound."""
    try:
        wanted = normal_code(code)
    except BadShortCode:
        raise NotFound(NO_BATCH) from None
    found = db.session.scalar(
        select(Batch).where(Batch.code == wanted).options(joinedload(Batch.product).joinedload(Product.household))
    )
    if found is None:
        raise NotFound(NO_BATCH)
    return found


def products_for(account: Account) -> Sequence[Product]:
    """Return the products of an account's households with their batches."""
    mine = [household.id for household in households_of(account)]
    return db.session.scalars(
        select(Product)
        .where(Product.household_id.in_(mine))
        .order_by(Product.household_id, Product.id)
        .options(selectinload(Product.batches), joinedload(Product.household))
    ).all()


def own_product(account: Account, product_id: int) -> Product:
    """Return one of the account's products. Raises NotFound for anybody else's."""
    found = next((entry for entry in products_for(account) if entry.id == product_id), None)
    if found is None:
        raise NotFound("没有这样东西。")
    return found


def own_batch(account: Account, code: str) -> Batch:
    """Return one of the account's batches by its code. Raises NotFound for anybody else's."""
    found = batch_of_code(code)
    if found.product.household_id not in [household.id for household in households_of(account)]:
        raise NotFound(NO_BATCH)
    return found


def batches_at(festival: Festival, text: str, number: int) -> Page[Batch]:
    """Return a page of the batches of those who stand at an edition, newest first, with product and household.

    `text`: part of the batch's number, of what it is, of the shop's name, or the code on the packing; empty for all.
    """
    found = _standing_at(festival).order_by(Batch.made_on.desc(), Batch.id.desc())
    if text:
        like = containing(text)
        named = (column.ilike(like, escape="\\") for column in (Batch.number, Batch.code, Product.name, Household.name))
        found = found.join(Product.household).where(or_(*named))
    return page_of(found, number)


def batch_at(festival: Festival, code: str) -> Batch:
    """Return a batch of somebody who stands at an edition, by its code. Raises NotFound for any other."""
    wanted = batch_of_code(code)
    found = db.session.scalar(_standing_at(festival).where(Batch.id == wanted.id))
    if found is None:
        raise NotFound(NO_BATCH)
    return found


def recalled_at(festival: Festival) -> Sequence[Batch]:
    """Return the recalled batches of those who stand at an edition, newest recall first."""
    return db.session.scalars(
        _standing_at(festival).where(Batch.recalled_at.is_not(None)).order_by(Batch.recalled_at.desc())
    ).all()


def batches_of(household: Household) -> Sequence[Batch]:
    """Return the batches of a household as its stall's page lists them, newest first, with their products."""
    return db.session.scalars(
        select(Batch)
        .join(Batch.product)
        .where(Product.household_id == household.id)
        .order_by(Batch.made_on.desc(), Batch.id.desc())
        .limit(12)
        .options(joinedload(Batch.product))
    ).all()


def _standing_at(festival: Festival) -> Select[Batch]:
    holders = (
        select(Application.household_id)
        .join(Offer, Offer.application_id == Application.id)
        .where(Application.festival_id == festival.id, Offer.state == OfferState.CONFIRMED)
    )
    return (
        select(Batch)
        .join(Batch.product)
        .where(Product.household_id.in_(holders))
        .options(joinedload(Batch.product).joinedload(Product.household))
    )


def _recall_words(batch: Batch) -> str:
    what, why = f"{batch.product.name}（批号 {batch.number}）", batch.recall_reason.rstrip("。！.!")
    return f"【万盛节会】您的{what}被召回了：{why}。请马上停卖，把这一批收好。有疑问打主办方的电话。"


def _free_code() -> str:
    code = new_code()
    while db.session.scalar(select(Batch.id).where(Batch.code == code)):
        code = new_code()
    return code
