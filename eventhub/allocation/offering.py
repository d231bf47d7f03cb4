"""Offers as they are made: the booths held on every day, the deadline, the message. Called inside `writing()`."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from eventhub.allocation.days import days_held, days_said
from eventhub.allocation.lost_days import has_strayed, tell_kept, tell_lost, without_room
from eventhub.allocation.models import Holding, Offer, StoredPlan
from eventhub.allocation.queries import STANDING, offers_of
from eventhub.applications.messages import phone_for
from eventhub.applications.models import Application
from eventhub.applications.queries import accepted_applications, call_of
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.display import cn_moment
from eventhub.core.outbox import queue_sms
from eventhub.festivals.models import Booth, Festival

LAST_HOUR = 18
DEFAULT_CONFIRM_DAYS = 3


def make_offers(plan: StoredPlan, festival: Festival) -> list[Offer]:
    """Offer every placed household of a plan its booths, unless it has an offer already; return the new ones.

    Whoever has withdrawn or declined since the plan was made is passed over, and so is whoever lost all their days and the
    booth with them; the plan's waitlist is then due.
    """
    booths = {booth.label: booth for zone in festival.zones for row in zone.rows for booth in row.booths}
    offers = {offer.application_id: offer for offer in offers_of(festival)}
    deadline = deadline_of(festival)
    ended = {offer.application_id for offer in offers.values() if offer.state not in STANDING}
    applications = {str(entry.receipt): entry for entry in accepted_applications(festival) if entry.id not in ended}
    lost = _who_lost(plan, festival, applications, offers)
    made: list[Offer] = []
    held: list[dict[str, Any]] = []
    for receipt, labels in plan.placements.items():
        application = applications.get(receipt)
        if application is None or receipt in lost:
            plan.waitlist_due = True
            continue
        if application.id in offers:
            continue
        offer = Offer(application_id=application.id, plan_id=plan.id, booths=list(labels), deadline=deadline)
        db.session.add(offer)
        held += _holdings(application, [booths[label] for label in labels])
        _tell(application, offer)
        made.append(offer)
    if lost:
        plan.placements = {receipt: labels for receipt, labels in plan.placements.items() if receipt not in lost}
    if held:
        # In one statement: hundreds of them would keep everybody else waiting.
        db.session.execute(insert(Holding), held)
    return made


def begins_at(festival: Festival) -> datetime:
    """Return the moment a festival with days opens: nobody can take a booth after it."""
    return clock.at(festival.days[0], festival.opens_at.hour, festival.opens_at.minute)


def has_begun(festival: Festival) -> bool:
    """Tell whether a festival has opened; one whose days are open has not."""
    return bool(festival.days) and begins_at(festival) <= clock.now()


def deadline_of(festival: Festival) -> datetime:
    """Return when an answer is due: some days from now at 18:00, in two hours at the soonest, never after the festival begins."""
    call = call_of(festival)
    days = call.confirm_days if call else DEFAULT_CONFIRM_DAYS
    due = clock.at(clock.today() + timedelta(days=days), LAST_HOUR)
    return min(max(due, clock.now() + timedelta(hours=2)), begins_at(festival))


def set_deadline(offer: Offer, due: datetime) -> None:
    """Let an answer be due at another moment than the household was told, and tell it."""
    offer.deadline = due
    application = offer.application
    queue_sms(
        phone_for(application),
        f"【万盛节会】{application.festival.short_name}时间有变，{'、'.join(offer.booths)} 要不要，"
        f"请改在 {cn_moment(due)} 前登录“我的申请”回话。",
        key=f"offer-due:{application.id}:{due.isoformat()}",
    )


def _who_lost(
    plan: StoredPlan, festival: Festival, applications: Mapping[str, Application], offered: Collection[int]
) -> set[str]:
    """Return who lost the booth of a plan with all their days, since the edition grew shorter after it; they are told.

    `offered`: applications that hold their booth by an offer; they were looked at when the days changed.
    """
    old = [date.fromisoformat(slot) for slot in plan.problem["slots"]]
    chosen = {
        entry["id"]: [date.fromisoformat(slot) for slot in entry["slots"]] for entry in plan.problem["households"]
    }
    present = {receipt: booths for receipt, booths in plan.placements.items() if receipt in applications}
    days = {receipt: days_held(applications[receipt]) for receipt in present}
    strayed = {
        receipt
        for receipt in present
        if applications[receipt].id not in offered and has_strayed(chosen[receipt], old, days[receipt], festival.days)
    }
    lost = without_room(festival, present, days, strayed)
    for receipt in sorted(strayed):
        (tell_lost if receipt in lost else tell_kept)(applications[receipt], present[receipt])
    return lost


def _holdings(application: Application, booths: list[Booth]) -> list[dict[str, Any]]:
    return [
        {"booth_id": booth.id, "day": day, "application_id": application.id}
        for day in days_held(application)
        for booth in booths
    ]


def _tell(application: Application, offer: Offer) -> None:
    days = days_said(application)
    queue_sms(
        phone_for(application),
        f"【万盛节会】{application.festival.short_name}给您排了 {'、'.join(offer.booths)}{f'（{days}）' if days else ''}，"
        f"请在 {cn_moment(offer.deadline)} 前登录“我的申请”确认要不要。",
        key=f"offer:{application.id}:{offer.plan_id}",
    )
