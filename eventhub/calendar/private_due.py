"""What a household has to do and when: the events of its private feed, worked out anew from its applications.

Each has a slot that tells it apart from the other events of the same application, so that it keeps its identifier
when its time changes. What is no longer due is not returned: `private_feeds` calls it off.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.allocation.models import Holding, Offer, OfferState
from eventhub.allocation.notice_models import Notice, NoticeKind, NoticeState
from eventhub.applications.models import Application, Call
from eventhub.applications.queries import applications_of
from eventhub.applications.states import ApplicationState
from eventhub.calendar.feed_event import Alarm
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals.feed_stamps import festival_called_off
from eventhub.festivals.models import Booth, Festival

DAY: Final = timedelta(days=1)
TO_HAND_IN: Final = (ApplicationState.DRAFT, ApplicationState.RETURNED)
ENDED: Final = (ApplicationState.WITHDRAWN, ApplicationState.REJECTED)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do. `ends_at` None: a deadline. Alarms ring before the start.

    `done`: it needs nothing any more, and is only told to those who were told of it before.
    """

    application: Application
    slot: str
    summary: str
    starts_at: datetime
    ends_at: datetime | None = None
    description: str = ""
    alarms: tuple[Alarm, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class _OnNotice:
    """The last notice 公示 of an edition: when it ends, whether it still runs."""

    ends_at: datetime
    runs: bool


@dataclass(frozen=True, slots=True)
class _Stand:
    """The booths of an application: which, on which days of the edition, and how the offer stands."""

    offer: Offer
    labels: tuple[str, ...]
    days: tuple[date, ...]

    @property
    def name(self) -> str:
        return "、".join(self.labels)


def due_for(account: Account) -> list[Due]:
    """Return everything due for the applications an account keeps, in a number of selects that doesn't grow."""
    applications = [found for found in applications_of(account) if not festival_called_off(found.festival)]
    calls, notices = _calls(applications), _notices(applications)
    stands = _stands(applications)
    return [
        due
        for application in applications
        for due in (
            *_handing_in(application, calls.get(application.festival_id)),
            *_on_notice(application, notices.get(application.festival_id)),
            *_standing(application, stands.get(application.id)),
        )
    ]


def _calls(applications: Sequence[Application]) -> dict[int, Call]:
    ids = {application.festival_id for application in applications}
    return {call.festival_id: call for call in db.session.scalars(select(Call).where(Call.festival_id.in_(ids)))}


def _notices(applications: Sequence[Application]) -> dict[int, _OnNotice]:
    ids = {application.festival_id for application in applications}
    rows = db.session.execute(
        select(Notice.festival_id, Notice.ends_at, Notice.state)
        .where(Notice.festival_id.in_(ids), Notice.kind == NoticeKind.NOTICE)
        .order_by(Notice.id)
    )
    return {number: _OnNotice(ends_at, state is NoticeState.OPEN) for number, ends_at, state in rows}


def _stands(applications: Sequence[Application]) -> dict[int, _Stand]:
    by_id = {application.id: application for application in applications}
    held: dict[int, dict[str, set[date]]] = {}
    rows = db.session.execute(
        select(Holding.application_id, Booth.label, Holding.day)
        .join(Booth, Holding.booth_id == Booth.id)
        .where(Holding.application_id.in_(by_id))
        .order_by(Booth.number)
    )
    for number, label, day in rows:
        held.setdefault(number, {}).setdefault(label, set()).add(day)
    offers = db.session.scalars(select(Offer).where(Offer.application_id.in_(by_id)))
    return {
        offer.application_id: _stand(offer, held.get(offer.application_id, {}), by_id[offer.application_id].festival)
        for offer in offers
    }


def _stand(offer: Offer, held: Mapping[str, set[date]], festival: Festival) -> _Stand:
    days = {day for those in held.values() for day in those}
    # An edition that was moved keeps its holders on all of its new days.
    standing = [day for day in festival.days if day in days] or festival.days
    return _Stand(offer, tuple(held) or tuple(offer.booths), tuple(standing))


def _handing_in(application: Application, call: Call | None) -> Iterator[Due]:
    if call is None or application.state in ENDED:
        return
    name = application.festival.short_name
    waiting = application.state in TO_HAND_IN
    words = {
        ApplicationState.DRAFT: f"{name}摊位申请截止，还没交",
        ApplicationState.RETURNED: f"{name}摊位申请截止，要补正",
    }
    yield Due(
        application,
        "apply",
        words.get(application.state, f"{name}摊位申请截止，已经交了"),
        call.closes_at,
        description="打开“我的申请”接着填，填完交上。" if waiting else "不用再办，等结果就行。",
        alarms=_bells("摊位申请快截止了", DAY, timedelta(hours=3)) if waiting else (),
        done=not waiting,
    )


def _on_notice(application: Application, notice: _OnNotice | None) -> Iterator[Due]:
    if notice is None or application.state is not ApplicationState.ACCEPTED:
        return
    name = application.festival.short_name
    if not notice.runs:
        yield Due(application, "notice", f"{name}排位公示结束了", notice.ends_at, done=True)
        return
    yield Due(
        application,
        "notice",
        f"{name}排位公示截止",
        notice.ends_at,
        description="觉得排得不对，截止以前可以提异议。公示完没有没答复的异议，就请您来确认摊位。",
        alarms=_bells(f"{name}排位公示快截止了", DAY),
    )


def _standing(application: Application, stand: _Stand | None) -> Iterator[Due]:
    if stand is None or stand.offer.state not in (OfferState.OFFERED, OfferState.CONFIRMED):
        return
    name = application.festival.short_name
    if stand.offer.state is OfferState.OFFERED:
        yield Due(
            application,
            "confirm",
            f"确认{name}摊位 {stand.name}",
            stand.offer.deadline,
            description="过了这个时间没确认，摊位就让给候补的。",
            alarms=_bells(f"摊位 {stand.name} 要确认了", DAY, timedelta(hours=3)),
        )
        return
    yield Due(application, "confirm", f"{name}摊位 {stand.name} 已经确认", stand.offer.deadline, done=True)
    yield from _on_the_ground(application, stand)


def _on_the_ground(application: Application, stand: _Stand) -> Iterator[Due]:
    festival, booth = application.festival, f"摊位 {stand.name}"
    name = festival.short_name
    windows: tuple[tuple[str, str, Any, Any], ...] = (
        ("set_up", f"{name}布展，{booth}", festival.set_up_from, festival.set_up_until),
        ("take_down", f"{name}撤展，{booth}", festival.take_down_from, festival.take_down_until),
    )
    for slot, summary, begins, ends in windows:
        if begins is not None and ends is not None:
            yield Due(application, slot, summary, begins, ends, alarms=_bells(summary, DAY, timedelta(hours=2)))
    for day in stand.days:
        yield Due(
            application,
            f"day_{festival.days.index(day) + 1}",
            f"{name}出摊，{booth}",
            clock.at(day, festival.opens_at.hour, festival.opens_at.minute),
            clock.at(day, festival.closes_at.hour, festival.closes_at.minute),
            description="参展证随身带着，门口要扫。",
            alarms=_bells(f"{name}今天出摊，{booth}", timedelta(hours=2)),
        )


def _bells(text: str, *before: timedelta) -> tuple[Alarm, ...]:
    return tuple(Alarm(span, text) for span in before)
