"""Geometry of booth rows on the plan: generating, neighbours, overlaps.

Units: whole centimetres on the plan, x to the right, y downwards; rotation in whole degrees, clockwise,
0 to 359, about the middle of the booth. A booth's `x`, `y` is its middle; its open front is the side
towards larger y at rotation 0.
"""

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from eventhub.core.errors import BadInput
from eventhub.festivals.booth_numbers import MAX_BOOTHS, parse_booth_range

BOOTH_SIZE = 300
MAX_ROWS = 20
MAX_PLAN = 200_000
# Middles and angles are rounded to whole centimetres and degrees; two booths that touch may then seem
# to cut into each other by a few centimetres. Nobody could peg a stall out more exactly than this.
TOLERANCE = 8


class LayoutError(BadInput):
    """The rows can't be laid out as asked. `code`: `layout`, with a sentence for each wrong field."""

    default_code: ClassVar[str] = "layout"


@dataclass(frozen=True, slots=True)
class RowSpec:
    """Rows to generate.

    `x`, `y`: middle of the first booth of the first row. `rotation`: direction the row runs in, degrees
    clockwise from "to the right". `numbers` are dealt out to `rows` rows as evenly as possible, earlier rows
    taking the extra ones. `gap`: between booths of a row; `row_gap`: the clear aisle between rows, cm.
    `arc_radius`: 0 for a straight row; else the first row lies on a circle of that radius (to the middles of
    the booths), bending to the right when positive, to the left when negative; further rows are concentric.
    `snake`: every second row is numbered from the far end.
    """

    numbers: tuple[str, ...]
    x: int
    y: int
    rows: int = 1
    width: int = BOOTH_SIZE
    depth: int = BOOTH_SIZE
    gap: int = 0
    row_gap: int = 400
    rotation: int = 0
    arc_radius: int = 0
    snake: bool = False

    @classmethod
    def from_range(cls, text: str, x: int, y: int, rows: int = 1) -> "RowSpec":
        """Make a spec from "A01–A20, two rows at (x, y)", everything else at its default.

        Raises:
            BoothNumberError: the range can't be read.
        """
        return cls(parse_booth_range(text), x, y, rows)


@dataclass(frozen=True, slots=True)
class PlacedBooth:
    """A booth on the plan."""

    number: str
    x: int
    y: int
    rotation: int
    width: int = BOOTH_SIZE
    depth: int = BOOTH_SIZE

    def corners(self, inset: float = 0.0) -> list[tuple[float, float]]:
        """Return the four corners in cm, clockwise from the back left, each side moved in by `inset`."""
        half_w, half_d = self.width / 2 - inset, self.depth / 2 - inset
        angle = math.radians(self.rotation)
        cos, sin = math.cos(angle), math.sin(angle)
        return [
            (self.x + across * cos - along * sin, self.y + across * sin + along * cos)
            for across, along in ((-half_w, -half_d), (half_w, -half_d), (half_w, half_d), (-half_w, half_d))
        ]


def generate_rows(spec: RowSpec) -> list[list[PlacedBooth]]:
    """Lay out rows of booths.

    Args:
        spec: what to lay out.

    Returns:
        Rows, each with its booths in the order they stand (neighbours next to each other), numbered as asked.

    Raises:
        LayoutError: a figure out of range, or an arc too tight for the booths.
    """
    _check(spec)
    rows = []
    taken = 0
    for index in range(spec.rows):
        count = len(spec.numbers) // spec.rows + (1 if index < len(spec.numbers) % spec.rows else 0)
        numbers = spec.numbers[taken : taken + count]
        taken += count
        places = _places(spec, index, count)
        if spec.snake and index % 2 == 1:
            places.reverse()
        rows.append([_place(spec, number, *place) for number, place in zip(numbers, places, strict=True)])
    return rows


def _place(spec: RowSpec, number: str, along: float, across: float, turn: float) -> PlacedBooth:
    """Turn row coordinates (cm along and across, degrees) into a booth on the plan."""
    angle = math.radians(spec.rotation)
    x = spec.x + along * math.cos(angle) - across * math.sin(angle)
    y = spec.y + along * math.sin(angle) + across * math.cos(angle)
    if not (0 <= x <= MAX_PLAN and 0 <= y <= MAX_PLAN):
        raise LayoutError(f"摊位“{number}”排到平面图外面去了，请挪一挪起点，或者减少每排的个数。")
    return PlacedBooth(number, round(x), round(y), round(spec.rotation + turn) % 360, spec.width, spec.depth)


def _places(spec: RowSpec, index: int, count: int) -> list[tuple[float, float, float]]:
    if spec.arc_radius == 0:
        offset = float(index * (spec.depth + spec.row_gap))
        return [(step * (spec.width + spec.gap), offset, 0.0) for step in range(count)]
    side = 1 if spec.arc_radius > 0 else -1
    radius = _radius(spec, index)
    step = _arc_step(spec, radius, count)
    centre = side * abs(spec.arc_radius)
    return [
        (
            radius * math.sin(number * step),
            centre - side * radius * math.cos(number * step),
            side * math.degrees(number * step),
        )
        for number in range(count)
    ]


