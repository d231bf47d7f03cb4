"""The hard rules in plain Python: what a placement would break, and why (docs/allocation.md, “Hard rules”).

One checker for everybody: the solver's result, `eventhub verify` and the organiser's hand moves. It knows no solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from eventhub.allocation.layout import Block, Layout
from eventhub.allocation.problem import Household, Problem


@dataclass(frozen=True)
class Breach:
    """A rule that a placement breaks.

    `rule`: taken, closed, block, size, features, power_w, category, zone, category_cap, zone_power,
    keep_apart or fixed. `sentence` says it in Chinese; `households` are the others that stand in the way;
    `booths` where.
    """

    rule: str
    sentence: str
    households: tuple[str, ...] = ()
    booths: tuple[str, ...] = ()


class Board:
    """Who stands where, with every rule answered for one household and block at a time.

    Keeps holders per booth and slot, heads per zone, slot and category, and watts per zone and slot, so
    that a question costs a few dictionary look-ups. `put` does not check: ask `breaches` first (a board may
    hold a broken plan, to show it).
    """

    def __init__(self, problem: Problem, placements: Mapping[str, Iterable[str]] | None = None) -> None:
        self.problem = problem
        self.layout = Layout(problem)
        self.placements: dict[str, Block] = {}
        self._holders: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._heads: dict[tuple[str, str, str], int] = defaultdict(int)
        self._watts: dict[tuple[str, str], int] = defaultdict(int)
        self._enemies: dict[str, set[str]] = defaultdict(set)
        for first, second in problem.keep_apart:
            self._enemies[first].add(second)
            self._enemies[second].add(first)
        for household, booths in (placements or {}).items():
            self.put(household, booths)

    def put(self, household: str, booths: Iterable[str]) -> Block:
        """Places a household (away from where it stood before). Returns its booths in row order."""
        self.take(household)
        listed = tuple(booths)
        block = self.layout.arrange(listed) or listed
        self._count(household, block, 1)
        self.placements[household] = block
        return block

    def take(self, household: str) -> Block | None:
        """Takes a household off the ground. Returns where it stood, or None."""
        block = self.placements.pop(household, None)
        if block is not None:
            self._count(household, block, -1)
        return block

    def _count(self, name: str, block: Block, change: int) -> None:
        household = self.problem.households[name]
        for slot in household.slots:
            for booth in block:
                holders = self._holders[slot, booth]
                if change > 0:
                    holders.append(name)
                else:
                    holders.remove(name)
            for zone in {self.problem.zone_of[booth] for booth in block}:
                self._heads[zone, slot, household.category] += change
                self._watts[zone, slot] += change * household.power_w

    def breaches(self, household: str, booths: Iterable[str]) -> list[Breach]:
        """Every rule broken if this household stood on these booths, everybody else staying. Empty: it may."""
        listed = tuple(booths)
        person = self.problem.households[household]
        here = self.take(household)
        try:
            return [*self._own_breaches(person, listed), *self._shared_breaches(person, listed)]
        finally:
            if here is not None:
                self._count(household, here, 1)
                self.placements[household] = here

    def colour(self, household: str, sizes: Iterable[int] | None = None) -> dict[Block, list[Breach]]:
        """Every block of the ground of the household's sizes (or of `sizes`) with what it would break there."""
        person = self.problem.households[household]
        most = min(person.size_max, len(self.problem.booths))
        wanted = set(sizes) if sizes is not None else set(range(person.size_min, most + 1))
        here = self.take(household)
        try:
            return {
                block: [*self._own_breaches(person, block), *self._shared_breaches(person, block)]
                for _, block in self.layout.blocks(max(wanted, default=0))
                if len(block) in wanted
            }
        finally:
            if here is not None:
                self._count(household, here, 1)
                self.placements[household] = here

    def _own_breaches(self, person: Household, booths: Block) -> Iterator[Breach]:
        """Rules that need no look at the others."""
        problem, ground = self.problem, self.problem.booths
        fixed = problem.fixed.get(person.id)
        if fixed is not None and set(fixed) != set(booths):
            yield Breach("fixed", f"{person.id} 固定在 {'、'.join(fixed)}，不能挪动。", (), fixed)
        if self.layout.arrange(booths) is None:
            yield Breach("block", f"{'、'.join(booths)} 不是连着的一排摊位。", (), booths)
        if not person.size_min <= len(booths) <= person.size_max:
            wish = (
                str(person.size_min) if person.size_min == person.size_max else f"{person.size_min}–{person.size_max}"
            )
            yield Breach("size", f"要 {wish} 个摊位，这里是 {len(booths)} 个。", (), booths)
        closed = tuple(booth for booth in booths if ground[booth].closed)
        if closed:
            yield Breach("closed", f"{'、'.join(closed)} 不开放。", (), closed)
        lacking = tuple(booth for booth in booths if not person.features <= ground[booth].features)
        if lacking:
            missing = sorted({f for booth in lacking for f in person.features - ground[booth].features})
            yield Breach("features", f"{'、'.join(lacking)} 缺少所需条件：{'、'.join(missing)}。", (), lacking)
        offered = sum(ground[booth].power_w for booth in booths)
        if offered < person.power_w:
            yield Breach("power_w", f"用电要 {person.power_w} 瓦，这里只有 {offered} 瓦。", (), booths)
        for name in dict.fromkeys(problem.zone_of[booth] for booth in booths):
            if not problem.zones[name].allows(person.category):
                yield Breach("category", f"{name} 区不收“{person.category}”类。", (), booths)
            if not person.wants(name) and fixed is None:
                yield Breach("zone", f"没有选 {name} 区，也不服从调剂。", (), booths)

    def _shared_breaches(self, person: Household, booths: Block) -> Iterator[Breach]:
        """Rules against those who stand already."""
        yield from self._taken(person, booths)
        for name in dict.fromkeys(self.problem.zone_of[booth] for booth in booths):
            yield from self._crowded(person, name, booths)
        yield from self._too_close(person, booths)

    def _taken(self, person: Household, booths: Block) -> Iterator[Breach]:
        for booth in booths:
            others = dict.fromkeys(h for slot in person.slots for h in self._holders.get((slot, booth), ()))
            if others:
                yield Breach("taken", f"{booth} 已经给了 {'、'.join(others)}。", tuple(others), (booth,))

    def _crowded(self, person: Household, zone: str, booths: Block) -> Iterator[Breach]:
        cap = self.problem.zones[zone].category_caps.get(person.category)
        limit = self.problem.zones[zone].power_w
        full = [s for s in person.slots if cap is not None and self._heads[zone, s, person.category] >= cap]
        if full:
            others = self._standing(zone, full, person.category)
            text = f"{zone} 区“{person.category}”类最多 {cap} 家，{'、'.join(full)} 已满。"
            yield Breach("category_cap", text, others, booths)
        over = [s for s in person.slots if limit is not None and self._watts[zone, s] + person.power_w > limit]
        if over:
            most = max(self._watts[zone, slot] for slot in over) + person.power_w
            text = f"{zone} 区限电 {limit} 瓦，再加上就是 {most} 瓦（{'、'.join(over)}）。"
            yield Breach("zone_power", text, self._standing(zone, over, None), booths)

    def _standing(self, zone: str, slots: list[str], category: str | None) -> tuple[str, ...]:
        """Those placed in the zone in one of the slots: of the category, or (None) those that draw power."""
        out = []
        for name, block in self.placements.items():
            other = self.problem.households[name]
            counts = other.power_w > 0 if category is None else other.category == category
            if counts and self.problem.zone_of[block[0]] == zone and not set(slots).isdisjoint(other.slots):
                out.append(name)
        return tuple(out)

    def _too_close(self, person: Household, booths: Block) -> Iterator[Breach]:
        hostile = {enemy for tag in person.tags for enemy in self._enemies.get(tag, ())}
        if not hostile:
            return
        found: dict[str, tuple[str, str]] = {}
        for booth in booths:
            for near in self.layout.neighbours[booth]:
                for slot in person.slots:
                    for other in self._holders.get((slot, near), ()):
                        if hostile & self.problem.households[other].tags:
                            found.setdefault(other, (booth, near))
        for other, (booth, near) in found.items():
            tags = "、".join(sorted(hostile & self.problem.households[other].tags))
            text = f"{booth} 挨着 {near} 的 {other}（{tags}），按规定要隔开。"
            yield Breach("keep_apart", text, (other,), (booth, near))


def breaches_of(
    problem: Problem, household: str, booths: Iterable[str], placements: Mapping[str, Iterable[str]]
) -> list[Breach]:
    """Every rule broken by one household on these booths, given the others' placements."""
    return Board(problem, placements).breaches(household, booths)


def check_placements(problem: Problem, placements: Mapping[str, Iterable[str]]) -> list[Breach]:
    """Every rule a whole set of placements breaks, fixed households missing included. Empty: it is valid.

    A breach between two households is reported for both.
    """
    board = Board(problem, placements)
    out = [
        Breach("fixed", f"{name} 固定在 {'、'.join(booths)}，方案里却没有。", (name,), booths)
        for name, booths in problem.fixed.items()
        if name not in board.placements
    ]
    for name, block in list(board.placements.items()):
        for breach in board.breaches(name, block):
            out.append(Breach(breach.rule, breach.sentence, (name, *breach.households), breach.booths))
    return out
