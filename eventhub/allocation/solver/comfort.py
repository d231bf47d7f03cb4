"""The levels `neighbours` and `moves`, component by component: zones that share no household are solved apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from eventhub.allocation.measures import moved, neighbour_pairs
from eventhub.allocation.problem import TOTAL
from eventhub.allocation.solver.clock import Clock
from eventhub.allocation.solver.decide import Decider
from eventhub.allocation.solver.ground import Ground
from eventhub.allocation.solver.levels import Step, Verdict
from eventhub.allocation.solver.relaxation import NEARLY, Floats, WholeAnswer, solve_hastily, solve_relaxed, solve_whole
from eventhub.allocation.solver.seating import Seating
from eventhub.allocation.solver.seats import seats_from
from eventhub.allocation.solver.state import NOWHERE

# Branching is cut off after so many nodes times columns, not after a time, so that a run without a limit
# always ends, and always with the same answer.
EFFORT = 40_000_000
SHARE_OF_TIME = 0.3


@dataclass
class Component:
    """Zones linked by households that may stand in several of them, and those households."""

    people: list[int]
    model: Seating


class Comfort:
    """Both levels over one decider's final promises."""

    def __init__(self, ground: Ground, decider: Decider, queue: list[int], clock: Clock, step: Step) -> None:
        self._ground = ground
        self._decider = decider
        self._queue = queue
        self._clock = clock
        self._step = step
        self._total = ground.problem.preference == TOTAL
        self._previous = {
            person: ground.block_number[frozenset(booths)]
            for name, booths in ground.problem.previous.items()
            if (person := ground.number.get(name)) is not None
            and frozenset(booths) in ground.block_number
            and decider.state.position[person] != NOWHERE
        }
        self._components = [self._component(people) for people in self._linked()]

    def _linked(self) -> list[list[int]]:
        """Households by component, in the order."""
        if self._total:
            return [self._queue] if self._queue else []
        parent = list(range(len(self._ground.zone_names)))

        def root(zone: int) -> int:
            while parent[zone] != zone:
                zone = parent[zone]
            return zone

        for person in self._queue:
            zones = [root(zone) for zone, _, _ in self._decider.allowed[person]]
            for zone in zones[1:]:
                parent[root(zone)] = root(zones[0])
        found: dict[int, list[int]] = {}
        for person in self._queue:
            found.setdefault(root(self._decider.allowed[person][0][0]), []).append(person)
        return list(found.values())

    def _component(self, people: list[int]) -> Component:
        ground, decider = self._ground, self._decider
        wishes = ground.problem.households
        tint = (lambda person: wishes[ground.people[person].name].zones) if self._total else None
        model = Seating(ground, tint)
        for person in people:
            model.add(person, decider.allowed[person])
        if self._total:
            spent = sum(ground.zone_cost(p, ground.blocks[decider.state.position[p]].zone) for p in people)
            costs = {
                column: float(ground.zone_cost(group.members[0], option[0]))
                for group in model.groups.values()
                for option, column in group.columns.items()
            }
            model.limit_weighted(costs, spent)
        for person in people:
            if person in self._previous:
                model.add_stay(person, self._previous[person], decider.allowed[person])
        return Component(people, model)

    def neighbours(self) -> Verdict:
        """Fewest pairs; afterwards each component is held to its number."""
        bound = self._fixed_pairs()
        for done, part in enumerate(self._components):
            self._step("neighbours", done, len(self._components))
            fixed = part.model.fixed_pairs()
            columns = [column for pair, column in part.model.pair_columns.items() if pair not in fixed]
            now = self._count(part, columns)
            least = 0
            if now:
                least = self._improve(part, dict.fromkeys(columns, 1), now)
                now = self._count(part, columns)
            bound += least
            part.model.limit_sum(columns, now)
        value = neighbour_pairs(self._ground.problem, self._placements())
        return Verdict(value <= bound, None if value <= bound else bound)

    def moves(self) -> Verdict:
        """Fewest households of `previous` on another block."""
        problem = self._ground.problem
        placements = self._placements()
        bound = sum(name in placements for name in problem.previous)
        bound -= sum(
            name in problem.fixed and set(problem.fixed[name]) == set(booths)
            for name, booths in problem.previous.items()
        )
        for done, part in enumerate(self._components):
            self._step("moves", done, len(self._components))
            stays = list(part.model.stays.values())
            now = self._count(part, stays)
            most = now
            if now < len(stays):
                most = -self._improve(part, dict.fromkeys(stays, -1), -now)
            bound -= most
        value = moved(problem, self._placements())
        return Verdict(value <= bound, None if value <= bound else bound)

    def _count(self, part: Component, columns: list[int]) -> int:
        """How many of these columns the present plan has at one."""
        values = part.model.values_of(self._decider.state.position)
        return sum(values[column] for column in columns)

    def _improve(self, part: Component, costs: dict[int, int], now: int) -> int:
        """Adopts the cheapest plan of a component where it is cheaper than `now`. Returns a proven least cost."""
        floor = sum(min(cost, 0) for cost in costs.values())
        if self._clock.over():
            return floor
        model = part.model
        vector = np.zeros(len(model.columns))
        for column, cost in costs.items():
            vector[column] = cost
        nodes = max(100, EFFORT // len(model.columns))
        seconds = self._clock.left()
        answer = self._shortcut(model, vector, nodes) if floor else solve_hastily(model, seconds, vector)
        if answer is None:
            answer = solve_whole(model, self._clock.left(), vector, nodes)
        if answer.values is not None and round(answer.objective) < now:
            self._adopt(part, answer.values)
        return max(floor, math.ceil(answer.bound - NEARLY)) if math.isfinite(answer.bound) else floor

    def _shortcut(self, model: Seating, costs: Floats, nodes: int) -> WholeAnswer | None:
        """For stays: keep whoever the relaxation keeps whole, and see whether its bound is met. None: it is not.

        Branching alone finds the bound in seconds but the plan that meets it only after many rounds of cuts.
        """
        relaxed = solve_relaxed(model, self._clock.left(), costs)
        if relaxed is None:
            return None
        values, cost = relaxed
        least = math.ceil(cost - NEARLY)
        kept = [column for column in model.stays.values() if values[column] > 1 - NEARLY]
        seconds = self._clock.left()
        if -len(kept) <= least:
            # Those alone meet the bound: any plan that keeps them will do.
            found = solve_hastily(model, seconds, ones=kept)
        else:
            found = solve_hastily(model, seconds, costs, least, kept, tries=1)
            found = found or solve_whole(model, seconds * SHARE_OF_TIME, costs, max(20, nodes // 100), kept)
        if found is None or found.values is None or round(value := float(costs @ found.values)) > least:
            return None
        return WholeAnswer(True, found.values, value, least)

    def _adopt(self, part: Component, values: Floats) -> None:
        state = self._decider.state
        wished = [NOWHERE] * len(state.position)
        for person, column in part.model.stays.items():
            if values[column] > 0.5:
                wished[person] = self._previous[person]
        seats = seats_from(part.model, wished, values)
        position = list(state.position)
        for person in part.people:
            position[person] = seats[person]
        state.load(position)

    def _fixed_pairs(self) -> int:
        return neighbour_pairs(self._ground.problem, self._ground.fixed)

    def _placements(self) -> dict[str, tuple[str, ...]]:
        ground, state = self._ground, self._decider.state
        free = {ground.people[p].name: ground.names(state.position[p]) for p in self._queue}
        return {**ground.fixed, **free}
