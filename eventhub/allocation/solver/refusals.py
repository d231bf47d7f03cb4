"""Refusals remembered: whoever is at least as hard to place as somebody refused is refused too.

Sound as long as promises are only added or narrowed: a plan with the newcomer in it would have a place for
the one refused before, when less was promised.
"""

from __future__ import annotations

from dataclasses import dataclass

from eventhub.allocation.solver.formulation import Signature
from eventhub.allocation.solver.ground import Ground, Option, Person


@dataclass(frozen=True, slots=True)
class _Outsider:
    """Somebody refused who had no place yet: the person, its blocks as a bit mask, its zones."""

    person: Person
    blocks: int


class Refusals:
    """Those refused so far."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._same: set[tuple[Signature, Signature]] = set()
        self._outsiders: list[_Outsider] = []
        self._masks: dict[tuple[Option, ...], int] = {}
        self._capped: dict[str, int] = {}
        zones = dict.fromkeys(range(len(ground.zone_names)), 0)
        for number, block in enumerate(ground.blocks):
            zones[block.zone] |= 1 << number
        for zone, _, category in ground.cap_left:
            self._capped[category] = self._capped.get(category, 0) | zones[zone]
        self._metered = 0
        for zone, _ in ground.watts_left:
            self._metered |= zones[zone]

    def remember(self, person: int, options: tuple[Option, ...], key: tuple[Signature, Signature]) -> None:
        """`key`: signatures of what was asked and of what the household had before."""
        self._same.add(key)
        if not key[1][1]:
            self._outsiders.append(_Outsider(self._ground.people[person], self._mask(options)))

    def known(self, person: int, options: tuple[Option, ...], key: tuple[Signature, Signature]) -> bool:
        """Whether an earlier refusal settles this one."""
        if key in self._same:
            return True
        if key[1][1]:
            return False
        info, blocks = self._ground.people[person], self._mask(options)
        return any(self._as_hard(info, blocks, other) for other in self._outsiders)

    def _as_hard(self, info: Person, blocks: int, other: _Outsider) -> bool:
        """Whether `other` could take any place this household can take."""
        easier = other.person
        if blocks & ~other.blocks or easier.slots & ~info.slots or easier.tags & ~info.tags:
            return False
        if easier.power_w > info.power_w and blocks & self._metered:
            return False
        return easier.category == info.category or not blocks & self._capped.get(easier.category, 0)

    def _mask(self, options: tuple[Option, ...]) -> int:
        if options not in self._masks:
            blocks = {block for _, _, eligible in options for block in self._ground.eligible[eligible]}
            self._masks[options] = sum(1 << block for block in blocks)
        return self._masks[options]
