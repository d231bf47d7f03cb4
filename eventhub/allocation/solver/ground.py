"""A problem compiled to integers and bit masks: what the search and the models work on.

Fixed placements are constants here: what they rule out is taken off the others' options, the caps and the watts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from eventhub.allocation.layout import Layout
from eventhub.allocation.problem import Household, Problem

# An option of a household: a zone, a size, and the interned list of blocks it may hold there.
Option = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class BlockInfo:
    """A block: zone number, booth numbers along the row, their bit mask."""

    zone: int
    booths: tuple[int, ...]
    mask: int


@dataclass(frozen=True, slots=True)
class Person:
    """A household that is not fixed. `slots` and `tags` are bit masks; only tags of `keep_apart` count."""

    name: str
    slots: int
    category: str
    power_w: int
    tags: int
    options: tuple[Option, ...]


class Ground:
    """The compiled problem. Numbers follow the file: booths along the rows, households as listed."""

    def __init__(self, problem: Problem, pinned: bool = False) -> None:
        """`pinned`: the fixed are no constants but people with one option, listed last (to ask who blocks whom)."""
        self.problem = problem
        self.layout = Layout(problem)
        self.zone_names = list(problem.zones)
        self._zone_number = {name: i for i, name in enumerate(self.zone_names)}
        self.booth_names = [booth for segment in self.layout.segments for booth in segment.booths]
        self.booth_number = {name: i for i, name in enumerate(self.booth_names)}
        self.near: list[tuple[int, ...]] = [
            tuple(self.booth_number[b] for b in self.layout.neighbours[name]) for name in self.booth_names
        ]
        self.pairs = [(self.booth_number[a], self.booth_number[b]) for a, b in self.layout.pairs]
        self.slot_bit = {slot: 1 << i for i, slot in enumerate(problem.slots)}
        self._read_tags()
        self.fixed = {} if pinned else dict(problem.fixed)
        self._read_blocks()
        self._read_limits()
        self.eligible: list[tuple[int, ...]] = []
        self._eligible_number: dict[tuple[int, ...], int] = {}
        self._eligible_cache: dict[tuple[object, ...], int | None] = {}
        free = [person for name, person in problem.households.items() if name not in problem.fixed]
        self.people = [self._person(person) for person in free]
        if pinned:
            self.people += [self._pinned(problem.households[name], booths) for name, booths in problem.fixed.items()]
        self.number = {person.name: i for i, person in enumerate(self.people)}

    def mask(self, slots: Iterable[str]) -> int:
        """Slots as a bit mask."""
        return sum(self.slot_bit[slot] for slot in slots)

    def _read_tags(self) -> None:
        listed = sorted({tag for pair in self.problem.keep_apart for tag in pair})
        self._tag_bit = {tag: 1 << i for i, tag in enumerate(listed)}
        self.apart = [(self._tag_bit[a], self._tag_bit[b]) for a, b in self.problem.keep_apart]

    def tag_mask(self, tags: Iterable[str]) -> int:
        """Tags of `keep_apart` as a bit mask."""
        return sum(self._tag_bit.get(tag, 0) for tag in set(tags))

    def hostile(self, tags: int) -> int:
        """The tags that may not be neighbours of these tags."""
        out = 0
        for first, second in self.apart:
            if tags & first:
                out |= second
            if tags & second:
                out |= first
        return out

    def _read_blocks(self) -> None:
        longest = max((h.size_max for h in self.problem.households.values()), default=0)
        self.blocks: list[BlockInfo] = []
        self.block_number: dict[frozenset[str], int] = {}
        self._by_size: dict[tuple[int, int], list[int]] = defaultdict(list)
        for zone, block in self.layout.blocks(longest):
            numbers = tuple(self.booth_number[booth] for booth in block)
            self.block_number[frozenset(block)] = len(self.blocks)
            self._by_size[self._zone_number[zone], len(block)].append(len(self.blocks))
            info = BlockInfo(self._zone_number[zone], numbers, sum(1 << n for n in numbers))
            self.blocks.append(info)

    def _read_limits(self) -> None:
        """Caps and watts left beside the fixed, per (zone, slot bit)."""
        self.cap_left: dict[tuple[int, int, str], int] = {}
        self.watts_left: dict[tuple[int, int], int] = {}
        bits = list(self.slot_bit.values())
        for number, zone in enumerate(self.problem.zones.values()):
            for bit in bits:
                for category, cap in zone.category_caps.items():
                    self.cap_left[number, bit, category] = cap
                if zone.power_w is not None:
                    self.watts_left[number, bit] = zone.power_w
        self.fixed_holders: list[tuple[str, int, int, int]] = []
        for name, booths in self.fixed.items():
            person = self.problem.households[name]
            zone_number = self._zone_number[self.problem.zone_of[booths[0]]]
            for slot in person.slots:
                key = (zone_number, self.slot_bit[slot], person.category)
                if key in self.cap_left:
                    self.cap_left[key] -= 1
                if key[:2] in self.watts_left:
                    self.watts_left[key[:2]] -= person.power_w
            mask = sum(1 << self.booth_number[booth] for booth in booths)
            self.fixed_holders.append((name, self.mask(person.slots), mask, self.tag_mask(person.tags)))

    def _person(self, household: Household) -> Person:
        slots, tags = self.mask(household.slots), self.tag_mask(household.tags)
        options: list[Option] = []
        most = min(household.size_max, max((len(segment.booths) for segment in self.layout.segments), default=0))
        for zone in range(len(self.zone_names)):
            if not self._welcome(household, zone, slots):
                continue
            for size in range(household.size_min, most + 1):
                eligible = self._eligible_blocks(household, zone, size, slots, tags)
                if eligible is not None:
                    options.append((zone, size, eligible))
        return Person(
            name=household.id,
            slots=slots,
            category=household.category,
            power_w=household.power_w,
            tags=tags,
            options=tuple(options),
        )

    def _pinned(self, household: Household, booths: tuple[str, ...]) -> Person:
        """A fixed household as a person who may only stand where it is fixed."""
        block = self.block_number[frozenset(booths)]
        option = (self.blocks[block].zone, len(booths), self._intern((block,)))
        slots, tags = self.mask(household.slots), self.tag_mask(household.tags)
        return Person(household.id, slots, household.category, household.power_w, tags, (option,))

    def _welcome(self, household: Household, zone: int, slots: int) -> bool:
        name = self.zone_names[zone]
        if not self.problem.zones[name].allows(household.category) or not household.wants(name):
            return False
        return all(
            self.cap_left.get((zone, bit, household.category), 1) >= 1
            and self.watts_left.get((zone, bit), household.power_w) >= household.power_w
            for bit in self.slot_bit.values()
            if bit & slots
        )

    def _eligible_blocks(self, person: Household, zone: int, size: int, slots: int, tags: int) -> int | None:
        """The interned list of blocks of that zone and size that suit the household, or None when there is none."""
        key = (zone, size, person.power_w, person.features, slots, tags)
        if key not in self._eligible_cache:
            found = tuple(b for b in self._by_size.get((zone, size), ()) if self._suits(person, b, slots, tags))
            self._eligible_cache[key] = self._intern(found) if found else None
        return self._eligible_cache[key]

    def _intern(self, blocks: tuple[int, ...]) -> int:
        if blocks not in self._eligible_number:
            self._eligible_number[blocks] = len(self.eligible)
            self.eligible.append(blocks)
        return self._eligible_number[blocks]

    def _suits(self, person: Household, block: int, slots: int, tags: int) -> bool:
        info = self.blocks[block]
        booths = [self.problem.booths[self.booth_names[n]] for n in info.booths]
        if any(booth.closed or not person.features <= booth.features for booth in booths):
            return False
        if sum(booth.power_w for booth in booths) < person.power_w:
            return False
        hostile = self.hostile(tags)
        edge = 0
        if hostile:
            for number in info.booths:
                for near in self.near[number]:
                    edge |= 1 << near
        return not any(
            slots & fixed_slots and (mask & info.mask or (hostile & fixed_tags and mask & edge))
            for _, fixed_slots, mask, fixed_tags in self.fixed_holders
        )

    def names(self, block: int) -> tuple[str, ...]:
        """A block's booth ids, along the row."""
        return tuple(self.booth_names[n] for n in self.blocks[block].booths)

    def zone_cost(self, person: int, zone: int) -> int:
        """The zone's place in the household's list."""
        return self.problem.households[self.people[person].name].zone_cost(self.zone_names[zone])
