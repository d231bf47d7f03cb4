"""From a whole-number solution of the model to who stands where."""

from __future__ import annotations

import numpy as np

from eventhub.allocation.solver.formulation import ClassKey, Formulation, Group
from eventhub.allocation.solver.ground import Option
from eventhub.allocation.solver.relaxation import Floats
from eventhub.allocation.solver.state import NOWHERE


def seats_from(formulation: Formulation, position: list[int], values: Floats) -> list[int]:
    """Placements (block per household) from a solution's column values; whoever can stay where it is does."""
    taken = np.rint(values).astype(int)
    seats = {key: _seats(seat.columns, taken) for key, seat in formulation.classes.items()}
    out = [NOWHERE] * len(position)
    waiting: list[tuple[Group, list[int], dict[Option, int]]] = []
    for group in formulation.groups.values():
        if group.members:
            left = {option: int(taken[column]) for option, column in group.columns.items()}
            waiting.append((group, _keep(formulation, group, left, seats, position, out), left))
    for group, members, left in waiting:
        for option, count in left.items():
            person = formulation.ground.people[group.members[0]]
            free = seats[formulation.class_key(person, option[2])]
            for _ in range(count):
                out[members.pop()] = free.popitem()[0]
    return out


def _seats(columns: dict[int, int], taken: np.ndarray) -> dict[int, None]:
    return {block: None for block, column in columns.items() if taken[column]}


def _keep(
    formulation: Formulation,
    group: Group,
    left: dict[Option, int],
    seats: dict[ClassKey, dict[int, None]],
    position: list[int],
    out: list[int],
) -> list[int]:
    """Leaves those of a group where they stand whose seat is still theirs; returns the others."""
    ground = formulation.ground
    by_place = {(zone, size): (zone, size, eligible) for zone, size, eligible in left}
    others: list[int] = []
    for person in sorted(group.members):
        block = position[person]
        info = ground.blocks[block]
        option = by_place.get((info.zone, len(info.booths))) if block != NOWHERE else None
        if option is not None and left[option] > 0:
            free = seats[formulation.class_key(ground.people[person], option[2])]
            if block in free:
                del free[block]
                left[option] -= 1
                out[person] = block
                continue
        others.append(person)
    others.reverse()
    return others
