"""The month page and the home page's four weeks as plain data.

Weeks begin on Monday. A festival is a bar that is cut at the ends of weeks; bars that overlap
lie in lanes below each other, and a bar that goes on from the week before keeps to the top.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from eventhub.calendar.lunar import lunar_date, solar_term
from eventhub.calendar.workdays import DayKind, DayStatus, day_kind

_WEEK: Final = timedelta(days=7)
_NO_OVERRIDES: Final[Mapping[date, DayStatus]] = {}


@dataclass(frozen=True, slots=True)
class Bar:
    """A festival on the calendar: `last` is its last day, `style` a name the page colours by.

    Raises:
        ValueError: the last day lies before the first.
    """

    key: str
    title: str
    first: date
    last: date
    url: str = ""
    style: str = ""
    cancelled: bool = False

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"bar {self.key!r} ends before it begins")


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that ends on a day: `time` is the wall-clock time such as 18:00, or empty."""

    day: date
    title: str
    url: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a bar within one week.

    `column` is 1 (Monday) … 7, `span` its width in days, `lane` 0 at the top. `starts` and
    `ends` say whether the bar really begins or ends here or was only cut by the week.
    """

    bar: Bar
    column: int
    span: int
    lane: int
    starts: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day.

    `lunar_short` is what fits into a cell: the month on 初一, a festival's name, else the
    day; `lunar_label` is the full 三月廿五. `bars` are the bars that cover the day, in the
    order of their lanes, for a list view and for screen readers.
    """

    day: date
    in_month: bool
    is_today: bool
    is_past: bool
    lunar_short: str
    lunar_label: str
    lunar_festival: str
    solar_term: str
    status: DayStatus
    deadlines: tuple[Deadline, ...]
    bars: tuple[Bar, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing to show: the page draws no link."""
        return not (self.deadlines or self.bars)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven cells from Monday, the segments that lie over them, and how many lanes those need."""

    days: tuple[DayCell, ...]
    segments: tuple[Segment, ...]
    lanes: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Weeks in order. `unknown_years` are years shown whose days off are not announced yet."""

    weeks: tuple[Week, ...]
    unknown_years: tuple[int, ...]

    @property
    def first(self) -> date:
        """The first day shown."""
        return self.weeks[0].days[0].day

    @property
    def last(self) -> date:
        """The last day shown."""
        return self.weeks[-1].days[-1].day


def month_grid(
    year: int,
    month: int,
    today: date,
    bars: Iterable[Bar],
    deadlines: Iterable[Deadline],
    overrides: Mapping[date, DayStatus] = _NO_OVERRIDES,
    announced: Collection[int] = (),
) -> Grid:
    """All weeks (four to six) that hold a day of the month; days outside have `in_month` False.

    Bars and deadlines outside the weeks shown are left out, so the caller need not cut them.

    Raises:
        ValueError: there is no such month.
        LunarRangeError: the month is outside 1901…2100.
    """
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    monday = _monday(date(year, month, 1))
    count = (last - monday).days // 7 + 1
    page = _Page(today, tuple(bars), tuple(deadlines), overrides, announced, (year, month))
    return page.grid(monday, count)


def weeks_from(
    start: date,
    n: int,
    today: date,
    bars: Iterable[Bar],
    deadlines: Iterable[Deadline],
    overrides: Mapping[date, DayStatus] = _NO_OVERRIDES,
    announced: Collection[int] = (),
) -> Grid:
    """`n` weeks from the Monday of the week `start` lies in; every day counts as `in_month`.

    Raises:
        ValueError: `n` is below 1.
        LunarRangeError: a day is outside 1901…2100.
    """
    if n < 1:
        raise ValueError("at least one week")
    page = _Page(today, tuple(bars), tuple(deadlines), overrides, announced)
    return page.grid(_monday(start), n)


def neighbour_month(year: int, month: int, step: int) -> tuple[int, int]:
    """Year and month `step` months later (negative: earlier): for the page's arrows."""
    index = year * 12 + month - 1 + step
    return index // 12, index % 12 + 1


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class _Page:
    """What all the weeks of one page share."""

    today: date
    bars: tuple[Bar, ...]
    deadlines: tuple[Deadline, ...]
    overrides: Mapping[date, DayStatus]
    announced: Collection[int]
    month: tuple[int, int] | None = field(default=None)

    def grid(self, monday: date, count: int) -> Grid:
        weeks = tuple(self._week(monday + _WEEK * index) for index in range(count))
        cells = [cell for week in weeks for cell in week.days]
        unknown = {cell.day.year for cell in cells if cell.status.kind is DayKind.UNKNOWN}
        return Grid(weeks, tuple(sorted(unknown)))

    def _week(self, monday: date) -> Week:
        segments = _segments(self.bars, monday)
        days = tuple(self._cell(monday + timedelta(days=offset), segments) for offset in range(7))
        return Week(days, segments, max((segment.lane + 1 for segment in segments), default=0))

    def _cell(self, day: date, segments: Sequence[Segment]) -> DayCell:
        lunar = lunar_date(day)
        short = lunar.festival or (lunar.month_label if lunar.day == 1 else lunar.day_label)
        return DayCell(
            day=day,
            in_month=self.month is None or (day.year, day.month) == self.month,
            is_today=day == self.today,
            is_past=day < self.today,
            lunar_short=short,
            lunar_label=lunar.label,
            lunar_festival=lunar.festival,
            solar_term=solar_term(day),
            status=day_kind(day, self.overrides, self.announced),
            deadlines=tuple(deadline for deadline in self.deadlines if deadline.day == day),
            bars=tuple(segment.bar for segment in segments if segment.bar.first <= day <= segment.bar.last),
        )


def _segments(bars: Iterable[Bar], monday: date) -> tuple[Segment, ...]:
    """Each bar goes to the first free lane, earlier and longer ones first: the fewest lanes."""
    sunday = monday + timedelta(days=6)
    here = [bar for bar in bars if bar.first <= sunday and bar.last >= monday]
    here.sort(key=lambda bar: (bar.first, -(bar.last - bar.first).days, bar.key))
    lane_ends: list[date] = []
    segments = []
    for bar in here:
        first, last = max(bar.first, monday), min(bar.last, sunday)
        lane = next((n for n, end in enumerate(lane_ends) if end < first), len(lane_ends))
        lane_ends[lane : lane + 1] = [last]
        segments.append(
            Segment(
                bar=bar,
                column=(first - monday).days + 1,
                span=(last - first).days + 1,
                lane=lane,
                starts=bar.first >= monday,
                ends=bar.last <= sunday,
            )
        )
    return tuple(sorted(segments, key=lambda segment: (segment.lane, segment.column)))
