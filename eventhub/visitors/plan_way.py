"""The way to a booth on the public plan: from the festival's marks to the pure `route`, and back to words."""

from collections.abc import Sequence
from typing import Any

from eventhub.festivals.models import Festival
from eventhub.festivals.plan_view import placed
from eventhub.visitors.route import Gate, Road, Round, Terrain, Way, way_to
from eventhub.visitors.stalls import Stall

PATH = 400
RADII = {"stage": 500, "lake": 1_000}


def way_on_plan(festival: Festival, stalls: Sequence[Stall], label: str) -> Way | None:
    """Return the way from the nearest gate to the booth of a label; None where there is no booth, gate or way."""
    stall = next((entry for entry in stalls if entry.booth.label.casefold() == label.casefold()), None)
    if stall is None:
        return None
    return way_to(
        placed(stall.booth),
        [placed(entry.booth) for entry in stalls],
        [Gate(mark.get("text") or "入口", mark["x"], mark["y"]) for mark in _marks(festival, "gate")],
        _terrain(festival),
        (festival.plan_width, festival.plan_height),
    )


def way_words(way: Way | None, label: str) -> str:
    """Return 从南门走到 A05，约 120 米，2 分钟左右。 or what to do when there is no way to draw."""
    if way is None:
        return f"画不出到 {label} 的路线，请照着图上的分区和号牌找，或者问工作人员。"
    return f"从{way.gate.name}走到 {label}，约 {way.metres} 米，{way.minutes} 分钟左右。"


def _terrain(festival: Festival) -> Terrain:
    rounds = [
        Round(mark["x"], mark["y"], mark.get("r", radius))
        for kind, radius in RADII.items()
        for mark in _marks(festival, kind)
    ]
    lines = [(mark.get("kind"), mark.get("points") or [], mark.get("width", PATH)) for mark in festival.ground]
    return Terrain(
        rounds,
        [points for kind, points, _ in lines if kind == "lake" and len(points) > 2],
        [Road(points, width) for kind, points, width in lines if kind == "road"],
    )


def _marks(festival: Festival, kind: str) -> list[dict[str, Any]]:
    return [mark for mark in festival.ground if mark.get("kind") == kind and "x" in mark and "y" in mark]
