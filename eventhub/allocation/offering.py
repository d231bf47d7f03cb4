"""Offers as they are made: the booths held on every day, the deadline, the message. Called inside `writing()`."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from eventhub.allocation.days import days_held, days_said
from eventhub.allocation.models import Holding, Offer, StoredPlan
from eventhub.allocation.queries import offers_of
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

    Whoever has withdrawn since the plan was made is passed over, and the plan's waitlist is then due.
    """
    booths = {booth.label: booth for zone in festival.zones for row in zone.rows for booth in row.booths}
    applications = {str(entry.receipt): entry for entry in accepted_applications(festival)}
    offers = {offer.application_id for offer in offers_of(festival)}
    deadline = deadline_of(festival)
    made: list[Offer] = []
    held: list[dict[str, Any]] = []
    for receipt, labels in plan.placements.items():
        application = applications.get(receipt)
        if application is None:
            plan.waitlist_due = True
            continue
        if application.id in offers:
            continue
        offer = Offer(application_id=application.id, plan_id=plan.id, booths=list(labels), deadline=deadline)
        db.session.add(offer)
        held += _holdings(application, [booths[label] for label in labels])
        _tell(application, offer)
        made.append(offer)
    if held:
        # In one statement: hundreds of them would keep everybody else waiting.
        db.session.execute(insert(Holding), held)
    return made


def deadline_of(festival: Festival) -> datetime:
    """Return when an answer is due: some days from now at 18:00, but never after the festival begins."""
    call = call_of(festival)
    days = call.confirm_days if call else DEFAULT_CONFIRM_DAYS
    due = clock.at(clock.today() + timedelta(days=days), LAST_HOUR)
    begins = clock.at(festival.days[0], festival.opens_at.hour, festival.opens_at.minute)
    return max(min(due, begins), clock.now() + timedelta(hours=2))


def _holdings(application: Application, booths: list[Booth]) -> list[dict[str, Any]]:
    return [
        {"booth_id": booth.id, "day": day, "application_id": application.id}
        for day in days_held(application)
        for booth in booths
    ]


def _tell(application: Application, offer: Offer) -> None:
    days = days_said(application)
    queue_sms(
        application.contact_phone or application.household.phone,
        f"【万盛节会】{application.festival.short_name}给您排了 {'、'.join(offer.booths)}{f'（{days}）' if days else ''}，"
        f"请在 {cn_moment(offer.deadline)} 前登录“我的申请”确认要不要。",
        key=f"offer:{application.id}:{offer.plan_id}",
    )
