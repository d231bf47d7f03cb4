"""What was promised on the ground: a booth on notice or offered is not removed, renamed, closed or made worse.

The solver keeps standing offers as `fixed`, and a `fixed` placement that breaks a rule makes the problem unsolvable: a
change of the ground under somebody's feet would stop the waitlist. So it is refused, with whom it hits.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from eventhub.allocation.board_words import in_words
from eventhub.allocation.festival_problem import ground_of
from eventhub.allocation.models import PlanState
from eventhub.allocation.problem import read_problem
from eventhub.allocation.queries import public_plan, standing_offers
from eventhub.allocation.rules import check_placements
from eventhub.core.errors import StateConflict
from eventhub.festivals.models import Booth, Festival

# A household offered a booth outside its wishes took it knowingly.
NOT_THE_GROUNDS = ("zone",)


def refuse_removal(festival: Festival, booths: Iterable[Booth]) -> None:
    """Raise StateConflict when one of the booths, about to be deleted, is held or given away in a plan on notice."""
    _refuse(festival, (booth.label for booth in booths), "删")


def refuse_renaming(festival: Festival, renamed: Iterable[tuple[Booth, str]]) -> None:
    """Raise StateConflict when one of the booths, about to get a new number, is held or given away in a plan on notice."""
    _refuse(festival, (booth.label for booth, _ in renamed), "改号")


def require_kept(festival: Festival) -> None:
    """Raise StateConflict when the ground as it now stands breaks a rule for somebody who was promised a booth.

    Judged by the needs in the public plan: what a household changed since is not the ground's fault.
    """
    plan = public_plan(festival)
    if plan is None:
        return
    codes = {zone.code for zone in festival.zones}
    source = plan.problem
    problem = read_problem(
        {
            **source,
            **ground_of(festival),
            "households": [_within(household, codes) for household in source["households"]],
            "reserves": [],
            "fixed": [],
            "previous": [],
        }
    )
    given = {name: booths for name, booths in promised(festival).items() if name in problem.households}
    breach = next((found for found in check_placements(problem, given) if found.rule not in NOT_THE_GROUNDS), None)
    if breach:
        name = breach.households[0]
        raise StateConflict(
            f"{'、'.join(given[name])} 已经排给 {name}，这样改就不合规矩了：{in_words(breach.sentence)}要改，先请摊主放弃。",
            code="promise_broken",
        )


def promised(festival: Festival) -> dict[str, list[str]]:
    """Return receipt number → booth numbers of the standing offers and of the plan on notice."""
    plan = public_plan(festival)
    on_notice = plan.placements if plan and plan.state is PlanState.NOTICE else {}
    offered = {str(offer.application.receipt): list(offer.booths) for offer in standing_offers(festival)}
    return {**{name: list(booths) for name, booths in on_notice.items()}, **offered}


def _refuse(festival: Festival, labels: Iterable[str], verb: str) -> None:
    held = {label for booths in promised(festival).values() for label in booths}
    label = next((label for label in labels if label in held), None)
    if label:
        raise StateConflict(f"{label} 已经排给摊主，不能{verb}。要空出来，先请摊主放弃。", code="booth_held")


def _within(household: Mapping[str, Any], codes: set[str]) -> dict[str, Any]:
    return {**household, "zones": [code for code in household.get("zones", []) if code in codes]}
