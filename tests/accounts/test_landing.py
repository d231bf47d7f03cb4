"""Public pages are the same for everyone and lead to /my/: whoever has nothing there goes to where their day begins."""

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from tests import factories
from tests.conftest import new_client


@pytest.mark.parametrize(
    ("role", "first_page"),
    [(Role.ORGANISER, "/desk/"), (Role.GATE, "/gate/"), (Role.ADMINISTRATOR, "/admin/users/")],
)
def test_staff_who_follow_a_public_link_to_my_page_land_at_their_work(app: Flask, role: Role, first_page: str) -> None:
    browser = new_client(app).sign_in(factories.a_staff_member(role))
    for door in ("/my/", "/my/calendar/"):
        answer = browser.get(door)
        assert (answer.status_code, answer.headers["Location"]) == (302, first_page)
    assert browser.get("/my/batches/").status_code == 403, "only the doors lead on"


def test_households_and_town_agents_have_a_page_of_their_own(app: Flask) -> None:
    for account in (factories.a_household().account, factories.a_staff_member(Role.TOWN_AGENT)):
        assert new_client(app).sign_in(account).get("/my/").status_code == 200


def test_the_footer_offers_one_door_and_no_sign_in(app: Flask) -> None:
    foot = new_client(app).get("/").text.partition('<footer class="foot">')[2]
    assert '<a href="/my/">我的</a>' in foot
    assert "登录" not in foot
