"""The plan as plain data: what `components/plan.html` draws for the editor, the board and the public plan."""

from collections.abc import Callable, Iterable
from typing import Any

from eventhub.festivals.layout import PlacedBooth, overlapping
from eventhub.festivals.models import Booth, Festival, Zone
from eventhub.festivals.queries import zones_of

# A booth of 3 m comes out 45 units wide, the size the letters on it are made for.
SCALE = 0.15
ZONE_MARGIN = 70
# Degrees between the booths of a row from which on it counts as bent.
BEND = 30
LABEL_ABOVE = 60
MARGIN = 300
# An outline of less than a square metre is a slip of the hand; a view narrower than this shows no surroundings.
SMALLEST_ZONE = 10_000
SMALLEST_VIEW = 3_000
SERVICES = {
    "toilet": ("厕", "厕所"),
    "medical": ("医", "医疗点"),
    "water": ("水", "取水点"),
    "parking": ("停", "停车场"),
    "help": ("问", "咨询台"),
}
# Lakes are drawn first, words last.
DRAWING_ORDER = ("lake", "road", "tree", "house", "stage", "gate", *SERVICES, "label")
Point = tuple[float, float]
Fill = Callable[[Booth], dict[str, Any]]


def plan_of(festival: Festival, fill: Fill | None = None) -> dict[str, Any]:
    """Return the plan of a festival in the form that `plan_svg` documents; lengths in centimetres, `scale` beside them.

    Args:
        festival: whose plan.
        fill: tells for a booth what to show beside its place: name, state, href, cat … Each room that shows the plan
            gives its own; by default booths are free and lead to the anchor of their label.

    Returns:
        Plain dicts and lists. Zones without a drawn outline are outlined round their booths. A booth out of use has
        the state "off", whatever `fill` says.
    """
    zones = [_zone(zone, fill) for zone in zones_of(festival)]
    return {
        "label": f"{festival.short_name}平面图",
        "box": _shown_box(festival, zones),
        "scale": SCALE,
        "features": ground_features(festival.ground),
        "zones": zones,
        "booths": [],
    }


def booth_state(booth: Booth) -> dict[str, Any]:
    """Return a booth as the editor keeps it: every column it may change, its version, its row and zone."""
    return {
        "id": booth.id,
        "version": booth.version,
        "label": booth.label,
        "x": booth.x,
        "y": booth.y,
        "rotation": booth.rotation,
        "width": booth.width,
        "depth": booth.depth,
        "power_w": booth.power_w,
        "features": list(booth.features),
        "closed": booth.closed,
        "break_after": booth.break_after,
        "service": booth.service,
        "row": booth.row.code,
        "zone": booth.row.zone.code,
    }


def editor_state(festival: Festival) -> dict[str, Any]:
    """Return all the editor needs beside the drawing: booths, zone outlines, landmarks, overlaps, the ground's version."""
    zones = zones_of(festival)
    booths = [booth for zone in zones for row in zone.rows for booth in row.booths]
    return {
        "version": festival.version,
        "scale": SCALE,
        "width": festival.plan_width,
        "height": festival.plan_height,
        "booths": [booth_state(booth) for booth in booths],
        "zones": [_zone(zone, None, booths=False) for zone in zones],
        "marks": festival.ground,
        "overlaps": overlapping([placed(booth) for booth in booths]),
    }


def outline_of(zone: Zone) -> list[Point]:
    """Return the zone's outline in centimetres: as drawn, else round its booths; empty when there is neither."""
    if zone.outline and area_of(zone.outline) >= SMALLEST_ZONE:
        return [(float(x), float(y)) for x, y in zone.outline]
    if len(zone.rows) == 1 and _bends(zone.rows[0].booths):
        return _along(zone.rows[0].booths)
    booths = [booth for row in zone.rows for booth in row.booths]
    return _hull(corner for booth in booths for corner in placed(booth).corners(-ZONE_MARGIN))


def area_of(outline: list[Any]) -> float:
    """Return the area within an outline of [x, y] in centimetres, in square centimetres (Gauss's formula)."""
    turned = [*outline[1:], *outline[:1]]
    twice: float = sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(outline, turned, strict=True))
    return abs(twice) / 2


def placed(booth: Booth) -> PlacedBooth:
    """Return a booth as the pure geometry knows it."""
    return PlacedBooth(booth.label, booth.x, booth.y, booth.rotation, booth.width, booth.depth)


def zone_category(zone: Zone) -> str:
    """Return the category whose colour the zone takes: its first one, or "" when any may stand there."""
    return zone.categories[0] if zone.categories else ""


