"""Sets of days that all meet each other: of the households in one such family at most one may hold a booth.

With pairwise intersecting families the linear relaxation is as tight as with a row per pair of households; with one row
per day it is loose when day sets such as {1,2}, {2,3}, {1,3} meet pairwise without a day in common.
"""

from __future__ import annotations

from collections.abc import Iterable

MOST_FAMILIES = 80


def families(masks: Iterable[int], days: Iterable[int]) -> list[frozenset[int]]:
    """Maximal pairwise intersecting families of day sets (bit masks), in a fixed sequence.

    Where there are too many of them, one family per day instead: looser, but enough for whole numbers.
    """
    sets = sorted(set(masks))
    meets = {a: {b for b in sets if b != a and a & b} for a in sets}
    found: list[frozenset[int]] = []

    def extend(chosen: frozenset[int], candidates: set[int], excluded: set[int]) -> bool:
        if not candidates and not excluded:
            found.append(chosen)
            return len(found) <= MOST_FAMILIES
        pivot = max(sorted(candidates | excluded), key=lambda v: len(meets[v] & candidates))
        for mask in sorted(candidates - meets[pivot]):
            if not extend(chosen | {mask}, candidates & meets[mask], excluded & meets[mask]):
                return False
            candidates = candidates - {mask}
            excluded = excluded | {mask}
        return True

    if sets and not extend(frozenset(), set(sets), set()):
        found = [frozenset(mask for mask in sets if mask & day) for day in days]
    return sorted({family for family in found if family}, key=sorted)
