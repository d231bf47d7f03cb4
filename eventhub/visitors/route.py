"""The way from a gate to a booth: along the aisles, round booths, stage and water. Pure: no Flask, no database.

The ground is laid out in square cells; the shortest walk over free cells is found (Dijkstra from the booth's front, so
that the nearest gate is met first) and then pulled straight wherever one can walk straight.
"""

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eventhub.festivals.layout import PlacedBooth

CELL = 100
MOST_CELLS = 250
# Half a person's width is kept from what stands in the way; where rows are closer than that, less.
CLEARANCES = (60, 25, 0)
STANDS_BEFORE = 60
WALK_CM_A_MINUTE = 6_000
STEPS = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
Point = tuple[float, float]
Cell = tuple[int, int]
Inside = Callable[[float, float], bool]


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate 入口 on the plan: its name and place in centimetres."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Round:
    """Something round nobody walks through, such as the stage or a lake: middle and radius in centimetres."""

    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class Way:
    """A walk: its corners from the gate to the front of the booth, in centimetres."""

    gate: Gate
    points: tuple[Point, ...]

    @property
    def metres(self) -> int:
        """Length of the walk, rounded to 10 m, at least 10."""
        length = sum(math.dist(a, b) for a, b in zip(self.points, self.points[1:], strict=False))
        return max(10, round(length / 1_000) * 10)

    @property
    def minutes(self) -> int:
        """How long it takes at 60 m a minute, as one walks in a crowd; at least 1."""
        return max(1, math.ceil(self.metres * 100 / WALK_CM_A_MINUTE))


def way_to(
    target: PlacedBooth,
    booths: Sequence[PlacedBooth],
    gates: Sequence[Gate],
    rounds: Sequence[Round] = (),
    size: tuple[int, int] = (12_000, 9_000),
) -> Way | None:
    """Find the way from the nearest gate (by walking) to the front of a booth.

    Args:
        target: the booth to reach; one of `booths`.
        booths: everything that stands in rows, in centimetres.
        gates: where visitors come in; may lie at the very edge.
        rounds: stage, lakes.
        size: width and height of the ground in centimetres.

    Returns:
        The way, or None when there is no gate or every way is blocked.
    """
    if not gates:
        return None
    for clearance in CLEARANCES:
        ground = _Ground(booths, rounds, size, clearance)
        for front in _fronts(target):
            way = ground.walk(front, gates)
            if way:
                return way
    return None


def _fronts(booth: PlacedBooth) -> list[Point]:
    """Return where a customer stands: before the open side, else at one of the others."""
    angle = math.radians(booth.rotation)
    cos, sin = math.cos(angle), math.sin(angle)
    along, across = booth.depth / 2 + STANDS_BEFORE, booth.width / 2 + STANDS_BEFORE
    sides = ((0.0, along), (0.0, -along), (across, 0.0), (-across, 0.0))
    return [(booth.x + a * cos - b * sin, booth.y + a * sin + b * cos) for a, b in sides]


