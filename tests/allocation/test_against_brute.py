"""The solver equals an exhaustive search on random small problems that use every feature of the format.

`EVENTHUB_BRUTE_START` and `EVENTHUB_BRUTE_COUNT` move and lengthen the run.
"""

import os
from collections import Counter

import pytest

from eventhub.allocation.plan import NO_BOOTH, OUTRANKED, Plan
from eventhub.allocation.problem import read_problem
from eventhub.allocation.rules import check_placements
from eventhub.allocation.solver import solve
from tests.allocation.brute import Brute
from tests.allocation.random_problems import small

START = int(os.environ.get("EVENTHUB_BRUTE_START", "0"))
COUNT = int(os.environ.get("EVENTHUB_BRUTE_COUNT", "1200"))
BATCHES = 12


def differences(seed: int) -> list[str]:
    """What our plan and the exhaustive search do not agree on."""
    raw = small(seed)
    brute = Brute(raw)
    order, placed, best, values = brute.solve()
    problem = read_problem(raw)
    plan = solve(problem)
    ours = {name: frozenset(block) for name, block in plan.placements.items()}
    found = []
    if list(plan.order) != order:
        found.append(f"order {plan.order} {order}")
    if set(ours) - set(brute.fixed) != placed:
        found.append(f"placed {sorted(ours)} {sorted(placed)}")
        return found
    if {level.level: level.value for level in plan.levels} != values or not plan.proven:
        found.append(f"values {plan.levels} {values}")
    if not brute.valid(ours) or check_placements(problem, plan.placements):
        found.append("a rule is broken")
    if [len(ours[name]) for name in best] != [len(best[name]) for name in best]:
        found.append("sizes")
    if problem.preference == "serial" and any(brute.cost(n, ours[n]) != brute.cost(n, best[n]) for n in placed):
        found.append("zone costs")
    return found + reason_differences(plan, brute, placed)


def reason_differences(plan: Plan, brute: Brute, placed: set[str]) -> list[str]:
    """Reasons the exhaustive search does not confirm."""
    found = []
    for item in plan.unplaced:
        name = item.household
        if item.reason == NO_BOOTH:
            if brute.solo[name] or list(item.failing) != brute.failing(name):
                found.append(f"failing {item} {brute.failing(name)}")
        elif item.reason == OUTRANKED:
            if not brute.solo[name] or not brute.minimal_blockers(name, item.blockers, list(plan.order), placed):
                found.append(f"blockers {item}")
        else:
            found.append(f"reason {item}")
    if {item.household for item in plan.unplaced} | set(plan.placements) != set(brute.people):
        found.append("somebody is missing")
    return found


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_level_and_reason_equals_exhaustive_search(batch: int) -> None:
    seeds = range(START + batch, START + COUNT, BATCHES)
    wrong = {seed: found for seed in seeds if (found := differences(seed))}
    assert wrong == {}


def test_random_problems_use_every_feature() -> None:
    """A comparison says nothing about a feature that never matters in it."""
    seen: Counter[str] = Counter()
    for seed in range(START, START + 300):
        raw = small(seed)
        seen["slots"] += len(raw["slots"]) > 1
        seen["circular"] += any(row.get("circular") and len(row["booths"]) >= 3 for row in raw["rows"])
        seen["closed"] += any(booth["closed"] for booth in raw["booths"])
        seen["caps"] += any("category_caps" in zone for zone in raw["zones"])
        seen["power"] += any("power_w" in zone for zone in raw["zones"])
        seen["total"] += raw.get("preference") == "total"
        for key in ("breaks", "keep_apart", "reserves", "fixed", "previous"):
            seen[key] += bool(raw.get(key))
        brute = Brute(raw)
        order, placed = brute.walk()
        plan = solve(read_problem(raw), levels=("placed",))
        seen["outranked"] += any(item.reason == OUTRANKED for item in plan.unplaced)
        seen["several blockers"] += any(len(item.blockers) > 1 for item in plan.unplaced)
        seen["a single failing need"] += any(item.failing for item in plan.unplaced)
        seen["order is not rank"] += order != brute.ranked()
        seen["all placed"] += len(placed) == len(order)
    assert all(seen[key] >= 3 for key in seen), seen
