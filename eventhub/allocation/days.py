"""The days a household has its booth: said wherever they are not all the days, for a booth may have others on the rest."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from eventhub.allocation.problem import Household, Problem
from eventhub.applications.models import Application


def days_held(application: Application) -> list[date]:
    """Return the days of the festival on which an application holds its booths: those it chose, else all."""
    days = application.festival.days
    return [day for day in days if day.isoformat() in application.days] or list(days)


def days_said(application: Application) -> str:
    """Return the days of an application as `in_words` says them."""
    return in_words(days_held(application), application.festival.days)


def slots_said(household: Household, problem: Problem) -> str:
    """Return the days of a household in a festival's problem as `in_words` says them."""
    return in_words(*([date.fromisoformat(slot) for slot in slots] for slots in (household.slots, problem.slots)))


def in_words(chosen: Collection[date], days: Sequence[date]) -> str:
    """Return 5月1–2日、4日 for some of the days; empty when they are all of them."""
    if set(chosen) >= set(days):
        return ""
    runs: list[list[date]] = []
    for day in sorted(chosen):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    months = [0, *(run[-1].month for run in runs)]
    return "、".join(_said(run[0], run[-1], month) for run, month in zip(runs, months, strict=False))


def _said(first: date, last: date, month: int) -> str:
    begin = f"{first.day}" if first.month == month else f"{first.month}月{first.day}"
    if first == last:
        return f"{begin}日"
    return f"{begin}–{last.day}日" if first.month == last.month else f"{begin}日–{last.month}月{last.day}日"
