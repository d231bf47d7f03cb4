"""Working days in China: holidays, swapped working days 调休, and counting by them.

The State Council publishes the days off for a year in the November before. Until then nobody
knows them, so a year that is not announced is refused and never guessed. `chinesecalendar`
holds the announced years it was released with; an administrator's table (`overrides`, and
`announced` for the years entered in full) goes before it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

import chinese_calendar

from eventhub.core.errors import DomainError

_SATURDAY: Final = 5
_LONGEST_COUNT: Final = 1000


class DayKind(StrEnum):
    """What kind of day it is for offices."""

    HOLIDAY = "holiday"
    WORKDAY_SWAPPED = "workday_swapped"
    WORKDAY = "workday"
    WEEKEND = "weekend"
    UNKNOWN = "unknown"


DAY_KIND_LABELS: Final = {
    DayKind.HOLIDAY: "休",
    DayKind.WORKDAY_SWAPPED: "班",
    DayKind.WORKDAY: "工作日",
    DayKind.WEEKEND: "周末",
    DayKind.UNKNOWN: "放假安排未公布",
}


@dataclass(frozen=True, slots=True)
class DayStatus:
    """The kind of a day and the holiday it belongs to (春节 …), an empty name where there is none."""

    kind: DayKind
    name: str = ""

    @property
    def works(self) -> bool:
        """Whether offices are open. False for an unknown day: ask `kind` first."""
        return self.kind in (DayKind.WORKDAY, DayKind.WORKDAY_SWAPPED)


class YearNotAnnounced(DomainError):
    """Working days were to be counted in a year whose days off are not published yet.

    Attributes:
        year: the year in question.
    """

    default_code = "year_not_announced"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"{year}年的放假安排还没公布，算不出工作日。请等国务院办公厅发通知，再请管理员把{year}年填进放假表。"
        )
        self.year = year


def day_kind(day: date, overrides: Mapping[date, DayStatus], announced: Collection[int] = ()) -> DayStatus:
    """What kind of day `day` is.

    Args:
        day: the day asked about.
        overrides: the administrator's table: only the days that differ from an ordinary week.
        announced: years which that table holds in full; it then replaces the package's data,
            and the days it does not name are ordinary.

    Returns:
        kind `UNKNOWN` for a day in a year nobody announced, unless the table names the day.
    """
    if day in overrides:
        return overrides[day]
    if day.year in announced:
        return DayStatus(DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORKDAY)
    return _packaged(day)


def is_announced(year: int, announced: Collection[int] = ()) -> bool:
    """Whether the days off of `year` are known, from the package or the administrator."""
    return year in announced or _packaged(date(year, 1, 1)).kind is not DayKind.UNKNOWN


def add_workdays(start: date, n: int, overrides: Mapping[date, DayStatus], announced: Collection[int] = ()) -> date:
    """The `n`-th working day after `start`, or before it when `n` is negative.

    `start` itself is not counted, whatever kind of day it is: five working days of public
    notice that begins on a Monday end on the next Monday of an ordinary week. `n` = 0 gives
    `start` back.

    Raises:
        YearNotAnnounced: the count runs into a year whose days off are not known.
        ValueError: |n| is beyond 1000.
    """
    if abs(n) > _LONGEST_COUNT:
        raise ValueError(f"{n} working days is beyond {_LONGEST_COUNT}")
    step = timedelta(days=1 if n > 0 else -1)
    day, missing = start, abs(n)
    while missing:
        day += step
        missing -= _works(day, overrides, announced)
    return day


def count_workdays(
    first: date, last: date, overrides: Mapping[date, DayStatus], announced: Collection[int] = ()
) -> int:
    """Working days from `first` to `last`, both included; 0 when `last` lies before `first`.

    Raises:
        YearNotAnnounced: a day of the span lies in a year whose days off are not known.
    """
    days = range((last - first).days + 1)
    return sum(_works(first + timedelta(days=offset), overrides, announced) for offset in days)


def _works(day: date, overrides: Mapping[date, DayStatus], announced: Collection[int]) -> bool:
    status = day_kind(day, overrides, announced)
    if status.kind is DayKind.UNKNOWN:
        raise YearNotAnnounced(day.year)
    return status.works


@lru_cache(maxsize=8192)
def _packaged(day: date) -> DayStatus:
    try:
        rests, english = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return DayStatus(DayKind.UNKNOWN)
    name = chinese_calendar.Holiday(english).chinese if english else ""
    if rests:
        return DayStatus(DayKind.HOLIDAY if name else DayKind.WEEKEND, name)
    return DayStatus(DayKind.WORKDAY_SWAPPED if name else DayKind.WORKDAY, name)
