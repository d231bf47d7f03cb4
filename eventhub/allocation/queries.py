"""What the screens of the allocation read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.allocation.models import AllocationRun, Holding, Offer, OfferState, PlanState, StoredPlan
from eventhub.allocation.notice_models import (
    DEFAULT_NOTICE_DAYS,
    AllocationSetting,
    Draw,
    Notice,
    NoticeState,
    Objection,
    Signature,
    SignOffLane,
)
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.core.database import db
from eventhub.festivals.models import Booth, Festival
from eventhub.registry.models import Household

STANDING = (OfferState.OFFERED, OfferState.CONFIRMED)


def draft_of(festival: Festival) -> StoredPlan | None:
    """Return the draft plan of a festival, or None."""
    return _plan(festival, PlanState.DRAFT)


def published_plan(festival: Festival) -> StoredPlan | None:
    """Return the published plan of a festival, or None."""
    return _plan(festival, PlanState.PUBLISHED)


def notice_plan(festival: Festival) -> StoredPlan | None:
    """Return the plan that is on notice 公示中, or None."""
    return _plan(festival, PlanState.NOTICE)


def public_plan(festival: Festival) -> StoredPlan | None:
    """Return the plan the public sees: the one on notice, else the published one, else None."""
    return notice_plan(festival) or published_plan(festival)


def plan_by_number(festival: Festival, number: int) -> StoredPlan | None:
    """Return a version of the plan, or None."""
    return db.session.scalar(
        select(StoredPlan).where(StoredPlan.festival_id == festival.id, StoredPlan.number == number)
    )


def latest_run(festival: Festival) -> AllocationRun | None:
    """Return the run asked for last, or None."""
    return db.session.scalar(
        select(AllocationRun).where(AllocationRun.festival_id == festival.id).order_by(AllocationRun.id.desc()).limit(1)
    )


def setting_of(festival: Festival) -> AllocationSetting | None:
    """Return how the edition publishes, or None while nobody has set it."""
    return db.session.scalar(select(AllocationSetting).where(AllocationSetting.festival_id == festival.id))


def notice_days(festival: Festival) -> int:
    """Return the working days of the edition's notice."""
    setting = setting_of(festival)
    return setting.notice_days if setting else DEFAULT_NOTICE_DAYS


def open_notice(festival: Festival) -> Notice | None:
    """Return the notice that is open, or None."""
    return db.session.scalar(select(Notice).where(Notice.festival_id == festival.id, Notice.state == NoticeState.OPEN))


def notices_of(festival: Festival) -> Sequence[Notice]:
    """Return every publication of the edition with its plan, the newest first."""
    return db.session.scalars(
        select(Notice)
        .where(Notice.festival_id == festival.id)
        .options(joinedload(Notice.plan))
        .order_by(Notice.id.desc())
    ).all()


def current_notice(festival: Festival) -> Notice | None:
    """Return the publication the public sees: the open notice, else the last one."""
    return open_notice(festival) or next(iter(notices_of(festival)), None)


def objections_of(festival: Festival) -> Sequence[Objection]:
    """Return the objections to the edition's notices, the open ones first, then the newest."""
    found = db.session.scalars(
        select(Objection)
        .join(Objection.notice)
        .where(Notice.festival_id == festival.id)
        .options(joinedload(Objection.notice).joinedload(Notice.plan))
        .order_by(Objection.id.desc())
    ).all()
    return sorted(found, key=lambda entry: entry.state.value != "open")


def objection_by_code(festival: Festival, code: str) -> Objection | None:
    """Return the objection with this receipt code, or None."""
    return db.session.scalar(
        select(Objection).join(Objection.notice).where(Notice.festival_id == festival.id, Objection.code == code)
    )


def lanes_of(festival: Festival) -> Sequence[SignOffLane]:
    """Return the departments whose signature is asked for, with who signs."""
    return db.session.scalars(
        select(SignOffLane)
        .where(SignOffLane.festival_id == festival.id)
        .options(joinedload(SignOffLane.account))
        .order_by(SignOffLane.id)
    ).all()


def signatures_under(plan: StoredPlan) -> Sequence[Signature]:
    """Return the signatures under a plan, valid or not."""
    return db.session.scalars(
        select(Signature).where(Signature.plan_id == plan.id).options(joinedload(Signature.account))
    ).all()


def draw_of(festival: Festival) -> Draw | None:
    """Return the published rules and draw of the edition, or None."""
    return db.session.scalar(select(Draw).where(Draw.festival_id == festival.id))


def versions_of(festival: Festival) -> Sequence[StoredPlan]:
    """Return every version of the plan, the newest first."""
    return db.session.scalars(
        select(StoredPlan).where(StoredPlan.festival_id == festival.id).order_by(StoredPlan.number.desc())
    ).all()


def offers_of(festival: Festival) -> Sequence[Offer]:
    """Return every offer of a festival with its application and household, by receipt number."""
    return db.session.scalars(
        select(Offer)
        .join(Offer.application)
        .where(Application.festival_id == festival.id)
        .options(joinedload(Offer.application).joinedload(Application.household))
        .order_by(Application.receipt)
    ).all()


def standing_offers(festival: Festival) -> Sequence[Offer]:
    """Return the offers that hold booths: waiting for an answer, or confirmed."""
    return [offer for offer in offers_of(festival) if offer.state in STANDING]


def offered_in(festival: Festival) -> frozenset[str]:
    """Return the receipt numbers whose offers stand."""
    return frozenset(str(offer.application.receipt) for offer in standing_offers(festival))


def offer_for(account: Account, offer_id: int) -> Offer | None:
    """Return an offer to a household of the account, or None when it is somebody else's."""
    return db.session.scalar(
        select(Offer)
        .join(Offer.application)
        .join(Application.household)
        .where(Offer.id == offer_id, Household.account_id == account.id)
    )


def offer_of(application: Application) -> Offer | None:
    """Return the offer of an application, or None."""
    return db.session.scalar(select(Offer).where(Offer.application_id == application.id))


def shop_names(festival: Festival) -> dict[str, str]:
    """Return receipt number → shop, for the accepted: columns alone, since the board asks at every move."""
    rows = db.session.execute(
        select(Application.receipt, Household.name)
        .join(Application.household)
        .where(Application.festival_id == festival.id, Application.state == ApplicationState.ACCEPTED)
    )
    return {str(receipt): name for receipt, name in rows}


def holders_of(festival: Festival) -> dict[str, Application]:
    """Return booth label → the application that holds it (on the day it is asked for most), for plans and lists."""
    rows = db.session.execute(
        select(Booth.label, Application)
        .join(Holding, Holding.booth_id == Booth.id)
        .join(Application, Holding.application_id == Application.id)
        .where(Booth.festival_id == festival.id)
        .options(joinedload(Application.household).selectinload(Household.recognitions))
        .order_by(Holding.day.desc())
    )
    return dict(rows.all())


def _plan(festival: Festival, state: PlanState) -> StoredPlan | None:
    return db.session.scalar(select(StoredPlan).where(StoredPlan.festival_id == festival.id, StoredPlan.state == state))
