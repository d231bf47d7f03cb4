"""`verify` against plans made to deceive: what nobody proved is told, nobody is left out in silence, nothing crashes it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from eventhub.allocation.commands import verify as command
from eventhub.allocation.plan import read_plan
from eventhub.allocation.problem import Problem, problem_hash, read_problem
from eventhub.allocation.solver import solve
from eventhub.allocation.verify import verify
from tests.allocation.random_problems import small

LEVELS = ("placed", "size", "zones", "neighbours", "moves")


def two_for_one_booth() -> Problem:
    """The best and the second, and one booth for them."""
    return read_problem(
        {
            "format": "eventhub-problem/1",
            "id": "attack",
            "lottery": {"seed": "1"},
            "slots": ["d"],
            "zones": [{"id": "A"}],
            "rows": [{"id": "A-1", "zone": "A", "booths": ["A01"]}],
            "booths": [{"id": "A01"}],
            "households": [
                {"id": "best", "class": "", "category": "food", "score": 99},
                {"id": "crony", "class": "", "category": "food", "score": 1},
            ],
        }
    )


def unproven(problem: Problem, placed: list[str], left: list[str]) -> dict[str, Any]:
    """A plan that proves nothing: those placed stand on A01, the others are said to lack time."""
    return {
        "format": "eventhub-plan/1",
        "problem": problem_hash(problem),
        "solver": {},
        "order": ["best", "crony"],
        "levels": [
            {"level": name, "value": len(placed) if name in ("placed", "size") else 0, "proven": False}
            for name in LEVELS
        ],
        "placements": [{"household": name, "booths": ["A01"]} for name in placed],
        "unplaced": [{"household": name, "reason": "time_limit"} for name in left],
    }


@pytest.mark.parametrize(("placed", "left"), [(["crony"], ["best"]), ([], ["best", "crony"])])
def test_lack_of_time_is_no_excuse_for_leaving_out_somebody_who_fits(placed: list[str], left: list[str]) -> None:
    problem = two_for_one_booth()
    plan = read_plan(unproven(problem, placed, left))
    (failed,) = [claim for claim in verify(problem, plan, quick=True) if not claim.ok]
    assert "best" in failed.detail


@pytest.mark.parametrize("seed", range(120))
def test_an_honest_plan_that_ran_out_of_time_passes(seed: int) -> None:
    problem = read_problem(small(seed))
    plan = read_plan(solve(problem, time_limit=0).to_bytes())
    assert [claim for claim in verify(problem, plan, quick=True) if not claim.ok] == []


def run(tmp_path: Path, problem: Problem, plan: bytes) -> Result:
    (tmp_path / "problem.json").write_bytes(
        json.dumps(problem.source, ensure_ascii=False).encode("utf-8", "surrogatepass")
    )
    (tmp_path / "plan.json").write_bytes(plan)
    return CliRunner().invoke(command, [str(tmp_path / "problem.json"), str(tmp_path / "plan.json")])


def test_what_nobody_proved_is_told_and_never_called_equal(tmp_path: Path) -> None:
    problem = two_for_one_booth()
    plan = solve(problem, levels=("placed",))
    result = run(tmp_path, problem, plan.to_bytes())
    assert result.exit_code == 0
    assert "4 层没有证明" in result.output
    assert [line for line in result.output.splitlines() if "一致" in line] == ["✓ 重新求解，placed 的数值一致"]


@pytest.mark.parametrize(
    "plan",
    [
        unproven(two_for_one_booth(), [], ["best", "crony"]) | {"placements": [{"household": "best", "booths": []}]},
        unproven(two_for_one_booth(), ["nobody"], ["best", "crony"]),
    ],
    ids=["no booth at all", "somebody unknown"],
)
def test_a_plan_that_makes_no_sense_is_refused_with_a_sentence(tmp_path: Path, plan: dict[str, Any]) -> None:
    result = run(tmp_path, two_for_one_booth(), json.dumps(plan).encode())
    assert result.exit_code == 1
    assert "✗" in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_fixed_household_is_not_hidden_among_the_unplaced() -> None:
    source = {**two_for_one_booth().source, "fixed": [{"household": "best", "booths": ["A01"]}]}
    problem = read_problem(source)
    value = solve(problem).to_value()
    value["placements"] = []
    value["unplaced"] = [
        {"household": name, "reason": "outranked", "blockers": [other]}
        for name, other in (("best", "crony"), ("crony", "best"))
    ]
    assert [claim.text for claim in verify(problem, read_plan(value)) if not claim.ok] == [
        "每一户都有交代，而且只有一处"
    ]


def test_a_whole_ring_may_be_written_from_any_of_its_booths() -> None:
    source = {
        **two_for_one_booth().source,
        "rows": [{"id": "A-1", "zone": "A", "booths": ["A01", "A02", "A03"], "circular": True}],
        "booths": [{"id": name} for name in ("A01", "A02", "A03")],
    }
    source["households"] = [{**source["households"][0], "size": {"min": 3, "max": 3}}]
    problem = read_problem(source)
    value = solve(problem).to_value()
    value["placements"][0]["booths"] = ["A02", "A03", "A01"]
    assert [claim for claim in verify(problem, read_plan(value)) if not claim.ok] == []
    value["placements"][0]["booths"] = ["A01", "A03", "A02"]
    assert [claim.text for claim in verify(problem, read_plan(value)) if not claim.ok] == ["摊位都顺着排写"]


def test_a_wish_for_more_booths_than_there_are_costs_nothing() -> None:
    source = two_for_one_booth().source
    source = {**source, "households": [{**source["households"][0], "size": {"min": 1, "max": 10**14}}]}
    assert solve(read_problem(source)).placements == {"best": ("A01",)}


def test_a_class_may_have_a_second_reserve_after_another_class() -> None:
    source = two_for_one_booth().source
    twice = [{"class": "x", "booths": 1}, {"class": "y", "booths": 1}, {"class": "x", "booths": 1}]
    people = [
        {"id": name, "class": group, "category": "food", "score": score}
        for name, group, score in (("x1", "x", 9), ("x2", "x", 8), ("y1", "y", 1), ("z1", "z", 99))
    ]
    problem = read_problem({**source, "reserves": twice, "households": people})
    assert solve(problem).order == ("x1", "y1", "x2", "z1")
