"""The public evidence of a plan: the two files anybody can verify, honest about what was decided by hand.

A plan as the solver left it is published with its own problem. Where people moved households, those are declared
`fixed` in the published problem and the rest is solved again around them: if the answer is the plan on the board, that is
the evidence. If something better exists around the hand moves, everybody placed is declared fixed: the files then
prove the rules and every refusal, not that the placing is the best, and the notice says so (`kept_whole`).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eventhub.allocation.board_words import with_names
from eventhub.allocation.models import StoredPlan
from eventhub.allocation.plan import Plan, read_plan
from eventhub.allocation.planning import board_of, problem_in
from eventhub.allocation.problem import Problem, read_problem
from eventhub.allocation.queries import shop_names
from eventhub.allocation.solver import solve
from eventhub.core.errors import StateConflict

TIME_LIMIT = 10.0
Blocks = Mapping[str, Any]
Solve = Callable[[Problem], Plan]


@dataclass(frozen=True)
class Evidence:
    """The texts of problem.json and plan.json, what was decided by hand, and whether everything had to be kept whole."""

    problem_text: str
    plan_text: str
    by_hand: list[dict[str, Any]]
    kept_whole: bool = False


def _in_a_request(problem: Problem) -> Plan:
    return solve(problem, time_limit=TIME_LIMIT)


def evidence_of(draft: StoredPlan, offered: frozenset[str] = frozenset(), answer: Solve = _in_a_request) -> Evidence:
    """Return the evidence of a plan as it stands on the board.

    Args:
        draft: the plan.
        offered: the receipts whose offers stand.
        answer: solves a problem; asked at most twice, and only where somebody was moved by hand.

    Raises:
        StateConflict: somebody was left without a booth although one is free that would do, or nothing was found
            in time that proves the plan.
    """
    problem, solved = problem_in(draft), read_plan(draft.plan)
    moved = hand_moved(draft)
    locked = [name for name in problem.fixed if name not in offered and name not in moved]
    by_hand = [_decided(draft, solved, name) for name in dict.fromkeys([*moved, *locked, *draft.notes])]
    if not moved:
        return Evidence(_text(problem.source), solved.to_bytes().decode(), by_hand)
    require_nobody_forgotten(draft)
    for whole, names in ((False, [name for name in moved if name in draft.placements]), (True, list(draft.placements))):
        question = _with_fixed(problem, draft, names)
        found = answer(question)
        if _same(found.placements, draft.placements):
            return Evidence(_text(question.source), found.to_bytes().decode(), by_hand, whole)
    raise StateConflict("这一版的证据没有算出来，请再排一遍，或者撤销几步再发布。", code="no_evidence")


def solved_placements(draft: StoredPlan) -> dict[str, list[str]]:
    """Return where the solver put everybody."""
    return {entry["household"]: entry["booths"] for entry in draft.plan.get("placements", [])}


def hand_moved(draft: StoredPlan) -> list[str]:
    """Return who stands elsewhere than the solver put them, or was put on or taken off by hand, by receipt number."""
    before = solved_placements(draft)
    names = sorted({*before, *draft.placements})
    return [name for name in names if set(before.get(name, ())) != set(draft.placements.get(name, ()))]


def require_nobody_forgotten(draft: StoredPlan) -> None:
    """Raise StateConflict when somebody has no booth although one is free that would do; the solver leaves none such."""
    board = board_of(draft)
    for name in board.problem.households:
        if name in draft.placements:
            continue
        block = next((block for block, breaches in board.colour(name).items() if not breaches), None)
        if block:
            who = with_names(name, shop_names(draft.festival))
            raise StateConflict(
                f"{who}还没有摊位，{'、'.join(block)} 空着又合规矩，没有理由不给。请放上去，或者再排一遍。",
                code="forgotten",
            )


def _with_fixed(problem: Problem, draft: StoredPlan, names: list[str]) -> Problem:
    fixed = {name: list(block) for name, block in problem.fixed.items()}
    fixed |= {name: list(draft.placements[name]) for name in names}
    return read_problem(
        {
            **problem.source,
            "fixed": _placements(fixed),
            # Counting moves against the board itself: the answer is then the board wherever that is as good as any.
            "previous": _placements(draft.placements),
        }
    )


def _placements(blocks: Blocks) -> list[dict[str, Any]]:
    return [{"household": name, "booths": list(block)} for name, block in blocks.items()]


def _same(first: Blocks, second: Blocks) -> bool:
    return {name: set(block) for name, block in first.items()} == {name: set(block) for name, block in second.items()}


def _decided(draft: StoredPlan, solved: Plan, name: str) -> dict[str, Any]:
    note = draft.notes.get(name) or {}
    before = () if name in problem_in(draft).fixed else solved.placements.get(name, ())
    return {
        "receipt": name,
        "before": list(before),
        "after": list(draft.placements.get(name, ())),
        "reason": str(note.get("reason", "")),
    }


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
