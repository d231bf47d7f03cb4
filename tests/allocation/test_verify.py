"""`verify` accepts what the solver makes and catches what somebody changed afterwards."""

from collections.abc import Callable
from typing import Any

import pytest

from eventhub.allocation.plan import PlanError, read_plan
from eventhub.allocation.problem import Problem, read_problem
from eventhub.allocation.solver import solve
from eventhub.allocation.verify import verify
from tests.allocation.samples import raw

Value = dict[str, Any]


def crowded() -> Value:
    """The sample with more applicants than booths, so that some are outranked, and two booths for H2."""
    problem = raw()
    problem["rows"][0]["booths"].append("A04")
    problem["booths"].append({"id": "A04", "power_w": 500})
    problem["households"][3]["slots"] = ["d2"]
    problem["households"][4]["slots"] = ["d1"]
    problem["households"][4]["score"] = 20
    for i in range(9, 13):
        problem["households"].append({"id": f"H{i}", "class": "新兴", "category": "艺", "score": 30 - i})
    return problem


@pytest.fixture(scope="module")
def problem() -> Problem:
    return read_problem(crowded())


@pytest.fixture(scope="module")
def honest(problem: Problem) -> bytes:
    return solve(problem).to_bytes()


def value_of(honest: bytes) -> Value:
    return read_plan(honest).to_value()


def unplaced(plan: Value, reason: str) -> Value:
    return next(item for item in plan["unplaced"] if item["reason"] == reason)


def placement(plan: Value, household: str) -> Value:
    return next(item for item in plan["placements"] if item["household"] == household)


def test_an_honest_plan_holds_quickly_and_fully(problem: Problem, honest: bytes) -> None:
    plan = read_plan(honest)
    assert {item.reason for item in plan.unplaced} == {"no_booth", "outranked"}
    assert [claim for claim in verify(problem, plan) if not claim.ok] == []
    assert len(verify(problem, plan, quick=True)) < len(verify(problem, plan))


def moved_booth(plan: Value) -> None:
    placement(plan, "H2")["booths"] = ["A01"]


def moved_to_a_free_but_worse_place(plan: Value) -> None:
    placement(plan, "H2")["booths"] = placement(plan, "H2")["booths"][:1]


def moved_fixed(plan: Value) -> None:
    placement(plan, "H7")["booths"] = ["B03"]


def booths_against_the_row(plan: Value) -> None:
    placement(plan, "H2")["booths"].reverse()


def booths_that_are_no_block(plan: Value) -> None:
    placement(plan, "H2")["booths"] = ["A03", "B02"]


def unknown_booth(plan: Value) -> None:
    placement(plan, "H2")["booths"] = ["A09"]


def swapped_order(plan: Value) -> None:
    plan["order"][0], plan["order"][1] = plan["order"][1], plan["order"][0]


def order_cut_short(plan: Value) -> None:
    plan["order"].pop()


def hidden_unplaced(plan: Value) -> None:
    plan["unplaced"].pop()


def hidden_placed(plan: Value) -> None:
    plan["placements"].remove(placement(plan, "H2"))


def invented_household(plan: Value) -> None:
    plan["placements"].append({"household": "H77", "booths": ["B02"]})


def placed_and_unplaced(plan: Value) -> None:
    plan["unplaced"].append({"household": "H2", "reason": "no_booth", "failing": []})


def false_no_booth(plan: Value) -> None:
    item = unplaced(plan, "outranked")
    item |= {"reason": "no_booth", "failing": ["size"]}
    del item["blockers"]


def false_failing(plan: Value) -> None:
    unplaced(plan, "no_booth")["failing"] = ["size"]


def failing_left_out(plan: Value) -> None:
    unplaced(plan, "no_booth")["failing"] = []


def no_booth_called_outranked(plan: Value) -> None:
    item = unplaced(plan, "no_booth")
    item |= {"reason": "outranked", "blockers": ["H7"]}
    del item["failing"]


def no_blockers(plan: Value) -> None:
    unplaced(plan, "outranked")["blockers"] = []


def too_many_blockers(plan: Value) -> None:
    item = unplaced(plan, "outranked")
    item["blockers"] += [name for name in ("H7", "H3", "H8", "H2") if name not in item["blockers"]][:1]


def blocker_that_stands_elsewhere(plan: Value) -> None:
    unplaced(plan, "outranked")["blockers"] = ["H4"]


def blocker_without_a_booth(plan: Value) -> None:
    unplaced(plan, "outranked")["blockers"] = [unplaced(plan, "no_booth")["household"]]


