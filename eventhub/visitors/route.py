"""The way from a gate to a booth: along the paths, round booths, stage and water. Pure: no Flask, no database.

The ground is laid out in square cells; the easiest walk over free cells is found (Dijkstra from the booth's front, so
that the nearest gate is met first) and then pulled straight wherever walking straight is no harder. Open ground counts
as longer than a drawn path, so that the way follows the paths and leaves them at a right angle.
"""

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from eventhub.festivals.layout import PlacedBooth

CELL = 100
MOST_CELLS = 250
# Half a person's width is kept from what stands in the way; where rows are closer than that, less.
CLEARANCES = (60, 25, 0)
STANDS_BEFORE = 60
WALK_CM_A_MINUTE = 6_000
# A step over open ground is worth so many on a path, where there are paths at all.
OFF_PATH = 3.0
# Sampling a line finds it a little longer or shorter than the cells it was pulled from.
SLACK = 1.01
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
class Road:
    """A drawn path: the points it runs through and its width, in centimetres."""

    points: Sequence[Point]
    width: float


@dataclass(frozen=True, slots=True)
class Terrain:
    """What lies on the ground beside booths: what nobody crosses (stage, round lakes, shores of others), and the paths.

    A path over water is a bridge.
    """

    rounds: Sequence[Round] = ()
    shores: Sequence[Sequence[Point]] = ()
    roads: Sequence[Road] = ()


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


NOTHING = Terrain()


def way_to(
    target: PlacedBooth,
    booths: Sequence[PlacedBooth],
    gates: Sequence[Gate],
    terrain: Terrain = NOTHING,
    size: tuple[int, int] = (12_000, 9_000),
) -> Way | None:
    """Find the way from the nearest gate (by walking) to the front of a booth.

    Args:
        target: the booth to reach; one of `booths`.
        booths: everything that stands in rows, in centimetres.
        gates: where visitors come in; may lie at the very edge.
        terrain: stage, lakes, paths.
        size: width and height of the ground in centimetres.

    Returns:
        The way, or None when there is no gate or every way is blocked.
    """
    if not gates:
        return None
    grounds = [_Ground(booths, terrain, size, clearance) for clearance in CLEARANCES]
    ways = (ground.walk(front, gates) for front in _fronts(target) for ground in grounds)
    return next((way for way in ways if way), None)


def _fronts(booth: PlacedBooth) -> list[Point]:
    """Return where a customer stands: before the open side, else at one of the others."""
    angle = math.radians(booth.rotation)
    cos, sin = math.cos(angle), math.sin(angle)
    along, across = booth.depth / 2 + STANDS_BEFORE, booth.width / 2 + STANDS_BEFORE
    sides = ((0.0, along), (0.0, -along), (across, 0.0), (-across, 0.0))
    return [(booth.x + a * cos - b * sin, booth.y + a * sin + b * cos) for a, b in sides]


