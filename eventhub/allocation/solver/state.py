"""Where everybody stands just now: a valid plan at all times, with quick questions and quick moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from eventhub.allocation.solver.ground import Ground

NOWHERE = -1


class State:
    """Placements of the households that are not fixed (numbers of `Ground`). Every `put` must be allowed."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.position = [NOWHERE] * len(ground.people)
        self._holders: list[list[int]] = [[] for _ in ground.booth_names]
        self._busy = dict.fromkeys(ground.slot_bit.values(), 0)
        self._heads: dict[tuple[int, int, str], int] = defaultdict(int)
        self._watts: dict[tuple[int, int], int] = defaultdict(int)
        self._bits = [[bit for bit in ground.slot_bit.values() if bit & person.slots] for person in ground.people]
        self._hostile = [ground.hostile(person.tags) for person in ground.people]

    def put(self, person: int, block: int) -> None:
        """Places a household; it must stand nowhere."""
        self.position[person] = block
        for booth in self.ground.blocks[block].booths:
            self._holders[booth].append(person)
        for bit in self._bits[person]:
            self._busy[bit] |= self.ground.blocks[block].mask
        self._count(person, self.ground.blocks[block].zone, 1)

    def take(self, person: int) -> int:
        """Takes a household off; gives back its block."""
        block = self.position[person]
        self.position[person] = NOWHERE
        for booth in self.ground.blocks[block].booths:
            self._holders[booth].remove(person)
        for bit in self._bits[person]:
            self._busy[bit] &= ~self.ground.blocks[block].mask
        self._count(person, self.ground.blocks[block].zone, -1)
        return block

    def _count(self, person: int, zone: int, change: int) -> None:
        info = self.ground.people[person]
        for bit in self._bits[person]:
            if (zone, bit, info.category) in self.ground.cap_left:
                self._heads[zone, bit, info.category] += change
            if (zone, bit) in self.ground.watts_left:
                self._watts[zone, bit] += change * info.power_w

    def free_block(self, person: int, blocks: Iterable[int]) -> int:
        """The first of these blocks on which nobody else stands in its days, nor too close; NOWHERE when
        there is none.
        """
        busy = 0
        for bit in self._bits[person]:
            busy |= self._busy[bit]
        here = self.position[person]
        infos = self.ground.blocks
        if here != NOWHERE:
            busy &= ~infos[here].mask
        hostile = self._hostile[person]
        for block in blocks:
            if not infos[block].mask & busy and (not hostile or not self.in_the_way(person, block)):
                return block
        return NOWHERE

    def in_the_way(self, person: int, block: int) -> list[int]:
        """Households that hold a booth of the block or stand too close to it, in a common slot (itself left out)."""
        people = self.ground.people
        slots = people[person].slots
        found: list[int] = []
        booths = self.ground.blocks[block].booths
        for booth in booths:
            for other in self._holders[booth]:
                if other != person and other not in found and people[other].slots & slots:
                    found.append(other)
        hostile = self._hostile[person]
        if hostile:
            near = {near for booth in booths for near in self.ground.near[booth]}
            for booth in sorted(near):
                for other in self._holders[booth]:
                    close = people[other].tags & hostile and people[other].slots & slots
                    if close and other != person and other not in found:
                        found.append(other)
        return found

    def room(self, person: int, zone: int, gone: Iterable[int] = ()) -> bool:
        """Whether the zone's caps and watts let the household in, once those of `gone` (and itself) have left."""
        ground = self.ground
        info = ground.people[person]
        leaving = [o for o in {person, *gone} if self.position[o] >= 0]
        leaving = [o for o in leaving if ground.blocks[self.position[o]].zone == zone]
        for bit in self._bits[person]:
            cap = ground.cap_left.get((zone, bit, info.category))
            if cap is not None:
                freed = sum(
                    1 for o in leaving if ground.people[o].slots & bit and ground.people[o].category == info.category
                )
                if self._heads[zone, bit, info.category] - freed >= cap:
                    return False
            limit = ground.watts_left.get((zone, bit))
            if limit is not None:
                watts = sum(ground.people[o].power_w for o in leaving if ground.people[o].slots & bit)
                if self._watts[zone, bit] - watts + info.power_w > limit:
                    return False
        return True

    def caps_left(self) -> dict[tuple[int, int, str], int]:
        """The zones' caps, less the heads of those placed."""
        return {key: cap - self._heads[key] for key, cap in self.ground.cap_left.items()}

    def watts_left(self) -> dict[tuple[int, int], int]:
        """The zones' watts, less those of those placed."""
        return {key: watts - self._watts[key] for key, watts in self.ground.watts_left.items()}

    def fits(self, person: int, block: int) -> bool:
        """Whether the household could stand there now, nobody moving."""
        return not self.in_the_way(person, block) and self.room(person, self.ground.blocks[block].zone)

    def placed(self) -> list[int]:
        """Households that stand somewhere."""
        return [person for person, block in enumerate(self.position) if block >= 0]

    def load(self, position: list[int]) -> None:
        """Replaces all placements (a list as `position`; shorter lists leave the rest nowhere)."""
        wanted = position + [NOWHERE] * (len(self.position) - len(position))
        changed = [person for person, block in enumerate(wanted) if self.position[person] != block]
        for person in changed:
            if self.position[person] != NOWHERE:
                self.take(person)
        for person in changed:
            if wanted[person] != NOWHERE:
                self.put(person, wanted[person])
