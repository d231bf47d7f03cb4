"""The reasons of a plan, checked without a solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from eventhub.allocation.layout import Block
from eventhub.allocation.order import order_given
from eventhub.allocation.plan import NO_BOOTH, OUTRANKED, TIME_LIMIT, Plan, Unplaced
from eventhub.allocation.problem import Problem
from eventhub.allocation.reasons import EmptyFestival
from eventhub.allocation.rules import Board

# A claim's text, and what was found against it (nothing: it holds).
Finding = tuple[str, list[str]]


def reason_claims(problem: Problem, plan: Plan) -> Iterator[Finding]:
    """What plain Python can say about every reason.

    For `outranked` it looks at blockers one by one as the plan stands: they must be placed and come before;
    nobody unplaced may fit among those before it as they stand, with or without a proper subset of its
    blockers gone. That no rearrangement would do, and that one would without the blockers, is left to the solver.
    """
    empty = EmptyFestival(problem)
    known = [item for item in plan.unplaced if item.reason not in (NO_BOOTH, OUTRANKED, TIME_LIMIT)]
    yield "理由只有三种", [f"{item.household}：{item.reason}" for item in known]
    yield "说“没有合适摊位”的，空场也放不下，差在哪里也说得对", list(_no_booth(problem, plan, empty))
    yield (
        "说“排在后面”的，空场时放得下",
        [
            item.household
            for item in plan.unplaced
            if item.reason != NO_BOOTH and not empty.open_to(problem.households[item.household])
        ],
    )
    yield "挡在前面的人都在场，次序都在前", list(_blockers_before(problem, plan))
    yield "没有人能坐进排在后面的人的位置", list(_envy(problem, plan, empty))
    yield (
        "没证明完的才说“时间不够”",
        [item.household for item in plan.unplaced if item.reason == TIME_LIMIT and plan.level("placed").proven],
    )


def _no_booth(problem: Problem, plan: Plan, empty: EmptyFestival) -> Iterator[str]:
    for item in plan.unplaced:
        if item.reason != NO_BOOTH:
            continue
        failing = empty.failing(problem.households[item.household])
        if failing is None:
            yield f"{item.household} 在空场里有合适的摊位"
        elif set(failing) != set(item.failing) or len(item.failing) != len(failing) or item.blockers:
            yield f"{item.household} 差在“{'、'.join(failing)}”，方案写“{'、'.join(item.failing)}”"


def _blockers_before(problem: Problem, plan: Plan) -> Iterator[str]:
    rank = {name: i for i, name in enumerate(order_given(problem, set(plan.placements)))}
    for item in plan.unplaced:
        if item.reason != OUTRANKED:
            if item.blockers:
                yield f"{item.household} 不该写挡在前面的人"
            continue
        if not item.blockers or len(set(item.blockers)) != len(item.blockers) or item.failing:
            yield f"{item.household} 挡在前面的人没写、写重了，或另写了差在哪里"
        for name in item.blockers:
            if name not in plan.placements:
                yield f"{item.household} 写的 {name} 并没有摊位"
            elif name not in problem.fixed and rank.get(name, 0) > rank.get(item.household, len(rank)):
                yield f"{item.household} 写的 {name} 排在它后面"


def _envy(problem: Problem, plan: Plan, empty: EmptyFestival) -> Iterator[str]:
    """As the plan stands: who could stand somewhere once all behind it (and some, not all, of its blockers) left.

    One the time ran out for may not fit either beside those before it: that much was decided by nobody's absence.
    """
    unplaced = {item.household: item for item in plan.unplaced if item.reason in (OUTRANKED, TIME_LIMIT)}
    board = Board(problem, {name: block for name, block in plan.placements.items() if name in problem.fixed})
    held: dict[str, list[str]] = defaultdict(list)
    for name, block in board.placements.items():
        _hold(held, name, block)
    for name in order_given(problem, set(plan.placements)):
        if name in plan.placements:
            board.put(name, plan.placements[name])
            _hold(held, name, plan.placements[name])
        elif name in unplaced and all(other in board.placements for other in unplaced[name].blockers):
            yield from _fits_too_early(board, held, unplaced[name], empty.blocks_for(problem.households[name]))


def _hold(held: dict[str, list[str]], name: str, block: Block) -> None:
    for booth in block:
        held[booth].append(name)


def _fits_too_early(board: Board, held: dict[str, list[str]], item: Unplaced, blocks: Iterable[Block]) -> Iterator[str]:
    blockers = set(item.blockers)
    for block in blocks:
        crowd = _crowd(board, held, item.household, block, blockers)
        if crowd is not None and (not crowd or crowd < blockers):
            who = "、".join(sorted(crowd)) or "谁也不用动"
            yield f"{item.household} 能站 {'、'.join(block)}（{who}）"
            return


def _crowd(
    board: Board, held: dict[str, list[str]], household: str, block: Block, blockers: set[str]
) -> set[str] | None:
    """Who alone stands in the way on this block; None where a zone's limit does too, or somebody not in `blockers`.

    Nearly every block is held by somebody else: that is seen from `held` without asking the board for sentences.
    """
    people = board.problem.households
    slots = set(people[household].slots)
    for other in (other for booth in block for other in held[booth]):
        if other not in blockers and not slots.isdisjoint(people[other].slots):
            return None
    breaches = board.breaches(household, block)
    if any(breach.rule not in ("taken", "keep_apart") for breach in breaches):
        return None
    return {other for breach in breaches for other in breach.households}
