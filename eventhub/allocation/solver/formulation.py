"""The exact model of a ground, grown as needed: households in groups, blocks by class (docs/allocation.md, “Model”).

Households that are alike in all that matters (days, category, tags, power, options) form a **group**; a column per
group and option counts how many of the group take it. Within a zone all that differs for seating is a
**class** (eligible blocks, days, tags); a 0/1 column per class and block says that somebody of the class
holds the block. Rows: each group sends as many as it has; a class seats as many as are sent; one holder per
booth and family of days; caps; watts; distance. A whole-number solution is a plan: no seating step follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from eventhub.allocation.solver.families import families
from eventhub.allocation.solver.ground import Ground, Option, Person

INFINITY = float("inf")
# What makes two households the same once both are in a zone: eligible blocks, days, tags, category where it counts.
ClassKey = tuple[int, int, int, str | None]
# What makes two households alike, and the options they are held to.
Signature = tuple[tuple[object, ...], tuple[Option, ...]]


@dataclass
class Column:
    """A variable: whole numbers from 0 to `upper`; `entries` are (row, coefficient)."""

    upper: float
    entries: list[tuple[int, float]]
    cost: float = 0.0


@dataclass
class Group:
    """Households that are alike: the row that counts them, and a column per option."""

    row: int
    columns: dict[Option, int]
    number: int
    members: list[int] = field(default_factory=list)


@dataclass
class SeatClass:
    """Those alike once in a zone: the row that balances them, and a column per block."""

    row: int
    columns: dict[int, int]


class Formulation:
    """Columns and rows. Only ever grows; the numbers of a group's households are row bounds."""

    def __init__(self, ground: Ground, by_category: bool = False, tint: Callable[[int], object] | None = None) -> None:
        """`by_category`: keep categories apart in the classes, for counting neighbours of one category.

        `tint`: one more thing (of a household's number) that only alike households may share a group with.
        """
        self._tint = tint
        self.ground = ground
        self._caps = ground.cap_left
        self._watts = ground.watts_left
        self.by_category = by_category
        self.columns: list[Column] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.changed_rows: dict[int, None] = {}
        self.groups: dict[Signature, Group] = {}
        self.group_list: list[Group] = []
        self.counts: list[int] = []
        self.class_of_row: dict[int, SeatClass] = {}
        self.classes: dict[ClassKey, SeatClass] = {}
        self._shared_rows: dict[tuple[object, ...], int] = {}
        days = list(ground.slot_bit.values())
        self.families = families((person.slots for person in ground.people), days)
        self._families_of: dict[int, list[int]] = {}
        self._capped = {(zone, category) for zone, _, category in ground.cap_left}
        self._metered = {zone for zone, _ in ground.watts_left}
        self._next_to = set(ground.pairs)

    def signature(self, person: int, options: tuple[Option, ...]) -> Signature:
        """The group a household belongs to when held to these options."""
        info = self.ground.people[person]
        zones = {zone for zone, _, _ in options}
        capped = self.by_category or any((zone, info.category) in self._capped for zone in zones)
        metered = bool(zones & self._metered)
        alike: tuple[object, ...] = (
            info.slots,
            info.category if capped else None,
            info.power_w if metered else 0,
            info.tags,
        )
        if self._tint is not None:
            alike = (*alike, self._tint(person))
        return alike, options

    def add(self, person: int, options: tuple[Option, ...]) -> None:
        """Counts a household in, held to these options."""
        group = self.group(person, options)
        group.members.append(person)
        self._set_count(group)

    def remove(self, person: int, options: tuple[Option, ...]) -> None:
        """Counts a household out that was counted in with these options."""
        group = self.groups[self.signature(person, options)]
        group.members.remove(person)
        self._set_count(group)

    def _set_count(self, group: Group) -> None:
        self.lower[group.row] = self.upper[group.row] = float(len(group.members))
        self.counts[group.number] = len(group.members)
        self.changed_rows[group.row] = None

    def row(self, lower: float, upper: float) -> int:
        """A new empty row."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def column(self, upper: float, entries: list[tuple[int, float]], cost: float = 0.0) -> int:
        """A new column."""
        self.columns.append(Column(upper, entries, cost))
        return len(self.columns) - 1

    def group(self, person: int, options: tuple[Option, ...]) -> Group:
        """The household's group under these options, made if it is new."""
        key = self.signature(person, options)
        if key not in self.groups:
            self.groups[key] = self._new_group(self.ground.people[person], options)
        return self.groups[key]

    def _new_group(self, person: Person, options: tuple[Option, ...]) -> Group:
        row = self.row(0.0, 0.0)
        columns: dict[Option, int] = {}
        for option in options:
            zone, _, eligible = option
            seats = self.seat_class(person, eligible)
            entries = [(row, 1.0), (seats.row, 1.0), *self._limit_entries(person, zone)]
            columns[option] = self.column(INFINITY, entries)
        group = Group(row, columns, len(self.group_list))
        self.group_list.append(group)
        self.counts.append(0)
        return group

    def _limit_entries(self, person: Person, zone: int) -> Iterable[tuple[int, float]]:
        for bit in self.ground.slot_bit.values():
            if not bit & person.slots:
                continue
            cap = self._caps.get((zone, bit, person.category))
            if cap is not None:
                yield self.shared_row(("cap", zone, bit, person.category), cap), 1.0
            watts = self._watts.get((zone, bit))
            if watts is not None and person.power_w:
                yield self.shared_row(("watts", zone, bit), watts), float(person.power_w)

    def shared_row(self, key: tuple[object, ...], upper: float) -> int:
        """The row of that key, at most `upper`, made if it is new."""
        if key not in self._shared_rows:
            self._shared_rows[key] = self.row(-INFINITY, float(upper))
        return self._shared_rows[key]

    def scarce_rows(self) -> Mapping[tuple[object, ...], int]:
        """Key → row of the things there are only so many of."""
        return self._shared_rows

    def class_key(self, person: Person, eligible: int) -> ClassKey:
        """What makes two households the same once both are in the zone."""
        return eligible, person.slots, person.tags, person.category if self.by_category else None

    def seat_class(self, person: Person, eligible: int) -> SeatClass:
        """The household's class for a list of eligible blocks, made if it is new."""
        key = self.class_key(person, eligible)
        if key not in self.classes:
            row = self.row(0.0, 0.0)
            columns = {
                block: self.column(1.0, [(row, -1.0), *self._seat_entries(person, block)])
                for block in self._blocks_of(person, eligible)
            }
            self.classes[key] = self.class_of_row[row] = SeatClass(row, columns)
        return self.classes[key]

    def _blocks_of(self, person: Person, eligible: int) -> Iterable[int]:
        return self.ground.eligible[eligible]

    def families_of(self, slots: int) -> list[int]:
        """Numbers of the families this day set belongs to."""
        if slots not in self._families_of:
            self._families_of[slots] = [i for i, family in enumerate(self.families) if slots in family]
        return self._families_of[slots]

    def _seat_entries(self, person: Person, block: int) -> Iterable[tuple[int, float]]:
        booths = self.ground.blocks[block].booths
        for family in self.families_of(person.slots):
            for booth in booths:
                yield self.shared_row(("booth", booth, family), 1.0), 1.0
            yield from self._distance_entries(person, booths, family)

    def _distance_entries(self, person: Person, booths: tuple[int, ...], family: int) -> Iterable[tuple[int, float]]:
        """Rows “a here and b next door: at most one”; a block over both booths keeps out either."""
        rows: dict[int, None] = {}
        for here in booths:
            for near in self.ground.near[here]:
                first, second = (here, near) if (here, near) in self._next_to else (near, here)
                for number, (a, b) in enumerate(self.ground.apart):
                    for left, right in {(a, b), (b, a)}:
                        both = first in booths and second in booths
                        on_left = first in booths and person.tags & left
                        on_right = second in booths and person.tags & right
                        if both or on_left or on_right:
                            key = ("apart", first, second, number, left == a, family)
                            rows[self.shared_row(key, 1.0)] = None
        for row in rows:
            yield row, 1.0
