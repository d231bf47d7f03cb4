"""The verbs of festival credit: record an event from its source, appeal, decide. No verb takes a number of points."""

from datetime import date

from eventhub.accounts.models import Account
from eventhub.core import clock
from eventhub.core.audit import record
from eventhub.core.database import locked, writing
from eventhub.core.display import cn_date
from eventhub.core.errors import NotFound, StateConflict
from eventhub.core.outbox import queue_sms
from eventhub.core.row_versions import held
from eventhub.registry.credit import AppealState, CreditKind, expires_on, points_of
from eventhub.registry.credit_queries import count_of_kind, credit_events_of, credit_total, event_of_source
from eventhub.registry.models import CreditEvent, Household

__all__ = ["appeal", "credit_events_of", "credit_total", "decide_appeal", "forget_appeals", "record_credit_event"]


def record_credit_event(
    household: Household,
    kind: CreditKind,
    day: date,
    festival_name: str,
    source: str,
    actor: Account | None,
    evidence: str = "",
) -> CreditEvent:
    """Record what a household did at a festival, once per source, and tell the household what is against it.

    Args:
        household: whose credit it is.
        kind: what happened; it alone decides points and expiry.
        day: the day it happened.
        festival_name: the festival's name as it was then.
        source: the record it comes from, such as "gate:finding:12".
        actor: the person who confirmed it; None for the system.
        evidence: what shows it, in Chinese.

    Returns:
        The event; the one that was made before, unchanged, when the source gave one already.
    """
    with writing() as session:
        locked(household)
        known = event_of_source(source)
        if known is not None:
            return known
        event = CreditEvent(
            household_id=household.id,
            kind=kind,
            points=points_of(kind, count_of_kind(household, kind, day)),
            day=day,
            expires_on=expires_on(kind, day),
            festival_name=festival_name,
            source=source,
            evidence=evidence,
            recorded_by_id=actor.id if actor else None,
        )
        session.add(event)
        session.flush()
        record(actor, "credit.record", _subject(event), kind=kind.value, points=event.points, source=source)
        if kind.is_against:
            cost = f"扣 {-event.points} 分" if event.points else "头一次只提醒，不扣分"
            where = "有不同意见，登录后在“我的守信记录”里申诉。"
            _tell(household, f"{_what(event)}，记入守信记录，{cost}。{where}", f"credit:{source}")
    return event


def appeal(event: CreditEvent, text: str, account: Account, version: int | None = None) -> CreditEvent:
    """Appeal against an event, once, while it still counts.

    `version` is the one the person saw. Raises NotFound for somebody else's event, Stale when it changed meanwhile,
    StateConflict when it can't be appealed (any more).
    """
    with writing():
        held(event, version)
        if event.household.account_id != account.id:
            raise NotFound("没有这条记录。")
        if not event.kind.is_against:
            raise StateConflict("这条是加分的记录，不用申诉。", code="not_against")
        if event.appeal_state is not AppealState.NONE:
            raise StateConflict("这条已经申诉过了，一条只能申诉一次。进展在“我的守信记录”里看。", code="appealed")
        if not event.counts_on(clock.today()):
            raise StateConflict("这条已经过期，不再算分，不用申诉。", code="expired")
        event.appeal_state, event.appeal_text, event.appealed_at = AppealState.APPEALED, text, clock.now()
        record(account, "credit.appeal", _subject(event))
    return event


def decide_appeal(
    event: CreditEvent, uphold: bool, text: str, actor: Account, version: int | None = None
) -> CreditEvent:
    """Decide an appeal: the event is upheld and stays, or it is withdrawn and never counts again. The household is told.

    `version` is the one the person saw. Raises Stale when the event changed meanwhile, StateConflict when no appeal
    waits.
    """
    with writing():
        held(event, version)
        if event.appeal_state is not AppealState.APPEALED:
            raise StateConflict("这条没有待答复的申诉，可能别人刚答复过。请刷新再看。", code="not_appealed")
        event.appeal_state = AppealState.UPHELD if uphold else AppealState.WITHDRAWN
        event.decision_text, event.decided_at, event.decided_by_id = text, clock.now(), actor.id
        record(actor, "credit.decide", _subject(event), upheld=uphold)
        outcome = "申诉后维持" if uphold else "申诉成立，已撤销，不再算分"
        _tell(
            event.household, f"{_what(event)}：{outcome}。理由在“我的守信记录”里看。", f"credit:{event.source}:decided"
        )
    return event


def forget_appeals(household: Household) -> None:
    """Remove what a household wrote and was answered, when its personal data is erased. Runs inside `writing()`."""
    for event in credit_events_of(household):
        event.appeal_text = event.decision_text = ""


def _what(event: CreditEvent) -> str:
    return f"{cn_date(event.day)}“{event.festival_name}”{event.kind.label}"


def _tell(household: Household, sentence: str, key: str) -> None:
    if household.phone:
        queue_sms(household.phone, f"{household.name}：{sentence}", key)


def _subject(event: CreditEvent) -> str:
    return f"credit_event:{event.id}"
