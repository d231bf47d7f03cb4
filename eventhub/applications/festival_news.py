"""What happens to applications when their festival is put off, called off, or would go back to draft."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventhub.applications import messages
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.core.database import db
from eventhub.core.errors import StateConflict
from eventhub.festivals import signals
from eventhub.festivals.models import Festival

Days = tuple[date, date] | None
CONCERNED = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.ACCEPTED)


def listen() -> None:
    """Connect the listeners; connecting twice changes nothing."""
    signals.festival_cancelled.connect(_cancelled)
    signals.festival_postponed.connect(_postponed)
    signals.festival_withdrawn.connect(_refuse_back_to_draft)


def _cancelled(festival: Festival, **_detail: Any) -> None:
    for phone in _phones(festival):
        messages.tell_cancelled(phone, festival)


def _postponed(festival: Festival, old: Days = None, new: Days = None, **_detail: Any) -> None:
    if old is not None and new is not None:
        for application in _living(festival):
            application.days = moved_days(application.days, old, new)
    for phone in _phones(festival):
        messages.tell_postponed(phone, festival)


def moved_days(chosen: list[str], old: tuple[date, date], new: tuple[date, date]) -> list[str]:
    """Move the days a household chose (ISO texts) along with the edition.

    Whoever came on every day comes on every new day; else each day keeps its place in the edition, and
    those that fall behind its new end are dropped. Where none is left, every new day counts: the household
    is told and can withdraw.
    """
    before, after = _every_day(old), _every_day(new)
    kept = [after[place] for place, day in enumerate(before) if day in chosen and place < len(after)]
    return after if set(before) <= set(chosen) or not kept else kept


def _every_day(days: tuple[date, date]) -> list[str]:
    first, last = days
    return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]


def _refuse_back_to_draft(festival: Festival, **_detail: Any) -> None:
    number = db.session.scalar(
        select(func.count())
        .select_from(Application)
        .where(Application.festival_id == festival.id, Application.state.in_(CONCERNED))
    )
    if number:
        raise StateConflict(
            f"已经有 {number} 户交了摊位申请，不能退回草稿。要停办请用“取消”，改日子请用“延期”。",
            code="has_applications",
        )


def _living(festival: Festival) -> Iterator[Application]:
    # Drafts move too: whoever goes on filling in must find days that exist.
    yield from db.session.scalars(
        select(Application)
        .where(
            Application.festival_id == festival.id,
            Application.state.in_((*CONCERNED, ApplicationState.DRAFT)),
        )
        .options(joinedload(Application.household))
        .order_by(Application.id)
    )


def _phones(festival: Festival) -> list[str]:
    told = [messages.phone_for(application) for application in _living(festival) if application.state in CONCERNED]
    return list(dict.fromkeys(told))
