"""The four weeks of the home page: festivals as bars, days on which a call closes, lunar dates below."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from eventhub.applications.models import Call
from eventhub.calendar.lunar import LunarRangeError
from eventhub.calendar.month import Bar, DayCell, Deadline, Segment, Week, weeks_from
from eventhub.calendar.workdays import DayKind
from eventhub.core import clock
from eventhub.festivals.models import Festival, FestivalState

WEEKS = 4
MOST_LANES = 3


def four_weeks(festivals: Iterable[Festival], calls: Sequence[Call], today: date) -> dict[str, Any]:
    """Return `days` and `lanes` as the macro `weeks` takes them, from Monday of this week on.

    Cancelled editions are left out. Outside the tables of the lunar calendar there are no weeks.
    """
    bars = [
        Bar(
            festival.slug,
            festival.short_name,
            festival.starts_on,
            festival.ends_on,
            _page(festival),
            festival.skin,
        )
        for festival in festivals
        if festival.starts_on and festival.ends_on and festival.state is not FestivalState.CANCELLED
    ]
    deadlines = [Deadline(clock.local(call.closes_at).date(), "报名止", _page(call.festival)) for call in calls]
    try:
        grid = weeks_from(today, WEEKS, today, bars, deadlines)
    except LunarRangeError:
        return {"days": [], "lanes": 1}
    lanes = min(MOST_LANES, max(1, *(week.lanes for week in grid.weeks)))
    return {"days": [_day(cell, week) for week in grid.weeks for cell in week.days], "lanes": lanes}


def _page(festival: Festival) -> str:
    return f"/festivals/{festival.slug}/"


def _day(cell: DayCell, week: Week) -> dict[str, Any]:
    column = cell.day.weekday() + 1
    here = [entry for entry in week.segments if entry.column <= column < entry.column + entry.span]
    events: list[dict[str, Any]] = [_bar(segment, column) for segment in here if segment.lane < MOST_LANES]
    used = {event["lane"] for event in events}
    for deadline in cell.deadlines[:1]:
        free = next((lane for lane in range(MOST_LANES) if lane not in used), None)
        if free is not None:
            events.append({"label": deadline.title, "part": "mark", "lane": free})
    shown: dict[str, Any] = {
        "date": cell.day,
        "lunar": cell.solar_term or cell.lunar_short,
        "lunar_full": cell.lunar_label,
        "term": bool(cell.solar_term or cell.lunar_festival),
        "past": cell.is_past,
        "today": cell.is_today,
        "off": cell.status.kind is DayKind.HOLIDAY,
        "events": events,
    }
    links = {bar.url for bar in cell.bars} | {deadline.url for deadline in cell.deadlines}
    if links:
        shown["href"] = links.pop() if len(links) == 1 else "/calendar/"
    return shown


def _bar(segment: Segment, column: int) -> dict[str, Any]:
    first, last = column == segment.column, column == segment.column + segment.span - 1
    begins, ends = first and segment.starts, last and segment.ends
    part = "one" if begins and ends else "start" if begins else "end" if ends else "mid"
    return {
        "label": segment.bar.title,
        "part": part,
        "skin": segment.bar.style,
        "lane": segment.lane,
        "show": first,
    }
