"""The four weeks of the home page: festivals as bars, days on which a call closes, lunar dates below."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from eventhub.applications.models import Call
from eventhub.calendar import days_off
from eventhub.calendar.lunar import LunarRangeError
from eventhub.calendar.month import Bar, DayCell, Deadline, weeks_from
from eventhub.calendar.month_page import shown_day
from eventhub.core import clock
from eventhub.festivals.models import Festival, FestivalState

WEEKS = 4


def four_weeks(festivals: Iterable[Festival], calls: Sequence[Call], today: date) -> dict[str, Any]:
    """Return `days` and `lanes` as the macro `weeks` takes them, from Monday of this week on.

    Cancelled editions are left out. Outside the tables of the lunar calendar there are no weeks.
    """
    bars = [
        Bar(entry.slug, entry.short_name, entry.starts_on, entry.ends_on, _page(entry), entry.skin)
        for entry in festivals
        if entry.starts_on and entry.ends_on and entry.state is not FestivalState.CANCELLED
    ]
    deadlines = [Deadline(clock.local(call.closes_at).date(), "报名止", _page(call.festival)) for call in calls]
    known = days_off.table()
    try:
        grid = weeks_from(today, WEEKS, today, bars, deadlines, known.overrides, known.announced)
    except LunarRangeError:
        return {"days": [], "lanes": 1}
    days = [shown_day(cell, week, _leads_to(cell)) for week in grid.weeks for cell in week.days]
    lanes = [event["lane"] + 1 for day in days for event in day["events"]]
    return {"days": days, "lanes": max(lanes, default=1)}


def _page(festival: Festival) -> str:
    return f"/festivals/{festival.slug}/"


def _leads_to(cell: DayCell) -> str:
    """Return the page of the one festival of the day, the calendar where there are several, or nothing."""
    pages = {bar.url for bar in cell.bars} | {deadline.url for deadline in cell.deadlines}
    if len(pages) > 1:
        return "/calendar/"
    return next(iter(pages), "")
