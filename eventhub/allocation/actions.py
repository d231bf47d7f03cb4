"""Publishing a plan and what follows: the notice 公示, offers with a deadline, confirmed, declined, expired or withdrawn, once.

The database holds the rule that a booth has one holder on a day; an offer and its holdings stand or fall together.
"""

from datetime import date, datetime

from sqlalchemy import and_, delete, exists, or_, select, update

from eventhub.accounts.models import Account
from eventhub.allocation import signals
from eventhub.allocation.draw import require_rules_kept
from eventhub.allocation.evidence import Evidence, evidence_of
from eventhub.allocation.models import Holding, Offer, OfferState, PlanState, StoredPlan
from eventhub.allocation.notice_end import end_of_notice
from eventhub.allocation.notice_models import Notice, NoticeKind, NoticeState, Objection, ObjectionState
from eventhub.allocation.offering import has_begun, make_offers
from eventhub.allocation.planning import with_placement
from eventhub.allocation.publishable import require_draft, require_sound
from eventhub.allocation.queries import (
    STANDING,
    draw_of,
    notice_plan,
    offer_of,
    offered_in,
    open_notice,
    public_plan,
    published_plan,
)
from eventhub.allocation.sign_off import require_signed
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, locked, writing
from eventhub.core.display import cn_moment
from eventhub.core.due_work import for_each
from eventhub.core.errors import StateConflict
from eventhub.core.row_versions import held
from eventhub.festivals.models import Festival, FestivalState

LONGEST_CORRECTION = 300
HOLDING_BACK = (ObjectionState.OPEN, ObjectionState.UPHELD)


def publish(
    draft: StoredPlan, actor: Account, version: int | None, ends_on: date | None = None, correction: str = ""
) -> StoredPlan:
    """Publish a draft: open its notice, or (with no notice days set) make its offers at once. Nobody hears of it before.

    Args:
        draft: the draft as the organiser saw it, at `version`.
        ends_on: last day of the notice, asked for where the working days can't be counted.
        correction: what changed, when this replaces a notice that is still open.

    Raises:
        StateConflict: it is no draft any more, somebody changed it, it breaks a rule or leaves somebody out without a
            reason, a department has not signed, applications or offers changed since, or the frozen rules differ.
        BadInput: the last day is missing or too early.
        Nothing is then published.
    """
    require_draft(draft)
    seen = draft.version if version is None else version
    return publish_with(evidence_of(draft, offered_in(draft.festival)), draft, actor, seen, ends_on, correction)


def publish_with(
    evidence: Evidence,
    draft: StoredPlan,
    actor: Account | None,
    version: int,
    ends_on: date | None = None,
    correction: str = "",
) -> StoredPlan:
    """Publish a draft whose evidence was made of it at `version`; arguments and refusals are those of `publish`."""
    with writing() as session:
        held(draft, version)
        festival = locked(draft.festival)
        # First, because it holds everybody back who is changing the ground at this moment.
        revisions.bump(f"festival:{festival.id}")
        ends_at = require_publishable(draft, ends_on)
        replaced = _replace_open_notice(festival)
        notice = Notice(
            festival_id=festival.id,
            plan_id=draft.id,
            kind=NoticeKind.NOTICE if ends_at else NoticeKind.AT_ONCE,
            opened_at=clock.now(),
            ends_at=ends_at or clock.now(),
            problem_text=evidence.problem_text,
            plan_text=evidence.plan_text,
            by_hand=evidence.by_hand,
            kept_whole=evidence.kept_whole,
            correction=correction.strip()[:LONGEST_CORRECTION],
        )
        session.add(notice)
        draft.published_at = clock.now()
        if ends_at:
            draft.state = PlanState.NOTICE
            session.flush()
        else:
            _make_it_stand(draft, notice, festival)
        audit.record(actor, "plan.publish", f"plan:{draft.id}", notice=bool(ends_at), replaced=replaced)
    return draft


def require_publishable(draft: StoredPlan, ends_on: date | None) -> datetime | None:
    """Return when a notice opened now would end (None: no notice is asked for); raises what `publish` refuses with."""
    require_sound(draft)
    require_signed(draft)
    require_rules_kept(draft)
    return end_of_notice(draft.festival, ends_on)


def make_due_offers() -> int:
    """Make the offers of every notice that has ended; return how many notices. Called by the worker.

    An objection holds its notice back: an open one until it is answered, an upheld one until a corrected notice replaces it.
    So does a festival that was called off or has begun, for good, or whose days are open, until they are fixed.
    """
    undecided = exists().where(Objection.notice_id == Notice.id, Objection.state.in_(HOLDING_BACK))
    due = db.session.scalars(
        select(Notice.id)
        .join(Notice.festival)
        .where(
            Notice.state == NoticeState.OPEN,
            Notice.ends_at <= clock.now(),
            Festival.state != FestivalState.CANCELLED,
            Festival.starts_on.is_not(None),
            ~undecided,
        )
    ).all()
    return for_each(due, _end_notice)


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
    """End every offer without an answer whose deadline has passed, or whose festival was called off; return how many.

    While the days are open nobody has to answer. Called by the worker.
    """
    overdue = db.session.scalars(
        select(Offer.id)
        .join(Offer.application)
        .join(Application.festival)
        .where(
            Offer.state == OfferState.OFFERED,
            or_(
                and_(Offer.deadline <= clock.now(), Festival.starts_on.is_not(None)),
                Festival.state == FestivalState.CANCELLED,
            ),
        )
    ).all()
    return for_each(overdue, _expire)


