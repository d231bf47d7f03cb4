"""One question, answered exactly: may this household have one of these options, all promises kept?

Yes is always a concrete plan (the state then holds it). No is a proof: prices that all together cannot pay, the
whole-number model without a solution, or somebody at least as easy to place was refused before.
"""

from __future__ import annotations

from typing import NamedTuple

from eventhub.allocation.solver.chains import Chains
from eventhub.allocation.solver.clock import Clock
from eventhub.allocation.solver.formulation import Formulation
from eventhub.allocation.solver.ground import Ground, Option
from eventhub.allocation.solver.nearby import Nearby
from eventhub.allocation.solver.prices import Prices
from eventhub.allocation.solver.refusals import Refusals
from eventhub.allocation.solver.relaxation import Floats, Relaxation, solve_hastily, solve_whole
from eventhub.allocation.solver.seats import seats_from
from eventhub.allocation.solver.state import NOWHERE, State

Options = tuple[Option, ...]


class Search(NamedTuple):
    """How long to look for a chain of moves: steps for a single one, depth and steps for one that branches."""

    steps: int
    depth: int
    deep_steps: int


SHORT = Search(20_000, 2, 4_000)
LONG = Search(100_000, 4, 60_000)
# One decision that will not be made shall not cost all the others: branching is cut off after so many nodes times columns
# (not after a time: the same problem must give the same plan), and, under a time limit, after this share of what is left.
# Once one was left undecided nothing after it can be proven, and the others get a twentieth.
DECISION_EFFORT = 40_000_000
LEAST_NODES = 500
SHARE_OF_TIME = 0.4
# Models of at least so many columns are slow to begin with: the few nearby are asked first.
LARGE = 50_000
ONCE_LOST = 20


class Decider:
    """The state, the promises, and the models that answer for them."""

    def __init__(self, ground: Ground, clock: Clock, remember: bool = True) -> None:
        """`remember` refusals: right as long as promises are only added or narrowed."""
        self._remember = remember
        self.ground = ground
        self.clock = clock
        self.state = State(ground)
        self.allowed: list[Options] = [() for _ in ground.people]
        self._begin_models()
        self._chains = Chains(self.state, self.allowed)
        self._nearby = Nearby(self.state, self.allowed, clock)
        self._refusals = Refusals(ground)
        self._lost = False

    def _begin_models(self) -> None:
        self.formulation = Formulation(self.ground)
        self._relaxation = Relaxation(self.formulation)
        self._prices = Prices(self.formulation)

    def renew_models(self) -> None:
        """Begins the models afresh with what is promised now: columns of options given up only cost time."""
        self._begin_models()
        for person, options in enumerate(self.allowed):
            if options:
                self.formulation.add(person, options)

    def promise(self, person: int, options: Options) -> None:
        """Holds a household to options it stands in already (or that are known to be kept)."""
        if self.allowed[person]:
            self.formulation.remove(person, self.allowed[person])
        self.allowed[person] = options
        if options:
            self.formulation.add(person, options)

    def stands_in(self, person: int, options: Options) -> bool:
        """Whether it stands in one of these options now."""
        block = self.state.position[person]
        if block == NOWHERE:
            return False
        info = self.ground.blocks[block]
        return any(zone == info.zone and size == len(info.booths) for zone, size, _ in options)

    def seat_directly(self, person: int, options: Options) -> bool:
        """Seats and promises it where it fits with nobody moving."""
        if not self._chains.direct(person, options):
            return False
        self.promise(person, options)
        return True

    def admit(self, person: int, options: Options) -> bool | None:
        """Decides; on True the household is placed in and promised `options`. None: time ran out.

        `options` must be some of those the household is promised now, if any.
        """
        if not options:
            return False
        answer = self._answer(person, options)
        if answer:
            self.promise(person, options)
        return answer

    def _answer(self, person: int, options: Options) -> bool | None:
        if self.stands_in(person, options) or self._chains.direct(person, options):
            return True
        model = self.formulation
        key = (model.signature(person, options), model.signature(person, self.allowed[person]))
        if self._remember and self._refusals.known(person, options, key):
            return False
        before = self.allowed[person]
        self.promise(person, options)
        try:
            answer = self._searched(person, options)
        finally:
            self.promise(person, before)
        if answer is False and self._remember:
            self._refusals.remember(person, options, key)
        return answer

    def _searched(self, person: int, options: Options) -> bool | None:
        """The answer with the household counted in: cheap ways first, each exact or without an answer."""
        if self._prices.refuse():
            return False
        if self._room_made(person, options, SHORT):
            return True
        if self.clock.over():
            return None
        large = len(self.formulation.columns) >= LARGE
        if large:
            if self._room_made(person, options, LONG):
                return True
            nearby = self._nearby.answer(person, self._prices)
            if nearby is not None:
                return nearby
        if self._relaxation.refuses(self.clock.left()) and self._prices.learn(self._relaxation.ray(), self.formulation):
            return False
        if not large and self._room_made(person, options, LONG):
            return True
        return None if self.clock.over() else self._by_whole_numbers()

    def _room_made(self, person: int, options: Options, search: Search) -> bool:
        single = self._chains.single(person, options, search.steps)
        return single or self._chains.deep(person, options, search.depth, search.deep_steps)

    def _by_whole_numbers(self) -> bool | None:
        less = ONCE_LOST if self._lost else 1
        nodes = max(LEAST_NODES, DECISION_EFFORT // len(self.formulation.columns)) // less
        seconds = self.clock.left() * SHARE_OF_TIME / less
        answer = solve_hastily(self.formulation, seconds, tries=1) or solve_whole(
            self.formulation, seconds, nodes=nodes
        )
        self._lost = self._lost or answer.feasible is None
        if answer.values is not None:
            self.adopt(answer.values)
        return answer.feasible

    def adopt(self, values: Floats) -> None:
        """Turns a whole-number solution into placements; whoever can stay stays."""
        self.state.load(seats_from(self.formulation, self.state.position, values))
