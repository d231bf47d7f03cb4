"""What the public plan says to one household: its booth or its place in the waitlist, its rank, its lines, and why."""

from dataclasses import dataclass

from eventhub.allocation.board_words import why_unplaced
from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.notice_models import Notice
from eventhub.allocation.queries import current_notice, public_plan
from eventhub.allocation.waitlist import Place, place_of
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState


@dataclass(frozen=True)
class Result:
    """Where an application stands. `rank` None: its place stood before the order; `waits` None: it does not wait."""

    plan: StoredPlan
    notice: Notice | None
    booths: tuple[str, ...]
    rank: int | None
    among: int
    why: str
    waits: Place | None

    @property
    def on_notice(self) -> bool:
        """Tell whether the plan is on notice, so that nothing is sure yet."""
        return self.plan.state is PlanState.NOTICE


def result_of(application: Application) -> Result | None:
    """Return what the public plan says to an accepted application; None before one is public, or when it has no part in it."""
    if application.state is not ApplicationState.ACCEPTED:
        return None
    plan = public_plan(application.festival)
    if plan is None:
        return None
    receipt = str(application.receipt)
    booths = tuple(plan.placements.get(receipt, ()))
    order = list(plan.plan.get("order", []))
    reasons = {entry["household"]: entry for entry in plan.plan.get("unplaced", [])}
    if not booths and receipt not in order:
        return None
    return Result(
        plan=plan,
        notice=current_notice(application.festival),
        booths=booths,
        rank=order.index(receipt) + 1 if receipt in order else None,
        among=len(order),
        why="" if booths else why_unplaced(reasons.get(receipt)),
        waits=None if booths else place_of(application, plan),
    )
