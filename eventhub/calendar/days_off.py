"""Days off 放假安排: what an administrator entered of the State Council's notices, and counting by it."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, extract, select

from eventhub.accounts.models import Account
from eventhub.calendar import workdays
from eventhub.calendar.models import AnnouncedYear, DayOff, DayOffKind
from eventhub.calendar.workdays import DayStatus
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict

REVISION: Final = "days_off"
LONGEST: Final = 16
"""Days in one go: the longest holiday so far had nine."""
FIRST_YEAR: Final = 2004
LAST_YEAR: Final = 2100
_NAME: Final = re.compile(r"[㐀-鿿、]{1,12}")


@dataclass(frozen=True)
class DaysOff:
    """The table as the counting of working days takes it."""

    overrides: dict[date, DayStatus] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()


def table() -> DaysOff:
    """Return the whole table: some thirty days a year."""
    rows = db.session.execute(select(DayOff.day, DayOff.kind, DayOff.name))
    overrides = {day: DayStatus(kind.day_kind, name) for day, kind, name in rows}
    return DaysOff(overrides, frozenset(db.session.scalars(select(AnnouncedYear.year))))


def days_of_year(year: int) -> list[DayOff]:
    """Return the days entered for a year, in order."""
    chosen = select(DayOff).where(extract("year", DayOff.day) == year).order_by(DayOff.day)
    return list(db.session.scalars(chosen))


def years_entered() -> list[int]:
    """Return the years with any day entered, or marked as complete, in order."""
    days = db.session.scalars(select(extract("year", DayOff.day)).distinct())
    return sorted({int(year) for year in days} | set(db.session.scalars(select(AnnouncedYear.year))))


def add_workdays(start: date, count: int) -> date:
    """Return the `count`-th working day after (negative: before) a day. Raises YearNotAnnounced."""
    known = table()
    return workdays.add_workdays(start, count, known.overrides, known.announced)


def enter_days(first: date, last: date, kind: DayOffKind, name: str, actor: Account | None) -> int:
    """Enter the days of a span, over what stood there; returns how many.

    Raises BadInput: the span runs backwards, is longer than `LONGEST`, or out of the years; a name that is not a few
    Chinese characters; a worked day that is no Saturday or Sunday.
    """
    _check(first, last, kind, name)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    with writing() as session:
        for day in days:
            session.merge(DayOff(day=day, kind=kind, name=name))
        span = f"{first.isoformat()}/{last.isoformat()}"
        audit.record(actor, "days_off.enter", f"year:{first.year}", days=span, kind=kind.value, name=name)
        revisions.bump(REVISION)
    return len(days)


def remove_day(day: date, actor: Account | None) -> None:
    """Take a day off the table. Raises StateConflict when it is not there (any more)."""
    with writing() as session:
        gone = session.execute(delete(DayOff).where(DayOff.day == day))
        if gone.rowcount == 0:  # type: ignore[attr-defined]  # CursorResult, which the stubs call Result
            raise StateConflict("这一天已经不在表里了。")
        audit.record(actor, "days_off.remove", f"year:{day.year}", day=day.isoformat())
        revisions.bump(REVISION)


def set_announced(year: int, announced: bool, actor: Account | None) -> None:
    """Say that a year's notice is entered in full, or that it is not.

    From then on the days it does not name count as ordinary ones. Raises BadInput for a year out of range, or a year
    that has no day off entered: no notice was ever without one.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(f"只能填{FIRST_YEAR}年到{LAST_YEAR}年。")
    with writing() as session:
        if announced and not any(row.kind is DayOffKind.HOLIDAY for row in days_of_year(year)):
            raise BadInput(f"{year}年一天假都还没填。请先照通知把放假和调休上班的日子填进来，再点“填全了”。")
        known = session.get(AnnouncedYear, year)
        if announced and known is None:
            session.add(AnnouncedYear(year=year))
        elif not announced and known is not None:
            session.delete(known)
        audit.record(actor, "days_off.announced", f"year:{year}", announced=announced)
        revisions.bump(REVISION)


def wanted_year(text: str) -> int:
    """Return the year asked for by an address, this one when it can't be read."""
    this = clock.today().year
    year = int(text) if re.fullmatch(r"[0-9]{4}", text) else this
    return year if FIRST_YEAR <= year <= LAST_YEAR else this


def _check(first: date, last: date, kind: DayOffKind, name: str) -> None:
    wrong: dict[str, str] = {}
    if not (FIRST_YEAR <= first.year <= LAST_YEAR and last.year == first.year):
        wrong["first"] = f"只能填{FIRST_YEAR}年到{LAST_YEAR}年，一次不能跨年。跨年的假期请分成两次填。"
    elif last < first:
        wrong["last"] = "最后一天在第一天前面了，请对调。"
    elif (last - first).days >= LONGEST:
        wrong["last"] = f"一次最多填 {LONGEST} 天，请检查月份写对没有。"
    if kind is DayOffKind.WORKDAY and not wrong:
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        if any(day.weekday() < 5 for day in days):
            wrong["first"] = "调休上班的日子应该是周六或周日，请检查日期。"
    if not _NAME.fullmatch(name):
        wrong["name"] = "请写是哪个节，例如“春节”，最多 12 个字。"
    if wrong:
        raise BadInput(fields=wrong)
