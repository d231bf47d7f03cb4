"""The public plan: who stands where, drawn by `plan_svg` and told again as a list; or a part of it."""

from collections.abc import Collection, Sequence
from datetime import time
from typing import Any

from eventhub.core.display import cn_date
from eventhub.festivals.models import Booth, Festival, FestivalState
from eventhub.festivals.plan_view import plan_of
from eventhub.visitors.stalls import CATEGORY_NAMES, SUSPENDED, Stall

NEAR_WIDTH, NEAR_HEIGHT = 2_800, 1_800
NEAR_MARGIN = 300
NAMED = 6


def public_plan(festival: Festival, stalls: Sequence[Stall], found: Collection[str] = ()) -> dict[str, Any]:
    """Return the plan for `plan_svg`, with the shops that stand there; `found` are the labels to light up."""
    by_booth = {stall.booth.id: stall for stall in stalls}
    goods: list[str] = []

    def fill(booth: Booth) -> dict[str, Any]:
        stall = by_booth[booth.id]
        goods.append("、".join(ware.name.replace("|", " ") for ware in stall.goods))
        return {
            "state": "stop" if stall.suspended else "on" if stall.shop else "free",
            "cat": stall.category,
            # The label holds the shop's name, once: 120 booths must stay below 60 kB.
            "name": "",
            "href": stall.href,
            "text": _told_on_tap(stall, festival),
            # A square turned by a quarter is the same square.
            "rotation": booth.rotation % 90 if booth.width == booth.depth else booth.rotation,
            "aria_label": f"{booth.label} {stall.shop or stall.vacancy}{f'，{SUSPENDED}' if stall.suspended else ''}",
            "here": booth.label in found,
        }

    # In the order in which they are drawn, so that no number has to stand there again.
    return plan_of(festival, fill) | {"goods": "|".join(goods)}


def around(plan: dict[str, Any], booth: Booth) -> dict[str, Any]:
    """Return the part of a plan round one booth, with only the booths that can be seen in it."""
    left, top = booth.x - NEAR_WIDTH / 2, booth.y - NEAR_HEIGHT / 2

    def seen(other: dict[str, Any]) -> bool:
        across, down = abs(other["x"] - booth.x), abs(other["y"] - booth.y)
        return bool(across < NEAR_WIDTH / 2 + NEAR_MARGIN and down < NEAR_HEIGHT / 2 + NEAR_MARGIN)

    zones = [{**zone, "booths": [other for other in zone["booths"] if seen(other)]} for zone in plan["zones"]]
    return {**plan, "box": [left, top, NEAR_WIDTH, NEAR_HEIGHT], "zones": zones}


def found_labels(stalls: Sequence[Stall], at: str, text: str) -> list[str]:
    """Return the labels to light up: the booth named by `at`, or those that match a search; plan.js finds the same.

    A booth at which nobody stands is found by its whole number only.
    """
    if at:
        return [stall.booth.label for stall in stalls if stall.booth.label.casefold() == at.casefold()]
    exact = text.casefold()
    return [
        stall.booth.label
        for stall in stalls
        if text and (stall.booth.label.casefold() == exact or (stall.shop and stall.matches(text)))
    ]


def found_words(labels: Sequence[str], text: str) -> str:
    """Return 有 2 个摊位：A01、A08。 for a search, or that there is none; empty without a search."""
    if not text:
        return ""
    if not labels:
        return f"没有找到“{text}”。换个词试试，店名、吃的、摊位号都行。"
    return f"有 {len(labels)} 个摊位：{'、'.join(labels[:NAMED])}{'等' if len(labels) > NAMED else ''}。"


def chosen(stalls: Sequence[Stall], text: str, category: str) -> list[Stall]:
    """Return the stalls of a list narrowed by a search and a category; an unknown one narrows nothing."""
    narrowed = [stall for stall in stalls if category not in CATEGORY_NAMES or stall.category == category]
    return [stall for stall in narrowed if stall.matches(text)] if text else narrowed


def by_zone(stalls: Sequence[Stall]) -> list[tuple[str, str, list[Stall]]]:
    """Return (name of the zone, key of its colour, its stalls) in the order of the stalls."""
    zones: dict[int, list[Stall]] = {}
    for stall in stalls:
        zones.setdefault(stall.zone.id, []).append(stall)
    return [(group[0].zone_name, (group[0].zone.categories or [""])[0], group) for group in zones.values()]


def hours_text(festival: Festival) -> str:
    """Return 每天 9:00–18:00 开; empty while the days are open. Holds on a page saved yesterday, too."""
    if not festival.days or festival.state is FestivalState.CANCELLED:
        return ""
    return f"每天 {_hour(festival.opens_at)}–{_hour(festival.closes_at)} 开"


def _told_on_tap(stall: Stall, festival: Festival) -> str:
    """Say why nobody stands here, or on which days somebody does when that isn't all of them."""
    if stall.suspended:
        return f"这家{SUSPENDED}，查清楚了再开。别的摊位照常。"
    if stall.application and 0 < len(stall.days) < len(festival.days):
        return "只在" + "、".join(cn_date(day, weekday=False) for day in stall.days) + "出摊。"
    if stall.shop or stall.booth.closed:
        return ""
    return "谁来摆还没定下来，定了就写在这里。" if stall.pending else ""


def _hour(moment: time) -> str:
    return f"{moment.hour}:{moment:%M}"
