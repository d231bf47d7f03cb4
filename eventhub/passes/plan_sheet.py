"""The floor plan as it goes on paper: zones and booths in metres, laid out on A4 or A3."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from eventhub.passes.cards import check_skin


@dataclass(frozen=True, slots=True)
class PlanZone:
    """A zone: its name ("D区 茶酒饮品") and outline, corners (x, y) in metres from the plan's top left."""

    name: str
    outline: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PlanBooth:
    """A booth: centre, size and clockwise turn (metres, degrees), who stands there ("" while free), category
    mark.

    `closed` booths are crossed out.
    """

    code: str
    x: float
    y: float
    width: float
    depth: float
    turn: float = 0.0
    shop: str = ""
    mark: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class PlanLabel:
    """A word on the ground: gate, stage, toilets."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PlanShape:
    """What lies on the ground, in metres, drawn beneath zones and booths in the order given.

    A lake has an outline, or one point and a radius; a road its middle line and a width; a stage one point
    and a radius.
    """

    kind: Literal["lake", "road", "stage"]
    points: tuple[tuple[float, float], ...]
    width: float = 0.0
    radius: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in ("lake", "road", "stage"):
            raise ValueError(f"no drawing for {self.kind!r} on the ground")
        if not self.points or (self.radius <= 0 and len(self.points) < 2):
            raise ValueError(f"a {self.kind} has a radius or at least two points")


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan of `width` × `height` metres, drawn as large as the paper allows; the list of stalls follows."""

    title: str
    width: float
    height: float
    zones: tuple[PlanZone, ...]
    booths: tuple[PlanBooth, ...]
    labels: tuple[PlanLabel, ...] = ()
    note: str = ""
    paper: Literal["a4", "a3"] = "a4"
    skin: str = "caishan"
    ground: tuple[PlanShape, ...] = ()

    def __post_init__(self) -> None:
        if self.width <= 0 or self.height <= 0:
            raise ValueError("a plan has a width and a height in metres")
        check_skin(self.skin)
        if self.paper not in ("a4", "a3"):
            raise ValueError(f"plans are printed on a4 or a3, not {self.paper!r}")

    def drawing(self) -> dict[str, Any]:
        """The plan as data for `sheets/plan.typ`."""
        return asdict(self)
