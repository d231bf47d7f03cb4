"""The solver: a problem in, a plan out (docs/allocation.md, “Proof”).

A valid plan is kept at all times. Levels are improved one after the other, each kept while the next is improved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from eventhub.allocation.plan import LEVELS, Plan
from eventhub.allocation.problem import Problem

ALL = LEVELS


@dataclass(frozen=True)
class Progress:
    """Told between decisions: the level, how many of its households (or zones) are done, seconds since the start."""

    level: str
    done: int
    count: int
    seconds: float


def solve(
    problem: Problem,
    *,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    levels: Iterable[str] = ALL,
) -> Plan:
    """The plan of a problem.

    `time_limit` in seconds (None: until proven, or until the last two levels have had a fixed effort);
    `progress` is called between decisions; `cancelled` is asked between decisions, and True stops the work
    as a time limit does: the plan is then valid, and each level says whether it is proven. `levels` not
    asked for are measured, not improved. The same problem gives the same plan, byte for byte, whenever
    every level is proven.
    """
    from eventhub.allocation.solver.run import Run

    return Run(problem, time_limit, progress, cancelled, frozenset(levels)).plan()