def _radius(spec: RowSpec, index: int) -> float:
    """Radius of a further row of an arc, to the middles of its booths.

    Rows are stacked towards larger "across": nearer the centre when the row bends right, farther when left.
    Booths are straight, so their outer corners stick out of the circle; the aisle is kept clear of them.
    """
    radius = float(abs(spec.arc_radius))
    half_w, half_d = spec.width / 2, spec.depth / 2
    for _ in range(index):
        if spec.arc_radius < 0:
            radius = math.hypot(radius + half_d, half_w) + spec.row_gap + half_d
        else:
            corner = radius - half_d - spec.row_gap
            if corner <= half_w:
                raise LayoutError(fields={"arc_radius": f"弧太小，排不下 {spec.rows} 排，请把半径加大，或者减少排数。"})
            radius = math.sqrt(corner**2 - half_w**2) - half_d
    return radius


def _arc_step(spec: RowSpec, radius: float, count: int) -> float:
    """Angle between neighbours (radians): their inner corners are `gap` apart, so they never overlap."""
    inner = radius - spec.depth / 2
    step = 2 * math.atan2((spec.width + spec.gap) / 2, inner) if inner > 0 else math.inf
    if count * step > 2 * math.pi + 1e-9:
        raise LayoutError(
            fields={"arc_radius": f"弧太小，一排 {count} 个摊位排不下，请把半径加大，或者减少每排的个数。"}
        )
    return step


def _check(spec: RowSpec) -> None:
    ranges = {
        "rows": (spec.rows, 1, MAX_ROWS, "排数"),
        "width": (spec.width, 50, 3_000, "摊位宽"),
        "depth": (spec.depth, 50, 3_000, "摊位深"),
        "gap": (spec.gap, 0, 5_000, "摊位间距"),
        "row_gap": (spec.row_gap, 0, 10_000, "排间距"),
        "rotation": (spec.rotation, -360, 360, "角度"),
        "arc_radius": (spec.arc_radius, -MAX_PLAN, MAX_PLAN, "弧的半径"),
        "x": (spec.x, 0, MAX_PLAN, "横坐标"),
        "y": (spec.y, 0, MAX_PLAN, "纵坐标"),
    }
    fields = {
        field: f"{name}要在 {low:,} 到 {high:,} 之间，现在是 {value:,}。"
        for field, (value, low, high, name) in ranges.items()
        if not low <= value <= high
    }
    if not spec.numbers or len(spec.numbers) > MAX_BOOTHS:
        fields["numbers"] = f"摊位要有 1 到 {MAX_BOOTHS} 个，现在是 {len(spec.numbers)} 个。"
    elif "rows" not in fields and spec.rows > len(spec.numbers):
        fields["rows"] = f"只有 {len(spec.numbers)} 个摊位，分不成 {spec.rows} 排，请减少排数。"
    if fields:
        raise LayoutError(fields=fields)


def neighbour_pairs(
    row: Sequence[str], breaks: Collection[tuple[str, str]] = (), circular: bool = False
) -> list[tuple[str, str]]:
    """List the neighbours in one row (allocation rules, section 1).

    Args:
        row: booth numbers in the order they stand.
        breaks: pairs of consecutive booths with something between them, in either order.
        circular: the last and the first are neighbours too, in a row of three or more.

    Returns:
        Pairs along the row, the closing pair last.
    """
    broken = {frozenset(pair) for pair in breaks}
    pairs = list(itertools.pairwise(row))
    if circular and len(row) >= 3:
        pairs.append((row[-1], row[0]))
    return [pair for pair in pairs if frozenset(pair) not in broken]


def overlapping(booths: Sequence[PlacedBooth], tolerance: int = TOLERANCE) -> list[tuple[str, str]]:
    """Find booths that stand on each other.

    Args:
        booths: booths of one plan.
        tolerance: how many cm two booths may seem to cut into each other and still count as touching.

    Returns:
        Pairs of numbers, in the order of `booths`. 500 booths take well under a second.
    """
    # Sorted by x, a booth needs comparing only with those whose bounding circles reach it.
    reach = {id(booth): math.hypot(booth.width, booth.depth) / 2 for booth in booths}
    widest = max(reach.values(), default=0.0)
    place = {id(booth): position for position, booth in enumerate(booths)}
    shapes = {id(booth): booth.corners(tolerance / 2) for booth in booths}
    by_x = sorted(booths, key=lambda booth: booth.x)
    found = []
    for position, one in enumerate(by_x):
        for other in by_x[position + 1 :]:
            if other.x - one.x > reach[id(one)] + widest:
                break
            near = math.hypot(other.x - one.x, other.y - one.y) < reach[id(one)] + reach[id(other)]
            if near and _cut(shapes[id(one)], shapes[id(other)]):
                found.append(tuple(sorted((place[id(one)], place[id(other)]))))
    return [(booths[first].number, booths[second].number) for first, second in sorted(found)]


def _cut(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    """Separating axes: two rectangles are apart if they are apart along the side of one of them."""
    for shape in (one, other):
        for (x0, y0), (x1, y1) in ((shape[0], shape[1]), (shape[1], shape[2])):
            axis_x, axis_y = x1 - x0, y1 - y0
            first = [x * axis_x + y * axis_y for x, y in one]
            second = [x * axis_x + y * axis_y for x, y in other]
            if max(first) <= min(second) or max(second) <= min(first):
                return False
    return True
