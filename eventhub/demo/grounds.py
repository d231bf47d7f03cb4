"""The floor plans of the demo, in centimetres: a city promenade of 120 booths, the mountain ground of 60, a lane of 24."""

from dataclasses import dataclass, field
from math import atan2, cos, degrees, pi, sin
from typing import Any

BOOTH = 300
GAP = 20


@dataclass(frozen=True)
class Line:
    """A row of booths: first place (x, y), direction in degrees, and how many; `arc` bends it about a centre.

    Booths are open to the right of the direction, as one walks down the row seen from above; `turned` ones to the left.
    Those on an arc are open to its centre.
    """

    count: int
    x: int
    y: int
    heading: int = 90
    arc: tuple[int, int, int, int, int] | None = None
    circular: bool = False
    break_after: tuple[int, ...] = ()
    turned: bool = False

    def places(self) -> list[tuple[int, int, int]]:
        """Return centre and rotation of each booth."""
        if self.arc:
            cx, cy, radius, start, end = self.arc
            step = (end - start) / max(1, self.count - 1)
            return [_on_arc(cx, cy, radius, (start + step * place) * pi / 180) for place in range(self.count)]
        angle = self.heading * pi / 180
        stride = BOOTH + GAP
        return [
            (
                round(self.x + stride * place * cos(angle)),
                round(self.y + stride * place * sin(angle)),
                (self.heading + 180 * self.turned) % 360,
            )
            for place in range(self.count)
        ]

    def outline(self, margin: int = 100) -> list[tuple[int, int]]:
        """Return the outline round a bent row, outer side first; empty for a straight one."""
        if not self.arc:
            return []
        cx, cy, radius, start, end = self.arc
        half = BOOTH // 2 + margin
        angles = [(start - 5 + (end - start + 10) * step / 16) * pi / 180 for step in range(17)]
        outer = [(round(cx + (radius + half) * cos(a)), round(cy + (radius + half) * sin(a))) for a in angles]
        inner = [(round(cx + (radius - half) * cos(a)), round(cy + (radius - half) * sin(a))) for a in angles]
        return outer + inner[::-1]


def _on_arc(cx: int, cy: int, radius: int, angle: float) -> tuple[int, int, int]:
    x, y = cx + radius * cos(angle), cy + radius * sin(angle)
    return round(x), round(y), round(degrees(atan2(y - cy, x - cx))) + 90


@dataclass(frozen=True)
class Area:
    """An exhibition zone with its rows; a booth's number counts through the zone. `shut` and `service` name labels."""

    code: str
    name: str
    categories: tuple[str, ...]
    lines: tuple[Line, ...]
    power_w: int
    booth_w: int
    features: tuple[str, ...] = ()
    caps: dict[str, int] = field(default_factory=dict)
    shut: tuple[str, ...] = ()
    service: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ground:
    """A floor plan: size in centimetres, zones, and what else stands there."""

    width: int
    height: int
    areas: tuple[Area, ...]
    features: tuple[dict[str, Any], ...]


def _road(width: int, *points: tuple[int, int]) -> dict[str, Any]:
    return {"kind": "road", "width": width, "points": [list(point) for point in points]}


def _mark(kind: str, x: int, y: int, text: str = "") -> dict[str, Any]:
    return {"kind": kind, "x": x, "y": y, "text": text}


def _trees(*places: tuple[int, int]) -> tuple[dict[str, Any], ...]:
    return tuple({"kind": "tree", "x": x, "y": y} for x, y in places)


