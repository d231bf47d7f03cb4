"""The solver's speed, in one run beside one plain household × block model of `placed` given to HiGHS as it is.

    python -m benchmarks.allocation [--quick] [--plain-limit S]

Each festival runs in a process of its own, so that memory is its own. The plain model has a column per household and
block, weighs households by rank, and makes no use of anything the solver knows; its time is the yardstick, since
absolute times depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from typing import Any

import highspy
import numpy as np

from benchmarks._festivals import festival
from eventhub.allocation.order import ranking
from eventhub.allocation.problem import Problem, read_problem
from eventhub.allocation.rules import Board, check_placements
from eventhub.allocation.solver import Progress, solve
from eventhub.allocation.solver.ground import Ground

# households, booths, days, time limit, what is promised.
CASES: list[tuple[int, int, str, float | None, str]] = [
    (60, 40, "one", None, "all proven ≤ 1 s"),
    (300, 200, "one", None, "all proven ≤ 10 s"),
    (300, 200, "consecutive", None, "all proven ≤ 10 s"),
    (300, 200, "triples", 60.0, "valid, honest"),
]
HUGE = (2000, 1200, "one", None, "placed+size ≤ 20 s, all ≤ 90 s, ≤ 500 MB")


class PlainModel:
    """Columns household × block; a row per household, booth and day, cap, watts, and pair to keep apart."""

    def __init__(self, problem: Problem) -> None:
        self._ground = Ground(problem)
        self._rows: dict[tuple[Any, ...], int] = {}
        self._upper: list[float] = []
        self._starts: list[int] = []
        self._index: list[int] = []
        self._value: list[float] = []
        self._cost: list[float] = []
        ranked = ranking(problem)
        for number, person in enumerate(self._ground.people):
            weight = len(ranked) - ranked.index(person.name)
            for _, _, eligible in person.options:
                for block in self._ground.eligible[eligible]:
                    self._add(number, block, -float(weight))

    def _entry(self, key: tuple[Any, ...], upper: float, value: float) -> None:
        if key not in self._rows:
            self._rows[key] = len(self._upper)
            self._upper.append(upper)
        self._index.append(self._rows[key])
        self._value.append(value)

    def _add(self, number: int, block: int, cost: float) -> None:
        ground, person, info = self._ground, self._ground.people[number], self._ground.blocks[block]
        self._starts.append(len(self._index))
        self._cost.append(cost)
        self._entry(("household", number), 1.0, 1.0)
        hostile = ground.hostile(person.tags)
        for bit in ground.slot_bit.values():
            if not bit & person.slots:
                continue
            for booth in info.booths:
                self._entry(("booth", booth, bit), 1.0, 1.0)
            cap = ground.cap_left.get((info.zone, bit, person.category))
            if cap is not None:
                self._entry(("cap", info.zone, bit, person.category), cap, 1.0)
            watts = ground.watts_left.get((info.zone, bit))
            if watts is not None:
                self._entry(("watts", info.zone, bit), watts, person.power_w)
            if hostile:
                for pair in {(b, n) for b in info.booths for n in ground.near[b] if n not in info.booths}:
                    side = person.tags == min(person.tags, hostile)
                    self._entry(("apart", *sorted(pair), side == (pair[0] < pair[1]), bit), 1.0, 1.0)

    def seconds(self, limit: float) -> tuple[int, float, str]:
        """Columns, seconds and HiGHS's status."""
        lp = highspy.HighsLp()
        columns, rows = len(self._cost), len(self._upper)
        lp.num_col_, lp.num_row_ = columns, rows
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(self._cost), np.zeros(columns), np.ones(columns)
        lp.row_lower_, lp.row_upper_ = np.full(rows, -highspy.kHighsInf), np.array(self._upper, np.float64)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.array([*self._starts, len(self._index)], np.int32)
        lp.a_matrix_.index_ = np.array(self._index, np.int32)
        lp.a_matrix_.value_ = np.array(self._value, np.float64)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("time_limit", limit)
        highs.passModel(lp)
        start = time.perf_counter()
        highs.run()
        return columns, time.perf_counter() - start, highs.modelStatusToString(highs.getModelStatus())


def run_ours(households: int, booths: int, seed: int, days: str, limit: float | None) -> dict[str, Any]:
    """Times and proofs of our solver (on a busy machine the processor's time says more than the clock's), and this process's memory."""
    problem = read_problem(festival(households, booths, seed, days))
    ends: dict[str, float] = {}

    def told(progress: Progress) -> None:
        ends[progress.level] = progress.seconds

    start, used = time.perf_counter(), time.process_time()
    plan = solve(problem, time_limit=limit, progress=told)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    valid = not check_placements(problem, plan.placements)
    return {
        "seconds": seconds,
        "processor": processor,
        "until": {level: round(at, 1) for level, at in ends.items()},
        "levels": [f"{lv.level} {lv.value}{'' if lv.proven else '?'}" for lv in plan.levels],
        "proven": plan.proven,
        "valid": valid,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def run_plain(households: int, booths: int, seed: int, days: str, limit: float) -> dict[str, Any]:
    """The yardstick's columns and seconds."""
    columns, seconds, status = PlainModel(read_problem(festival(households, booths, seed, days))).seconds(limit)
    return {"columns": columns, "seconds": seconds, "status": status}


def hand_move() -> float:
    """Seconds to colour every block of 300 booths for one household."""
    problem = read_problem(festival(400, 300))
    board = Board(problem)
    for name in problem.households:
        free = next((block for block, breaches in board.colour(name).items() if not breaches), None)
        if free is not None:
            board.put(name, free)
    start = time.perf_counter()
    board.colour(next(iter(problem.households)))
    return time.perf_counter() - start


def _apart(kind: str, *arguments: object) -> dict[str, Any]:
    """Runs one measurement in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.allocation", "--one", kind, json.dumps(arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main(words: list[str] | None = None) -> int:
    """Prints two lines per festival. Returns 1 when a plan breaks a rule, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without 2,000 households on 1,200 booths")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain-limit", type=float, default=60.0, help="seconds given to the plain model")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args(words or [])
    if arguments.one:
        run = run_ours if arguments.one[0] == "ours" else run_plain
        print(json.dumps(run(*json.loads(arguments.one[1]))))
        return 0
    broken = False
    for households, booths, days, limit, promise in CASES if arguments.quick else [*CASES, HUGE]:
        ours = _apart("ours", households, booths, arguments.seed, days, limit)
        plain = _apart("plain", households, booths, arguments.seed, days, arguments.plain_limit)
        broken = broken or not ours["valid"]
        print(f"{households}/{booths} {days} ({promise})")
        print(
            f"    ours   {ours['seconds']:6.2f} s ({ours['processor']:.2f} s of processor), {ours['megabytes']} MB, "
            f"{'all proven' if ours['proven'] else 'not all proven'}, {'valid' if ours['valid'] else 'BROKEN'}: "
            f"{', '.join(ours['levels'])}; last step of each level at {ours['until']} s"
        )
        print(
            f"    plain  {plain['seconds']:6.2f} s for `placed` alone, {plain['columns']} columns, "
            f"{plain['status']}; plain ÷ ours = {plain['seconds'] / ours['seconds']:.2f}",
            flush=True,
        )
    print(f"one household, every block of 300 booths coloured: {hand_move() * 1000:.0f} ms")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
