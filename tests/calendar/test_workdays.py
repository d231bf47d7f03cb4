"""Working days: swapped days count, holidays do not, and a year nobody announced is not guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.calendar.workdays import (
    DAY_KIND_LABELS,
    DayKind,
    DayStatus,
    YearNotAnnounced,
    add_workdays,
    count_workdays,
    day_kind,
    is_announced,
)

NOTHING: dict[date, DayStatus] = {}
# 国办发明电〔2025〕7号, the days off of 2026: first and last day, name; then the swapped working days.
OFF_2026 = [
    ("2026-01-01", "2026-01-03", "元旦"),
    ("2026-02-15", "2026-02-23", "春节"),
    ("2026-04-04", "2026-04-06", "清明"),
    ("2026-05-01", "2026-05-05", "劳动节"),
    ("2026-06-19", "2026-06-21", "端午"),
    ("2026-09-25", "2026-09-27", "中秋"),
    ("2026-10-01", "2026-10-07", "国庆节"),
]
SWAPPED_2026 = "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"


def test_every_day_of_2026_is_as_the_state_council_announced():
    off = {}
    for first, last, name in OFF_2026:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            off[day] = name
            day += timedelta(days=1)
    swapped = {date.fromisoformat(day) for day in SWAPPED_2026.split()}
    for offset in range(365):
        day = date(2026, 1, 1) + timedelta(days=offset)
        status = day_kind(day, NOTHING)
        if day in off:
            assert (status.kind, status.name) == (DayKind.HOLIDAY, off[day]), day
        elif day in swapped:
            assert status.kind is DayKind.WORKDAY_SWAPPED, day
        else:
            expected = DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY
            assert status == DayStatus(expected), day


def test_a_swapped_day_names_the_holiday_it_pays_for():
    assert day_kind(date(2026, 2, 28), NOTHING) == DayStatus(DayKind.WORKDAY_SWAPPED, "春节")


@pytest.mark.parametrize("day", [date(2099, 1, 1), date(2099, 5, 3), date(1990, 6, 1)])
def test_years_nobody_announced_are_unknown_even_on_new_years_day(day):
    assert day_kind(day, NOTHING).kind is DayKind.UNKNOWN
    assert not day_kind(day, NOTHING).works
    assert not is_announced(day.year)
    assert DAY_KIND_LABELS[DayKind.UNKNOWN] == "放假安排未公布"


def test_the_administrators_table_goes_first():
    table = {date(2026, 11, 25): DayStatus(DayKind.HOLIDAY, "封路")}
    assert day_kind(date(2026, 11, 25), table) == DayStatus(DayKind.HOLIDAY, "封路")
    assert day_kind(date(2026, 11, 26), table).kind is DayKind.WORKDAY


def test_a_single_day_in_the_table_does_not_announce_its_year():
    table = {date(2099, 1, 1): DayStatus(DayKind.HOLIDAY, "元旦")}
    assert day_kind(date(2099, 1, 1), table).kind is DayKind.HOLIDAY
    assert day_kind(date(2099, 1, 2), table).kind is DayKind.UNKNOWN
    with pytest.raises(YearNotAnnounced):
        add_workdays(date(2099, 1, 1), 1, table)


def test_a_year_entered_in_full_has_ordinary_days_between():
    table = {
        date(2099, 1, 1): DayStatus(DayKind.HOLIDAY, "元旦"),
        date(2099, 1, 4): DayStatus(DayKind.WORKDAY_SWAPPED, "元旦"),
    }
    assert is_announced(2099, {2099})
    assert add_workdays(date(2098, 12, 31), 1, table, {2099}) == date(2099, 1, 2)
    assert add_workdays(date(2098, 12, 31), 2, table, {2099}) == date(2099, 1, 4)
    assert day_kind(date(2099, 1, 3), table, {2099}).kind is DayKind.WEEKEND


def test_an_announced_table_replaces_what_the_package_holds():
    # The package would know 4 January 2026 as a swapped Sunday; the corrected table does not.
    assert day_kind(date(2026, 1, 4), NOTHING, {2026}).kind is DayKind.WEEKEND


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-21", 0, "2026-11-21"),
        # Before Spring Festival 2026: Saturday the 14th is a working day, then nine days off.
        ("2026-02-12", 2, "2026-02-14"),
        ("2026-02-12", 3, "2026-02-24"),
        ("2026-02-27", 1, "2026-02-28"),
        ("2026-10-08", -1, "2026-09-30"),
        # The food report is due seven working days before a festival on 1 May 2026.
        ("2026-05-01", -7, "2026-04-22"),
        ("2026-10-01", -7, "2026-09-21"),
    ],
)
def test_counting_by_working_days(start, n, end):
    assert add_workdays(date.fromisoformat(start), n, NOTHING) == date.fromisoformat(end)


def test_a_count_into_an_unknown_year_asks_a_person():
    with pytest.raises(YearNotAnnounced) as refused:
        add_workdays(date(2098, 6, 1), 5, NOTHING)
    assert refused.value.year == 2098
    assert refused.value.code == "year_not_announced"
    assert "2098年的放假安排还没公布" in refused.value.sentence
    assert refused.value.sentence.endswith("。")
    with pytest.raises(YearNotAnnounced):
        count_workdays(date(2026, 12, 30), date(2098, 1, 2), NOTHING)


def test_absurd_counts_are_refused():
    with pytest.raises(ValueError, match="1000"):
        add_workdays(date(2026, 1, 1), 100_000, NOTHING)


def test_working_days_of_a_span():
    assert count_workdays(date(2026, 2, 14), date(2026, 2, 24), NOTHING) == 2
    assert count_workdays(date(2026, 2, 15), date(2026, 2, 23), NOTHING) == 0
    assert count_workdays(date(2026, 2, 24), date(2026, 2, 14), NOTHING) == 0


@given(start=st.dates(date(2020, 6, 1), date(2025, 6, 1)), n=st.integers(1, 60))
def test_there_and_back_and_nothing_skipped(start, n):
    end = add_workdays(start, n, NOTHING)
    assert day_kind(end, NOTHING).works
    assert count_workdays(start + timedelta(days=1), end, NOTHING) == n
    back = add_workdays(end, -n, NOTHING)
    assert back <= start
    assert count_workdays(back, end - timedelta(days=1), NOTHING) == n
