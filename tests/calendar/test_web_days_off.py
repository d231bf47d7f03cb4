"""The administrators' table of days off: what is typed wrong is told, and a year counts only once it is complete."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.calendar import days_off
from eventhub.calendar.workdays import YearNotAnnounced
from eventhub.core import revisions
from eventhub.core.database import db
from eventhub.core.models import AuditEntry
from tests import factories
from tests.conftest import new_client
from tests.page_check import CheckedClient


@pytest.fixture
def admin(app: Flask) -> CheckedClient:
    return new_client(app).sign_in(factories.a_staff_member(Role.ADMINISTRATOR))


def enter(admin: CheckedClient, **values: Any) -> Any:
    typed = {"kind": "holiday", "name": "劳动节", "first": "2027-05-01", "last": "2027-05-05", **values}
    return admin.post("/admin/holidays/?year=2027", data=typed)


def test_a_year_is_entered_and_then_counts(admin: CheckedClient) -> None:
    assert "2027年放假安排未公布" in admin.get("/admin/holidays/").get_data(as_text=True)
    assert enter(admin).status_code == 303
    assert enter(admin, kind="workday", first="2027-05-08", last="").status_code == 303
    with pytest.raises(YearNotAnnounced):
        days_off.add_workdays(date(2027, 4, 30), 1)
    assert admin.post("/admin/holidays/announced", data={"year": "2027", "announced": "1"}).status_code == 303
    assert days_off.add_workdays(date(2027, 4, 30), 1) == date(2027, 5, 6)
    assert days_off.add_workdays(date(2027, 5, 7), 1) == date(2027, 5, 8)
    text = admin.get("/admin/holidays/?year=2027").get_data(as_text=True)
    assert "已经填全" in text
    assert "5月8日（周六）" in text
    actions = [entry.action for entry in db.session.scalars(db.select(AuditEntry))]
    assert actions == ["days_off.enter", "days_off.enter", "days_off.announced"]


def test_a_day_is_taken_off_again(admin: CheckedClient) -> None:
    enter(admin)
    number = revisions.current()
    assert admin.post("/admin/holidays/remove", data={"day": "2027-05-05"}).status_code == 303
    assert len(days_off.days_of_year(2027)) == 4
    assert revisions.current() > number
    again = admin.post("/admin/holidays/remove", data={"day": "2027-05-05"})
    assert again.status_code == 409
    assert "已经不在表里" in again.get_data(as_text=True)


def test_entering_over_what_is_there_replaces_it(admin: CheckedClient) -> None:
    enter(admin)
    assert enter(admin, first="2027-05-01", last="2027-05-01", name="劳动节、青年节").status_code == 303
    assert [row.name for row in days_off.days_of_year(2027)] == ["劳动节、青年节", *["劳动节"] * 4]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"first": ""}, "请填第一天。"),
        ({"first": "2027-02-30"}, "不是日期"),
        ({"first": "٢٠٢٧-٠٥-٠١"}, "不是普通数字"),
        ({"first": "2027-05-05", "last": "2027-05-01"}, "请对调"),
        ({"last": "2027-06-30"}, "一次最多填"),
        ({"last": "2028-05-01"}, "不能跨年"),
        ({"first": "1999-05-01", "last": ""}, "2004 到 2100"),
        ({"kind": "workday", "last": ""}, ""),
        ({"kind": "workday", "first": "2027-05-07", "last": ""}, "周六或周日"),
        ({"kind": "party"}, "请从列出的里面选一个。"),
        ({"name": ""}, "请写是哪个节"),
        ({"name": "May Day"}, "请写是哪个节"),
        ({"name": "劳动节🎉"}, "请写是哪个节"),
        ({"name": "节" * 13}, "最多 12 个字"),
    ],
)
def test_what_is_wrong_is_said_and_kept(admin: CheckedClient, values: dict[str, str], sentence: str) -> None:
    answer = enter(admin, **values)
    if not sentence:
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert sentence in text
    assert days_off.days_of_year(2027) == []
    assert values.get("name", "劳动节") in text


def test_no_year_is_complete_without_a_day(admin: CheckedClient) -> None:
    answer = admin.post("/admin/holidays/announced", data={"year": "2028", "announced": "1"})
    assert answer.status_code == 422
    assert "一天假都还没填" in answer.get_data(as_text=True)
    assert days_off.table().announced == frozenset()


@pytest.mark.parametrize("year", ["", "0", "99999999999999", "%00", "２０２７", "-2027"])
def test_a_rubbish_year_shows_this_one(admin: CheckedClient, year: str) -> None:
    assert "2027年" in admin.get(f"/admin/holidays/?year={year}").get_data(as_text=True)
    assert admin.post("/admin/holidays/remove", data={"day": year}).status_code == 422


def test_only_administrators_get_in(app: Flask) -> None:
    organiser = new_client(app).sign_in(factories.a_staff_member(Role.ORGANISER))
    assert organiser.get("/admin/holidays/").status_code == 403
    assert organiser.post("/admin/holidays/remove", data={"day": "2027-05-01"}).status_code == 403


def test_the_page_stands_in_the_navigation(admin: CheckedClient) -> None:
    assert 'href="/admin/holidays/"' in admin.get("/admin/users/").get_data(as_text=True)