class _Ground:
    """Which cells are free, and the walks over them."""

    def __init__(
        self, booths: Sequence[PlacedBooth], rounds: Sequence[Round], size: tuple[int, int], clearance: int
    ) -> None:
        self.cell = max(CELL, math.ceil(max(size) / MOST_CELLS))
        self.columns, self.rows = (max(1, math.ceil(side / self.cell)) for side in size)
        self.blocked: set[Cell] = set()
        for booth in booths:
            self._block_booth(booth, clearance)
        for entry in rounds:
            self._block(entry.x, entry.y, entry.r + clearance, lambda x, y: True)

    def walk(self, front: Point, gates: Sequence[Gate]) -> Way | None:
        """Return the way from the gate met first to a point, or None."""
        start = self._cell(front)
        if start in self.blocked:
            return None
        entries = {cell: gate for gate in reversed(gates) if (cell := self._nearest_free((gate.x, gate.y)))}
        came: dict[Cell, Cell] = {start: start}
        cost = {start: 0.0}
        queue = [(0.0, start)]
        while queue:
            spent, cell = heapq.heappop(queue)
            if spent > cost[cell]:
                continue
            if cell in entries:
                return self._way(entries[cell], cell, came, front)
            for neighbour, step in self._steps(cell):
                if spent + step < cost.get(neighbour, math.inf):
                    cost[neighbour], came[neighbour] = spent + step, cell
                    heapq.heappush(queue, (spent + step, neighbour))
        return None

    def _way(self, gate: Gate, cell: Cell, came: dict[Cell, Cell], front: Point) -> Way:
        cells = [cell]
        while came[cells[-1]] != cells[-1]:
            cells.append(came[cells[-1]])
        points = [(gate.x, gate.y), *(self._middle(entry) for entry in cells), front]
        return Way(gate, tuple(self._pulled(points)))

    def _pulled(self, points: list[Point]) -> list[Point]:
        """Leave out every corner that one can walk past in a straight line."""
        kept, place = [points[0]], 0
        while place < len(points) - 1:
            ahead = len(points) - 1
            while ahead > place + 1 and not self._clear(points[place], points[ahead]):
                ahead -= 1
            kept.append(points[ahead])
            place = ahead
        return kept

    def _clear(self, a: Point, b: Point) -> bool:
        parts = max(1, math.ceil(math.dist(a, b) / (self.cell / 4)))
        return all(
            self._cell((a[0] + (b[0] - a[0]) * part / parts, a[1] + (b[1] - a[1]) * part / parts)) not in self.blocked
            for part in range(parts + 1)
        )

    def _steps(self, cell: Cell) -> list[tuple[Cell, float]]:
        free = []
        for dx, dy in STEPS:
            to = (cell[0] + dx, cell[1] + dy)
            # A step across a corner needs both cells beside it, or the line would cut through a booth.
            if self._open(to) and self._open((cell[0] + dx, cell[1])) and self._open((cell[0], cell[1] + dy)):
                free.append((to, math.hypot(dx, dy)))
        return free

    def _open(self, cell: Cell) -> bool:
        return 0 <= cell[0] < self.columns and 0 <= cell[1] < self.rows and cell not in self.blocked

    def _nearest_free(self, point: Point) -> Cell | None:
        centre = self._cell(point)
        near = [(centre[0] + dx, centre[1] + dy) for dx in range(-4, 5) for dy in range(-4, 5)]
        return min((cell for cell in near if self._open(cell)), key=lambda cell: math.dist(cell, centre), default=None)

    def _cell(self, point: Point) -> Cell:
        column, row = int(point[0] // self.cell), int(point[1] // self.cell)
        return min(max(column, 0), self.columns - 1), min(max(row, 0), self.rows - 1)

    def _middle(self, cell: Cell) -> Point:
        return (cell[0] + 0.5) * self.cell, (cell[1] + 0.5) * self.cell

    def _block_booth(self, booth: PlacedBooth, clearance: int) -> None:
        angle = math.radians(booth.rotation)
        cos, sin = math.cos(angle), math.sin(angle)
        half_w, half_d = booth.width / 2 + clearance, booth.depth / 2 + clearance

        def inside(x: float, y: float) -> bool:
            return abs(x * cos + y * sin) < half_w and abs(-x * sin + y * cos) < half_d

        self._block(booth.x, booth.y, math.hypot(half_w, half_d), inside)

    def _block(self, x: float, y: float, reach: float, inside: Inside) -> None:
        first, last = self._cell((x - reach, y - reach)), self._cell((x + reach, y + reach))
        for column in range(first[0], last[0] + 1):
            for row in range(first[1], last[1] + 1):
                cx, cy = self._middle((column, row))
                if math.hypot(cx - x, cy - y) < reach and inside(cx - x, cy - y):
                    self.blocked.add((column, row))
