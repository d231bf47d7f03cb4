"""Refusals by price: a “no” that plain whole-number arithmetic checks, whoever found it.

Put a price on every scarce thing (a booth, a head under a cap, a watt, a distance). If all households, each in the cheapest
seat it is promised, together pay more than all there is is worth, no plan can seat them all. Any prices at all are
sound, so those of one refusal are tried on every later question before anything dearer is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import mul

import numpy as np

from eventhub.allocation.solver.formulation import Formulation, Group, SeatClass
from eventhub.allocation.solver.relaxation import Floats

# Prices are rounded to so many steps, fine enough for the price of a watt beside that of a booth.
STEPS = 10**12
# How many price lists are kept; the one that was of use last is tried first.
KEPT = 40


class PriceList:
    """Whole prices per row of a formulation, and what each group pays at the least."""

    def __init__(self, formulation: Formulation, prices: Mapping[int, int]) -> None:
        """`prices` by row, none below zero; rows not named cost nothing."""
        self._formulation = formulation
        self._prices = prices
        self._seats: dict[int, int] = {}
        self._least: list[int] = []
        self._worth = sum(price * int(formulation.upper[row]) for row, price in prices.items())

    def refuses(self, counts: Sequence[int]) -> bool:
        """Whether all households, so many of each group, pay more than everything is worth."""
        for group in self._formulation.group_list[len(self._least) :]:
            self._least.append(self._group_pays(group))
        paid: int = sum(map(mul, counts, self._least))
        return paid > self._worth

    def _group_pays(self, group: Group) -> int:
        """The least one of the group pays over its options."""
        columns = self._formulation.columns
        return _least(self._option_pays(columns[column].entries) for column in group.columns.values())

    def _option_pays(self, entries: list[tuple[int, float]]) -> int:
        """What an option costs: its limits, and the cheapest seat of its class."""
        pays = 0
        for row, coefficient in entries:
            seats = self._formulation.class_of_row.get(row)
            pays += self._prices.get(row, 0) * int(coefficient) if seats is None else self._seat_pays(row, seats)
        return pays

    def _seat_pays(self, row: int, seats: SeatClass) -> int:
        if row not in self._seats:
            columns = self._formulation.columns
            self._seats[row] = _least(
                sum(self._prices.get(other, 0) for other, _ in columns[column].entries if other != row)
                for column in seats.columns.values()
            )
        return self._seats[row]


def _least(payments: Iterable[int]) -> int:
    """The least of them, 0 of none; nobody looks further once one costs nothing."""
    found: int | None = None
    for paid in payments:
        if paid == 0:
            return 0
        found = paid if found is None else min(found, paid)
    return found or 0


class Prices:
    """The price lists found so far."""

    def __init__(self, formulation: Formulation) -> None:
        self._formulation = formulation
        self._lists: list[PriceList] = []

    def refuse(self) -> bool:
        """Whether one of the lists shows that what is promised now cannot be kept."""
        for number, prices in enumerate(self._lists):
            if prices.refuses(self._formulation.counts):
                self._lists.insert(0, self._lists.pop(number))
                return True
        return False

    def learn(self, ray: Floats, asked: Formulation) -> bool:
        """Keeps the prices that a relaxation without a solution gives (its dual ray: a value per row, of either sign).

        `asked` is the model it was a relaxation of: this one, or one of some of its households. Whether the prices refuse
        here in whole numbers too; where rounding spoilt that, nothing is kept.
        """
        ours = self._formulation.scarce_rows()
        known = {key: row for key, row in asked.scarce_rows().items() if row < len(ray)}
        rows = list(known.values())
        for scarce in (np.maximum(ray[rows], 0.0), np.maximum(-ray[rows], 0.0)):
            if not scarce.any():
                continue
            whole = np.rint(scarce * (STEPS / scarce.max())).astype(np.int64).tolist()
            prices = {ours[key]: price for key, price in zip(known, whole, strict=True) if price}
            found = PriceList(self._formulation, prices)
            if found.refuses(self._formulation.counts):
                self._lists.insert(0, found)
                del self._lists[KEPT:]
                return True
        return False
