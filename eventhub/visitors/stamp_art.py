"""The cross-stitch of a stamp booklet: as many parts as stamps are needed, growing from the middle. Pure."""

import math
from itertools import groupby

from eventhub.festivals.cloth import Cloth
from eventhub.festivals.cover_art import SKINS

SIDE = 41
MIDDLE = SIDE // 2


def booklet_svg(parts: int, skin: str) -> str:
    """Draw the whole pattern with a `<g data-part="1">` for each stamp; an unknown skin is drawn as the first one.

    Returns an `<svg>` element for inside a page: decoration, hidden from screen readers.
    """
    look = SKINS.get(skin) or next(iter(SKINS.values()))
    cells = sorted(_cloth().cells.items(), key=lambda cell: (_ring(cell[0]), _turn(cell[0])))
    numbered = [(place * parts // len(cells) + 1, xy, thread) for place, (xy, thread) in enumerate(cells)]
    groups = "".join(
        f'<g data-part="{part}">{_paths([(xy, thread) for _, xy, thread in group], look.threads)}</g>'
        for part, group in groupby(numbered, key=lambda cell: cell[0])
    )
    return (
        f'<svg class="stamp-art" viewBox="0 0 {SIDE} {SIDE}" aria-hidden="true">'
        f'<rect width="{SIDE}" height="{SIDE}" fill="{look.ground}"/>{groups}</svg>'
    )


def _cloth() -> Cloth:
    cloth = Cloth(SIDE, SIDE)
    cloth.star8(MIDDLE, MIDDLE, 5, "r", "y")
    for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        cloth.lozenge(MIDDLE + 12 * dx, MIDDLE + 12 * dy, 5, "pr.w")
    for dx, dy in ((0, -1), (0, 1), (-1, 0), (1, 0)):
        cloth.lozenge(MIDDLE + 15 * dx, MIDDLE + 15 * dy, 4, "gb.y")
    for place in range(1, SIDE - 1, 2):
        for x, y in ((place, 0), (place, SIDE - 1), (0, place), (SIDE - 1, place)):
            cloth.put(x, y, "w")
    return cloth


def _paths(cells: list[tuple[tuple[int, int], str]], threads: dict[str, str]) -> str:
    by_thread: dict[str, list[str]] = {}
    for (x, y), thread in cells:
        by_thread.setdefault(thread, []).append(f"M{x} {y}l1 1m-1 0l1-1")
    return "".join(f'<path stroke="{threads[thread]}" d="{"".join(d)}"/>' for thread, d in by_thread.items())


def _ring(xy: tuple[int, int]) -> int:
    return max(abs(xy[0] - MIDDLE), abs(xy[1] - MIDDLE)) // 4


def _turn(xy: tuple[int, int]) -> float:
    return math.atan2(xy[1] - MIDDLE, xy[0] - MIDDLE)
