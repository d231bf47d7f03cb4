"""Days of a festival as bits of a pass: day 1 is bit 0; a festival of more than eight days has eight periods."""

from collections.abc import Iterable, Sequence
from datetime import date

MOST_BITS = 8


def period_of(days: Sequence[date], day: date) -> int | None:
    """Return which period (1 … 8) a day falls in, or None when it is no day of the festival."""
    if day not in days:
        return None
    index = days.index(day)
    return (index if len(days) <= MOST_BITS else index * MOST_BITS // len(days)) + 1


def day_bits(days: Sequence[date], chosen: Iterable[date]) -> int:
    """Return the bitmap of the chosen days of a festival; days that are not its own are left out."""
    bits = 0
    for day in chosen:
        period = period_of(days, day)
        if period is not None:
            bits |= 1 << (period - 1)
    return bits


def days_of_bits(days: Sequence[date], bits: int) -> list[date]:
    """Return the days of a festival on which a pass with that bitmap is valid."""
    return [day for day in days if bits >> ((period_of(days, day) or 1) - 1) & 1]
