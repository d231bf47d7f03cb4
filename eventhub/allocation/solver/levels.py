"""The levels `placed`, `size` and `zones`: each household's best in the order, all earlier promises kept."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from eventhub.allocation.order import order_given, walk
from eventhub.allocation.plan import NO_BOOTH, OUTRANKED, TIME_LIMIT, Unplaced
from eventhub.allocation.problem import Household
from eventhub.allocation.reasons import EmptyFestival
from eventhub.allocation.solver.blockers import Blockers
from eventhub.allocation.solver.clock import Clock
from eventhub.allocation.solver.decide import Decider, Options
from eventhub.allocation.solver.formulation import Formulation
from eventhub.allocation.solver.ground import Ground
from eventhub.allocation.solver.relaxation import NEARLY, Floats, solve_whole
from eventhub.allocation.solver.seats import seats_from
from eventhub.allocation.solver.state import NOWHERE

SETTLING_ROUNDS = 5
Step = Callable[[str, int, int], None]


class Verdict:
    """Whether a level is proven, and the best value it could still reach where it is not."""

    def __init__(self, proven: bool, bound: int | None = None) -> None:
        self.proven = proven
        self.bound = bound


class PlacedLevel:
    """The walk of section “Order”: who is placed, and why the others are not."""

    def __init__(self, ground: Ground, decider: Decider, clock: Clock, step: Step) -> None:
        self._ground = ground
        self._decider = decider
        self._clock = clock
        self._step = step
        self._empty = EmptyFestival(ground.problem)
        self._blockers = Blockers(ground, clock)
        self._undecided = False
        self.reasons: dict[str, Unplaced] = {}
        self.order: list[str] = []

    def run(self) -> Verdict:
        """Walks the order. Afterwards `order` and `reasons` are set and the decider's state holds the plan."""
        self._done = 0
        self.order = walk(self._ground.problem, self._place)
        open_cases = sum(reason.reason == TIME_LIMIT for reason in self.reasons.values())
        placed = len(self._decider.state.placed()) + len(self._ground.fixed)
        return Verdict(not self._undecided, placed + open_cases if self._undecided else None)

    def settle_the_undecided(self) -> bool:
        """Let nobody the time ran out for be left out where there is room beside those before it. True if it changed.

        Improvements move people, which may make room, or let somebody behind take it. So everybody is seated once more
        in the order: where they stand, else where they fit. Reserves make the order follow who is placed: until stable.
        """
        if not self._undecided:
            return False
        before = list(self._decider.state.position)
        for _ in range(SETTLING_ROUNDS):
            order = self.order
            self._seat_in_order()
            people = self._ground.people
            self.order = order_given(self._ground.problem, {people[n].name for n in self._decider.state.placed()})
            if self.order == order:
                break
        return before != self._decider.state.position

    def _seat_in_order(self) -> None:
        state, number = self._decider.state, self._ground.number
        stood = {person: state.take(person) for person in state.placed()}
        for name in self.order:
            person, reason = number[name], self.reasons.get(name)
            if person in stood and state.fits(person, stood[person]):
                state.put(person, stood[person])
            elif reason is None or reason.reason == TIME_LIMIT or not self._all_stand(reason.blockers):
                self.reasons[name] = Unplaced(name, TIME_LIMIT)
                if self._seat(person):
                    del self.reasons[name]

    def _all_stand(self, names: tuple[str, ...]) -> bool:
        state, number = self._decider.state, self._ground.number
        return all(name not in number or state.position[number[name]] != NOWHERE for name in names)

    def _seat(self, person: int) -> bool:
        return self._decider.seat_directly(person, self._ground.people[person].options)

    def _place(self, household: Household) -> bool:
        self._step("placed", self._done, len(self._ground.people))
        self._done += 1
        person = self._ground.number[household.id]
        failing = self._empty.failing(household)
        if failing is not None:
            self.reasons[household.id] = Unplaced(household.id, NO_BOOTH, failing=failing)
            return False
        answer = None if self._clock.over() else self._decide(person)
        if answer is not None:
            return answer
        # Not decided in time: placed only if it fits as things are, so that the plan stays valid.
        self._undecided = True
        if self._seat(person):
            return True
        self.reasons[household.id] = Unplaced(household.id, TIME_LIMIT)
        return False

    def _decide(self, person: int) -> bool | None:
        info = self._ground.people[person]
        answer = self._decider.admit(person, info.options)
        if answer is False:
            blockers = self._blockers.find(person, self._decider.state.position)
            if blockers is None:
                return None
            self.reasons[info.name] = Unplaced(info.name, OUTRANKED, blockers=blockers)
        return answer


