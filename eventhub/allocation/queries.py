"""What the screens of the allocation read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.allocation.models import Holding, Offer, OfferState, PlanState, StoredPlan
from eventhub.applications.models import Application
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
    return db.session.scalar(
        select(StoredPlan).where(StoredPlan.festival_id == festival.id, StoredPlan.state == state)
    )
