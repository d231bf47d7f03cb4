"""The waitlist 候补: it moves up by solving again with every standing offer fixed, so nobody offered is ever moved."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from eventhub.allocation.actions import supersede_published
from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.notice_models import Notice, NoticeKind, NoticeState
from eventhub.allocation.offering import make_offers
from eventhub.allocation.plan import NO_BOOTH, Plan
from eventhub.allocation.planning import new_plan, problem_for
from eventhub.allocation.problem import Problem
from eventhub.allocation.queries import notice_plan, offers_of, published_plan, standing_offers
from eventhub.allocation.solver import solve
from eventhub.applications.models import Application
from eventhub.applications.queries import accepted_applications
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, locked, writing
from eventhub.core.due_work import for_each
from eventhub.core.errors import DomainError
from eventhub.festivals.models import Festival, FestivalState

log = logging.getLogger(__name__)
TIME_LIMIT = 60.0


def move_up_due() -> int:
    """Let every waitlist move up for which a booth has fallen free; return how many new offers. Called by the worker.

    Not while a corrected plan is on notice (that one decides), nor once the festival has begun or was called off.
    """
    due = db.session.scalars(
        select(StoredPlan.id)
        .join(StoredPlan.festival)
        .where(
            StoredPlan.state == PlanState.PUBLISHED,
            StoredPlan.waitlist_due,
            Festival.starts_on > clock.today(),
            Festival.state != FestivalState.CANCELLED,
        )
    ).all()
    return for_each(due, _move_up)


@dataclass(frozen=True)
class Place:
    """A household's place in the waitlist: `number` of `length`, and whether any booth of the ground would do at all."""

    number: int
    length: int
    hopeless: bool


def place_of(application: Application, plan: StoredPlan) -> Place | None:
    """Return where an application waits under a public plan; None when it has a booth there, or does not wait."""
    waiting = waiting_in(plan)
    receipt = str(application.receipt)
    if receipt not in waiting:
        return None
    reasons = {entry["household"]: entry["reason"] for entry in plan.plan.get("unplaced", [])}
    return Place(waiting.index(receipt) + 1, len(waiting), reasons.get(receipt) == NO_BOOTH)


def waiting_in(plan: StoredPlan) -> list[str]:
    """Return who waits under a plan, by the order: accepted still, without a booth and without an offer."""
    accepted = {str(entry.receipt) for entry in accepted_applications(plan.festival)}
    offered = {str(offer.application.receipt) for offer in offers_of(plan.festival)}
    return [
        receipt
        for receipt in plan.plan.get("order", [])
        if receipt in accepted and receipt not in plan.placements and receipt not in offered
    ]


def _move_up(number: int) -> int:
    plan = db.session.get_one(StoredPlan, number)
    festival = plan.festival
    if notice_plan(festival):
        return 0
    standing = _standing(festival)
    try:
        problem = problem_for(festival, None)
        answer = solve(problem, time_limit=TIME_LIMIT)
    except DomainError as error:
        log.warning("the waitlist of %s can not move up: %s", festival.slug, error)
        return _nothing_to_do(number, festival, standing)
    told = {entry["household"] for entry in plan.plan["unplaced"]}
    if set(answer.placements) <= set(standing) and {item.household for item in answer.unplaced} <= told:
        return _nothing_to_do(number, festival, standing)
    return _publish(number, festival, problem, answer)


def _publish(number: int, festival: Festival, problem: Problem, answer: Plan) -> int:
    with writing() as session:
        locked(festival)
        # Before it is looked at: this holds back whoever is changing the ground at this moment.
        revisions.bump(f"festival:{festival.id}")
        before = published_plan(festival)
        called_off = festival.state is FestivalState.CANCELLED
        same = before is not None and before.id == number and _asked_now(festival) == problem.source
        if before is None or not same or called_off or notice_plan(festival):
            return 0  # somebody acted while the solver worked: the next round sees it as it now is
        plan = new_plan(festival, problem, answer, None)
        supersede_published(festival)
        before.waitlist_due = False
        plan.state, plan.published_at = PlanState.PUBLISHED, clock.now()
        session.add(plan)
        session.flush()
        session.add(
            Notice(
                festival_id=festival.id,
                plan_id=plan.id,
                kind=NoticeKind.WAITLIST,
                state=NoticeState.ENDED,
                ends_at=clock.now(),
                problem_text=json.dumps(problem.source, ensure_ascii=False, indent=1) + "\n",
                plan_text=answer.to_bytes().decode(),
            )
        )
        made = make_offers(plan, festival)
        audit.record(None, "plan.waitlist", f"plan:{plan.id}", offers=len(made))
    return len(made)


def _asked_now(festival: Festival) -> Mapping[str, Any] | None:
    """What the solver would be asked now; None when the festival is no longer ready to be asked."""
    try:
        return problem_for(festival, None).source
    except DomainError:
        return None


def _nothing_to_do(number: int, festival: Festival, standing: dict[str, list[str]]) -> int:
    """Note that nobody who waits fits the booths that are free now, unless one more has fallen free meanwhile."""
    with writing() as session:
        locked(festival)
        plan = session.get_one(StoredPlan, number, with_for_update=True)
        if _standing(festival) == standing:
            plan.waitlist_due = False
    return 0


def _standing(festival: Festival) -> dict[str, list[str]]:
    return {str(offer.application.receipt): list(offer.booths) for offer in standing_offers(festival)}
