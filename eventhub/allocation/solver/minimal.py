"""Whether a set of blockers is one without which the household could be placed, and whether no smaller one is."""

from __future__ import annotations

from collections.abc import Iterable

from eventhub.allocation.plan import Plan
from eventhub.allocation.problem import Problem
from eventhub.allocation.solver.clock import Clock
from eventhub.allocation.solver.decide import Decider
from eventhub.allocation.solver.ground import Ground
from eventhub.allocation.solver.state import NOWHERE


class BlockerCheck:
    """Asks one decider, on a ground where the fixed are people, about every set of blockers of a plan."""

    def __init__(self, problem: Problem, plan: Plan, clock: Clock) -> None:
        self._ground = Ground(problem, pinned=True)
        self._decider = Decider(self._ground, clock, remember=False)
        self._plan = plan
        self._fixed = list(problem.fixed)
        self._rank = {name: i for i, name in enumerate(plan.order)}

    def minimal(self, household: str, blockers: Iterable[str], refused: bool = False) -> bool:
        """True when the household could be placed without all of `blockers`, and not without all but one of them.

        `refused`: it is known that it cannot be placed with all of them there, so a single blocker needs no
        second look.
        """
        gone = list(dict.fromkeys(blockers))
        before = [
            name for name in [*self._fixed, *self._plan.order[: self._rank[household]]] if name in self._plan.placements
        ]
        if not self._fits(household, [name for name in before if name not in gone]):
            return False
        if refused and len(gone) == 1:
            return True
        return not any(
            self._fits(household, [name for name in before if name not in gone or name == back]) for back in gone
        )

    def _fits(self, household: str, others: list[str]) -> bool:
        """Whether the household and all of `others` can be placed together."""
        decider, ground = self._decider, self._ground
        position = [NOWHERE] * len(ground.people)
        for name in others:
            position[ground.number[name]] = ground.block_number[frozenset(self._plan.placements[name])]
        for person, info in enumerate(ground.people):
            wanted = info.options if position[person] != NOWHERE else ()
            if decider.allowed[person] != wanted:
                decider.promise(person, wanted)
        decider.state.load(position)
        person = ground.number[household]
        answer = decider.admit(person, ground.people[person].options)
        decider.promise(person, ())
        return bool(answer)
