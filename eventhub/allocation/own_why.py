"""Why a household has no booth, told to itself: who has the booths that would do, why they came first, and what would help."""

from collections.abc import Mapping
from typing import Any

from eventhub.allocation.order import rank_key
from eventhub.allocation.plan import NO_BOOTH, OUTRANKED
from eventhub.allocation.problem import Household, Problem

BY_HAND = "主办方手工调整的时候没有排上您，理由在公示里写着。"
NOT_REACHED = "时间到了，还没算到您这一户。主办方再排一遍就有结果。"
NOTHING_SINGLE = "就算场子全空着，也没有一个摊位合您的条件：是几样要求凑不到一起，不是差在哪一样。"


def own_why(
    receipt: str,
    reason: Mapping[str, Any] | None,
    problem: Problem,
    placements: Mapping[str, Any],
    names: Mapping[str, str],
) -> str:
    """Return the plan file's reason as sentences to the household it is about.

    Args:
        receipt: whom it is told to.
        reason: its entry among the `unplaced` of the plan file; None: it was taken off by hand.
        problem: what was solved.
        placements: receipt number → booth labels.
        names: receipt number → name as everybody may see it; one that is missing is told by its number alone.
    """
    me = problem.households[receipt]
    if reason is None:
        return BY_HAND
    if reason["reason"] == OUTRANKED:
        blockers = [problem.households[name] for name in reason["blockers"]]
        told = "；".join(_who_has_it(me, other, problem, placements, names) for other in blockers)
        ending = "这户不来，就轮到您" if len(blockers) == 1 else "这几户都不来，才腾得出您要的地方"
        return f"能放的位置都给了排在前面的户。{told}。{ending}。"
    if reason["reason"] == NO_BOOTH:
        return _no_booth(me, reason.get("failing", []))
    return NOT_REACHED


def _who_has_it(
    me: Household,
    other: Household,
    problem: Problem,
    placements: Mapping[str, Any],
    names: Mapping[str, str],
) -> str:
    where = "、".join(placements.get(other.id, ())) or "位置"
    name = f"{names[other.id]}（{other.id}）" if other.id in names else other.id
    return f"{where} 给了 {name}，{_why_before(me, other, problem)}"


def _why_before(me: Household, other: Household, problem: Problem) -> str:
    if other.id in problem.fixed:
        return "早先就定了"
    if rank_key(problem, other) > rank_key(problem, me):
        return f"先给{other.group}类留的" if other.group else "轮到得比您早"
    if other.score == me.score:
        return f"和您一样 {me.score} 分，抽签在您前面"
    return f"他家 {other.score} 分，您 {me.score} 分，分高的先排"


def _no_booth(me: Household, failing: list[str]) -> str:
    if not failing:
        return NOTHING_SINGLE
    size = f"{me.size_min} 个" if me.size_min > 1 else "这么多"
    said = {
        "category": "您卖的这一类，能去的展区不收，或者名额是零",
        "zone": "您只肯去的展区里没有合适的",
        "power_w": f"您要用 {me.power_w:,} 瓦电，没有摊位带得动",
        "features": "您要的水、明火这些，没有摊位配得齐",
        "size": f"您要连着 {size}，没有这么长的一排",
        "closed": "合适的摊位这次停用了",
    }
    told = "；".join(said[need] for need in failing)
    ending = "这一样放宽了，就有合适的" if len(failing) == 1 else "里头随便哪一样放宽了，就有合适的"
    return f"就算场子全空着，也没有一个摊位合您的条件。{told}。{ending}。"
