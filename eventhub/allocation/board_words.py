"""The board's Chinese: needs, reasons and the checker's sentences as organisers and households read them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from eventhub.allocation.problem import Household
from eventhub.core.display import cn_date
from eventhub.festivals.booth_features import BoothFeature
from eventhub.registry.documents import GoodsCategory

NEEDS = {
    "category": "展区不收这一类",
    "zone": "只肯去的展区没有合适的",
    "power_w": "电不够",
    "features": "缺水、明火等条件",
    "size": "要连着的几个，没有这么多",
    "closed": "合适的摊位停用了",
}
TAGS = {"open_flame": "明火", "textile": "布料"}
LEVEL_NAMES = {
    "placed": "能排的都排上",
    "size": "摊位个数",
    "zones": "展区志愿",
    "neighbours": "同类隔开",
    "moves": "少挪动",
}
# What a level came to: at nothing, and at a number.
LEVEL_SENTENCES = {
    "placed": ("一户也没排上", "排上了 {} 户"),
    "size": ("一个摊位也没给", "一共给了 {} 个摊位"),
    "zones": ("想去的区都满足了", "想去的区没全满足，一共往后让了 {} 位"),
    "neighbours": ("隔壁没有卖同一类的", "隔壁卖同一类的有 {} 对"),
    "moves": ("和上一版比，没有人挪动", "和上一版比，挪动了 {} 户"),
}
_CODES = {
    **{category.value: category.label for category in GoodsCategory},
    **{feature.value: feature.label for feature in BoothFeature},
    **TAGS,
}
# Codes of the problem file stand in the checker's sentences between Chinese marks; receipts and labels never look so.
_CODE = re.compile(r"(?<=[“（、：])(" + "|".join(sorted(_CODES, key=len, reverse=True)) + r")(?=[”）、。])")
_RECEIPT = re.compile(r" ?([A-Z]{1,4}[0-9]{3,6}) ?")
_ISO_DAY = re.compile(r"\b(20[0-9]{2}-[0-9]{2}-[0-9]{2})\b")


def in_words(sentence: str, names: Mapping[str, str] | None = None) -> str:
    """Return a sentence of the checker as people read it: codes of the problem file in Chinese, days as days, a closed
    booth called as the legend calls it, and beside every receipt number in `names` the shop.
    """
    said = _CODE.sub(lambda found: _CODES[found.group()], sentence.replace(" 不开放。", " 停用了。"))
    said = _ISO_DAY.sub(lambda found: cn_date(date.fromisoformat(found.group())), said)
    return with_names(said, names) if names else said


def with_names(sentence: str, names: Mapping[str, str]) -> str:
    """Return a sentence with the shop in front of every receipt number that `names` knows: 罗姐苗家米酒（CS0063）."""

    def named(found: re.Match[str]) -> str:
        name = names.get(found.group(1))
        return f"{name}（{found.group(1)}）" if name else found.group()

    return _RECEIPT.sub(named, sentence)


def level_in_words(level: Mapping[str, Any]) -> str:
    """Return what a level of the plan came to, as a person would say it, and whether it is known to be the best."""
    nothing, some = LEVEL_SENTENCES[level["level"]]
    said = some.format(level["value"]) if level["value"] else nothing
    return said + ("，证明是最好的" if level["proven"] else "，还没证明到头")


def needs_of(household: Household) -> list[str]:
    """Return what a household needs and wishes, in a few words each."""
    known = set(BoothFeature)
    needs = [BoothFeature(name).label for name in sorted(household.features) if name in known]
    if household.power_w:
        needs.append(f"用电 {household.power_w:,} 瓦")
    if household.size_max > 1:
        size = f"{household.size_min}–{household.size_max}"
        needs.append(f"要 {household.size_min if household.size_min == household.size_max else size} 个连着")
    if household.zones:
        needs.append(("想去 " if household.anywhere else "只去 ") + "、".join(household.zones) + " 区")
    return needs


def why_unplaced(reason: Mapping[str, Any] | None) -> str:
    """Return the plan file's reason as a sentence; a household taken off by hand has none of its own."""
    if reason is None:
        return "是手工拿下来的。"
    if reason["reason"] == "outranked":
        return f"能放的位置都给了排在前面的户：{'、'.join(reason['blockers'])}。"
    if reason["reason"] == "time_limit":
        return "时间到了还没算到这一户，再排一遍。"
    failing = "；".join(NEEDS.get(need, need) for need in reason.get("failing", []))
    return f"整个场子都没有合适的摊位（{failing}）。" if failing else "整个场子都没有合适的摊位，几样条件凑不到一起。"


def category_label(category: str) -> str:
    """Return the Chinese label of a category as the problem file names it."""
    return GoodsCategory(category).label if category in set(GoodsCategory) else category


def letter_of(category: str) -> str:
    """Return the one character that stands for a category on the plan."""
    return {"food": "食", "farm": "农", "craft": "艺", "drink": "饮"}.get(category, "其")
