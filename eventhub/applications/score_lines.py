"""The kinds of line a published score rule may have, as plain values."""

from dataclasses import dataclass

from eventhub.registry.policy_class import PolicyClass


@dataclass(frozen=True, slots=True)
class ClassLine:
    """Points by policy class, counted only if the class is valid on the festival's first day."""

    points: tuple[tuple[PolicyClass, int], ...]
    label: str = "名特优新类别"


@dataclass(frozen=True, slots=True)
class HeritageLine:
    """Points for holding at least one recognised heritage item."""

    points: int
    label: str = "非遗项目"


@dataclass(frozen=True, slots=True)
class LocalLine:
    """Points for households of the towns named."""

    points: int
    towns: tuple[str, ...]
    label: str = "本地经营"


@dataclass(frozen=True, slots=True)
class NamedProductLine:
    """Points, once, for bringing at least one of the products the festival names."""

    points: int
    products: tuple[str, ...]
    label: str = "点名产品"


@dataclass(frozen=True, slots=True)
class CreditLine:
    """Festival credit times `per_point`, held between `floor` (0 or below) and `cap`."""

    per_point: int
    floor: int
    cap: int
    label: str = "守信记录"


@dataclass(frozen=True, slots=True)
class EarlierEditionsLine:
    """Points per earlier edition attended, up to `cap`."""

    per_edition: int
    cap: int
    label: str = "往届参展"


@dataclass(frozen=True, slots=True)
class EarlyFilingLine:
    """Points for filing early: the best step (`days` before closing, points) that is reached."""

    steps: tuple[tuple[int, int], ...]
    label: str = "早报加分"


RuleLine = ClassLine | HeritageLine | LocalLine | NamedProductLine | CreditLine | EarlierEditionsLine | EarlyFilingLine


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """The published lines, in the order they are shown; at most one of each kind."""

    lines: tuple[RuleLine, ...]
