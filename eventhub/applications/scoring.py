"""Score of an application: published lines applied to facts, with a reason for every point and every zero.

An organiser publishes the rule before the call opens. The rule is data: its lines stand in
`score_lines`, `score_rule_file` reads and writes them as JSON, and both are offered here too. Priority
never relaxes licences or safety: those are checked elsewhere and give no points.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from eventhub.applications.score_lines import (
    ClassLine,
    CreditLine,
    EarlierEditionsLine,
    EarlyFilingLine,
    HeritageLine,
    LocalLine,
    NamedProductLine,
    RuleLine,
    ScoreRule,
)
from eventhub.applications.score_rule_file import ScoreRuleError, rule_from_json, rule_to_json
from eventhub.core.typed_text import without_spaces
from eventhub.registry.policy_class import PolicyClass, why_class_does_not_count

__all__ = [
    "ClassLine",
    "CreditLine",
    "EarlierEditionsLine",
    "EarlyFilingLine",
    "HeritageLine",
    "LocalLine",
    "NamedProductLine",
    "RuleLine",
    "Score",
    "ScoreFacts",
    "ScoreLine",
    "ScoreRule",
    "ScoreRuleError",
    "rule_from_json",
    "rule_to_json",
    "score",
]


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """What is known of an application when it is scored.

    Dates are days in Asia/Shanghai. `credit` is the balance of credit events that still count.
    `submitted_on` is the day it was first submitted: a return for correction doesn't cost points.
    """

    first_day: date
    submitted_on: date
    closes_on: date
    policy_class: PolicyClass | None = None
    class_valid_from: date | None = None
    class_valid_to: date | None = None
    heritage_items: tuple[str, ...] = ()
    town: str = ""
    products: tuple[str, ...] = ()
    credit: int = 0
    earlier_editions: int = 0


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """Points of one line, with the sentence that explains them to the household."""

    label: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Score:
    """The total (0 or more, the sum of the lines) and its lines."""

    total: int
    lines: tuple[ScoreLine, ...]


def score(facts: ScoreFacts, rule: ScoreRule) -> Score:
    """Score an application.

    Args:
        facts: what is known of it.
        rule: the published lines.

    Returns:
        One line per line of the rule, zeros included, so that the household sees why. Problem files
        take no negative score (allocation rules, section 1): a sum below zero is brought to 0 by a line
        of its own, so that the lines always add up to the total.
    """
    lines = [_SCORERS[type(line)](facts, line) for line in rule.lines]
    total = sum(line.points for line in lines)
    if total < 0:
        lines.append(ScoreLine("最低分", -total, "各项加起来不到 0 分，按 0 分算。"))
        total = 0
    return Score(total, tuple(lines))


def _class(facts: ScoreFacts, line: ClassLine) -> ScoreLine:
    held = facts.policy_class
    if held is None:
        return ScoreLine(line.label, 0, "没有登记名特优新类别。")
    why_not = why_class_does_not_count(held, facts.class_valid_from, facts.class_valid_to, facts.first_day)
    if why_not is not None:
        return ScoreLine(line.label, 0, why_not)
    points = dict(line.points).get(held, 0)
    if points == 0:
        return ScoreLine(line.label, 0, f"这次的规则没有给“{held.badge}”加分。")
    return ScoreLine(line.label, points, f"“{held.badge}”在节会第一天有效。")


def _heritage(facts: ScoreFacts, line: HeritageLine) -> ScoreLine:
    if facts.heritage_items:
        return ScoreLine(line.label, line.points, f"非遗项目：{'、'.join(facts.heritage_items)}。")
    return ScoreLine(line.label, 0, "没有登记非遗项目。")


def _local(facts: ScoreFacts, line: LocalLine) -> ScoreLine:
    if _town_key(facts.town) in {_town_key(town) for town in line.towns} - {""}:
        return ScoreLine(line.label, line.points, f"在{facts.town}经营。")
    where = f"在{facts.town}经营，" if facts.town else "没有登记镇街，"
    return ScoreLine(line.label, 0, f"{where}不在加分的地方：{'、'.join(line.towns)}。")


def _named_product(facts: ScoreFacts, line: NamedProductLine) -> ScoreLine:
    wanted = {without_spaces(product) for product in line.products}
    brought = [product for product in facts.products if without_spaces(product) in wanted]
    if brought:
        return ScoreLine(line.label, line.points, f"带来点名产品：{'、'.join(brought)}。")
    return ScoreLine(line.label, 0, f"没有带点名产品（{'、'.join(line.products)}）。")


def _credit(facts: ScoreFacts, line: CreditLine) -> ScoreLine:
    raw = facts.credit * line.per_point
    points = max(line.floor, min(line.cap, raw))
    if facts.credit == 0:
        return ScoreLine(line.label, points, "没有加分或扣分的守信记录。")
    reason = f"守信记录 {facts.credit} 分，每分算 {line.per_point} 分"
    if points < raw:
        reason += f"，最多 {line.cap} 分"
    elif points > raw:
        reason += f"，最低 {line.floor} 分"
    return ScoreLine(line.label, points, f"{reason}。")


def _earlier_editions(facts: ScoreFacts, line: EarlierEditionsLine) -> ScoreLine:
    if facts.earlier_editions <= 0:
        return ScoreLine(line.label, 0, "还没有往届参展记录。")
    raw = facts.earlier_editions * line.per_edition
    points = min(line.cap, raw)
    reason = f"往届参展 {facts.earlier_editions} 次，每次 {line.per_edition} 分"
    if points < raw:
        reason += f"，最多 {line.cap} 分"
    return ScoreLine(line.label, points, f"{reason}。")


def _early_filing(facts: ScoreFacts, line: EarlyFilingLine) -> ScoreLine:
    days = (facts.closes_on - facts.submitted_on).days
    reached = [points for at_least, points in line.steps if days >= at_least]
    if reached:
        return ScoreLine(line.label, max(reached), f"截止前 {days} 天交的。")
    soonest = min(at_least for at_least, _ in line.steps)
    when = f"截止前 {days} 天交的" if days >= 0 else "截止以后交的"
    return ScoreLine(line.label, 0, f"{when}，提前 {soonest} 天以上才加分。")


def _town_key(town: str) -> str:
    """`青年镇` and `青年` are the same town."""
    compact = without_spaces(town)
    for suffix in ("街道", "镇", "乡"):
        if compact.endswith(suffix) and len(compact) > len(suffix):
            return compact.removesuffix(suffix)
    return compact


_SCORERS: dict[type, Callable[..., ScoreLine]] = {
    ClassLine: _class,
    HeritageLine: _heritage,
    LocalLine: _local,
    NamedProductLine: _named_product,
    CreditLine: _credit,
    EarlierEditionsLine: _earlier_editions,
    EarlyFilingLine: _early_filing,
}