def improve_in_turn(
    decider: Decider,
    queue: list[int],
    grade: Callable[[int, tuple[int, int, int]], int],
    step: Callable[[int, int], None],
) -> Verdict:
    """Serial improvement: in the order, each household gets the least grade of its options, no one earlier made worse.

    Narrows every promise to the grade reached. Once something is left undecided the level is not proven,
    but those after are still improved. The verdict's bound then counts them with their least grade thinkable.
    """
    proven = True
    bound = 0
    for done, person in enumerate(queue):
        step(done, len(queue))
        options = decider.allowed[person]
        reached = _grade_now(decider, person, grade)
        for wanted in sorted({grade(person, option) for option in options}):
            if wanted >= reached:
                break
            answer = None if decider.clock.over() else decider.admit(person, _at_most(person, options, grade, wanted))
            if answer:
                reached = wanted
                break
            proven = proven and answer is not None
        bound += reached if proven else min(grade(person, option) for option in options)
        decider.promise(person, _at_most(person, options, grade, reached))
    return Verdict(proven, None if proven else bound)


def _grade_now(decider: Decider, person: int, grade: Callable[[int, tuple[int, int, int]], int]) -> int:
    info = decider.ground.blocks[decider.state.position[person]]
    return next(
        grade(person, option)
        for option in decider.allowed[person]
        if option[0] == info.zone and option[1] == len(info.booths)
    )


def _at_most(person: int, options: Options, grade: Callable[[int, tuple[int, int, int]], int], most: int) -> Options:
    return tuple(option for option in options if grade(person, option) <= most)


def queue_of(ground: Ground, decider: Decider, order: list[str]) -> list[int]:
    """Those placed, in the order."""
    numbers = (ground.number[name] for name in order)
    return [person for person in numbers if decider.state.position[person] != NOWHERE]


def size_level(ground: Ground, decider: Decider, queue: list[int], step: Step) -> Verdict:
    """As many booths as possible for each in the order; afterwards everybody is held to exactly that size."""
    verdict = improve_in_turn(
        decider, queue, lambda _, option: -option[1], lambda done, count: step("size", done, count)
    )
    for person in queue:
        size = len(ground.blocks[decider.state.position[person]].booths)
        options = decider.allowed[person]
        if any(option[1] != size for option in options):
            decider.promise(person, tuple(option for option in options if option[1] == size))
    decider.renew_models()
    if verdict.bound is not None:
        verdict.bound = -verdict.bound + sum(len(booths) for booths in ground.fixed.values())
    return verdict


def serial_zones(ground: Ground, decider: Decider, queue: list[int], step: Step) -> Verdict:
    """先抽号后选位: in the order, each gets its least cost possible."""
    return improve_in_turn(
        decider,
        queue,
        lambda person, option: ground.zone_cost(person, option[0]),
        lambda done, count: step("zones", done, count),
    )


def total_zones(ground: Ground, decider: Decider, queue: list[int], step: Step) -> Verdict:
    """The least sum of costs, by one whole-number model in which costs stand on the groups' columns."""
    step("zones", 0, 1)

    def total() -> int:
        state = decider.state
        return sum(ground.zone_cost(p, ground.blocks[state.position[p]].zone) for p in queue)

    before = total()
    least = sum(min(ground.zone_cost(p, zone) for zone, _, _ in decider.allowed[p]) for p in queue)
    if before == least:
        return Verdict(True)
    model = Formulation(ground, tint=lambda person: ground.problem.households[ground.people[person].name].zones)
    for person in queue:
        model.add(person, decider.allowed[person])
    answer = solve_whole(model, decider.clock.left(), zone_costs(model))
    if answer.values is not None and round(answer.objective) < before:
        decider.state.load(seats_from(model, decider.state.position, answer.values))
    bound = max(least, math.ceil(answer.bound - NEARLY)) if math.isfinite(answer.bound) else least
    proven = total() <= bound
    return Verdict(proven, None if proven else bound)


def zone_costs(model: Formulation) -> Floats:
    """Per column of a model tinted by zone list: what one more household in that option costs."""
    costs = np.zeros(len(model.columns))
    for group in model.groups.values():
        for option, column in group.columns.items():
            costs[column] = model.ground.zone_cost(group.members[0], option[0]) if group.members else 0
    return costs
