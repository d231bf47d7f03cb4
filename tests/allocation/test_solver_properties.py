"""What raising one's own score can and cannot do, with reserves and sizes, up to the final plan.

docs/allocation.md (“What a better score does”) says the proofs; these tests look for a hole in them, and hold on to the
counter-examples of what is not promised.
"""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks._festivals import festival
from eventhub.allocation.measures import zone_cost
from eventhub.allocation.plan import Plan
from eventhub.allocation.problem import SERIAL, Problem, read_problem
from eventhub.allocation.solver import solve
from tests.allocation.random_problems import small

SEEDS = st.integers(min_value=0, max_value=100_000)
Solved = tuple[Problem, Plan]


def solved(raw: dict[str, Any], **options: Any) -> Solved:
    problem = read_problem(raw)
    return problem, solve(problem, **options)


def with_score(raw: dict[str, Any], household: dict[str, Any], score: int) -> dict[str, Any]:
    """The problem with one household's score changed."""
    others = [{**other, "score": score} if other is household else other for other in raw["households"]]
    return {**raw, "households": others}


def holds(solution: Solved, name: str) -> tuple[int, int]:
    """Booths, and the cost of their zone."""
    problem, plan = solution
    block = plan.placements[name]
    return len(block), zone_cost(problem, name, block)


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS, which=st.integers(0, 6), more=st.integers(1, 3))
def test_with_reserves_a_better_score_never_loses_the_place(seed: int, which: int, more: int) -> None:
    raw = small(seed)
    assume(which < len(raw["households"]))
    household = raw["households"][which]
    _, before = solved(raw, levels=("placed",))
    _, after = solved(with_score(raw, household, household["score"] + more), levels=("placed",))
    assert household["id"] not in before.placements or household["id"] in after.placements


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS, which=st.integers(0, 6), more=st.integers(1, 3))
def test_without_reserves_a_better_score_costs_neither_booths_nor_zone(seed: int, which: int, more: int) -> None:
    raw = small(seed)
    raw.pop("reserves", None)
    assume(which < len(raw["households"]))
    household = raw["households"][which]
    name = household["id"]
    before = solved(raw)
    assume(name in before[1].placements and before[0].preference == SERIAL)
    after = solved(with_score(raw, household, household["score"] + more))
    assert set(after[1].placements) == set(before[1].placements)
    (booths, cost), (booths_after, cost_after) = holds(before, name), holds(after, name)
    assert booths_after >= booths
    assert booths_after > booths or cost_after <= cost


@pytest.mark.parametrize("reserves", [True, False])
def test_the_same_on_a_medium_festival(reserves: bool) -> None:
    raw = festival(60, 40, 7, "consecutive")
    if not reserves:
        raw["reserves"] = []
    before = solved(raw)
    for household in raw["households"][::6]:
        name = household["id"]
        if name not in before[1].placements:
            continue
        after = solved(with_score(raw, household, household["score"] + 25))
        assert name in after[1].placements
        if not reserves:
            (booths, cost), (booths_after, cost_after) = holds(before, name), holds(after, name)
            assert booths_after > booths or (booths_after == booths and cost_after <= cost), name


def row_of(
    booths: list[dict[str, Any]], households: list[dict[str, Any]], reserves: list[dict[str, Any]]
) -> dict[str, Any]:
    """A festival of one day and one row."""
    return {
        "format": "eventhub-problem/1",
        "id": "row",
        "lottery": {"seed": "s"},
        "slots": ["d"],
        "zones": [{"id": "Z"}],
        "rows": [{"id": "R", "zone": "Z", "booths": [booth["id"] for booth in booths]}],
        "booths": booths,
        "breaks": [["b4", "c1"]] if any(booth["id"] == "c1" for booth in booths) else [],
        "reserves": reserves,
        "households": households,
    }


def test_with_reserves_a_better_score_may_cost_a_second_booth() -> None:
    """The counter-example of the docs: A fills the reserve sooner, so D leaves it, and C comes before D."""
    booths = [{"id": "b1"}, {"id": "b2", "features": ["火"]}, {"id": "b3"}, {"id": "b4"}]
    booths.append({"id": "c1", "features": ["水"]})
    a = {"id": "A", "class": "特色", "category": "x", "score": 10, "size": {"min": 1, "max": 2}}
    households = [
        a,
        {"id": "B", "class": "特色", "category": "x", "score": 90, "needs": {"features": ["水"]}},
        {"id": "C", "class": "", "category": "x", "score": 82, "size": {"min": 3, "max": 3}},
        {"id": "D", "class": "特色", "category": "x", "score": 80, "needs": {"features": ["火"]}},
    ]
    raw = row_of(booths, households, [{"class": "特色", "booths": 2}])
    before, after = solved(raw), solved(with_score(raw, a, 95))
    assert set(before[1].placements) == {"A", "B", "D"}
    assert set(after[1].placements) == {"A", "B", "C"}
    assert holds(before, "A")[0] == 2
    assert holds(after, "A")[0] == 1


def test_somebody_else_withdrawing_may_cost_a_place() -> None:
    """The other counter-example: that is why offers already made are fixed when the waitlist moves."""
    first = {"id": "B", "class": "", "category": "x", "score": 90}
    households = [
        first,
        {"id": "C", "class": "", "category": "x", "score": 80, "size": {"min": 2, "max": 2}},
        {"id": "A", "class": "", "category": "x", "score": 70},
    ]
    raw = row_of([{"id": "b1"}, {"id": "b2"}], households, [])
    assert set(solved(raw)[1].placements) == {"A", "B"}
    without = {**raw, "households": households[1:]}
    assert set(solved(without)[1].placements) == {"C"}
    held = {**without, "fixed": [{"household": "A", "booths": list(solved(raw)[1].placements["A"])}]}
    assert set(solved(held)[1].placements) == {"A"}