def blocker_behind(plan: Value) -> None:
    first = next(item for item in plan["unplaced"] if item["reason"] == "outranked")
    behind = plan["order"][plan["order"].index(first["household"]) + 1 :]
    first["blockers"] = behind[-1:]


def invented_reason(plan: Value) -> None:
    unplaced(plan, "outranked")["reason"] = "too_late"


def time_limit_though_proven(plan: Value) -> None:
    item = unplaced(plan, "outranked")
    item["reason"] = "time_limit"
    del item["blockers"]


def wrong_placed_value(plan: Value) -> None:
    plan["levels"][0]["value"] += 1


def wrong_zones_value(plan: Value) -> None:
    plan["levels"][2]["value"] += 1


def wrong_moves_value(plan: Value) -> None:
    plan["levels"][4]["value"] += 1


def level_left_out(plan: Value) -> None:
    del plan["levels"][3]


def levels_swapped(plan: Value) -> None:
    plan["levels"].reverse()


def proven_after_unproven(plan: Value) -> None:
    plan["levels"][1]["proven"] = False


def other_hash(plan: Value) -> None:
    plan["problem"] = "sha256:" + "0" * 64


def worse_plan_that_counts_right(plan: Value) -> None:
    """Valid, well counted, called proven, but smaller than what H2 is due."""
    block = placement(plan, "H2")["booths"]
    assert len(block) == 2
    placement(plan, "H2")["booths"] = block[:1]
    plan["levels"][1]["value"] -= 1


TAMPERING: list[Callable[[Value], None]] = [
    moved_booth, moved_to_a_free_but_worse_place, moved_fixed, booths_against_the_row, booths_that_are_no_block, unknown_booth, swapped_order,
    order_cut_short, hidden_unplaced, hidden_placed, invented_household, placed_and_unplaced, false_no_booth,
    false_failing, failing_left_out, no_booth_called_outranked, no_blockers, too_many_blockers,
    blocker_that_stands_elsewhere, blocker_without_a_booth, blocker_behind, invented_reason,
    time_limit_though_proven, wrong_placed_value, wrong_zones_value, wrong_moves_value, level_left_out,
    levels_swapped, proven_after_unproven, other_hash, worse_plan_that_counts_right,
]  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERING, ids=lambda change: change.__name__)
def test_tampering_is_caught(tamper: Callable[[Value], None], problem: Problem, honest: bytes) -> None:
    plan = value_of(honest)
    tamper(plan)
    assert plan != value_of(honest)
    assert not all(claim.ok for claim in verify(problem, read_plan(plan)))


def changed_seed(problem: Value) -> None:
    problem["lottery"]["seed"] = "another draw"


def changed_score(problem: Value) -> None:
    problem["households"][3]["score"] += 5


def household_left_out(problem: Value) -> None:
    del problem["households"][-1]


@pytest.mark.parametrize("tamper", [changed_seed, changed_score, household_left_out], ids=lambda f: f.__name__)
def test_a_changed_problem_no_longer_fits_the_plan(tamper: Callable[[Value], None], honest: bytes) -> None:
    changed = crowded()
    tamper(changed)
    assert not verify(read_problem(changed), read_plan(honest), quick=True)[0].ok


def test_a_changed_seed_with_the_hash_mended_is_caught_by_the_order(honest: bytes) -> None:
    changed = crowded()
    for household in changed["households"]:
        household["score"] = 50
    plan = solve(read_problem(changed)).to_value()
    changed["lottery"]["seed"] = "another draw"
    problem = read_problem(changed)
    plan["problem"] = solve(problem, levels=("placed",)).problem
    assert not all(claim.ok for claim in verify(problem, read_plan(plan), quick=True))


def test_an_unproven_plan_is_fine_when_it_says_so(problem: Problem) -> None:
    plan = solve(problem, time_limit=0)
    assert not plan.level("placed").proven
    assert [claim.text for claim in verify(problem, plan) if not claim.ok] == []


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("$.format", lambda plan: plan.update(format="eventhub-plan/2")),
        ("$.levels[0].value", lambda plan: plan["levels"][0].update(value="7")),
        ("$.levels[0].proven", lambda plan: plan["levels"][0].update(proven=1)),
        ("$.placements[1].household", lambda plan: plan["placements"].insert(0, plan["placements"][0])),
        ("$.notes", lambda plan: plan.update(notes="")),
    ],
)
def test_a_malformed_plan_is_refused_at_its_place(path: str, change: Callable[[Value], None], honest: bytes) -> None:
    plan = value_of(honest)
    change(plan)
    with pytest.raises(PlanError) as refusal:
        read_plan(plan)
    assert refusal.value.path == path
