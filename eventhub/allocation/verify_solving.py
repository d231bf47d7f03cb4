"""The second half of `verify`: solving again, and asking the solver about every set of blockers."""

from __future__ import annotations

from collections.abc import Iterator

from eventhub.allocation.measures import zone_cost
from eventhub.allocation.plan import OUTRANKED, Plan
from eventhub.allocation.problem import SERIAL, Problem
from eventhub.allocation.solver import solve
from eventhub.allocation.solver.clock import Clock
from eventhub.allocation.solver.minimal import BlockerCheck

# A claim's text, whether it holds, and what was found.
Result = tuple[str, bool, str]
HIGHER_IS_BETTER = ("placed", "size")


def solving_claims(problem: Problem, plan: Plan) -> Iterator[Result]:
    """Solves again and compares: who is placed, each one's size and zone cost, every level's value, every blocker."""
    again = solve(problem)
    yield from _people(problem, plan, again)
    for mine in again.levels:
        yield _level(plan, again, mine.level)
    yield _blockers(problem, plan, again)


def _people(problem: Problem, plan: Plan, again: Plan) -> Iterator[Result]:
    if not (plan.level("placed").proven and again.level("placed").proven):
        return
    different = sorted(set(plan.placements) ^ set(again.placements))
    yield "重新求解，得到摊位的是同一批人", not different, "、".join(different[:5])
    if different or not (plan.level("size").proven and again.level("size").proven):
        return
    sizes = [n for n, block in plan.placements.items() if len(block) != len(again.placements[n])]
    yield "重新求解，每家摊位数一样", not sizes, "、".join(sizes[:5])
    if problem.preference != SERIAL or not (plan.level("zones").proven and again.level("zones").proven):
        return
    costs = [
        name
        for name, block in plan.placements.items()
        if name not in problem.fixed
        and zone_cost(problem, name, block) != zone_cost(problem, name, again.placements[name])
    ]
    yield "重新求解，每家的展区志愿一样", not costs, "、".join(costs[:5])


def _level(plan: Plan, again: Plan, name: str) -> Result:
    """A proven value must be ours. An unproven one claims nothing but its bound, and is told beside what came out now."""
    theirs, mine = plan.level(name), again.level(name)
    detail = f"方案 {theirs.value}，重算 {mine.value}{'' if mine.proven else '（这次没有证明完）'}"
    if theirs.proven:
        return f"重新求解，{name} 的数值一致", theirs.value == mine.value, detail
    text = f"{name} 方案自己说没有证明：{detail}"
    earlier = again.levels[: again.levels.index(mine)]
    comparable = all(plan.level(level.level).value == level.value for level in earlier)
    if mine.proven and comparable and theirs.bound is not None:
        holds = theirs.bound >= mine.value if name in HIGHER_IS_BETTER else theirs.bound <= mine.value
        return text, holds, f"写的界限 {theirs.bound} 不对"
    return text, True, ""


def _blockers(problem: Problem, plan: Plan, again: Plan) -> Result:
    check = BlockerCheck(problem, plan, Clock())
    # With the same people placed, solving again has just refused these households beside all placed before them.
    same = set(plan.placements) == set(again.placements) and again.level("placed").proven
    refused = {item.household for item in again.unplaced if item.reason == OUTRANKED} if same else set()
    wrong = [
        item.household
        for item in plan.unplaced
        if item.reason == OUTRANKED and not check.minimal(item.household, item.blockers, item.household in refused)
    ]
    return "挡在前面的人，一个不多、一个不少", not wrong, "、".join(wrong[:5])
