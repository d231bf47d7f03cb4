"""Selects of festival credit."""

from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.core.database import db
from eventhub.registry.credit import AppealState, CreditKind
from eventhub.registry.models import CreditEvent, Household

INBOX_LIMIT = 200


def credit_events_of(household: Household) -> list[CreditEvent]:
    """Return every credit event of a household, newest first: expired and withdrawn ones too."""
    return list(
        db.session.scalars(
            select(CreditEvent)
            .where(CreditEvent.household_id == household.id)
            .order_by(CreditEvent.day.desc(), CreditEvent.id.desc())
        )
    )


def credit_total(household: Household, day: date) -> int:
    """Return the sum of the points of the events that count on a day: neither expired, nor withdrawn, nor yet to come.

    The conditions are those of `credit.counts_on`, which a test holds against this.
    """
    total = select(func.coalesce(func.sum(CreditEvent.points), 0)).where(*_counting(household, day))
    return int(db.session.scalar(total) or 0)


def count_of_kind(household: Household, kind: CreditKind, day: date) -> int:
    """Return how many events of a kind count on a day."""
    counted = select(func.count(CreditEvent.id)).where(*_counting(household, day), CreditEvent.kind == kind)
    return db.session.scalar(counted) or 0


def event_of_source(source: str) -> CreditEvent | None:
    """Return the event made from a source, if there is one."""
    return db.session.scalar(select(CreditEvent).where(CreditEvent.source == source))


def credit_event_for(account: Account, event_id: int) -> CreditEvent | None:
    """Return the event when it is about a household of the account, else None."""
    return db.session.scalar(
        select(CreditEvent).join(Household).where(CreditEvent.id == event_id, Household.account_id == account.id)
    )


def appealed_event(event_id: int) -> CreditEvent | None:
    """Return the event when its household ever appealed against it, with the household; else None."""
    return db.session.scalar(
        select(CreditEvent)
        .where(CreditEvent.id == event_id, CreditEvent.appeal_state != AppealState.NONE)
        .options(joinedload(CreditEvent.household))
    )


def appealed_events() -> list[CreditEvent]:
    """Return the appeals with their households: those that wait, longest first, then the last that were decided."""
    waiting = _appeals().where(CreditEvent.appeal_state == AppealState.APPEALED).order_by(CreditEvent.appealed_at)
    decided = (
        _appeals()
        .where(CreditEvent.appeal_state.in_((AppealState.UPHELD, AppealState.WITHDRAWN)))
        .order_by(CreditEvent.decided_at.desc())
        .limit(INBOX_LIMIT)
    )
    return [*db.session.scalars(waiting), *db.session.scalars(decided)]


def _appeals() -> Select[CreditEvent]:
    return select(CreditEvent).options(joinedload(CreditEvent.household))


def _counting(household: Household, day: date) -> list[ColumnElement[bool]]:
    return [
        CreditEvent.household_id == household.id,
        CreditEvent.appeal_state != AppealState.WITHDRAWN,
        CreditEvent.day <= day,
        CreditEvent.expires_on > day,
    ]
