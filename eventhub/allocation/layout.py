"""The ground: which booths are neighbours, and which runs of booths are blocks (docs/allocation.md, “Ground”)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from eventhub.allocation.problem import Problem, Row

Block = tuple[str, ...]


@dataclass(frozen=True)
class Segment:
    """Booths each the neighbour of the next; in a `ring` the last and the first are neighbours too."""

    zone: str
    booths: Block
    ring: bool

    def blocks(self, longest: int) -> Iterator[Block]:
        """Every block of at most `longest` booths, in row order; a whole ring counts once."""
        count = len(self.booths)
        for start in range(count):
            room = count if self.ring else count - start
            for size in range(1, min(longest, room) + 1):
                if self.ring and size == count and start:
                    continue
                yield tuple(self.booths[(start + step) % count] for step in range(size))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every pair of neighbours, in row order."""
        yield from zip(self.booths, self.booths[1:], strict=False)
        if self.ring:
            yield self.booths[-1], self.booths[0]


def _segments(row: Row, breaks: frozenset[frozenset[str]]) -> Iterator[Segment]:
    booths = row.booths
    if not booths:
        return
    closes = row.circular and len(booths) >= 3 and frozenset((booths[-1], booths[0])) not in breaks
    cuts = [i for i in range(1, len(booths)) if frozenset(booths[i - 1 : i + 1]) in breaks]
    if closes and not cuts:
        yield Segment(row.zone, booths, ring=True)
        return
    if closes:
        # The ring is cut somewhere: begin behind the first cut, so that the run over the end stays in one piece.
        booths = booths[cuts[0] :] + booths[: cuts[0]]
        cuts = [cut - cuts[0] for cut in cuts[1:]]
    for start, end in zip([0, *cuts], [*cuts, len(booths)], strict=True):
        yield Segment(row.zone, booths[start:end], ring=False)


class Layout:
    """Segments, neighbours and blocks of a problem's ground. Plain values, computed once."""

    def __init__(self, problem: Problem) -> None:
        self.segments: tuple[Segment, ...] = tuple(
            segment for row in problem.rows for segment in _segments(row, problem.breaks)
        )
        self.pairs: tuple[tuple[str, str], ...] = tuple(p for segment in self.segments for p in segment.pairs())
        self._following = frozenset(self.pairs)
        neighbours: dict[str, list[str]] = {booth: [] for booth in problem.booths}
        for first, second in self.pairs:
            neighbours[first].append(second)
            neighbours[second].append(first)
        self.neighbours: dict[str, tuple[str, ...]] = {booth: tuple(near) for booth, near in neighbours.items()}
        self._segment_of = {booth: segment for segment in self.segments for booth in segment.booths}
        self._order = {booth: i for segment in self.segments for i, booth in enumerate(segment.booths)}

    def blocks(self, longest: int) -> Iterator[tuple[str, Block]]:
        """Every block of at most `longest` booths with its zone, segment by segment."""
        for segment in self.segments:
            for block in segment.blocks(longest):
                yield segment.zone, block

    def runs_along(self, block: Block) -> bool:
        """Tell whether every booth of a block is followed by the next one of its row; a whole ring may begin anywhere."""
        return all(pair in self._following for pair in pairwise(block))

    def arrange(self, booths: Iterable[str]) -> Block | None:
        """The booths as a block in row order, or None when they are no block (a gap, a break, two rows, a repeat)."""
        listed = list(booths)
        members = set(listed)
        if not listed or len(members) != len(listed):
            return None
        segment = self._segment_of[listed[0]]
        if any(self._segment_of[booth] is not segment for booth in members):
            return None
        count = len(segment.booths)
        if len(members) == count:
            return segment.booths
        starts = []
        for booth in members:
            place = self._order[booth]
            before = segment.booths[place - 1] if place or segment.ring else None
            if before not in members:
                starts.append(place)
        if len(starts) != 1:
            return None
        return tuple(segment.booths[(starts[0] + step) % count] for step in range(len(members)))
