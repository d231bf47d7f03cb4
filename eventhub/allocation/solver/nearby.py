"""A question answered close by: of a large ground, only the few who could be in the way are asked to move.

Both answers are as good as the whole ground's. If even the few cannot all be seated, the rest only make it harder: that is
a refusal, and its prices hold for everybody. If they can be seated beside all others staying put, that is a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eventhub.allocation.solver.clock import Clock
from eventhub.allocation.solver.formulation import Formulation
from eventhub.allocation.solver.ground import Option, Person
from eventhub.allocation.solver.prices import Prices
from eventhub.allocation.solver.relaxation import NEARLY, Floats, Relaxation, solve_hastily
from eventhub.allocation.solver.seats import seats_from
from eventhub.allocation.solver.state import NOWHERE, State

# How many households are asked to move: first few, then more.
ROUNDS = (60, 200, 600, 1800)
# A refusal is looked for among no more than so many: the linear program of a great many takes longer than all else.
MOST_TO_REFUSE = 300


class _Beside(Formulation):
    """The model of some households, all the others staying where the state has them."""

    def __init__(self, state: State) -> None:
        """`state` holds the others alone."""
        super().__init__(state.ground)
        self._state = state
        self._caps = state.caps_left()
        self._watts = state.watts_left()
        self._free: dict[tuple[int, int, int], bool] = {}

    def _blocks_of(self, person: Person, eligible: int) -> list[int]:
        return [block for block in super()._blocks_of(person, eligible) if self._is_free(person, block)]

    def _is_free(self, person: Person, block: int) -> bool:
        key = person.slots, person.tags, block
        if key not in self._free:
            self._free[key] = not self._state.in_the_way(self.ground.number[person.name], block)
        return self._free[key]


class Nearby:
    """Answers over a state; `allowed` are the options every placed household is promised."""

    def __init__(self, state: State, allowed: list[tuple[Option, ...]], clock: Clock) -> None:
        self._state = state
        self._allowed = allowed
        self._clock = clock

    def answer(self, person: int, prices: Prices) -> bool | None:
        """Decides about a household that is promised its options already. None: that takes the whole ground.

        On True the state holds the plan; on False the prices that refuse are among `prices`.
        """
        before = 0
        for most in ROUNDS:
            few = self._who_could_move(person, most)
            if len(few) == before or self._clock.over():
                return None
            if self._seats(few):
                return True
            if not before and self._refuses(person, prices):
                return False
            before = len(few)
        return None

    def _who_could_move(self, person: int, most: int) -> list[int]:
        """The household, those in its way, those in theirs, and so on, the nearest first."""
        state = self._state
        found = {person: None}
        queue = [person]
        # Blocks that bring nobody new for the same days and tags.
        spent: dict[tuple[int, int], set[int]] = {}
        for mover in queue:
            info = state.ground.people[mover]
            done = spent.setdefault((info.slots, info.tags), set())
            for _, _, eligible in self._allowed[mover]:
                for block in state.ground.eligible[eligible]:
                    if block in done:
                        continue
                    done.add(block)
                    for other in state.in_the_way(mover, block):
                        if other in found:
                            continue
                        if len(queue) >= most:
                            return queue
                        found[other] = None
                        queue.append(other)
        return queue

    def _refuses(self, person: int, prices: Prices) -> bool:
        """Whether the household and those it cannot do without pushing aside, step by step, have no relaxation in common.

        Whoever stands where the relaxation would seat somebody is counted in next. Once nobody does, the whole ground
        has a relaxation too.
        """
        state = self._state
        model = Formulation(state.ground)
        relaxation = Relaxation(model)
        counted: dict[int, None] = {}
        new = [person]
        while new and len(counted) + len(new) <= MOST_TO_REFUSE and not self._clock.over():
            self._count_in(model, new)
            counted.update(dict.fromkeys(new))
            if relaxation.refuses(self._clock.left()):
                return prices.learn(relaxation.ray(), model)
            new = self._pushed_aside(model, relaxation.values(), counted)
        return False

    def _pushed_aside(self, model: Formulation, values: Floats, counted: Mapping[int, None]) -> list[int]:
        """Those not counted yet who stand where the relaxation seats somebody."""
        state = self._state
        stand_ins = {(info.slots, info.tags): person for person in counted if (info := state.ground.people[person])}
        found: dict[int, None] = {}
        for (_, slots, tags, _), seats in model.classes.items():
            for block, column in seats.columns.items():
                if values[column] > NEARLY:
                    found.update(dict.fromkeys(state.in_the_way(stand_ins[slots, tags], block)))
        return [person for person in found if person not in counted]

    def _seats(self, few: Sequence[int]) -> bool:
        """Seats them all beside the others. True when done; else all stands as before."""
        state = self._state
        before = list(state.position)
        stood = [person for person in few if before[person] != NOWHERE]
        for person in stood:
            state.take(person)
        model = _Beside(state)
        self._count_in(model, few)
        for person in stood:
            state.put(person, before[person])
        answer = solve_hastily(model, self._clock.left(), tries=1)
        if answer is None or answer.values is None:
            return False
        seats = seats_from(model, before, answer.values)
        wished = list(before)
        for person in few:
            wished[person] = seats[person]
        state.load(wished)
        return True

    def _count_in(self, model: Formulation, people: Iterable[int]) -> None:
        for person in people:
            model.add(person, self._allowed[person])
