"""One solve from start to end: the levels in turn, then the plan as a value."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from eventhub.allocation.measures import measure
from eventhub.allocation.plan import LEVELS, Level, Plan
from eventhub.allocation.problem import SERIAL, Problem, problem_hash
from eventhub.allocation.solver import Progress
from eventhub.allocation.solver.clock import Clock
from eventhub.allocation.solver.comfort import Comfort
from eventhub.allocation.solver.decide import Decider
from eventhub.allocation.solver.ground import Ground
from eventhub.allocation.solver.levels import (
    PlacedLevel,
    Verdict,
    queue_of,
    serial_zones,
    size_level,
    total_zones,
)


class Run:
    """Holds what one solve needs. `plan` does the work."""

    def __init__(
        self,
        problem: Problem,
        time_limit: float | None,
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
        levels: frozenset[str],
    ) -> None:
        unknown = levels - set(LEVELS)
        if unknown:
            raise ValueError(f"unknown levels: {sorted(unknown)}")
        self._problem = problem
        self._clock = Clock(time_limit, cancelled)
        self._progress = progress
        self._levels = levels
        self._ground = Ground(problem)
        self._decider = Decider(self._ground, self._clock)
        self._verdicts: dict[str, Verdict] = {}

    def plan(self) -> Plan:
        """Solves."""
        placed = PlacedLevel(self._ground, self._decider, self._clock, self._step)
        self._verdicts["placed"] = placed.run()
        queue = queue_of(self._ground, self._decider, placed.order)
        self._improve(queue)
        if placed.settle_the_undecided():
            queue = queue_of(self._ground, self._decider, placed.order)
        placements = {**self._ground.fixed}
        for person in queue:
            placements[self._ground.people[person].name] = self._ground.names(self._decider.state.position[person])
        return Plan(
            problem=problem_hash(self._problem),
            order=tuple(placed.order),
            levels=self._reported(measure(self._problem, placements)),
            placements=placements,
            unplaced=tuple(placed.reasons[name] for name in placed.order if name in placed.reasons),
            solver=_versions(),
        )

    def _improve(self, queue: list[int]) -> None:
        ground, decider = self._ground, self._decider
        if self._wanted("size"):
            self._verdicts["size"] = size_level(ground, decider, queue, self._step)
        if self._wanted("zones"):
            level = serial_zones if self._problem.preference == SERIAL else total_zones
            self._verdicts["zones"] = level(ground, decider, queue, self._step)
        if not self._wanted("neighbours"):
            return
        comfort = Comfort(ground, decider, queue, self._clock, self._step)
        self._verdicts["neighbours"] = comfort.neighbours()
        if self._wanted("moves"):
            self._verdicts["moves"] = comfort.moves()

    def _wanted(self, name: str) -> bool:
        """A level is worked on when it is asked for with all before it."""
        return set(LEVELS[: LEVELS.index(name) + 1]) <= self._levels

    def _reported(self, values: dict[str, int]) -> tuple[Level, ...]:
        """Levels with their values; none is proven unless all before it are."""
        out: list[Level] = []
        so_far = True
        for name in LEVELS:
            verdict = self._verdicts.get(name, Verdict(proven=False))
            bound = verdict.bound if so_far else None
            so_far = so_far and verdict.proven
            out.append(Level(name, values[name], so_far, None if so_far else bound))
        return tuple(out)

    def _step(self, level: str, done: int, count: int) -> None:
        if self._progress is not None:
            self._progress(Progress(level, done, count, self._clock.elapsed()))


def _versions() -> dict[str, str]:
    """Versions for the plan file; the format has a place for ortools, which this solver does without."""
    out = {"ortools": "not used"}
    for package in ("eventhub", "highspy"):
        try:
            out[package] = version(package)
        except PackageNotFoundError:
            out[package] = "0"
    return out
