"""The towns 镇街 of the zone, and how a town is recognised however it is written. Pure."""

from eventhub.core.typed_text import without_spaces

TOWNS = (
    "万东镇", "南桐镇", "青年镇", "关坝镇", "丛林镇", "石林镇", "金桥镇", "黑山镇", "万盛街道", "东林街道",
)  # fmt: skip
OUTSIDE = "区外"


def town_key(town: str) -> str:
    """Return what two ways of writing one town share: `青年镇` and `青 年` are both `青年`."""
    compact = without_spaces(town)
    for suffix in ("街道", "镇", "乡"):
        if compact.endswith(suffix) and len(compact) > len(suffix):
            return compact.removesuffix(suffix)
    return compact
