"""Cross-stitch cloth: square cells, each empty or one cross of thread, and the figures that are stitched on it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

WIDTH, HEIGHT = 96, 54
MIDDLE = WIDTH // 2


@dataclass
class Cloth:
    """A piece of cloth of ``w`` × ``h`` cells; ``cells`` maps (column, row) to a thread letter."""

    w: int = WIDTH
    h: int = HEIGHT
    cells: dict[tuple[int, int], str] = field(default_factory=dict)

    def put(self, x: int, y: int, thread: str) -> None:
        """Stitch one cell; ``.`` leaves it, a blank unpicks it; outside the cloth nothing happens."""
        if thread == "." or not (0 <= x < self.w and 0 <= y < self.h):
            return
        if thread == " ":
            self.cells.pop((x, y), None)
        else:
            self.cells[x, y] = thread

    def stamp(self, art: str, x0: int, y0: int, flip: bool = False) -> None:
        """Stitch a motif with its upper left corner at (x0, y0)."""
        for dy, row in enumerate(art.split("\n")):
            for dx, thread in enumerate(row[::-1] if flip else row):
                self.put(x0 + dx, y0 + dy, thread)

    def pair(self, art: str, dx: int, y0: int) -> None:
        """Stitch a motif at the same distance on both sides of the middle, facing each other."""
        width = len(art.split("\n")[0])
        self.stamp(art, MIDDLE - dx - width // 2, y0)
        self.stamp(art, MIDDLE + dx - width // 2, y0, flip=True)

    def mirrored(self, half: str, cx: int, y0: int) -> None:
        """Stitch a motif given by its left half."""
        for dy, row in enumerate(half.split("\n")):
            for dx, thread in enumerate(reversed(row)):
                self.put(cx - dx, y0 + dy, thread)
                self.put(cx + dx, y0 + dy, thread)

    def lozenge(self, cx: int, cy: int, r: int, rings: str) -> None:
        """Nested diamonds; ``rings`` from the outside in, a ``.`` unpicks what lay under it."""
        for y in range(-r, r + 1):
            for x in range(abs(y) - r, r - abs(y) + 1):
                ring = rings[(r - abs(x) - abs(y)) % len(rings)]
                self.put(cx + x, cy + y, " " if ring == "." else ring)

    def star8(self, cx: int, cy: int, n: int, a: str, b: str) -> None:
        """The eight-pointed star: a petal for each eighth, one cell between petals."""
        for y in range(-2 * n, 2 * n + 1):
            for x in range(-2 * n, 2 * n + 1):
                u, v = sorted((abs(x), abs(y)))
                if 1 <= u <= n and u + 1 <= v <= u + n:
                    self.put(cx + x, cy + y, a if (abs(x) > abs(y)) ^ (x * y > 0) else b)

    def zigzag(self, y0: int, amp: int, depth: str, shift: int = 0) -> None:
        """Mountains across the cloth, symmetrical about the middle."""
        for x in range(self.w):
            k = (abs(x - MIDDLE) + shift) % (2 * amp)
            for i, thread in enumerate(depth):
                self.put(x, y0 + min(k, 2 * amp - k) + i, thread)

    def band(self, y0: int, h: int, threads: str, rnd: random.Random) -> None:
        """A border that is symmetrical both ways, drawn by lot."""
        period = rnd.choice((12, 16))
        half = period // 2
        cell: dict[tuple[int, int], str] = {}
        for v in range((h + 1) // 2):
            for u in range(half + 1):
                d = abs(u - half) + v
                on = rnd.random() < (0.86 if d % 3 else 0.35)
                cell[u, v] = threads[(d + v // 2) % len(threads)] if on else "."
        for x in range(self.w):
            u = abs(x - MIDDLE) % period
            for y in range(h):
                self.put(x, y0 + y, cell[min(u, period - u), min(y, h - 1 - y)])

    def row(self, y: int, pattern: str) -> None:
        """One row of stitches repeating outwards from the middle."""
        for x in range(self.w):
            self.put(x, y, pattern[abs(x - MIDDLE) % len(pattern)])

    def paths(self) -> Iterator[tuple[str, str]]:
        """Give thread letter and path data, one pair a thread.

        A cross ends where its right neighbour begins, so a run of stitches needs no moves between them.
        """
        by_thread: dict[str, list[str]] = {}
        end: dict[str, tuple[int, int]] = {}
        for (x, y), thread in sorted(self.cells.items(), key=lambda kv: (kv[0][1], kv[0][0])):
            steps = by_thread.setdefault(thread, [])
            if end.get(thread) != (x, y):
                same_row = thread in end and end[thread][1] == y
                steps.append(f"m{x - end[thread][0]} 0" if same_row else f"M{x} {y}")
            steps.append("l1 1m-1 0l1-1")
            end[thread] = (x + 1, y)
        for thread, steps in by_thread.items():
            yield thread, "".join(steps)
