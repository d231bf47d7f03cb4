"""The organiser's legal deadlines, to the day."""

from datetime import date
from typing import Any

import pytest

from eventhub.core import clock
from eventhub.core.errors import DomainError
from eventhub.festivals import actions, deadlines
from tests import factories
from tests.conftest import at


def count_back(day: date, n: int) -> date:
    assert n == -7
    return date(2027, 4, 21)


def refuse(day: date, n: int) -> date:
    raise DomainError("2027年的放假安排还没公布。")


def due(festival: Any, count: Any = count_back) -> dict[str, date | None]:
    return {found.title: found.day for found in deadlines.deadlines_of(festival, count)}


@pytest.mark.parametrize(
    ("visitors", "police"), [(999, ""), (1000, "区公安分局"), (4999, "区公安分局"), (5000, "市公安局")]
)
def test_the_crowd_permit_is_due_twenty_days_before_from_a_thousand_on(app: Any, visitors: int, police: str) -> None:
    festival = factories.a_festival(expected_visitors=visitors, sells_food=False)
    assert due(festival).get("报安全许可") == (date(2027, 4, 11) if police else None)
    assert any(police in found.text for found in deadlines.deadlines_of(festival, None)) or not police


def test_the_food_report_is_due_seven_working_days_before(app: Any) -> None:
    assert due(factories.a_festival())["报食品安全"] == date(2027, 4, 21)
    assert "报食品安全" not in due(factories.a_festival(sells_food=False))


@pytest.mark.parametrize("count", [None, refuse])
def test_where_nobody_can_count_working_days_a_person_is_asked(app: Any, count: Any) -> None:
    festival = factories.a_festival()
    first = deadlines.deadlines_of(festival, count)[0]
    assert (first.title, first.day) == ("报食品安全", None)
    assert "放假安排未公布，请人工核对" in first.text
    assert first.as_row()["left"] == "核对"


def test_deadlines_come_in_order_and_say_how_long_is_left(app: Any) -> None:
    festival = factories.a_festival(expected_visitors=2000, set_up_from=clock.at(date(2027, 4, 30), 14),
                                    set_up_until=clock.at(date(2027, 4, 30), 20))  # fmt: skip
    assert list(due(festival)) == ["报安全许可", "报食品安全", "布展开始", "开幕"]
    rows = [found.as_row() for found in deadlines.deadlines_of(festival, count_back)]
    assert [row["left"] for row in rows] == ["过了", 4, 13, 14]
    assert [row["soon"] for row in rows] == [False, True, False, False]
    nearest = deadlines.next_deadline(festival, count_back)
    assert nearest is not None
    assert nearest.title == "报食品安全"
    with clock.fixed(at("2027-04-21T23:59")):
        assert deadlines.deadlines_of(festival, count_back)[1].as_row()["left"] == "今天"


def test_nothing_is_due_without_days_after_the_end_or_once_cancelled(app: Any) -> None:
    assert due(factories.a_festival(starts_on=None, ends_on=None)) == {}
    festival = factories.a_festival()
    with clock.fixed(at("2027-06-01T09:00")):
        assert deadlines.next_deadline(festival, count_back) is None
    actions.cancel(festival, "暴雨。", None)
    assert due(festival) == {}
