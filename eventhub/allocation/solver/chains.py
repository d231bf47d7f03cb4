"""Making room by moving people along: the quick way to say yes. Every success is a concrete plan."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from eventhub.allocation.solver.ground import Option
from eventhub.allocation.solver.state import NOWHERE, State


class Chains:
    """Searches over a state; `allowed` are the options every placed household is promised."""

    def __init__(self, state: State, allowed: list[tuple[Option, ...]]) -> None:
        self._state = state
        self._allowed = allowed

    def direct(self, person: int, options: Sequence[Option]) -> bool:
        """Seats the household where it fits with nobody moving. True when done."""
        state = self._state
        for zone, _, eligible in options:
            if state.room(person, zone):
                block = state.free_block(person, state.ground.eligible[eligible])
                if block != NOWHERE:
                    self._move(person, block)
                    return True
        return False

    def _move(self, person: int, block: int) -> None:
        if self._state.position[person] != NOWHERE:
            self._state.take(person)
        self._state.put(person, block)

    def single(self, person: int, options: Sequence[Option], budget: int) -> bool:
        """The shortest chain in which each takes the place of one other, the last a free one. True when done.

        `budget` bounds the blocks looked at, so that the work is the same on every machine.
        """
        state = self._state
        ground = state.ground
        came: dict[int, tuple[int, int]] = {person: (NOWHERE, NOWHERE)}
        queue = deque([person])
        # Blocks that can bring nothing new to anybody with the same days and tags.
        spent: dict[tuple[int, int], set[int]] = {}
        failures = 0
        while queue:
            mover = queue.popleft()
            info = ground.people[mover]
            done = spent.setdefault((info.slots, info.tags), set())
            here = state.position[mover]
            for zone, _, eligible in options if mover == person else self._allowed[mover]:
                free_room = state.room(mover, zone)
                for block in ground.eligible[eligible]:
                    if block in done or block == here:
                        continue
                    budget -= 1
                    if budget < 0:
                        return False
                    others = state.in_the_way(mover, block)
                    if person in others:
                        # The household's own old place is free once it moves.
                        others.remove(person)
                    if len(others) > 1:
                        done.add(block)
                    elif others:
                        if others[0] not in came:
                            if not free_room and not state.room(mover, zone, others):
                                continue
                            came[others[0]] = (mover, block)
                            queue.append(others[0])
                        done.add(block)
                    elif free_room:
                        if self._apply(mover, block, came):
                            return True
                        failures += 1
                        if failures > 25:
                            return False
        return False

    def _apply(self, last: int, block: int, came: dict[int, tuple[int, int]]) -> bool:
        """Carries a chain out, or leaves everything as it was when a rule across it does not hold."""
        state = self._state
        moves = [(last, block)]
        while came[last][0] != NOWHERE:
            last, block = came[last]
            moves.append((last, block))
        before = [(mover, state.position[mover]) for mover, _ in moves]
        for mover, place in before:
            if place != NOWHERE:
                state.take(mover)
        for done, (mover, place) in enumerate(moves):
            if not state.fits(mover, place):
                for undone, _ in moves[:done]:
                    state.take(undone)
                for old, there in before:
                    if there != NOWHERE:
                        state.put(old, there)
                return False
            state.put(mover, place)
        return True

    def deep(self, person: int, options: Sequence[Option], depth: int, budget: int) -> bool:
        """Depth-first with up to two others ejected at each step. True when done; else all stands as before."""
        state = self._state
        before = list(state.position)
        self._budget = budget
        if state.position[person] != NOWHERE:
            state.take(person)
        if self._settle(person, options, depth, {person}):
            return True
        state.load(before)
        return False

    def _settle(self, person: int, options: Sequence[Option], depth: int, settled: set[int]) -> bool:
        # Looking for a free block costs about as much as a tenth as many of the steps below.
        self._budget -= sum(len(self._state.ground.eligible[eligible]) for _, _, eligible in options) // 10
        if self.direct(person, options):
            return True
        if depth == 0 or self._budget < 0:
            return False
        state = self._state
        for zone, _, eligible in options:
            for block in state.ground.eligible[eligible]:
                self._budget -= 1
                if self._budget < 0:
                    return False
                others = state.in_the_way(person, block)
                if not others or len(others) > 2 or not settled.isdisjoint(others):
                    continue
                if not state.room(person, zone, others):
                    continue
                mark = [(other, state.take(other)) for other in others]
                state.put(person, block)
                if self._settle_all(others, depth - 1, settled):
                    return True
                state.take(person)
                for other, place in mark:
                    state.put(other, place)
        return False

    def _settle_all(self, others: list[int], depth: int, settled: set[int]) -> bool:
        """Finds every one of them another place; if that fails for one, all stands as before."""
        before = list(self._state.position) if len(others) > 1 else []
        for done, other in enumerate(others):
            if not self._settle(other, self._allowed[other], depth, settled | {other}):
                if done:
                    self._state.load(before)
                return False
        return True