MOUNTAIN = Ground(
    8_600,
    9_000,
    (
        Area("A", "苗家美食", ("food",), (Line(10, 1_100, 4_000, 83, turned=True), Line(10, 1_800, 3_920, 83)), 60_000, 6_000,
             ("water", "open_flame"), shut=("A19",)),
        Area("B", "农特产", ("farm",), (Line(8, 4_350, 5_000, 93, turned=True), Line(8, 5_050, 5_030, 93)), 20_000, 1_000),
        Area("C", "非遗手工", ("craft",), (Line(14, 0, 0, arc=(4_000, 3_000, 2_300, 188, 352)),), 12_000, 1_000,
             service={"C07": "流动受理窗口"}),
        Area("D", "茶酒饮品", ("drink", "farm"), (Line(10, 6_700, 3_500, 87),), 25_000, 2_500, ("water",), {"drink": 8}),
    ),
    (
        {"kind": "lake", "points": [[7_300, 3_400], [8_300, 3_200], [8_600, 4_600], [8_500, 6_600], [7_700, 7_000],
                                     [7_250, 5_600]]},
        _road(520, (3_100, 9_000), (3_200, 7_000), (3_500, 5_600), (4_000, 4_400)),
        _road(360, (4_000, 2_600), (4_050, 1_400), (4_000, 0)),
        _road(340, (3_300, 5_900), (4_600, 5_300), (5_900, 4_000)),
        _road(320, (5_900, 4_000), (5_950, 6_000), (5_850, 8_500)),
        {"kind": "stage", "x": 4_000, "y": 3_100, "r": 680, "text": "石鼓广场（主舞台）"},
        _mark("label", 7_900, 5_000, "芦花湖"),
        *({"kind": "house", "x": x, "y": y} for x, y in ((6_700, 1_700), (7_150, 1_500), (6_900, 2_050), (7_400, 1_950))),
        _mark("label", 7_050, 2_500, "红苗寨"),
        _mark("gate", 3_100, 8_700, "南门"),
        _mark("gate", 4_000, 60, "北门"),
        _mark("toilet", 700, 2_900),
        _mark("toilet", 5_700, 1_350),
        _mark("medical", 2_550, 5_200),
        _mark("help", 2_500, 7_600),
        _mark("water", 2_600, 6_900),
        _mark("parking", 700, 8_200),
        *_trees((500, 1_900), (900, 1_700), (1_300, 2_100), (2_100, 1_500), (5_300, 500), (5_700, 700), (450, 5_500),
                (400, 6_000), (6_400, 8_300), (7_000, 8_000), (2_400, 8_600)),
    ),
)  # fmt: skip

PROMENADE = Ground(
    12_000,
    7_600,
    (
        Area("A", "地方小吃", ("food",), (Line(18, 1_200, 1_300, 0), Line(18, 1_200, 2_000, 0, turned=True)), 120_000, 6_000,
             ("water", "open_flame"), shut=("A18",)),
        Area("B", "烧烤夜市", ("food",), (Line(12, 7_600, 1_300, 0), Line(12, 7_600, 2_000, 0, turned=True)), 80_000, 6_000,
             ("water", "open_flame")),
        Area("C", "土特产", ("farm",), (Line(15, 1_200, 5_000, 0), Line(15, 1_200, 5_700, 0, turned=True)), 30_000, 1_500),
        Area("D", "茶酒饮品", ("drink",), (Line(8, 6_700, 5_000, 0), Line(8, 6_700, 5_700, 0, turned=True)), 40_000, 3_000, ("water",)),
        Area("E", "非遗手工", ("craft",), (Line(14, 0, 0, arc=(9_900, 4_100, 1_620, -50, 99)),), 15_000, 1_000,
             service={"E07": "服务台"}),
    ),
    (
        _road(700, (0, 3_500), (3_000, 3_450), (6_000, 3_550), (9_300, 3_800)),
        _road(360, (7_120, 600), (7_120, 2_600), (6_190, 3_550), (6_190, 7_000)),
        {"kind": "stage", "x": 9_900, "y": 4_000, "r": 480, "text": "岛心舞台"},
        {"kind": "lake", "points": [[0, 6_700], [3_000, 6_500], [6_000, 6_800], [9_000, 6_500], [12_000, 6_700],
                                     [12_000, 7_600], [0, 7_600]]},
        _mark("label", 5_200, 7_200, "清溪河"),
        _mark("gate", 450, 3_500, "西门"),
        _mark("gate", 7_120, 500, "北门"),
        _mark("toilet", 600, 2_700),
        _mark("medical", 7_700, 2_800),
        _mark("help", 5_700, 4_200),
        _mark("water", 9_300, 6_100),
        _mark("parking", 600, 4_400),
        *_trees((600, 900), (2_800, 2_750), (4_400, 2_750), (2_800, 4_250), (4_300, 4_250), (8_300, 2_600),
                (11_700, 800), (11_600, 6_200), (600, 6_200), (5_600, 6_250)),
    ),
)  # fmt: skip

LANE = Ground(
    6_400,
    4_200,
    (
        Area("A", "年味小吃", ("food", "drink"), (Line(8, 900, 1_100, 0),), 36_000, 4_500, ("water",)),
        Area("B", "土特产", ("farm",), (Line(8, 900, 2_900, 0, turned=True),), 12_000, 1_000),
        Area("C", "手工年货", ("craft", "farm", "drink"), (Line(8, 4_100, 2_900, 0, turned=True),), 12_000, 1_000),
    ),
    (
        _road(520, (0, 2_000), (3_000, 1_950), (6_400, 2_000)),
        {"kind": "stage", "x": 4_900, "y": 1_000, "r": 420, "text": "小舞台"},
        _mark("gate", 450, 2_000, "入口"),
        _mark("toilet", 3_700, 700),
        _mark("help", 3_700, 2_500),
        *_trees((500, 600), (500, 3_500), (3_700, 3_500), (6_000, 600)),
    ),
)  # fmt: skip