def ground_features(ground: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turn landmarks as they are stored into what the macro draws, those that lie below first."""
    known = [mark for mark in ground if mark.get("kind") in DRAWING_ORDER]
    known.sort(key=lambda mark: DRAWING_ORDER.index(mark["kind"]))
    return [feature for mark in known for feature in _features(mark)]


def _shown_box(festival: Festival, zones: list[dict[str, Any]]) -> list[float]:
    """The part of the ground where something stands, so that a half-empty one does not shrink what there is."""
    boxes = [zone["box"] for zone in zones if "box" in zone]
    points = [(x + MARGIN, y + MARGIN) for x, y, _, _ in boxes]
    points += [(x + width - MARGIN, y + height - MARGIN) for x, y, width, height in boxes]
    points += [(mark["x"], mark["y"]) for mark in festival.ground if "x" in mark and "y" in mark]
    if not points:
        return [0, 0, festival.plan_width, festival.plan_height]
    left, width = _span([point[0] for point in points], festival.plan_width)
    top, height = _span([point[1] for point in points], festival.plan_height)
    return [left, top, width, height]


def _span(values: list[float], limit: int) -> tuple[float, float]:
    """Where to begin and how much to show along one side of the ground: all of `values` with a margin.

    A gate at the edge sticks out of the ground by half its sign, so that a margin round the ground is shown too.
    """
    low, high = min(values) - 2 * MARGIN, max(values) + 2 * MARGIN
    missing = max(SMALLEST_VIEW - (high - low), 0) / 2
    begin, end = max(-MARGIN, low - missing), min(limit + MARGIN, high + missing)
    return begin, end - begin


def _features(mark: dict[str, Any]) -> list[dict[str, Any]]:
    kind, x, y, text = mark["kind"], mark.get("x", 0), mark.get("y", 0), mark.get("text", "")
    below = {"kind": "label", "x": x, "text": text}
    if kind == "stage":
        radius = mark.get("r", 500)
        drawn = [{"kind": "plaza", "x": x, "y": y, "r": radius * 1.6}, {"kind": "stage", "x": x, "y": y, "r": radius}]
        return drawn + ([{**below, "y": y + radius * 1.6 - 60}] if text else [])
    if kind == "lake":
        shore = _smooth(mark["points"]) if len(mark.get("points", [])) > 2 else _circle(x, y, mark.get("r", 1000))
        return [{"kind": "water", "d": shore}] + ([{**below, "y": y}] if text else [])
    if kind in ("tree", "house"):
        return [{"kind": kind, "x": x, "y": y}]
    if kind == "road":
        points = mark.get("points", [])
        path = "M" + "L".join(f"{point[0]} {point[1]}" for point in points)
        return [{"kind": "road", "width": mark.get("width", 400), "d": path}] if len(points) > 1 else []
    if kind in SERVICES:
        return [{"kind": "service", "x": x, "y": y, "text": SERVICES[kind][0]}]
    return [{"kind": kind, "x": x, "y": y, "text": text or "入口"}] if kind == "gate" or text else []


def _circle(x: float, y: float, r: float) -> str:
    return f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"


def _smooth(points: list[Point]) -> str:
    """A closed curve through the points: Catmull-Rom, written as the cubic curves of an SVG path."""
    count = len(points)
    path = f"M{points[0][0]} {points[0][1]}"
    for index in range(count):
        before, start, end, after = (points[(index + step) % count] for step in (-1, 0, 1, 2))
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        path += "C" + " ".join(f"{value:.0f}" for point in (first, second, end) for value in point)
    return path + "z"


def _zone(zone: Zone, fill: Fill | None, booths: bool = True) -> dict[str, Any]:
    points = outline_of(zone)
    corners = [corner for row in zone.rows for booth in row.booths for corner in placed(booth).corners()]
    reach = [*points, *corners]  # booths may stand outside what was drawn, and must not be cut off
    shown: dict[str, Any] = {"code": zone.code, "name": zone.name, "cat": zone_category(zone), "points": points}
    if reach:
        left, right = min(x for x, _ in reach), max(x for x, _ in reach)
        top, bottom = min(y for _, y in reach), max(y for _, y in reach)
        shown["box"] = [left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN]
    if points:
        across = [x for x, _ in points]
        shown["label"] = ((min(across) + max(across)) / 2, min(y for _, y in points) - LABEL_ABOVE)
    if booths:
        shown["booths"] = [_booth(booth, shown["cat"], fill) for row in zone.rows for booth in row.booths]
    return shown


def _booth(booth: Booth, category: str, fill: Fill | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": booth.id,
        "number": booth.label,
        "x": booth.x,
        "y": booth.y,
        "w": booth.width,
        "h": booth.depth,
        "rotation": booth.rotation,
        "cat": category,
        "state": "free",
        "href": f"#{booth.label}",
        "aria_label": f"{booth.label}，{booth.service or '空着'}",
        "name": booth.service,
    }
    shown.update(fill(booth) if fill else {})
    if booth.closed:
        shown.update(state="off", aria_label=f"{booth.label}，停用")
    return shown


def _bends(booths: list[Booth]) -> bool:
    """Tell whether a row runs round something, which an outline of the whole would cover."""
    turns = {booth.rotation for booth in booths}
    return len(booths) > 2 and max(turns) - min(turns) > BEND


def _along(booths: list[Booth]) -> list[Point]:
    """The outline of a bent row: along the backs of its booths and back along their fronts."""
    corners = [placed(booth).corners(-ZONE_MARGIN / 2) for booth in booths]
    backs = [corner for four in corners for corner in four[:2]]
    fronts = [corner for four in reversed(corners) for corner in four[2:]]
    return [(round(x), round(y)) for x, y in (*backs, *fronts)]


def _hull(corners: Iterable[Point]) -> list[Point]:
    """Andrew's monotone chain: the smallest convex outline round the points, rounded to whole centimetres."""
    points = sorted({(round(x), round(y)) for x, y in corners})
    if len(points) < 3:
        return []
    return _chain(points)[:-1] + _chain(points[::-1])[:-1]


def _chain(points: list[tuple[int, int]]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
