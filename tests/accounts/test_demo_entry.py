"""The demo's way in, and that it does not exist anywhere else."""

import pytest
from flask import Flask

from eventhub.accounts.demo_people import DEMO_PEOPLE
from eventhub.accounts.models import Account, Grant, Role
from tests import factories
from tests.conftest import new_client
from tests.page_check import CheckedClient


@pytest.fixture
def demo_client(demo_app: Flask) -> CheckedClient:
    roles = {
        "zhuban": Role.ORGANISER,
        "shenhe": Role.REVIEWER,
        "daiban": Role.TOWN_AGENT,
        "jianpiao": Role.GATE,
        "jianguan": Role.REGULATOR,
        "guanli": Role.ADMINISTRATOR,
    }
    for person in DEMO_PEOPLE.values():
        if person.name in roles:
            factories.saved(
                Account(login=person.name, display_name=person.label, grants=[Grant(role=roles[person.name])])
            )
        elif person.name:
            factories.saved(Account(phone=person.name, display_name=person.label))
    return new_client(demo_app)


@pytest.mark.parametrize("who", sorted(DEMO_PEOPLE))
def test_one_click_enters_and_lands(demo_client: CheckedClient, who: str) -> None:
    person = DEMO_PEOPLE[who]
    assert person.label in demo_client.get("/sign-in").text
    answer = demo_client.post(f"/demo/enter/{who}")
    assert (answer.status_code, answer.location) == (303, person.landing)
    inside = demo_client.get("/account/").status_code
    assert inside == (200 if person.name else 302)


def test_entering_as_somebody_else_leaves_the_first_session(demo_client: CheckedClient) -> None:
    demo_client.post("/demo/enter/administrator")
    assert demo_client.get("/admin/users/").status_code == 200
    demo_client.post("/demo/enter/household")
    assert demo_client.get("/admin/users/").status_code == 403
    demo_client.post("/demo/enter/visitor")
    assert demo_client.get("/admin/users/").status_code == 302


def test_the_way_back_is_kept_but_never_leads_away(demo_client: CheckedClient) -> None:
    assert demo_client.post("/demo/enter/household", data={"next": "/account/"}).location == "/account/"
    for elsewhere in ("//evil.example", "/desk/households/", "/admin/users/"):
        assert demo_client.post("/demo/enter/household", data={"next": elsewhere}).location == "/my/"
    assert demo_client.post("/demo/enter/visitor", data={"next": "/my/"}).location == "/"


def test_the_messages_sent_are_shown_beside_the_code(demo_client: CheckedClient) -> None:
    assert "还没有短信" in demo_client.get("/demo/outbox").text
    demo_client.post("/sign-in", data={"phone": "19900006666"})
    assert "/demo/outbox?to=19900006666" in demo_client.get("/sign-in/code").text
    assert "登录验证码" in demo_client.get("/demo/outbox?to=19900006666").text
    assert "还没有短信" in demo_client.get("/demo/outbox?to=19900000000").text


@pytest.mark.parametrize("path", ["/demo/enter/nobody", "/demo/enter/", "/demo/enter/%00"])
def test_unknown_people_are_not_found(demo_client: CheckedClient, path: str) -> None:
    assert demo_client.post(path).status_code == 404


def test_a_demo_without_its_data_says_so(demo_app: Flask) -> None:
    answer = new_client(demo_app).post("/demo/enter/household")
    assert answer.status_code == 404
    assert "演示数据还没装好" in answer.text


def test_outside_the_demo_there_is_no_such_way_in(client: CheckedClient) -> None:
    factories.saved(Account(login="guanli", grants=[Grant(role=Role.ADMINISTRATOR)]))
    assert client.post("/demo/enter/administrator").status_code == 404
    assert client.get("/demo/outbox").status_code == 404
    assert client.get("/admin/users/").status_code == 302
    assert "/demo/" not in client.get("/sign-in").text + client.get("/sign-in/staff").text
    client.post("/sign-in", data={"phone": "19900006666"})
    assert "/demo/" not in client.get("/sign-in/code").text
