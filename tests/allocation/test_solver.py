"""What a plan must be for people, on festivals too large to search exhaustively."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks._festivals import festival
from eventhub.allocation.order import ticket
from eventhub.allocation.plan import LEVELS, TIME_LIMIT, Plan
from eventhub.allocation.problem import Problem, read_problem
from eventhub.allocation.rules import Board, check_placements
from eventhub.allocation.solver import Progress, solve
from eventhub.allocation.verify import verify

ROOT = Path(__file__).resolve().parents[2]
MEDIUM = [(60, 40, 1, "one"), (60, 40, 2, "consecutive"), (90, 60, 3, "one")]


@pytest.fixture(scope="module", params=MEDIUM, ids=lambda size: "-".join(map(str, size)))
def solved(request: pytest.FixtureRequest) -> tuple[Problem, Plan]:
    problem = read_problem(festival(*request.param))
    return problem, solve(problem)


def test_a_medium_plan_is_proven_and_breaks_no_rule(solved: tuple[Problem, Plan]) -> None:
    problem, plan = solved
    assert plan.proven
    assert check_placements(problem, plan.placements) == []


def test_a_medium_plan_verifies(solved: tuple[Problem, Plan]) -> None:
    problem, plan = solved
    assert [claim for claim in verify(problem, plan) if not claim.ok] == []


def test_nobody_unplaced_could_hold_the_place_of_somebody_after_it(solved: tuple[Problem, Plan]) -> None:
    """Justified envy: everybody behind it gone, everybody before it staying, it still fits nowhere."""
    problem, plan = solved
    board = Board(problem, {name: block for name, block in plan.placements.items() if name in problem.fixed})
    for name in plan.order:
        if name in plan.placements:
            board.put(name, plan.placements[name])
        else:
            assert all(breaches for breaches in board.colour(name).values()), name


def test_raising_ones_own_score_never_loses_the_place() -> None:
    raw = festival(50, 25, 7)
    raw["reserves"] = []
    before = solve(read_problem(raw), levels=("placed",))
    for household in raw["households"][::4]:
        old = household["score"]
        household["score"] = old + 25
        after = solve(read_problem(raw), levels=("placed",))
        household["score"] = old
        if household["id"] in before.placements:
            assert household["id"] in after.placements


def renamed_keeping_the_ranks(raw: dict[str, Any]) -> dict[str, str]:
    """New names whose tickets sort as the old ones do."""
    seed = raw["lottery"]["seed"]
    old = sorted((h["id"] for h in raw["households"]), key=lambda name: ticket(seed, name))
    fresh = sorted((f"N{i}" for i in range(len(old))), key=lambda name: ticket(seed, name))
    return dict(zip(old, fresh, strict=True))


def test_new_names_with_the_same_tickets_order_change_nothing_but_names() -> None:
    raw = festival(60, 40, 5)
    before = solve(read_problem(raw))
    names = renamed_keeping_the_ranks(raw)
    for household in raw["households"]:
        household["id"] = names[household["id"]]
    for item in raw["previous"]:
        item["household"] = names[item["household"]]
    after = solve(read_problem(raw))
    assert [names[name] for name in before.order] == list(after.order)
    assert {names[name]: block for name, block in before.placements.items()} == dict(after.placements)
    assert before.levels == after.levels


def test_a_household_that_fits_nowhere_changes_nothing_for_the_others() -> None:
    raw = festival(60, 40, 6)
    before = solve(read_problem(raw))
    raw["households"].insert(
        10, {"id": "TOO-BIG", "class": "特色", "category": "食品", "score": 100, "size": {"min": 39, "max": 39}}
    )
    after = solve(read_problem(raw))
    assert [item.household for item in after.unplaced if item.household == "TOO-BIG"] == ["TOO-BIG"]
    assert {item.household: item for item in after.unplaced if item.household != "TOO-BIG"} == {
        item.household: item for item in before.unplaced
    }
    assert dict(after.placements) == dict(before.placements)
    assert after.levels == before.levels


HASHES = """
import hashlib, sys
from benchmarks._festivals import festival
from eventhub.allocation.problem import read_problem
from eventhub.allocation.solver import solve
from tests.allocation.random_problems import small
digest = hashlib.sha256()
for raw in [festival(60, 40, 1), festival(60, 40, 2, "consecutive"), *(small(seed) for seed in range(60))]:
    digest.update(solve(read_problem(raw)).to_bytes())
print(digest.hexdigest())
"""


def test_the_same_bytes_come_out_in_two_processes_with_different_hash_seeds() -> None:
    digests = []
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", HASHES], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        digests.append(done.stdout.strip())
    assert digests[0] == digests[1]
    assert len(digests[0]) == len(hashlib.sha256().hexdigest())


def test_no_time_at_all_still_gives_a_valid_plan_that_admits_it() -> None:
    problem = read_problem(festival(60, 40, 1))
    plan = solve(problem, time_limit=0)
    assert check_placements(problem, plan.placements) == []
    assert len(plan.placements) > 20
    assert not any(level.proven for level in plan.levels)
    assert plan.level("placed").bound == 60 - sum(item.reason == "no_booth" for item in plan.unplaced)
    assert {item.reason for item in plan.unplaced} <= {TIME_LIMIT, "no_booth"}


def test_calling_it_off_stops_between_decisions_with_a_valid_plan() -> None:
    problem = read_problem(festival(60, 40, 1))
    asked = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 25

    plan = solve(problem, cancelled=cancelled)
    assert check_placements(problem, plan.placements) == []
    assert not plan.proven
    assert [claim for claim in verify(problem, plan, quick=True) if not claim.ok] == []


def test_progress_names_every_level_in_turn() -> None:
    seen: list[Progress] = []
    solve(read_problem(festival(60, 40, 1)), progress=seen.append)
    assert list(dict.fromkeys(step.level for step in seen)) == list(LEVELS)
    assert all(step.done < max(step.count, 1) for step in seen)


def test_levels_not_asked_for_are_measured_and_not_called_proven() -> None:
    plan = solve(read_problem(festival(60, 40, 1)), levels=("placed",))
    assert [(level.level, level.proven) for level in plan.levels] == [
        ("placed", True), ("size", False), ("zones", False), ("neighbours", False), ("moves", False),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="unknown levels"):
        solve(read_problem(festival(60, 40, 1)), levels=("best",))


def test_an_empty_festival_has_an_empty_plan() -> None:
    problem = read_problem(
        {"format": "eventhub-problem/1", "id": "", "lottery": {"seed": ""}, "slots": ["d"], "zones": [],
         "rows": [], "booths": [], "households": []}
    )  # fmt: skip
    plan = solve(problem)
    assert plan.proven
    assert [level.value for level in plan.levels] == [0, 0, 0, 0, 0]
