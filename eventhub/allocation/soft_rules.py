"""Soft rules in plain Python: what the plan rather avoids, and a person may set aside with a written reason.

They count only where they could be kept: in a zone of one category every neighbour sells the same, and nobody is asked why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from eventhub.allocation.layout import Block
from eventhub.allocation.rules import Board, Breach


class SoftRules:
    """The soft rules of one household on a board, everybody else staying where the board has them.

    zone_wish: the household listed zones, this is none of them, and a booth in one of them is free for it. neighbours: the
    booth beside it is held, on a common day, by a household of the same category, and a free booth without would do.
    """

    def __init__(self, board: Board, household: str, open_blocks: Iterable[Block] | None = None) -> None:
        """`open_blocks`: every block the household may take, where the caller has them already."""
        self._board = board
        self._person = board.problem.households[household]
        self._given = None if open_blocks is None else list(open_blocks)
        self._alike: dict[str, list[str]] = defaultdict(list)
        for name, block in board.placements.items():
            other = board.problem.households[name]
            same = name != household and other.category == self._person.category
            if same and not set(other.slots).isdisjoint(self._person.slots):
                for booth in block:
                    self._alike[booth].append(name)

    def breaches(self, booths: Iterable[str]) -> list[Breach]:
        """Return the soft rules set aside by standing on these booths, a block that breaks no hard rule."""
        block = tuple(booths)
        found = []
        if self._outside(block):
            zone = self._board.problem.zone_of[block[0]]
            text = f"想去 {'、'.join(self._person.zones)} 区，那里还有能放的，{zone} 区不在志愿里。"
            found.append(Breach("zone_wish", text, (), block))
        for booth, near, name in self._beside(block):
            text = f"{booth} 隔壁 {near} 的 {name} 也卖同一类，最好隔开。"
            found.append(Breach("neighbours", text, (name,), (booth, near)))
        return [breach for breach in found if (len(block), breach.rule) in self._could_be_kept]

    @cached_property
    def _could_be_kept(self) -> set[tuple[int, str]]:
        """(size, rule) for which a block of that size is open that keeps the rule."""
        if self._given is None:
            coloured = self._board.colour(self._person.id)
            self._given = [block for block, breaches in coloured.items() if not breaches]
        kept = {(len(block), "zone_wish") for block in self._given if not self._outside(block)}
        return kept | {(len(block), "neighbours") for block in self._given if next(self._beside(block), None) is None}

    def _outside(self, block: Block) -> bool:
        return bool(self._person.zones) and self._board.problem.zone_of[block[0]] not in self._person.zones

    def _beside(self, block: Block) -> Iterator[tuple[str, str, str]]:
        for booth in block:
            for near in self._board.layout.neighbours[booth]:
                for name in self._alike.get(near, ()) if near not in block else ():
                    yield booth, near, name
