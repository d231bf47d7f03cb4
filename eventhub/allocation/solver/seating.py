"""The model of the last two levels: who may stay where it was, and how many neighbours of one category there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from eventhub.allocation.solver.formulation import INFINITY, Formulation
from eventhub.allocation.solver.ground import Ground, Option, Person
from eventhub.allocation.solver.state import NOWHERE


class Seating(Formulation):
    """A formulation that keeps categories apart and counts neighbours and stays."""

    def __init__(self, ground: Ground, tint: Callable[[int], object] | None = None) -> None:
        super().__init__(ground, by_category=True, tint=tint)
        self.pair_columns: dict[tuple[int, int], int] = {}
        self.stays: dict[int, int] = {}
        self._pairs_at: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for pair in ground.pairs:
            for booth in pair:
                self._pairs_at[booth].append(pair)
        self._fixed_at: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
        for name, slots, mask, _ in ground.fixed_holders:
            category = ground.problem.households[name].category
            for booth in range(mask.bit_length()):
                if mask >> booth & 1:
                    self._fixed_at[booth].append((name, slots, category))

    def _seat_entries(self, person: Person, block: int) -> Iterable[tuple[int, float]]:
        yield from super()._seat_entries(person, block)
        booths = self.ground.blocks[block].booths
        for pair in dict.fromkeys(pair for booth in booths for pair in self._pairs_at[booth]):
            for family in self.families_of(person.slots):
                yield self._pair_row(("alike", pair, person.category, family), pair, 1.0), 1.0
            for inside, outside in (pair, pair[::-1]):
                if inside in booths and outside not in booths and self._fixed_alike(person, outside):
                    for family in self.families_of(person.slots):
                        key = ("beside fixed", inside, outside, person.category, person.slots, family)
                        yield self._pair_row(key, pair, 0.0), 1.0

    def _fixed_alike(self, person: Person, booth: int) -> bool:
        return any(slots & person.slots and category == person.category for _, slots, category in self._fixed_at[booth])

    def _pair_row(self, key: tuple[object, ...], pair: tuple[int, int], upper: float) -> int:
        """A row “these, less the pair's column, are at most `upper`”."""
        known = len(self.lower)
        row = self.shared_row(key, upper)
        if row == known:
            if pair not in self.pair_columns:
                self.pair_columns[pair] = self.column(1.0, [])
            self.columns[self.pair_columns[pair]].entries.append((row, -1.0))
        return row

    def fixed_pairs(self) -> dict[tuple[int, int], None]:
        """Pairs that count whatever happens, because two fixed households hold them."""
        out: dict[tuple[int, int], None] = {}
        for left, right in self.ground.pairs:
            for name, slots, category in self._fixed_at[left]:
                for other, theirs, kind in self._fixed_at[right]:
                    if name != other and slots & theirs and category == kind:
                        out[left, right] = None
        return out

    def add_stay(self, person: int, block: int, options: tuple[Option, ...]) -> None:
        """A column that says the household stands on this block (where it stood before)."""
        option = next((o for o in options if block in self.ground.eligible[o[2]]), None)
        if option is None:
            return
        group = self.group(person, options)
        seats = self.seat_class(self.ground.people[person], option[2])
        held = self.shared_row(("held", seats.columns[block]), 0.0)
        if not any(row == held for row, _ in self.columns[seats.columns[block]].entries):
            self.columns[seats.columns[block]].entries.append((held, -1.0))
        sent = self.shared_row(("sent", group.columns[option]), 0.0)
        if not any(row == sent for row, _ in self.columns[group.columns[option]].entries):
            self.columns[group.columns[option]].entries.append((sent, -1.0))
        self.stays[person] = self.column(1.0, [(held, 1.0), (sent, 1.0)])

    def values_of(self, position: list[int]) -> list[int]:
        """Column values of a plan (blocks by household), to start a search from."""
        values = [0] * len(self.columns)
        for (_, options), group in self.groups.items():
            for person in group.members:
                block = position[person]
                if block == NOWHERE:
                    continue
                info = self.ground.blocks[block]
                option = next(o for o in options if o[0] == info.zone and o[1] == len(info.booths))
                values[group.columns[option]] += 1
                seats = self.seat_class(self.ground.people[person], option[2])
                values[seats.columns[block]] = 1
                if person in self.stays and self._stay_block(person) == block:
                    values[self.stays[person]] = 1
        self._set_pairs(values)
        return values

    def _stay_block(self, person: int) -> int:
        name = self.ground.people[person].name
        return self.ground.block_number.get(frozenset(self.ground.problem.previous.get(name, ())), NOWHERE)

    def _set_pairs(self, values: list[int]) -> None:
        load = [0.0] * len(self.lower)
        pairs = set(self.pair_columns.values())
        for number, column in enumerate(self.columns):
            if values[number] and number not in pairs:
                for row, coefficient in column.entries:
                    load[row] += coefficient * values[number]
        for number in pairs:
            if any(load[row] > self.upper[row] for row, _ in self.columns[number].entries):
                values[number] = 1

    def limit_weighted(self, costs: dict[int, float], most: float) -> None:
        """A row that keeps a weighted sum of columns at or under `most`."""
        row = self.row(-INFINITY, most)
        for column, cost in costs.items():
            if cost:
                self.columns[column].entries.append((row, cost))

    def limit_sum(self, columns: list[int], most: int) -> None:
        """Keeps the number of these 0/1 columns that are one at or under `most`."""
        if most == 0:
            for column in columns:
                self.columns[column].upper = 0.0
        else:
            self.limit_weighted(dict.fromkeys(columns, 1.0), most)
