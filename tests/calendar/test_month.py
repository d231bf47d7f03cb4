"""The month page: every day once, bars that say where they go on, stacked so that none hides another."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.calendar.month import Bar, Deadline, month_grid, neighbour_month, weeks_from
from eventhub.calendar.workdays import DayKind, DayStatus

TODAY = date(2026, 11, 24)


def bar(key: str, first: str, last: str) -> Bar:
    return Bar(key, key, date.fromisoformat(first), date.fromisoformat(last))


def cells(grid) -> dict:
    return {cell.day: cell for week in grid.weeks for cell in week.days}


def placed(week) -> list[tuple]:
    return [(s.bar.key, s.column, s.span, s.lane, s.starts, s.ends) for s in week.segments]


@pytest.mark.parametrize(("year", "month", "weeks"), [(2026, 2, 5), (2027, 2, 4), (2027, 5, 6), (2026, 11, 6)])
def test_a_month_has_whole_weeks_from_monday(year, month, weeks):
    grid = month_grid(year, month, TODAY, [], [])
    assert len(grid.weeks) == weeks
    days = list(cells(grid))
    assert days == [grid.first + timedelta(days=n) for n in range(weeks * 7)]
    assert grid.first.weekday() == 0
    inside = [cell.day for cell in cells(grid).values() if cell.in_month]
    assert inside[0] == date(year, month, 1)
    assert inside[-1] + timedelta(days=1) == date(*neighbour_month(year, month, 1), 1)
    assert all((day.year, day.month) == (year, month) for day in inside)


def test_cells_show_lunar_day_term_holiday_and_today():
    shown = cells(month_grid(2026, 2, date(2026, 2, 17), [], []))
    spring = shown[date(2026, 2, 17)]
    assert (spring.lunar_short, spring.lunar_label, spring.lunar_festival) == ("春节", "正月初一", "春节")
    assert spring.status == DayStatus(DayKind.HOLIDAY, "春节")
    assert (spring.is_today, spring.is_past) == (True, False)
    assert shown[date(2026, 2, 16)].is_past
    assert shown[date(2026, 2, 4)].solar_term == "立春"
    assert shown[date(2026, 2, 18)].solar_term == "雨水"
    assert shown[date(2026, 2, 5)].solar_term == ""
    assert shown[date(2026, 2, 28)].status.kind is DayKind.WORKDAY_SWAPPED
    assert shown[date(2026, 2, 10)].lunar_short == "廿三"
    assert sum(cell.is_today for cell in shown.values()) == 1


def test_the_first_of_a_lunar_month_shows_the_month():
    shown = cells(month_grid(2025, 7, TODAY, [], []))
    assert shown[date(2025, 7, 25)].lunar_short == "闰六月"
    assert shown[date(2025, 7, 26)].lunar_short == "初二"


def test_unknown_years_are_named_once_and_known_ones_not():
    assert month_grid(2026, 5, TODAY, [], []).unknown_years == ()
    # The week of New Year 2099 shows days of two years nobody has announced.
    assert month_grid(2099, 1, TODAY, [], []).unknown_years == (2098, 2099)
    assert month_grid(2099, 1, TODAY, [], [], {}, {2098, 2099}).unknown_years == ()


def test_a_bar_is_cut_by_weeks_and_says_so():
    # Saturday 1 May to Wednesday 12 May 2027 touches three weeks.
    grid = month_grid(2027, 5, TODAY, [bar("caishan", "2027-05-01", "2027-05-12")], [])
    assert [placed(week) for week in grid.weeks[:4]] == [
        [("caishan", 6, 2, 0, True, False)],
        [("caishan", 1, 7, 0, False, False)],
        [("caishan", 1, 3, 0, False, True)],
        [],
    ]
    assert [week.lanes for week in grid.weeks[:4]] == [1, 1, 1, 0]
    assert [c.day for c in cells(grid).values() if c.bars] == [date(2027, 5, n) for n in range(1, 13)]


def test_overlapping_bars_stack_and_free_lanes_are_used_again():
    bars = [
        bar("a", "2027-05-03", "2027-05-05"),
        bar("b", "2027-05-04", "2027-05-06"),
        bar("c", "2027-05-06", "2027-05-09"),
    ]
    week = weeks_from(date(2027, 5, 6), 1, TODAY, bars, []).weeks[0]
    assert placed(week) == [
        ("a", 1, 3, 0, True, True),
        ("c", 4, 4, 0, True, True),
        ("b", 2, 3, 1, True, True),
    ]
    assert week.lanes == 2


def test_a_bar_that_goes_on_keeps_to_the_top():
    bars = [bar("new", "2027-05-10", "2027-05-11"), bar("old", "2027-05-08", "2027-05-16")]
    weeks = weeks_from(date(2027, 5, 3), 2, TODAY, bars, []).weeks
    assert [(s.bar.key, s.lane) for s in weeks[0].segments] == [("old", 0)]
    assert [(s.bar.key, s.lane) for s in weeks[1].segments] == [("old", 0), ("new", 1)]


def test_deadlines_stand_on_their_day_in_the_order_given():
    first = Deadline(date(2027, 5, 4), "踩山会申请截止", "/apply", "18:00")
    second = Deadline(date(2027, 5, 4), "公示结束")
    shown = cells(month_grid(2027, 5, TODAY, [], [first, second, Deadline(date(2027, 8, 1), "另外的月")]))
    assert shown[date(2027, 5, 4)].deadlines == (first, second)
    assert not shown[date(2027, 5, 4)].is_empty
    assert sum(not cell.is_empty for cell in shown.values()) == 1


def test_the_home_page_begins_with_this_week():
    grid = weeks_from(TODAY, 4, TODAY, [], [])
    assert (grid.first, grid.last) == (date(2026, 11, 23), date(2026, 12, 20))
    assert all(cell.in_month for cell in cells(grid).values())


def test_bad_questions_are_refused():
    with pytest.raises(ValueError, match="month"):
        month_grid(2027, 13, TODAY, [], [])
    with pytest.raises(ValueError, match="one week"):
        weeks_from(TODAY, 0, TODAY, [], [])
    with pytest.raises(ValueError, match="ends before"):
        bar("x", "2027-05-02", "2027-05-01")


@pytest.mark.parametrize(
    ("year", "month", "step", "expected"),
    [(2026, 12, 1, (2027, 1)), (2027, 1, -1, (2026, 12)), (2026, 5, 0, (2026, 5)), (2026, 5, 20, (2028, 1))],
)
def test_arrows(year, month, step, expected):
    assert neighbour_month(year, month, step) == expected


@given(
    st.lists(st.tuples(st.integers(-20, 40), st.integers(0, 25)), max_size=12).map(
        lambda spans: [
            Bar(f"b{n}", "节", TODAY + timedelta(days=a), TODAY + timedelta(days=a + b))
            for n, (a, b) in enumerate(spans)
        ]
    )
)
def test_no_bar_hides_another_and_none_is_lost(bars):
    grid = weeks_from(TODAY, 4, TODAY, bars, [])
    for week in grid.weeks:
        taken = [(s.lane, c) for s in week.segments for c in range(s.column, s.column + s.span)]
        assert len(taken) == len(set(taken)), "two bars on one spot"
        crowd = [sum(b.first <= cell.day <= b.last for b in bars) for cell in week.days]
        assert week.lanes == max(crowd), "more lanes than bars that meet on a day"
        assert [len(cell.bars) for cell in week.days] == crowd
    for one in bars:
        parts = [s for week in grid.weeks for s in week.segments if s.bar is one]
        shown = sum(one.first <= grid.first + timedelta(days=n) <= one.last for n in range(28))
        assert sum(s.span for s in parts) == shown
        assert [s.starts for s in parts] == [n == 0 and one.first >= grid.first for n in range(len(parts))]
        assert sum(s.ends for s in parts) == (grid.first <= one.last <= grid.last)
