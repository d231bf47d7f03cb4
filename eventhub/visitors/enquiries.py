"""Buyer enquiries 采购意向: left by a buyer, answered by the household, their outcome kept for the organiser's ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.core import audit, clock, outbox
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import NotFound, StateConflict
from eventhub.core.row_versions import held
from eventhub.core.table_columns import CellValue, Column
from eventhub.core.tables import write_sheet
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household
from eventhub.registry.queries import households_of
from eventhub.visitors.models import Enquiry, Outcome
from eventhub.visitors.stalls import Stall

# One buyer may write to many stalls, and to one stall about several things; more than this is no buyer.
MOST_TO_ONE_STALL, MOST_A_DAY = 3, 20
# Nobody checks the number that is typed, so a household has bounds of its own: messages cost money and ring a phone.
MESSAGES_A_DAY, MOST_RECEIVED_A_DAY = 5, 100
COLUMNS = (
    Column("at", "时间", width=17),
    Column("household", "户名", width=24),
    Column("booth", "摊位", width=8),
    Column("goods", "想要什么", width=24),
    Column("quantity", "要多少", width=14),
    Column("company", "单位", width=24),
    Column("buyer", "联系人", width=12),
    Column("phone", "电话", width=15),
    Column("text", "留言", width=40),
    Column("outcome", "结果", width=10),
    Column("outcome_note", "结果说明", width=30),
    Column("outcome_at", "记于", width=17),
)


@dataclass(frozen=True)
class Wish:
    """What a buyer wrote, tidied and within its lengths."""

    goods: str
    quantity: str
    company: str
    buyer: str
    phone: str
    text: str


def leave_enquiry(stall: Stall, wish: Wish) -> Enquiry:
    """Keep an enquiry and tell the household by text message, the first few of a day.

    No word of the buyer's stands in the message: it comes in our name, and anybody may write an enquiry.
    Raises StateConflict where nobody stands at the stall, where it is suspended, or when this number has written too
    often today, or too much was written to this household.
    """
    if stall.application is None:
        raise StateConflict("这个摊位现在没有人，留不了采购意向。请到别的摊位看看。", code="nobody")
    if stall.suspended:
        raise StateConflict("这家暂停营业，先不收采购意向。请到别的摊位看看。", code="suspended")
    application = stall.application
    with writing():
        # Held, so that two posts at once can't both be the last one allowed.
        household = locked(application.household)
        received = _refuse_flood(household, wish.phone)
        enquiry = Enquiry(
            festival_id=application.festival_id,
            household_id=household.id,
            booth_id=stall.booth.id,
            **wish.__dict__,
        )
        db.session.add(enquiry)
        db.session.flush()
        audit.record(None, "enquiry.leave", f"enquiry:{enquiry.id}", household=household.id)
        if received < MESSAGES_A_DAY:
            outbox.queue_sms(
                household.phone,
                "【万盛节会】有买家想买您的货，要什么、怎么联系，都在“我的申请”里的“采购意向”，请尽快回电。",
                f"enquiry:{enquiry.id}",
            )
    return enquiry


def record_outcome(enquiry: Enquiry, outcome: Outcome, note: str, version: int, actor: Account) -> None:
    """Write down what came of an enquiry. Raises StateConflict when somebody else did so meanwhile."""
    with writing():
        held(enquiry, version)
        enquiry.outcome, enquiry.outcome_note, enquiry.outcome_at = outcome, note, clock.now()
        audit.record(actor, "enquiry.outcome", f"enquiry:{enquiry.id}", outcome=outcome.value)


def enquiries_for(account: Account) -> Sequence[Enquiry]:
    """Return what was written to the households of an account, newest first."""
    mine = [household.id for household in households_of(account)]
    return _ordered(Enquiry.household_id.in_(mine))


def enquiries_at(festival: Festival) -> Sequence[Enquiry]:
    """Return what was written to the stalls of an edition, newest first."""
    return _ordered(Enquiry.festival_id == festival.id)


def enquiry_among(enquiries: Sequence[Enquiry], enquiry_id: int) -> Enquiry:
    """Return one of them by its id. Raises NotFound for any other."""
    found = next((entry for entry in enquiries if entry.id == enquiry_id), None)
    if found is None:
        raise NotFound("没有这条采购意向。")
    return found


def ledger_sheet(enquiries: Sequence[Enquiry], actor: Account, festival: Festival) -> bytes:
    """Return the ledger as xlsx, and write down who took the buyers' numbers with it."""
    body = write_sheet("采购意向", COLUMNS, [_record(entry) for entry in enquiries])
    with writing():
        audit.record(actor, "enquiry.ledger", f"festival:{festival.id}", rows=len(enquiries))
    return body


def my_part(_account: Account, households: list[Household]) -> list[dict[str, str]]:
    """Return what was written to a person's households, for the download of their data."""
    kept = _ordered(Enquiry.household_id.in_([household.id for household in households]))
    return [{column.title: str(_record(entry)[column.key] or "") for column in COLUMNS} for entry in kept]


def forget_household(household: Household, **_detail: object) -> None:
    """Remove the enquiries of a household whose data is removed: they hold buyers' names and numbers."""
    for entry in db.session.scalars(select(Enquiry).where(Enquiry.household_id == household.id)):
        db.session.delete(entry)


def _refuse_flood(household: Household, phone: str) -> int:
    """Return how many enquiries the household received today. Raises StateConflict where that, or this number, is too much."""
    today = select(func.count(Enquiry.id)).where(Enquiry.at >= clock.at(clock.today()))
    to_it, sent = today.where(Enquiry.household_id == household.id), today.where(Enquiry.phone == phone)
    received = db.session.scalar(to_it) or 0
    if received >= MOST_RECEIVED_A_DAY:
        raise StateConflict("今天给这家留话的太多了，先不收了。请直接到摊上问，或者打主办方的电话。", code="too_many")
    if (db.session.scalar(sent.where(Enquiry.household_id == household.id)) or 0) >= MOST_TO_ONE_STALL:
        raise StateConflict("您今天给这家留过几条了，摊主会给您回电。急的话请直接到摊上问。", code="too_many")
    if (db.session.scalar(sent) or 0) >= MOST_A_DAY:
        raise StateConflict("您今天留得太多了，明天再来。急的话请打主办方的电话。", code="too_many")
    return received


def _ordered(rule: ColumnElement[bool]) -> Sequence[Enquiry]:
    return db.session.scalars(
        select(Enquiry)
        .where(rule)
        .order_by(Enquiry.at.desc(), Enquiry.id.desc())
        .options(joinedload(Enquiry.household), joinedload(Enquiry.booth), joinedload(Enquiry.festival))
    ).all()


def _record(entry: Enquiry) -> dict[str, CellValue]:
    done = entry.outcome_at
    return {
        "at": f"{clock.local(entry.at):%Y-%m-%d %H:%M}",
        "household": entry.household.name,
        "booth": entry.booth.label if entry.booth else None,
        "goods": entry.goods,
        "quantity": entry.quantity,
        "company": entry.company,
        "buyer": entry.buyer,
        "phone": entry.phone,
        "text": entry.text,
        "outcome": entry.outcome.label,
        "outcome_note": entry.outcome_note,
        "outcome_at": f"{clock.local(done):%Y-%m-%d %H:%M}" if done else None,
    }
