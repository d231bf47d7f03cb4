"""Why a household has no booth, as far as plain Python can tell: no block would do, and which single need
is to blame.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from eventhub.allocation.layout import Block, Layout
from eventhub.allocation.plan import NEEDS
from eventhub.allocation.problem import Household, Problem


class EmptyFestival:
    """The ground with nobody on it: which blocks would do for a household, with needs waived one at a time."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._layout = Layout(problem)
        self._longest = max((household.size_max for household in problem.households.values()), default=1)
        self._known: dict[tuple[object, ...], tuple[str, ...] | None] = {}
        self._fitting: dict[tuple[object, ...], tuple[Block, ...]] = {}

    @cached_property
    def _blocks(self) -> list[tuple[str, Block]]:
        return list(self._layout.blocks(self._longest))

    @cached_property
    def _all_blocks(self) -> list[tuple[str, Block]]:
        """Blocks of any size at all, for `size` waived."""
        return list(self._layout.blocks(len(self._problem.booths)))

    def open_to(self, household: Household) -> bool:
        """Whether any block would do, fixed holders out of the way too."""
        return self.failing(household) is None

    def failing(self, household: Household) -> tuple[str, ...] | None:
        """None when a block would do; else every single need that, waived alone, would open one.

        Waiving `power_w` waives the zone's limit with it, waiving `category` the cap.
        """
        key = _needs(household)
        if key not in self._known:
            self._known[key] = None if self._open(household, "") else self._waivers(household)
        return self._known[key]

    def blocks_for(self, household: Household) -> tuple[Block, ...]:
        """Every block that would do on the empty ground, segment by segment."""
        key = _needs(household)
        if key not in self._fitting:
            self._fitting[key] = tuple(self._blocks_open(household, ""))
        return self._fitting[key]

    def _waivers(self, person: Household) -> tuple[str, ...]:
        return tuple(need for need in NEEDS if self._open(person, need))

    def _open(self, person: Household, waived: str) -> bool:
        return any(True for _ in self._blocks_open(person, waived))

    def _blocks_open(self, person: Household, waived: str) -> Iterator[Block]:
        zones = {zone for zone in self._problem.zones if self._zone_suits(person, zone, waived)}
        blocks: Iterable[tuple[str, Block]] = self._all_blocks if waived == "size" else self._blocks
        return (block for zone, block in blocks if zone in zones and self._block_suits(person, block, waived))

    def _zone_suits(self, person: Household, name: str, waived: str) -> bool:
        zone = self._problem.zones[name]
        if waived != "zone" and not person.wants(name):
            return False
        taken = zone.allows(person.category) and zone.category_caps.get(person.category, 1) >= 1
        if waived != "category" and not taken:
            return False
        return waived == "power_w" or zone.power_w is None or person.power_w <= zone.power_w

    def _block_suits(self, person: Household, block: Block, waived: str) -> bool:
        if waived != "size" and not person.size_min <= len(block) <= person.size_max:
            return False
        booths = [self._problem.booths[booth] for booth in block]
        if waived != "closed" and any(booth.closed for booth in booths):
            return False
        if waived != "features" and not all(person.features <= booth.features for booth in booths):
            return False
        return waived == "power_w" or sum(booth.power_w for booth in booths) >= person.power_w


def _needs(household: Household) -> tuple[object, ...]:
    """All that decides where a household may stand on its own."""
    return (
        household.category,
        household.power_w,
        household.features,
        household.size_min,
        household.size_max,
        frozenset(household.zones),
        household.anywhere,
    )
