"""Score rules as JSON (`eventhub-score-rule/1`), written for publication and read strictly.

The file is published and frozen before the draw, so that anybody can replay the scores. What isn't
understood is refused with the number of the line, never skipped.
"""

from typing import Any, ClassVar

from eventhub.applications import score_lines
from eventhub.applications.score_lines import RuleLine, ScoreRule
from eventhub.core.errors import BadInput
from eventhub.registry.policy_class import PolicyClass

FORMAT = "eventhub-score-rule/1"
MAX_POINTS = 1_000
MAX_TEXTS = 50
MAX_TEXT_LENGTH = 40
MAX_STEPS = 10
MAX_DAYS = 365

_KINDS: dict[str, type[RuleLine]] = {
    "class": score_lines.ClassLine,
    "heritage": score_lines.HeritageLine,
    "local": score_lines.LocalLine,
    "named_product": score_lines.NamedProductLine,
    "credit": score_lines.CreditLine,
    "earlier_editions": score_lines.EarlierEditionsLine,
    "early_filing": score_lines.EarlyFilingLine,
}
_KIND_OF = {line_type: kind for kind, line_type in _KINDS.items()}


class ScoreRuleError(BadInput):
    """The rule can't be used as written. `code`: `score_rule`."""

    default_code: ClassVar[str] = "score_rule"


def rule_to_json(rule: ScoreRule) -> dict[str, Any]:
    """Turn a rule into JSON values, every line with its kind, label and figures."""
    return {"format": FORMAT, "lines": [_line_to_json(line) for line in rule.lines]}


def _line_to_json(line: RuleLine) -> dict[str, Any]:
    item: dict[str, Any] = {"kind": _KIND_OF[type(line)], "label": line.label}
    match line:
        case score_lines.ClassLine(points=by_class):
            item["points"] = {policy_class.value: points for policy_class, points in by_class}
        case score_lines.HeritageLine(points=points):
            item["points"] = points
        case score_lines.LocalLine(points=points, towns=towns):
            item |= {"points": points, "towns": list(towns)}
        case score_lines.NamedProductLine(points=points, products=products):
            item |= {"points": points, "products": list(products)}
        case score_lines.CreditLine(per_point=per_point, floor=floor, cap=cap):
            item |= {"per_point": per_point, "floor": floor, "cap": cap}
        case score_lines.EarlierEditionsLine(per_edition=per_edition, cap=cap):
            item |= {"per_edition": per_edition, "cap": cap}
        case score_lines.EarlyFilingLine(steps=steps):
            item["steps"] = [{"days": days, "points": points} for days, points in steps]
    return item


def rule_from_json(value: object) -> ScoreRule:
    """Read a rule from JSON values.

    Args:
        value: what `rule_to_json` writes.

    Returns:
        The rule.

    Raises:
        ScoreRuleError: wrong format, unknown or missing keys, wrong types, figures out of range,
            the same kind of line twice.
    """
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ScoreRuleError(f"这不是评分规则文件（要写明 {FORMAT}），请换一个文件。")
    lines = value.get("lines")
    if set(value) != {"format", "lines"} or not isinstance(lines, list):
        raise ScoreRuleError("评分规则里只能有 format 和 lines 两项，lines 是一列规则。")
    read = tuple(_LineReader(number, item).read() for number, item in enumerate(lines, start=1))
    if len({type(line) for line in read}) != len(read):
        raise ScoreRuleError("同一种评分项写了两次，请合成一项。")
    return ScoreRule(read)


class _LineReader:
    """Reads one line; every complaint names the line and the item."""

    def __init__(self, number: int, item: object) -> None:
        self.number = number
        if not isinstance(item, dict):
            raise self.error("写法不对，应当是一组项目")
        self.item: dict[str, Any] = item

    def error(self, what: str) -> ScoreRuleError:
        return ScoreRuleError(f"评分规则第 {self.number} 项{what}，请修改。")

    def read(self) -> RuleLine:
        kind = self.item.get("kind")
        if not isinstance(kind, str) or kind not in _KINDS:
            raise self.error(f"的种类不认识，只能是 {'、'.join(_KINDS)}")
        label = self.text("label", self.item.get("label"))
        line = self.body(kind, label)
        expected = set(_line_to_json(line))
        for key in self.item:
            if key not in expected:
                raise self.error(f"里有不认识的“{key}”")
        return line

    def body(self, kind: str, label: str) -> RuleLine:
        match kind:
            case "class":
                return score_lines.ClassLine(self.class_points(), label)
            case "heritage":
                return score_lines.HeritageLine(self.figure("points"), label)
            case "local":
                return score_lines.LocalLine(self.figure("points"), self.texts("towns"), label)
            case "named_product":
                return score_lines.NamedProductLine(self.figure("points"), self.texts("products"), label)
            case "credit":
                floor = self.figure("floor", -MAX_POINTS, 0)
                return score_lines.CreditLine(self.figure("per_point"), floor, self.figure("cap"), label)
            case "earlier_editions":
                return score_lines.EarlierEditionsLine(self.figure("per_edition"), self.figure("cap"), label)
            case _:
                return score_lines.EarlyFilingLine(self.steps(), label)

    def integer(self, key: str, value: object, low: int, high: int) -> int:
        # bool is an int in Python: true must not pass for 1 point.
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.error(f"的“{key}”要填 {low} 到 {high} 的整数")
        return value

    def figure(self, key: str, low: int = 0, high: int = MAX_POINTS) -> int:
        return self.integer(key, self.item.get(key), low, high)

    def text(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT_LENGTH:
            raise self.error(f"的“{key}”要填文字，最多 {MAX_TEXT_LENGTH} 个字")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.item.get(key)
        if not isinstance(values, list) or not 1 <= len(values) <= MAX_TEXTS:
            raise self.error(f"的“{key}”要列 1 到 {MAX_TEXTS} 个")
        read = tuple(self.text(key, value) for value in values)
        if len(set(read)) != len(read):
            raise self.error(f"的“{key}”有重复")
        return read

    def class_points(self) -> tuple[tuple[PolicyClass, int], ...]:
        values = self.item.get("points")
        known = {member.value: member for member in PolicyClass}
        if not isinstance(values, dict) or not values or set(values) - set(known):
            raise self.error(f"的“points”要按类别写分数，类别只能是 {'、'.join(known)}")
        return tuple(
            (member, self.integer(name, values[name], 0, MAX_POINTS))
            for name, member in known.items()
            if name in values
        )

    def steps(self) -> tuple[tuple[int, int], ...]:
        values = self.item.get("steps")
        if not isinstance(values, list) or not 1 <= len(values) <= MAX_STEPS:
            raise self.error(f"的“steps”要列 1 到 {MAX_STEPS} 档")
        read = tuple(self.step(value) for value in values)
        if len({days for days, _ in read}) != len(read):
            raise self.error("的“steps”里天数有重复")
        return read

    def step(self, value: object) -> tuple[int, int]:
        if not isinstance(value, dict) or set(value) != {"days", "points"}:
            raise self.error("的“steps”每档只写 days 和 points")
        return (
            self.integer("days", value["days"], 0, MAX_DAYS),
            self.integer("points", value["points"], 0, MAX_POINTS),
        )
