"""The kinds of line a published score rule may have. Each says what it gives in words, and what it gives for the
facts of an application, with the sentence that explains every point and every zero to the household. Pure.
"""

from dataclasses import dataclass
from datetime import date

from eventhub.core.typed_text import without_spaces
from eventhub.registry.policy_class import PolicyClass, why_class_does_not_count
from eventhub.registry.towns import town_key


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
class ClassLine:
    """Points by policy class, counted only if the class is valid on the festival's first day."""

    points: tuple[tuple[PolicyClass, int], ...]
    label: str = "名特优新类别"

    @property
    def words(self) -> str:
        """What the line gives, in words."""
        return "、".join(f"{kind.badge} {value} 分" for kind, value in self.points) + "，节会第一天有效才算"

    def score(self, facts: ScoreFacts) -> ScoreLine:
        """Return what it gives for these facts."""
        held = facts.policy_class
        if held is None:
            return ScoreLine(self.label, 0, "没有登记名特优新类别。")
        why_not = why_class_does_not_count(held, facts.class_valid_from, facts.class_valid_to, facts.first_day)
        if why_not is not None:
            return ScoreLine(self.label, 0, why_not)
        points = dict(self.points).get(held, 0)
        if points == 0:
            return ScoreLine(self.label, 0, f"这次的规则没有给“{held.badge}”加分。")
        return ScoreLine(self.label, points, f"“{held.badge}”在节会第一天有效。")


@dataclass(frozen=True, slots=True)
class HeritageLine:
    """Points for holding at least one recognised heritage item."""

    points: int
    label: str = "非遗项目"

    @property
    def words(self) -> str:
        """What the line gives, in words."""
        return f"有非遗项目加 {self.points} 分"

    def score(self, facts: ScoreFacts) -> ScoreLine:
        """Return what it gives for these facts."""
        if facts.heritage_items:
            return ScoreLine(self.label, self.points, f"非遗项目：{'、'.join(facts.heritage_items)}。")
        return ScoreLine(self.label, 0, "没有登记非遗项目。")


@dataclass(frozen=True, slots=True)
class LocalLine:
    """Points for households of the towns named."""

    points: int
    towns: tuple[str, ...]
    label: str = "本地经营"

    @property
    def words(self) -> str:
        """What the line gives, in words."""
        return f"{'、'.join(self.towns)}的加 {self.points} 分"

    def score(self, facts: ScoreFacts) -> ScoreLine:
        """Return what it gives for these facts."""
        if town_key(facts.town) in {town_key(town) for town in self.towns} - {""}:
            return ScoreLine(self.label, self.points, f"在{facts.town}经营。")
        where = f"在{facts.town}经营，" if facts.town else "没有登记镇街，"
        return ScoreLine(self.label, 0, f"{where}不在加分的地方：{'、'.join(self.towns)}。")


@dataclass(frozen=True, slots=True)
class NamedProductLine:
    """Points, once, for bringing at least one of the products the festival names."""

    points: int
    products: tuple[str, ...]
    label: str = "点名产品"

    @property
    def words(self) -> str:
        """What the line gives, in words."""
        return f"带来{'、'.join(self.products)}的加 {self.points} 分"

    def score(self, facts: ScoreFacts) -> ScoreLine:
        """Return what it gives for these facts."""
        wanted = {without_spaces(product) for product in self.products}
        brought = [product for product in facts.products if without_spaces(product) in wanted]
        if brought:
            return ScoreLine(self.label, self.points, f"带来点名产品：{'、'.join(brought)}。")
        return ScoreLine(self.label, 0, f"没有带点名产品（{'、'.join(self.products)}）。")


@dataclass(frozen=True, slots=True)
class CreditLine:
    """Festival credit times `per_point`, held between `floor` (0 or below) and `cap`."""

    per_point: int
    floor: int
    cap: int
    label: str = "守信记录"

    @property
    def words(self) -> str:
        """What the line gives, in words."""
        return f"守信记录每分算 {self.per_point} 分，最多加 {self.cap} 分，最多扣 {-self.floor} 分"

    def score(self, facts: ScoreFacts) -> ScoreLine:
        """Return what it gives for these facts."""
        raw = facts.credit * self.per_point
        points = max(self.floor, min(self.cap, raw))
        if facts.credit == 0:
            return ScoreLine(self.label, points, "没有加分或扣分的守信记录。")
        reason = f"守信记录 {facts.credit} 分，每分算 {self.per_point} 分"
        if points < raw:
            reason += f"，最多 {self.cap} 分"
        elif points > raw:
            reason += f"，最低 {self.floor} 分"
        return ScoreLine(self.label, points, f"{reason}。")


@dataclass(frozen=True, slots=True)
class EarlierEditionsLine:
    """Points per earlier edition attended, up to `cap`."""

    per_edition: int
    cap: int
    label: str = "往届参展"

    @property
    def words(self) -> str:
        """What the line gives, in words."""
        return f"往届每参展一次加 {self.per_edition} 分，最多 {self.cap} 分"

    def score(self, facts: ScoreFacts) -> ScoreLine:
        """Return what it gives for these facts."""
        if facts.earlier_editions <= 0:
            return ScoreLine(self.label, 0, "还没有往届参展记录。")
        raw = facts.earlier_editions * self.per_edition
        points = min(self.cap, raw)
        reason = f"往届参展 {facts.earlier_editions} 次，每次 {self.per_edition} 分"
        if points < raw:
            reason += f"，最多 {self.cap} 分"
        return ScoreLine(self.label, points, f"{reason}。")


@dataclass(frozen=True, slots=True)
class EarlyFilingLine:
    """Points for filing early: the best step (`days` before closing, points) that is reached."""

    steps: tuple[tuple[int, int], ...]
    label: str = "早报加分"

    @property
    def words(self) -> str:
        """What the line gives, in words."""
        return "、".join(f"提前 {days} 天以上加 {value} 分" for days, value in self.steps)

    def score(self, facts: ScoreFacts) -> ScoreLine:
        """Return what it gives for these facts."""
        days = (facts.closes_on - facts.submitted_on).days
        reached = [points for at_least, points in self.steps if days >= at_least]
        if reached:
            return ScoreLine(self.label, max(reached), f"截止前 {days} 天交的。")
        soonest = min(at_least for at_least, _ in self.steps)
        when = f"截止前 {days} 天交的" if days >= 0 else "截止以后交的"
        return ScoreLine(self.label, 0, f"{when}，提前 {soonest} 天以上才加分。")


RuleLine = ClassLine | HeritageLine | LocalLine | NamedProductLine | CreditLine | EarlierEditionsLine | EarlyFilingLine


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """The published lines, in the order they are shown; at most one of each kind."""

    lines: tuple[RuleLine, ...]