class _Ground:
    """Which cells are free, which lie on a path, and the walks over them."""

    def __init__(self, booths: Sequence[PlacedBooth], terrain: Terrain, size: tuple[int, int], clearance: int) -> None:
        self.cell = max(CELL, math.ceil(max(size) / MOST_CELLS))
        self.columns, self.rows = (max(1, math.ceil(side / self.cell)) for side in size)
        self.blocked: set[Cell] = set()
        self.paths = {
            cell for road in terrain.roads for leg in pairwise(road.points) for cell in self._along(leg, road)
        }
        for shore in terrain.shores:
            self.blocked |= self._within(shore) - self.paths
        for booth in booths:
            self._block_booth(booth, clearance)
        for entry in terrain.rounds:
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
                there = spent + step * (self._weight(cell) + self._weight(neighbour)) / 2
                if there < cost.get(neighbour, math.inf):
                    cost[neighbour], came[neighbour] = there, cell
                    heapq.heappush(queue, (there, neighbour))
        return None

    def _way(self, gate: Gate, cell: Cell, came: dict[Cell, Cell], front: Point) -> Way:
        cells = [cell]
        while came[cells[-1]] != cells[-1]:
            cells.append(came[cells[-1]])
        points = [(gate.x, gate.y), *(self._middle(entry) for entry in cells), front]
        return Way(gate, tuple(self._pulled(points)))

    def _pulled(self, points: list[Point]) -> list[Point]:
        """Leave out every corner past which one can walk in a straight line that is no harder."""
        so_far = [0.0, *accumulate(self._toil(a, b) for a, b in pairwise(points))]
        kept, place = [points[0]], 0
        while place < len(points) - 1:
            ahead = len(points) - 1
            while ahead > place + 1 and not self._is_easier(points, so_far, place, ahead):
                ahead -= 1
            kept.append(points[ahead])
            place = ahead
        return kept

    def _is_easier(self, points: list[Point], so_far: list[float], place: int, ahead: int) -> bool:
        a, b = points[place], points[ahead]
        most = (so_far[ahead] - so_far[place]) * SLACK
        clear = all(self._cell(point) not in self.blocked for point in self._samples(a, b))
        return clear and self._toil(a, b) <= most

    def _toil(self, a: Point, b: Point) -> float:
        """Return the length of a straight line, each part counted as hard as its ground is."""
        weights = [self._weight(self._cell(point)) for point in self._samples(a, b)]
        return math.dist(a, b) * sum(weights) / len(weights)

    def _samples(self, a: Point, b: Point) -> list[Point]:
        parts = max(1, math.ceil(math.dist(a, b) / (self.cell / 4)))
        return [(a[0] + (b[0] - a[0]) * n / parts, a[1] + (b[1] - a[1]) * n / parts) for n in range(parts + 1)]

    def _weight(self, cell: Cell) -> float:
        return OFF_PATH if self.paths and cell not in self.paths else 1.0

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

    def _along(self, leg: tuple[Point, Point], road: Road) -> set[Cell]:
        """Return the cells on one straight leg of a path."""
        (ax, ay), (bx, by) = leg
        length = math.dist(*leg) or 1.0
        half = max(road.width / 2, self.cell / 2)
        found = set()
        for cell in self._cells_between(leg, half):
            x, y = self._middle(cell)
            share = min(1.0, max(0.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length**2))
            if math.dist((x, y), (ax + share * (bx - ax), ay + share * (by - ay))) <= half:
                found.add(cell)
        return found

    def _within(self, shore: Sequence[Point]) -> set[Cell]:
        """Return the cells whose middle lies inside a closed outline (even-odd rule)."""
        sides = [*pairwise(shore), (shore[-1], shore[0])] if shore else []
        found = set()
        for cell in self._cells_between(shore, 0):
            x, y = self._middle(cell)
            crossed = [
                (by - ay) * (x - ax) < (bx - ax) * (y - ay) if by > ay else (by - ay) * (x - ax) > (bx - ax) * (y - ay)
                for (ax, ay), (bx, by) in sides
                if (ay > y) != (by > y)
            ]
            if sum(crossed) % 2:
                found.add(cell)
        return found

    def _cells_between(self, points: Sequence[Point], margin: float) -> list[Cell]:
        if not points:
            return []
        across, down = [x for x, _ in points], [y for _, y in points]
        first = self._cell((min(across) - margin, min(down) - margin))
        last = self._cell((max(across) + margin, max(down) + margin))
        return [(x, y) for x in range(first[0], last[0] + 1) for y in range(first[1], last[1] + 1)]

    def _block_booth(self, booth: PlacedBooth, clearance: int) -> None:
        angle = math.radians(booth.rotation)
        cos, sin = math.cos(angle), math.sin(angle)
        half_w, half_d = booth.width / 2 + clearance, booth.depth / 2 + clearance

        def inside(x: float, y: float) -> bool:
            return abs(x * cos + y * sin) < half_w and abs(-x * sin + y * cos) < half_d

        self._block(booth.x, booth.y, math.hypot(half_w, half_d), inside)

    def _block(self, x: float, y: float, reach: float, inside: Inside) -> None:
        for cell in self._cells_between([(x, y)], reach):
            cx, cy = self._middle(cell)
            if math.hypot(cx - x, cy - y) < reach and inside(cx - x, cy - y):
                self.blocked.add(cell)
