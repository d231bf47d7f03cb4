"""HiGHS over a `Formulation`: one persistent linear relaxation with a warm basis, and the whole-number model.

The relaxation only refuses: infeasible means no plan, and its ray says why (`Prices`); a solution of it proves nothing.
No solution is ever handed from one solve to the next (`setSolution` gave wrong “optimal” answers); only the simplex
basis stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import highspy
import numpy as np
import numpy.typing as npt

from eventhub.allocation.solver.formulation import INFINITY, Column, Formulation

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
INFEASIBLE = highspy.HighsModelStatus.kInfeasible
OPTIMAL = highspy.HighsModelStatus.kOptimal
# Hasty tries, each from another seed, before a model is solved with all HiGHS has.
TRIES = 4
# Whole-number answers are read with this slack.
NEARLY = 1e-5
# Presolve rules that are switched off, by their bit. “Enumeration” of HiGHS 1.16 cut off every plan of a model of 45
# columns and called it infeasible (random problem 1179 of the tests).
ENUMERATION = 1 << 16
# These are right but dear: a model solved at the root spends two thirds of its time in probing alone.
DEAR_RULES = 1 << 12 | 1 << 14 | 1 << 15  # aggregator, sparsify, probing


class _Quiet(highspy.Highs):
    """HiGHS on one thread that prints nothing: its banner would come with the callbacks, before any option is set."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # highspy leaves it untyped
        self.setOptionValue("threads", 1)
        self.setOptionValue("presolve_rule_off", ENUMERATION)

    def enableCallbacks(self) -> None:  # noqa: N802  (HiGHS's own name)
        """Turns the log off first."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy leaves it untyped


def _compressed(columns: Sequence[Column]) -> tuple[Ints, Ints, Floats]:
    """Column-wise starts, rows and values."""
    starts: list[int] = []
    rows: list[int] = []
    values: list[float] = []
    for column in columns:
        starts.append(len(rows))
        for row, value in column.entries:
            rows.append(row)
            values.append(value)
    return np.array(starts, np.int32), np.array(rows, np.int32), np.array(values, np.float64)


class Relaxation:
    """The persistent linear relaxation of a growing formulation."""

    def __init__(self, formulation: Formulation) -> None:
        self._formulation = formulation
        self._highs = _Quiet()
        self._highs.setOptionValue("presolve", "off")
        # Nearly all coefficients are one: scaling only costs iterations (a third more on 300 households).
        self._highs.setOptionValue("simplex_scale_strategy", 0)
        self._rows = 0
        self._columns = 0

    def _sync(self) -> None:
        model, highs = self._formulation, self._highs
        known = self._rows
        if len(model.lower) > known:
            lower = np.array(model.lower[known:], np.float64)
            upper = np.array(model.upper[known:], np.float64)
            empty: Ints = np.zeros(0, np.int32)
            starts = np.zeros(len(lower), np.int32)
            highs.addRows(len(lower), lower, upper, 0, starts, empty, np.zeros(0, np.float64))
            self._rows = len(model.lower)
        fresh = model.columns[self._columns :]
        if fresh:
            starts, rows, values = _compressed(fresh)
            zeros: Floats = np.zeros(len(fresh), np.float64)
            # No seat is taken more than once because no booth is: without bounds of their own on the columns, what refuses
            # is always a price on booths and other scarce things (`Prices`).
            upper = np.full(len(fresh), INFINITY)
            highs.addCols(len(fresh), zeros, zeros, upper, len(rows), starts, rows, values)
            self._columns = len(model.columns)
        for row in model.changed_rows:
            if row < known:
                highs.changeRowBounds(row, model.lower[row], model.upper[row])
        model.changed_rows.clear()

    def refuses(self, seconds: float) -> bool:
        """Whether even the relaxation has no solution (False also when time is up)."""
        self._sync()
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + min(seconds, 1e9))
        self._highs.run()
        return bool(self._highs.getModelStatus() == INFEASIBLE)

    def values(self) -> Floats:
        """When it did not refuse: the column values of a solution."""
        return np.array(self._highs.getSolution().col_value, np.float64)

    def ray(self) -> Floats:
        """After a refusal: a value per row that proves it (no values where HiGHS has none)."""
        _, found, values = self._highs.getDualRay()  # type: ignore[attr-defined]  # highspy's stubs leave it out
        return np.array(values if found else [], np.float64)


class WholeAnswer:
    """What the whole-number model said: `feasible` None when time ran out before it knew."""

    def __init__(self, feasible: bool | None, values: Floats | None, objective: float, bound: float) -> None:
        self.feasible = feasible
        self.values = values
        self.objective = objective
        self.bound = bound


def _loaded(formulation: Formulation, costs: Floats | None, ones: Iterable[int]) -> _Quiet:
    """HiGHS with the formulation's linear part; the columns of `ones` are held at one."""
    columns = formulation.columns
    starts, rows, values = _compressed(columns)
    lp = highspy.HighsLp()
    lp.num_col_ = len(columns)
    lp.num_row_ = len(formulation.lower)
    lp.col_cost_ = costs if costs is not None else np.zeros(len(columns))
    lower = np.zeros(len(columns))
    lower[list(ones)] = 1.0
    lp.col_lower_ = lower
    lp.col_upper_ = np.array([column.upper for column in columns], np.float64)
    lp.row_lower_ = np.array(formulation.lower, np.float64)
    lp.row_upper_ = np.array(formulation.upper, np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.append(starts, len(rows)).astype(np.int32)
    lp.a_matrix_.index_ = rows
    lp.a_matrix_.value_ = values
    highs = _Quiet()
    highs.passModel(lp)
    return highs


def solve_relaxed(formulation: Formulation, seconds: float, costs: Floats) -> tuple[Floats, float] | None:
    """The linear relaxation's column values and least cost, a bound on any plan's; None when time ran out."""
    highs = _loaded(formulation, costs, ())
    # Interior point with crossover: a third of the time of the simplex from scratch on 2,000 households.
    highs.setOptionValue("solver", "ipx")
    highs.setOptionValue("time_limit", min(seconds, 1e9))
    highs.run()
    if highs.getModelStatus() != OPTIMAL:
        return None
    values = np.array(highs.getSolution().col_value, np.float64)
    return values, float(highs.getInfo().objective_function_value)


def solve_whole(
    formulation: Formulation,
    seconds: float,
    costs: Floats | None = None,
    nodes: int | None = None,
    ones: Iterable[int] = (),
) -> WholeAnswer:
    """Solves the whole-number model from scratch, within so many seconds and branching nodes.

    Without `costs`: any plan. With them (one whole number per column): the cheapest; `feasible` is True also for a plan
    that may not be the cheapest, when `bound` stays below `objective`. Columns of `ones` are held at one:
    then the answer is about such plans only.
    """
    highs = _whole(formulation, seconds, costs, ones)
    if nodes is not None:
        highs.setOptionValue("mip_max_nodes", nodes)
    highs.run()
    return _answer(highs)


def solve_hastily(
    formulation: Formulation,
    seconds: float,
    costs: Floats | None = None,
    enough: float = 0.0,
    ones: Iterable[int] = (),
    tries: int = TRIES,
) -> WholeAnswer | None:
    """The same by HiGHS's “feasibility jump” and the first linear program alone. None: that was not enough.

    A plan is taken when it is proven the cheapest, or costs no more than `enough`. The jump finds such a plan in a tenth of a second
    or misses it by bad luck, and the cuts HiGHS turns to after a miss take a hundred times as long as another jump.
    """
    held = list(ones)
    for seed in range(tries):
        highs = _whole(formulation, seconds, costs, held)
        highs.setOptionValue("presolve_rule_off", ENUMERATION | DEAR_RULES)
        highs.setOptionValue("random_seed", seed)
        highs.cbMipInterrupt.subscribe(_Patience())
        highs.run()
        answer = _answer(highs)
        settled = highs.getModelStatus() in (OPTIMAL, INFEASIBLE)
        if settled or (answer.values is not None and answer.objective <= enough + NEARLY):
            return answer
    return None


def _whole(formulation: Formulation, seconds: float, costs: Floats | None, ones: Iterable[int]) -> _Quiet:
    """HiGHS with the whole-number model, to be solved to the end."""
    highs = _loaded(formulation, costs, ones)
    count = len(formulation.columns)
    highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.ones(count, np.uint8))
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.0 if costs is None else 0.5)
    highs.setOptionValue("time_limit", min(seconds, 1e9))
    return highs


def _answer(highs: _Quiet) -> WholeAnswer:
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == INFEASIBLE:
        return WholeAnswer(False, None, INFINITY, INFINITY)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return WholeAnswer(None, None, INFINITY, info.mip_dual_bound)
    solution = np.rint(np.array(highs.getSolution().col_value, np.float64))
    bound = info.objective_function_value if status == OPTIMAL else info.mip_dual_bound
    return WholeAnswer(True, solution, info.objective_function_value, bound)


class _Patience:
    """Stops HiGHS when it asks for the third time: after the jump and the first linear program, before any cuts."""

    def __init__(self) -> None:
        self._asked = 0

    def __call__(self, event: highspy.HighsCallbackEvent) -> None:
        self._asked += 1
        if self._asked > 2:
            event.interrupt()
