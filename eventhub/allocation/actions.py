"""Publishing a plan and what follows: offers with a deadline, confirmed, declined, expired or withdrawn, once.

The database holds the rule that a booth has one holder on a day; an offer and its holdings stand or fall together.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select

from eventhub.accounts.models import Account
from eventhub.allocation import signals
from eventhub.allocation.models import Holding, Offer, OfferState, PlanState, StoredPlan
from eventhub.allocation.planning import board_of
from eventhub.allocation.queries import STANDING, offer_of, offers_of, published_plan
from eventhub.allocation.rules import check_placements
from eventhub.applications.models import Application
from eventhub.applications.queries import accepted_applications, call_of
from eventhub.applications.states import ApplicationState
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, locked, writing
from eventhub.core.display import cn_moment
from eventhub.core.errors import StateConflict
from eventhub.core.outbox import queue_sms
from eventhub.festivals.models import Booth, Festival
from eventhub.festivals.row_versions import held

LAST_HOUR = time(18)
DEFAULT_CONFIRM_DAYS = 3


def publish(draft: StoredPlan, actor: Account, version: int | None) -> StoredPlan:
    """Publish a draft: the plan before is superseded, every placed household without an offer gets one, and is told.

    Raises StateConflict when it is no draft any more, when it breaks a rule, or when an accepted household was withdrawn
    since it was made; nothing is then published.
    """
    with writing() as session:
        held(draft, version)
        festival = draft.festival
        locked(festival)
        _require_sound(draft)
        before = published_plan(festival)
        if before:
            before.state = PlanState.SUPERSEDED
            session.flush()
        draft.state, draft.published_at = PlanState.PUBLISHED, clock.now()
        made = _make_offers(draft, festival)
        revisions.bump(f"festival:{festival.id}")
        audit.record(actor, "plan.publish", f"plan:{draft.id}", offers=made)
    return draft


def confirm(offer: Offer, actor: Account) -> Offer:
    """Take the offered booths; saying it twice is harmless. Raises StateConflict when the offer has ended."""
    with writing():
        locked(offer)
        if offer.state is OfferState.CONFIRMED:
            return offer
        _require_open(offer)
        offer.state, offer.answered_at = OfferState.CONFIRMED, clock.now()
        audit.record(actor, "offer.confirm", f"application:{offer.application_id}", booths=offer.booths)
        signals.offer_confirmed.send(offer)
        revisions.bump(f"festival:{offer.application.festival_id}")
    return offer


def decline(offer: Offer, actor: Account) -> Offer:
    """Give the offered booths back; saying it twice is harmless. Raises StateConflict when the offer has expired."""
    with writing():
        locked(offer)
        if offer.state is OfferState.DECLINED:
            return offer
        if offer.state is not OfferState.CONFIRMED:
            _require_open(offer)
        _end(offer, OfferState.DECLINED)
        audit.record(actor, "offer.decline", f"application:{offer.application_id}", booths=offer.booths)
    return offer


def expire_offers() -> int:
    """End every offer whose deadline has passed without an answer; return how many. Called by the worker."""
    overdue = db.session.scalars(
        select(Offer.id).where(Offer.state == OfferState.OFFERED, Offer.deadline <= clock.now())
    ).all()
    return sum(_expire(offer_id) for offer_id in overdue)


def withdraw_offer(application: Application) -> None:
    """End the offer of an application that was withdrawn; called inside the transaction of the withdrawal."""
    offer = offer_of(application)
    if offer and locked(offer).state in STANDING:
        _end(offer, OfferState.WITHDRAWN)
        audit.record(None, "offer.withdraw", f"application:{application.id}", booths=offer.booths)


def why_applications_are_frozen(festival: Festival) -> str | None:
    """Return why decisions on applications can no longer be taken back, or None while nothing is published."""
    if published_plan(festival):
        return "排位已经发布，审核结果不能再改。要让出摊位，请摊主自己放弃或撤回。"
    return None


def refuse_removal_of_held(booths: list[Booth]) -> None:
    """Raise StateConflict when somebody holds one of the booths."""
    ids = [booth.id for booth in booths]
    label = db.session.scalar(
        select(Booth.label).join(Holding, Holding.booth_id == Booth.id).where(Booth.id.in_(ids)).limit(1)
    )
    if label:
        raise StateConflict(
            f"{label} 已经排给摊主，不能删。要空出来，先调换或请摊主放弃。", code="booth_held"
        )


def _require_sound(draft: StoredPlan) -> None:
    if draft.state is not PlanState.DRAFT:
        raise StateConflict("这一版已经发布过，或者已经有了新的草稿。请刷新再看。", code="not_draft")
    breaches = check_placements(board_of(draft).problem, draft.placements)
    if breaches:
        raise StateConflict(f"还有冲突，不能发布：{breaches[0].sentence}", code="rule_broken")
    accepted = {application.receipt for application in accepted_applications(draft.festival)}
    gone = [receipt for receipt in draft.placements if receipt not in accepted]
    if gone:
        raise StateConflict(f"{'、'.join(gone)} 已经撤回或改判，请再排一遍。", code="applications_changed")


def _make_offers(draft: StoredPlan, festival: Festival) -> int:
    booths = {booth.label: booth for zone in festival.zones for row in zone.rows for booth in row.booths}
    applications = {str(entry.receipt): entry for entry in accepted_applications(festival)}
    offers = {offer.application_id for offer in offers_of(festival)}
    deadline = _deadline(festival)
    made = 0
    for receipt, labels in draft.placements.items():
        application = applications[receipt]
        if application.id in offers:
            continue
        offer = Offer(application_id=application.id, plan_id=draft.id, booths=list(labels), deadline=deadline)
        db.session.add(offer)
        _hold(application, festival, [booths[label] for label in labels])
        _tell_offer(application, offer)
        made += 1
    return made


def _deadline(festival: Festival) -> datetime:
    """Return when an answer is due: some days from now at 18:00, but never after the festival begins."""
    call = call_of(festival)
    days = call.confirm_days if call else DEFAULT_CONFIRM_DAYS
    due = clock.at(clock.today() + timedelta(days=days), LAST_HOUR.hour)
    begins = clock.at(festival.days[0], festival.opens_at.hour, festival.opens_at.minute)
    return max(min(due, begins), clock.now() + timedelta(hours=2))


def _hold(application: Application, festival: Festival, booths: list[Booth]) -> None:
    days = [day for day in festival.days if not application.days or day.isoformat() in application.days]
    for day in days or festival.days:
        _add_holdings(application, booths, day)


def _add_holdings(application: Application, booths: list[Booth], day: date) -> None:
    db.session.add_all(Holding(booth_id=booth.id, day=day, application_id=application.id) for booth in booths)


def _tell_offer(application: Application, offer: Offer) -> None:
    queue_sms(
        application.contact_phone or application.household.phone,
        f"【万盛节会】{application.festival.short_name}给您排了 {'、'.join(offer.booths)}，"
        f"请在 {cn_moment(offer.deadline)} 前登录“我的申请”确认要不要。",
        key=f"offer:{application.id}:{offer.plan_id}",
    )


def _require_open(offer: Offer) -> None:
    if offer.state is OfferState.OFFERED and offer.deadline <= clock.now():
        raise StateConflict(f"确认时间到 {cn_moment(offer.deadline)} 为止，已经过了。", code="offer_expired")
    if offer.state is not OfferState.OFFERED:
        raise StateConflict(f"这个摊位的状态是“{offer.state.label}”，不能再办。", code="offer_ended")
    if offer.application.state is not ApplicationState.ACCEPTED:
        raise StateConflict("这份申请已经撤回，摊位也让出来了。", code="application_ended")


def _expire(offer_id: int) -> bool:
    with writing():
        offer = db.session.get_one(Offer, offer_id, with_for_update=True)
        if offer.state is not OfferState.OFFERED or offer.deadline > clock.now():
            return False
        _end(offer, OfferState.EXPIRED)
        audit.record(None, "offer.expire", f"application:{offer.application_id}", booths=offer.booths)
    return True


def _end(offer: Offer, state: OfferState) -> None:
    was_confirmed = offer.state is OfferState.CONFIRMED
    offer.state, offer.answered_at = state, clock.now()
    db.session.execute(delete(Holding).where(Holding.application_id == offer.application_id))
    signals.offer_ended.send(offer, was_confirmed=was_confirmed)
    revisions.bump(f"festival:{offer.application.festival_id}")
