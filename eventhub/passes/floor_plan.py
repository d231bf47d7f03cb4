"""The floor plan of the desk as the sheet that goes on paper: centimetres become metres, holders get their names."""

from typing import Any

from eventhub.allocation.queries import holders_of
from eventhub.festivals.models import Festival
from eventhub.passes.papers import MARKS
from eventhub.passes.plan_sheet import PlanBooth, PlanLabel, PlanShape, PlanSheet, PlanZone

CM = 100


def plan_sheet(festival: Festival, plan: dict[str, Any]) -> PlanSheet:
    """Return the sheet of a plan as `festivals.plan_view.plan_of` describes it."""
    holders = holders_of(festival)
    return PlanSheet(
        title=f"{festival.name} 平面图",
        width=festival.plan_width / CM,
        height=festival.plan_height / CM,
        zones=tuple(
            PlanZone(f"{zone['code']}区 {zone['name']}", tuple((x / CM, y / CM) for x, y in zone["points"]))
            for zone in plan["zones"]
        ),
        booths=tuple(_booth(booth, holders) for zone in plan["zones"] for booth in zone["booths"]),
        labels=tuple(
            PlanLabel(mark["text"], mark["x"] / CM, mark["y"] / CM) for mark in plan["features"] if mark.get("text")
        ),
        ground=tuple(_shape(mark) for mark in festival.ground if mark.get("kind") in ("lake", "road", "stage")),
        skin=festival.skin,
    )


def _shape(mark: dict[str, Any]) -> PlanShape:
    points = mark.get("points") or [(mark["x"], mark["y"])]
    radius = 0 if mark.get("points") else mark.get("r", 500)
    width = mark.get("width", 400)
    return PlanShape(mark["kind"], tuple((x / CM, y / CM) for x, y in points), width / CM, radius / CM)


def _booth(booth: dict[str, Any], holders: dict[str, Any]) -> PlanBooth:
    holder = holders.get(booth["number"])
    return PlanBooth(
        code=booth["number"],
        x=booth["x"] / CM,
        y=booth["y"] / CM,
        width=booth["w"] / CM,
        depth=booth["h"] / CM,
        turn=float(booth["rotation"]),
        shop=holder.household.name if holder else "",
        mark=MARKS[holder.category] if holder else "",
        closed=booth["state"] == "off",
    )
