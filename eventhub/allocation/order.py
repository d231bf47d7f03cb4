"""Rank, tickets and the order (docs/allocation.md, “Order”). Plain Python, no solver: anyone can replay it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from eventhub.allocation.problem import Household, Problem


def ticket(seed: str, household: str) -> str:
    """The lottery ticket: SHA-256 (hex) of UTF-8 `seed + newline + household id`. The smaller goes first."""
    return hashlib.sha256(f"{seed}\n{household}".encode()).hexdigest()


def ranking(problem: Problem) -> list[str]:
    """All households by rank: score descending, then ticket ascending."""
    return sorted(problem.households, key=lambda name: rank_key(problem, problem.households[name]))


def rank_key(problem: Problem, household: Household) -> tuple[int, str, str]:
    """What households are ranked by, the least first: points, then ticket."""
    return -household.score, ticket(problem.seed, household.id), household.id


def walk(problem: Problem, place: Callable[[Household], bool]) -> list[str]:
    """The order, asking `place` for each household in turn whether it is placed.

    Reserves first, as listed: through the class by rank, until the minimum sizes of those placed for this
    reserve and the booths fixed to the class reach the number; then everyone not yet tried. The fixed are
    not in the order.
    """
    ranked = [problem.households[name] for name in ranking(problem) if name not in problem.fixed]
    order: dict[str, None] = {}
    for reserve in problem.reserves:
        held = sum(
            len(booths) for name, booths in problem.fixed.items() if problem.households[name].group == reserve.group
        )
        for household in ranked:
            if held >= reserve.booths:
                break
            if household.group != reserve.group or household.id in order:
                continue
            order[household.id] = None
            if place(household):
                held += household.size_min
    for household in ranked:
        if household.id not in order:
            order[household.id] = None
            place(household)
    return list(order)


def order_given(problem: Problem, placed: frozenset[str] | set[str]) -> list[str]:
    """The order that follows from who is placed; what `verify` recomputes."""
    return walk(problem, lambda household: household.id in placed)
