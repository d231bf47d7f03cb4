"""Kinds of stall, goods and licences, and whether the licences held meet what is asked for. Pure.

Which documents a stall needs is said by `document_matrix`. Every licence must last to the festival's last day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eventhub.registry.policy_class import chinese_date


class StallKind(StrEnum):
    """How a stall works, stored by value."""

    TRADER = "trader"
    COOKED_FOOD = "cooked_food"
    WORKSHOP = "workshop"
    STREET_FOOD = "street_food"
    FARM = "farm"
    CRAFT = "craft"
    SERVICE = "service"

    @property
    def label(self) -> str:
        """Chinese label shown to people."""
        return _STALL_LABELS[self]


_STALL_LABELS = {
    StallKind.TRADER: "卖成品",
    StallKind.COOKED_FOOD: "现场做吃的",
    StallKind.WORKSHOP: "自家小作坊产品",
    StallKind.STREET_FOOD: "食品摊贩",
    StallKind.FARM: "自产农产品",
    StallKind.CRAFT: "手工、非遗",
    StallKind.SERVICE: "宣传、服务台",
}


class GoodsCategory(StrEnum):
    """What a stall mainly sells, stored by value."""

    FOOD = "food"
    FARM = "farm"
    CRAFT = "craft"
    DRINK = "drink"

    @property
    def label(self) -> str:
        """Chinese label shown to people."""
        return _GOODS_LABELS[self]


_GOODS_LABELS = {
    GoodsCategory.FOOD: "吃的",
    GoodsCategory.FARM: "土特产",
    GoodsCategory.CRAFT: "手工",
    GoodsCategory.DRINK: "喝的",
}


class LicenceKind(StrEnum):
    """A document a household may hold, stored by value."""

    BUSINESS = "business"
    FOOD_OPERATION = "food_operation"
    SMALL_CATERING = "small_catering"
    WORKSHOP = "workshop"
    STREET_FOOD_CARD = "street_food_card"
    HEALTH = "health"
    PRODUCE = "produce"

    @property
    def label(self) -> str:
        """Official name of the document."""
        return _LICENCE_LABELS[self]

    @property
    def may_be_forever(self) -> bool:
        """Tell whether it can be without an end. A 健康证 never is: it is issued for a year (食品安全法, article 45)."""
        return self is not LicenceKind.HEALTH


_LICENCE_LABELS = {
    LicenceKind.BUSINESS: "营业执照",
    LicenceKind.FOOD_OPERATION: "食品经营许可证",
    LicenceKind.SMALL_CATERING: "小餐饮备案",
    LicenceKind.WORKSHOP: "小作坊登记",
    LicenceKind.STREET_FOOD_CARD: "摊贩备案信息公示卡",
    LicenceKind.HEALTH: "健康证",
    LicenceKind.PRODUCE: "承诺达标合格证",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One document asked for; any of the licences named meets it."""

    any_of: tuple[LicenceKind, ...]

    @property
    def label(self) -> str:
        """`食品经营许可证或小餐饮备案`."""
        return "或".join(kind.label for kind in self.any_of)


@dataclass(frozen=True, slots=True)
class Missing:
    """A requirement not met. `code` is `absent` or `expires`; `valid_to` is the best date held, if any."""

    requirement: Requirement
    code: str
    sentence: str
    valid_to: date | None = None


def missing_documents(
    requirements: Iterable[Requirement],
    licences_held: Iterable[tuple[LicenceKind, date | None]],
    last_day: date,
) -> list[Missing]:
    """Compare what is asked for with what is held.

    Args:
        requirements: from `document_matrix.required_documents`.
        licences_held: kind and last valid day of each licence; None means it never ends.
        last_day: the festival's last day; a licence must still be valid on it.

    Returns:
        One entry per requirement not met, with a sentence that says how to mend it.
    """
    held = list(licences_held)
    gaps = (_gap(need, [pair for pair in held if pair[0] in need.any_of], last_day) for need in requirements)
    return [gap for gap in gaps if gap is not None]


def _gap(need: Requirement, held: list[tuple[LicenceKind, date | None]], last_day: date) -> Missing | None:
    if not held:
        return Missing(need, "absent", f"还缺{need.label}，请补上编号和有效期。")
    if any(valid_to is None or valid_to >= last_day for _, valid_to in held):
        return None
    kind, latest = max(((kind, day) for kind, day in held if day is not None), key=lambda pair: pair[1])
    sentence = (
        f"{kind.label}有效期到{chinese_date(latest)}，管不到节会最后一天（{chinese_date(last_day)}），"
        "请换新证后更新有效期。"
    )
    return Missing(need, "expires", sentence, latest)
