"""What a plan is worth, level by level, in plain Python (docs/allocation.md, “Levels”)."""

from __future__ import annotations

from collections.abc import Mapping

from eventhub.allocation.layout import Block, Layout
from eventhub.allocation.problem import Problem

Placements = Mapping[str, Block]


def zone_cost(problem: Problem, household: str, block: Block) -> int:
    """How far down the household's list its zone stands."""
    return problem.households[household].zone_cost(problem.zone_of[block[0]])


def neighbour_pairs(problem: Problem, placements: Placements) -> int:
    """Pairs of neighbouring booths held, in a common slot, by two households of one category."""
    holders: dict[str, list[str]] = {}
    for name, block in placements.items():
        for booth in block:
            holders.setdefault(booth, []).append(name)
    people = problem.households

    def alike(first: str, second: str) -> bool:
        one, other = people[first], people[second]
        return first != second and one.category == other.category and not set(one.slots).isdisjoint(other.slots)

    return sum(
        any(alike(a, b) for a in holders.get(left, ()) for b in holders.get(right, ()))
        for left, right in Layout(problem).pairs
    )


def moved(problem: Problem, placements: Placements) -> int:
    """Households of `previous` that are placed, but on another block."""
    return sum(set(placements[name]) != set(before) for name, before in problem.previous.items() if name in placements)


def measure(problem: Problem, placements: Placements) -> dict[str, int]:
    """Every level's value for these placements (fixed ones included in them)."""
    return {
        "placed": len(placements),
        "size": sum(len(block) for block in placements.values()),
        "zones": sum(
            zone_cost(problem, name, block) for name, block in placements.items() if name not in problem.fixed
        ),
        "neighbours": neighbour_pairs(problem, placements),
        "moves": moved(problem, placements),
    }
