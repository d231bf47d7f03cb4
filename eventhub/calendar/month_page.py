"""What stands on the calendar page: a month as a grid, and the same month as a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from eventhub.applications.models import Call
from eventhub.calendar import days_off, queries
from eventhub.calendar.lunar import lunar_date, lunar_range_text, solar_term
from eventhub.calendar.month import Bar, DayCell, Deadline, Grid, Segment, Week, month_grid, neighbour_month
from eventhub.calendar.workdays import DAY_KIND_LABELS, DayKind
from eventhub.core import clock
from eventhub.core.display import cn_range, cn_time
from eventhub.festivals.models import Festival, FestivalState, ProgrammeSession

FIRST: Final = (1901, 2)
LAST: Final = (2100, 11)
"""The lunar tables cover every day that the grids of these months show."""
MOST_LANES: Final = 3
SESSIONS_A_DAY: Final = 4
_MONTH: Final = re.compile(r"([0-9]{4})-(0?[1-9]|1[0-2])")
_MARKED: Final = (DayKind.HOLIDAY, DayKind.WORKDAY_SWAPPED)


@dataclass
class ListedDay:
    """A day of the list: its editions (with what is said of each), deadlines, and the first of its sessions."""

    day: date
    lunar: str
    term: str
    editions: list[dict[str, Any]] = field(default_factory=list)
    closings: list[Call] = field(default_factory=list)
    sessions: list[ProgrammeSession] = field(default_factory=list)
    more: list[tuple[Festival, int]] = field(default_factory=list)


def asked_month(text: str, today: date) -> tuple[int, int]:
    """Return year and month of an address such as 2027-05; the present month for anything else."""
    match = _MONTH.fullmatch(text)
    found = (int(match[1]), int(match[2])) if match else (0, 0)
    return found if FIRST <= found <= LAST else (today.year, today.month)


def month_page(year: int, month: int, today: date) -> dict[str, Any]:
    """Return everything the template names of a month between `FIRST` and `LAST`."""
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    begin, end = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    editions, closings = queries.editions_between(begin, end), queries.closings_between(begin, end)
    known = days_off.table()
    bars = [_bar(edition) for edition in editions]
    deadlines = [Deadline(clock.local(call.closes_at).date(), "报名止") for call in closings]
    grid = month_grid(year, month, today, bars, deadlines, known.overrides, known.announced)
    listed = _list(first, last, editions, closings, queries.sessions_between(first, last))
    return {
        "first": first,
        "lunar": lunar_range_text(first, last),
        "days": [
            shown_day(cell, week, f"#d{cell.day:%d}" if cell.day in listed else "")
            for week in grid.weeks
            for cell in week.days
        ],
        "lanes": _lanes(grid),
        "listed": [listed[day] for day in sorted(listed)],
        "unknown_years": [number for number in grid.unknown_years if number == year],
        "days_off": _days_off(grid),
        "earlier": _address(year, month, -1),
        "later": _address(year, month, 1),
        "is_present": (year, month) == (today.year, today.month),
    }


def shown_day(cell: DayCell, week: Week, href: str = "") -> dict[str, Any]:
    """Return a day as the grid draws it: number, what stands below, 休 or 班, and the bars that cross it."""
    column = cell.day.weekday() + 1
    here = [part for part in week.segments if part.column <= column < part.column + part.span]
    events = [_part(segment, column) for segment in here if segment.lane < MOST_LANES]
    used = {event["lane"] for event in events}
    free = next((lane for lane in range(MOST_LANES) if lane not in used), None)
    if cell.deadlines and free is not None:
        events.append({"label": cell.deadlines[0].title, "part": "mark", "lane": free})
    return {
        "date": cell.day,
        "lunar": cell.solar_term or cell.lunar_short,
        "lunar_full": cell.lunar_label,
        "term": bool(cell.solar_term or cell.lunar_festival),
        "past": cell.is_past,
        "today": cell.is_today,
        "out": not cell.in_month,
        "off": cell.status.kind is DayKind.HOLIDAY,
        "mark": DAY_KIND_LABELS[cell.status.kind] if cell.status.kind in _MARKED else "",
        "events": events,
        "href": href,
    }


def _bar(edition: Festival) -> Bar:
    first, last = edition.starts_on, edition.ends_on
    if first is None or last is None:
        raise ValueError("an edition without days has no bar")
    off = edition.state is FestivalState.CANCELLED
    title = f"{edition.short_name}（取消）" if off else edition.short_name
    return Bar(edition.slug, title, first, last, style=edition.skin, cancelled=off)


def _part(segment: Segment, column: int) -> dict[str, Any]:
    first, last = column == segment.column, column == segment.column + segment.span - 1
    begins, ends = first and segment.starts, last and segment.ends
    part = "one" if begins and ends else "start" if begins else "end" if ends else "mid"
    bar = segment.bar
    return {
        "label": bar.title,
        "part": part,
        "skin": bar.style,
        "lane": segment.lane,
        "show": first,
        "off": bar.cancelled,
    }


def _lanes(grid: Grid) -> int:
    marks = any(cell.deadlines for week in grid.weeks for cell in week.days)
    needed = max(1, *(week.lanes for week in grid.weeks))
    return min(MOST_LANES, max(needed, 2 if marks and needed == 1 and _crowded(grid) else needed))


def _crowded(grid: Grid) -> bool:
    """Tell whether a deadline falls on a day of a festival, so that one lane is too few."""
    return any(cell.deadlines and cell.bars for week in grid.weeks for cell in week.days)


def _address(year: int, month: int, step: int) -> dict[str, str] | None:
    found = neighbour_month(year, month, step)
    if not FIRST <= found <= LAST:
        return None
    word = f"{found[1]}月" if found[0] == year else f"{found[0]}年{found[1]}月"
    return {"href": f"/calendar/?month={found[0]}-{found[1]:02d}", "word": word}


def _days_off(grid: Grid) -> list[str]:
    """Say in words what 休 and 班 mark in this month: 劳动节 5月1日（周六）至5日放假."""
    spans: list[tuple[str, DayKind, date, date]] = []
    for cell in (cell for week in grid.weeks for cell in week.days if cell.in_month):
        kind, name = cell.status.kind, cell.status.name
        if kind not in _MARKED:
            continue
        same = spans and spans[-1][:2] == (name, kind) and spans[-1][3] == cell.day - timedelta(days=1)
        if same:
            spans[-1] = (name, kind, spans[-1][2], cell.day)
        else:
            spans.append((name, kind, cell.day, cell.day))
    words = {DayKind.HOLIDAY: "放假", DayKind.WORKDAY_SWAPPED: "上班"}
    return [f"{name} {cn_range(first, last)}{words[kind]}" for name, kind, first, last in spans]


def _list(
    first: date,
    last: date,
    editions: Sequence[Festival],
    closings: Sequence[Call],
    sessions: Sequence[ProgrammeSession],
) -> dict[date, ListedDay]:
    """The days of the month on which something is, each with what is."""
    listed: dict[date, ListedDay] = {}

    def of(day: date) -> ListedDay:
        if day not in listed:
            listed[day] = ListedDay(day, lunar_date(day).label, solar_term(day))
        return listed[day]

    for edition in editions:
        days = [day for day in edition.days if first <= day <= last]
        for day in days:
            of(day).editions.append(_said(edition, day))
    for call in closings:
        day = clock.local(call.closes_at).date()
        if first <= day <= last:
            of(day).closings.append(call)
    for session in sessions:
        of(clock.local(session.starts_at).date()).sessions.append(session)
    for entry in listed.values():
        _shorten(entry)
    return listed


def _said(edition: Festival, day: date) -> dict[str, Any]:
    number, total = edition.days.index(day) + 1, len(edition.days)
    off = edition.state is FestivalState.CANCELLED
    which = "" if total == 1 else f"第 {number} 天，共 {total} 天 · "
    where = edition.venue.name if edition.venue else "地点待定"
    hours = f"{cn_time(edition.opens_at)}–{cn_time(edition.closes_at)}"
    return {"festival": edition, "text": "取消了" if off else f"{which}{hours} · {where}", "off": off}


def _shorten(entry: ListedDay) -> None:
    """Keep the first sessions of each edition; the rest is told as a number that leads to the programme."""
    by_edition: dict[int, list[ProgrammeSession]] = {}
    for session in entry.sessions:
        by_edition.setdefault(session.festival_id, []).append(session)
    entry.sessions = [session for few in by_edition.values() for session in few[:SESSIONS_A_DAY]]
    entry.more = [
        (few[0].festival, len(few) - SESSIONS_A_DAY) for few in by_edition.values() if len(few) > SESSIONS_A_DAY
    ]


def session_line(session: ProgrammeSession) -> str:
    """Return 9:30–11:00 · 主舞台 for the list."""
    times = f"{cn_time(session.starts_at)}–{cn_time(session.ends_at)}"
    return f"{times} · {session.place}" if session.place else times


def day_id(moment: datetime) -> str:
    """Return 0501, by which the programme of an edition names its days."""
    return f"{clock.local(moment):%m%d}"