def withdraw_offer(application: Application) -> None:
    """End the offer of an application that was withdrawn; called inside the transaction of the withdrawal."""
    offer = offer_of(application)
    if offer and locked(offer).state in STANDING:
        _end(offer, OfferState.WITHDRAWN)
        audit.record(None, "offer.withdraw", f"application:{application.id}", booths=offer.booths)


def take_back(offer: Offer) -> None:
    """Take the booths back from a household that did nothing: it waits again, as if it had never been offered any.

    Called inside the transaction that makes it necessary, after which the household is told.
    """
    application = offer.application
    _end(offer, OfferState.WITHDRAWN)
    audit.record(None, "offer.withdraw", f"application:{application.id}", booths=offer.booths)
    plan = published_plan(application.festival)
    if plan is not None:
        plan.placements = with_placement(plan.placements, str(application.receipt), [])
    db.session.delete(offer)


def why_applications_are_frozen(festival: Festival) -> str | None:
    """Return why decisions on applications can no longer be taken back, or None while nothing is public or sealed."""
    if public_plan(festival):
        return "排位已经发布，审核结果不能再改。要让出摊位，请摊主自己放弃或撤回。"
    draw = draw_of(festival)
    if draw is not None and draw.sealed_at is not None:
        return "抽签的名单已经封存公布，审核结果不能再改。"
    return None


def supersede_published(festival: Festival) -> None:
    """Make room for another published plan, inside `writing()`."""
    before = published_plan(festival)
    if before:
        before.state = PlanState.SUPERSEDED
        db.session.flush()


def _make_it_stand(plan: StoredPlan, notice: Notice, festival: Festival) -> int:
    supersede_published(festival)
    plan.state, notice.state = PlanState.PUBLISHED, NoticeState.ENDED
    return len(make_offers(plan, festival))


def _end_notice(number: int) -> bool:
    with writing() as session:
        notice = session.get_one(Notice, number, with_for_update=True)
        festival = locked(notice.festival)
        undecided = select(Objection.id).where(Objection.notice_id == number, Objection.state.in_(HOLDING_BACK))
        goes_on = festival.state is not FestivalState.CANCELLED and bool(festival.days) and not has_begun(festival)
        over = notice.state is NoticeState.OPEN and notice.ends_at <= clock.now()
        if not goes_on or not over or session.scalar(undecided.limit(1)):
            return False
        made = _make_it_stand(notice.plan, notice, festival)
        revisions.bump(f"festival:{festival.id}")
        audit.record(None, "plan.notice_ended", f"plan:{notice.plan_id}", offers=made)
    return True


def _replace_open_notice(festival: Festival) -> int | None:
    """End an open notice in favour of the one being opened; its undecided objections stay in the inbox, to be answered."""
    before, plan = open_notice(festival), notice_plan(festival)
    if before is None or plan is None:
        return None
    before.state, plan.state = NoticeState.REPLACED, PlanState.SUPERSEDED
    db.session.flush()
    return plan.number


def _require_open(offer: Offer) -> None:
    if offer.state is OfferState.OFFERED and is_overdue(offer):
        raise StateConflict(f"确认时间到 {cn_moment(offer.deadline)} 为止，已经过了。", code="offer_expired")
    if offer.state is not OfferState.OFFERED:
        raise StateConflict(f"这个摊位的状态是“{offer.state.label}”，不能再办。", code="offer_ended")
    if offer.application.festival.state is FestivalState.CANCELLED:
        raise StateConflict("这届节会取消了，不用再确认。", code="festival_cancelled")
    if has_begun(offer.application.festival):
        raise StateConflict("节会已经开始，不能再确认了。", code="offer_expired")
    if offer.application.state is not ApplicationState.ACCEPTED:
        raise StateConflict("这份申请已经撤回，摊位也让出来了。", code="application_ended")


def is_overdue(offer: Offer) -> bool:
    """Tell whether the time for an answer has passed; while the days are open it does not run."""
    return offer.deadline <= clock.now() and bool(offer.application.festival.days)


def _expire(offer_id: int) -> bool:
    with writing():
        offer = db.session.get_one(Offer, offer_id, with_for_update=True)
        called_off = offer.application.festival.state is FestivalState.CANCELLED
        if offer.state is not OfferState.OFFERED or not (is_overdue(offer) or called_off):
            return False
        _end(offer, OfferState.WITHDRAWN if called_off else OfferState.EXPIRED)
        subject = f"application:{offer.application_id}"
        audit.record(None, "offer.withdraw" if called_off else "offer.expire", subject, booths=offer.booths)
    return True


def _end(offer: Offer, state: OfferState) -> None:
    was_confirmed = offer.state is OfferState.CONFIRMED
    offer.state, offer.answered_at = state, clock.now()
    # Held, so that a plan published this very moment is the one that learns of the free booth; and before its booths
    # are let go, since whoever moves the festival to other days holds it and then moves them.
    festival = locked(offer.application.festival)
    db.session.execute(delete(Holding).where(Holding.application_id == offer.application_id))
    db.session.execute(
        update(StoredPlan)
        .where(StoredPlan.festival_id == festival.id, StoredPlan.state == PlanState.PUBLISHED)
        .values(waitlist_due=True)
        .execution_options(synchronize_session=False)
    )
    signals.offer_ended.send(offer, was_confirmed=was_confirmed)
    revisions.bump(f"festival:{offer.application.festival_id}")
