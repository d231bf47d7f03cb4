"""What the public plan says to one household: its booth or its place in the waitlist, its rank, its lines, and why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventhub.accounts.phone import mask_name
from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.notice_models import Notice
from eventhub.allocation.order import ranking
from eventhub.allocation.own_why import own_why
from eventhub.allocation.planning import problem_in
from eventhub.allocation.queries import current_notice, public_plan, shop_names
from eventhub.allocation.waitlist import Place, place_of
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.festivals.models import FestivalState

DAYS_LOST = "节会改了日子，您选的日子没有了，原来的摊位那几天排给了别家。"


@dataclass(frozen=True)
class Result:
    """Where an application stands: `rank` by points and ticket, `turn` when it was asked, reserves going first.

    `turn` None: its place stood before the order; `waits` None: it does not wait.
    """

    plan: StoredPlan
    notice: Notice | None
    booths: tuple[str, ...]
    rank: int
    turn: int | None
    among: int
    why: str
    waits: Place | None

    @property
    def on_notice(self) -> bool:
        """Tell whether the plan is on notice, so that nothing is sure yet."""
        return self.plan.state is PlanState.NOTICE


def result_of(application: Application) -> Result | None:
    """Return what the public plan says to an accepted application; None before one is public, when it has no part
    in it, or when the festival was called off."""
    if application.state is not ApplicationState.ACCEPTED or application.festival.state is FestivalState.CANCELLED:
        return None
    plan = public_plan(application.festival)
    if plan is None:
        return None
    receipt, notice = str(application.receipt), current_notice(application.festival)
    booths = tuple(plan.placements.get(receipt, ()))
    # Moved by hand, a plan is published with other ranks and reasons than the solver first gave: those count.
    published = json.loads(notice.plan_text) if notice and notice.plan_id == plan.id else plan.plan
    order = list(published["order"])
    reasons = {entry["household"]: entry for entry in published["unplaced"]}
    lost = not booths and any(entry["household"] == receipt for entry in published["placements"])
    if not booths and not lost and receipt not in order:
        return None
    ranked = ranking(problem_in(plan))
    return Result(
        plan=plan,
        notice=notice,
        booths=booths,
        rank=ranked.index(receipt) + 1,
        turn=order.index(receipt) + 1 if receipt in order else None,
        among=len(ranked),
        why="" if booths else DAYS_LOST if lost else _why(receipt, reasons.get(receipt), plan),
        waits=None if booths else place_of(application, plan),
    )


def _why(receipt: str, reason: Mapping[str, Any] | None, plan: StoredPlan) -> str:
    named = reason.get("blockers", []) if reason else []
    names = shop_names(plan.festival) if named else {}
    masked = {other: mask_name(names[other]) for other in named if other in names}
    return own_why(receipt, reason, problem_in(plan), plan.placements, masked)
