"""Checking a published plan: first with plain Python alone, then by solving again (docs/allocation.md, “Verify”)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eventhub.allocation.layout import Layout
from eventhub.allocation.measures import measure
from eventhub.allocation.order import order_given
from eventhub.allocation.plan import LEVELS, Plan
from eventhub.allocation.problem import Problem, problem_hash
from eventhub.allocation.rules import check_placements
from eventhub.allocation.verify_reasons import reason_claims


@dataclass(frozen=True)
class Claim:
    """One thing the plan claims: `text` says what, `ok` whether it holds, `detail` what was found."""

    text: str
    ok: bool
    detail: str = ""


def verify(problem: Problem, plan: Plan, quick: bool = False) -> list[Claim]:
    """Every claim of the plan, checked. `quick` stops before solving again.

    What has failed already ends it: a plan whose names do not fit the problem is not measured, one that breaks a rule
    has no reasons worth reading, and neither is solved again.
    """
    claims = list(_form_claims(problem, plan))
    if not all(claim.ok for claim in claims):
        return claims
    claims += _rule_claims(problem, plan)
    if not all(claim.ok for claim in claims):
        return claims
    claims += [Claim(text, not found, "；".join(found[:5])) for text, found in reason_claims(problem, plan)]
    if quick or not all(claim.ok for claim in claims):
        return claims
    from eventhub.allocation.verify_solving import solving_claims

    return claims + [Claim(text, ok, detail) for text, ok, detail in solving_claims(problem, plan)]


def _form_claims(problem: Problem, plan: Plan) -> Iterator[Claim]:
    """Whether the plan speaks about this problem, and about everybody in it once."""
    expected = problem_hash(problem)
    wrong = "" if plan.problem == expected else f"方案写的是 {plan.problem}，问题文件是 {expected}"
    yield Claim("方案对应的就是这个问题文件", not wrong, wrong)
    unplaced = [item.household for item in plan.unplaced]
    strange = [name for name in [*plan.placements, *unplaced, *plan.order] if name not in problem.households]
    strange += [b for block in plan.placements.values() for b in block if b not in problem.booths]
    yield Claim("只提到问题里有的人和摊位", not strange, "、".join(dict.fromkeys(strange)))
    listed = sorted([*plan.placements, *unplaced])
    missing = sorted(set(problem.households) - set(listed))
    lost = sorted(name for name in unplaced if name in problem.fixed)
    twice = sorted({name for name in listed if listed.count(name) > 1}) if len(listed) != len(set(listed)) else []
    found = [f"{name} 没有交代" for name in missing] + [f"{name} 写了两处" for name in twice]
    found += [f"{name} 是固定的，不能没有摊位" for name in lost]
    yield Claim("每一户都有交代，而且只有一处", not found, "；".join(found))
    names = tuple(level.level for level in plan.levels)
    yield Claim("五个层次齐全，次序不乱", names == LEVELS, "、".join(names))


def _rule_claims(problem: Problem, plan: Plan) -> Iterator[Claim]:
    breaches = check_placements(problem, plan.placements)
    detail = "；".join(f"{b.households[0]}：{b.sentence.rstrip('。')}" for b in breaches[:5])
    yield Claim("没有一处安排违反硬规则", not breaches, detail)
    layout = Layout(problem)
    turned = [name for name, block in plan.placements.items() if layout.arrange(block) and not layout.runs_along(block)]
    yield Claim("摊位都顺着排写", not turned, "、".join(turned[:5]))
    order = order_given(problem, set(plan.placements))
    at = next((i for i, pair in enumerate(zip(plan.order, order, strict=False)) if pair[0] != pair[1]), None)
    wrong = "" if list(plan.order) == order else f"从第 {(at if at is not None else len(order)) + 1} 位起不一样"
    yield Claim("次序由分数、抽签和预留推得出来", not wrong, wrong)
    values = measure(problem, plan.placements)
    for level in plan.levels:
        wrong = "" if values[level.level] == level.value else f"方案写 {level.value}，数出来是 {values[level.level]}"
        yield Claim(f"{level.level} 的数值数得出来", not wrong, wrong)
    proven = [level.proven for level in plan.levels]
    yield Claim("前一层没有证明，后一层不说证明了", proven == sorted(proven, reverse=True))
    wrong_bounds = [
        level.level
        for level in plan.levels
        if level.bound is not None
        and (level.proven or (level.bound < level.value) == (level.level in ("placed", "size")))
        and level.bound != level.value
    ]
    yield Claim("写出的界限与数值不矛盾", not wrong_bounds, "、".join(wrong_bounds))
