"""A minimal set of placed households without whom a refused household could be placed.

Asked at the moment of refusal, when the state holds exactly those placed before it. Nearly always one
household is enough: since there is no place with all of them, a single one is minimal. Otherwise a deletion
filter: begin with all who stand on one block and put back whoever need not go.
"""

from __future__ import annotations

from eventhub.allocation.solver.clock import Clock
from eventhub.allocation.solver.decide import Decider
from eventhub.allocation.solver.ground import Ground
from eventhub.allocation.solver.state import NOWHERE, State


class Blockers:
    """Answers over a ground on which the fixed are people too, so that they can be asked to leave."""

    def __init__(self, ground: Ground, clock: Clock) -> None:
        self._ground = Ground(ground.problem, pinned=True) if ground.fixed else ground
        self._clock = clock
        self._free = len(ground.people)
        self._fixed_blocks = [
            self._ground.eligible[person.options[0][2]][0] for person in self._ground.people[self._free :]
        ]
        self._mirror = State(self._ground)
        self._decider: Decider | None = None

    def find(self, person: int, position: list[int]) -> tuple[str, ...] | None:
        """Names of a minimal set among those placed in `position` and the fixed. None: time ran out."""
        self._mirror.load([*position, *self._fixed_blocks])
        crowd, block = self._fewest(person)
        if len(crowd) > 1:
            found = self._filter(person, block, crowd)
            if found is None:
                return None
            crowd = found
        return tuple(self._ground.people[other].name for other in crowd)

    def _fewest(self, person: int) -> tuple[list[int], int]:
        """The fewest who must leave for the household to stand on one of its blocks, the others staying put."""
        best: list[int] = []
        where = NOWHERE
        for _, _, eligible in self._ground.people[person].options:
            for block in self._ground.eligible[eligible]:
                crowd = self._crowd(person, block)
                if where == NOWHERE or len(crowd) < len(best):
                    best, where = crowd, block
                    if len(best) == 1:
                        return best, where
        return best, where

    def _crowd(self, person: int, block: int) -> list[int]:
        """Who must leave for this block: those in the way, then as many as the zone's caps and watts ask for."""
        mirror, people = self._mirror, self._ground.people
        crowd = mirror.in_the_way(person, block)
        zone = self._ground.blocks[block].zone
        if mirror.room(person, zone, crowd):
            return crowd
        for other in mirror.placed():
            if other in crowd or self._ground.blocks[mirror.position[other]].zone != zone:
                continue
            info, own = people[other], people[person]
            if info.slots & own.slots and (info.category == own.category or info.power_w):
                crowd.append(other)
                if mirror.room(person, zone, crowd):
                    break
        return crowd

    def _filter(self, person: int, block: int, crowd: list[int]) -> list[int] | None:
        """Puts back, one after the other, whoever can stand together with the household and all put back so far."""
        decider = self._ready_decider()
        for other in crowd:
            decider.state.take(other)
            decider.promise(other, ())
        decider.state.put(person, block)
        decider.promise(person, self._ground.people[person].options)
        needed = []
        for other in crowd:
            answer = decider.admit(other, self._ground.people[other].options)
            if answer is None:
                return None
            if not answer:
                needed.append(other)
        return needed

    def _ready_decider(self) -> Decider:
        """A decider holding the mirror's placements, everybody promised a place of any kind."""
        if self._decider is None:
            self._decider = Decider(self._ground, self._clock, remember=False)
        decider = self._decider
        for other, info in enumerate(self._ground.people):
            wanted = info.options if self._mirror.position[other] != NOWHERE else ()
            if decider.allowed[other] != wanted:
                decider.promise(other, wanted)
        decider.state.load(self._mirror.position)
        return decider
