"""Who may open which page of an application, and how one gets to it: others, lost addresses, first-timers, agents."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from eventhub.accounts.models import Account, Role
from eventhub.applications import actions
from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.festivals.models import Festival
from eventhub.registry import actions as registry_actions
from eventhub.registry.models import Household
from tests import factories
from tests.applications.apply_pages import fill, started, text_of, the_application, version_in
from tests.conftest import at, new_client
from tests.page_check import CheckedClient


@pytest.mark.parametrize("key", ["contact", "goods", "needs", "papers", "check", "sent", "discard"])
def test_somebody_elses_application_is_not_there(
    app: Flask, phone: CheckedClient, festival: Festival, household: Household, key: str
) -> None:
    base = started(phone, festival, household)
    stranger = factories.a_household().account
    assert stranger is not None
    other = new_client(app).sign_in(stranger)
    assert other.get(f"{base}/{key}").status_code == 404
    if key != "sent":
        assert other.post(f"{base}/{key}", data={"version": "1", "contact_name": "贼"}).status_code == 404
    assert the_application().contact_name == household.owner_name


def test_addresses_that_lead_nowhere(phone: CheckedClient, festival: Festival, household: Household) -> None:
    base = started(phone, festival, household)
    draft = factories.a_festival(state="draft")
    other = factories.a_festival()
    number = base.rsplit("/", 1)[1]
    for address in (
        "/apply/none/",
        f"/apply/{draft.slug}/",
        f"/apply/{other.slug}/{number}/contact",
        f"/apply/{festival.slug}/99999999999999999999/contact",
        f"/apply/{festival.slug}/{number}/nonsense",
        "/apply/%00/",
        f"/apply/{festival.slug}/-1/check",
    ):
        assert phone.get(address).status_code == 404, address
    for query in ("?q=%00&page=99999999999999999", "?q=%ED%A0%80", "?page=-1", "?page=%D9%A3"):
        assert phone.get(f"/apply/{festival.slug}/{query}").status_code == 200, query


@pytest.mark.parametrize("chosen", ["", "0", "abc", "999999999999999999999", "\0"])
def test_a_household_that_is_not_theirs_cannot_be_chosen(phone: CheckedClient, festival: Festival, chosen: str) -> None:
    answer = phone.post(f"/apply/{festival.slug}/", data={"household": chosen})
    assert answer.status_code in (404, 422)
    stranger = factories.a_household()
    answer = phone.post(f"/apply/{festival.slug}/", data={"household": str(stranger.id)})
    assert answer.status_code == 404
    assert db.session.scalars(select(Application)).all() == []


def test_a_draft_is_deleted_only_after_asking(phone: CheckedClient, festival: Festival, household: Household) -> None:
    base = started(phone, festival, household)
    asked = phone.get(f"{base}/discard")
    assert "找不回来" in text_of(asked)
    assert the_application() is not None
    stale = phone.post(f"{base}/discard", data={"version": "0"})
    assert stale.status_code == 409
    assert "别处改过" in text_of(stale)
    version = version_in(asked.get_data(as_text=True))
    assert phone.post(f"{base}/discard", data={"version": version}).status_code == 303
    assert the_application() is None


def test_a_draft_deleted_twice_at_once_is_told_to_the_slower(
    phone: CheckedClient, festival: Festival, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = started(phone, festival, household)
    discard = actions.discard_draft

    def later(*args: Any) -> bool:
        with db.engine.begin() as other_phone:
            other_phone.execute(delete(Application))
        return discard(*args)

    monkeypatch.setattr(actions, "discard_draft", later)
    answer = phone.post(f"{base}/discard", data={"version": "1"})
    assert answer.status_code == 409
    assert "刷新" in text_of(answer)


NEW_BUSINESS = {
    "name": "冉三妹豆花",
    "owner_name": "冉三妹",
    "phone": "19900009999",
    "town": "石林镇",
    "category": "food",
    "stall_kind": "cooked_food",
}


def test_who_has_no_business_yet_registers_one_on_the_way(app: Flask, festival: Festival) -> None:
    household = factories.a_household()
    account = household.account
    with writing():
        household.account_id = None
    client = new_client(app).sign_in(account)
    assert "还没有登记商户" in text_of(client.get(f"/apply/{festival.slug}/"))
    data = {**NEW_BUSINESS, "uscc": factories.a_uscc()}
    wrong = client.post(f"/apply/{festival.slug}/new", data={**data, "uscc": "92500199MA00002771"})
    assert wrong.status_code == 422
    assert "冉三妹豆花" in wrong.get_data(as_text=True)
    assert client.post(f"/apply/{festival.slug}/new", data={**data, "town": ""}).status_code == 422
    answer = client.post(f"/apply/{festival.slug}/new", data=data)
    assert answer.status_code == 303
    assert answer.location.endswith("/contact")
    assert the_application().household.name == "冉三妹豆花"


def test_registering_while_the_call_is_closed_leaves_nothing_behind(phone: CheckedClient, festival: Festival) -> None:
    data = {**NEW_BUSINESS, "uscc": factories.a_uscc()}
    with clock.fixed(at("2027-04-21")):
        assert phone.post(f"/apply/{festival.slug}/new", data=data).status_code == 409
    assert db.session.scalar(select(Household).where(Household.name == "冉三妹豆花")) is None


def test_an_agent_finds_households_of_the_own_town_only(app: Flask, festival: Festival) -> None:
    agent = factories.a_staff_member(Role.TOWN_AGENT, organisation=factories.an_organisation(town="石林镇"))
    near = factories.a_household(name="近处老罗", town="石林镇", account=None)
    far = factories.a_household(name="远处老李", town="青年镇", account=None)
    client = new_client(app).sign_in(agent)
    page = text_of(client.get(f"/apply/{festival.slug}/"))
    assert near.name in page
    assert far.name not in page
    assert far.name not in text_of(client.get(f"/apply/{festival.slug}/?q=远处"))
    assert client.post(f"/apply/{festival.slug}/", data={"household": str(far.id)}).status_code == 404
    base = started(client, festival, near)
    page = text_of(client.get(f"{base}/contact"))
    assert "替近处老罗填" in page
    fill(client, base)
    check = client.get(f"{base}/check")
    assert "周工" in text_of(check)
    answer = client.post(f"{base}/check", data={"version": version_in(check.get_data(as_text=True))})
    assert "周工替近处老罗填的" in text_of(client.get(answer.location))


def test_a_code_that_somebody_registers_in_the_same_moment_is_told_with_what_was_typed(
    phone: CheckedClient, festival: Festival, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = factories.a_household(account=None, phone="")
    answers = iter([None])  # the first look comes a moment too early
    monkeypatch.setattr(registry_actions, "by_uscc", lambda code: next(answers, taken))
    answer = phone.post(f"/apply/{festival.slug}/new", data={**NEW_BUSINESS, "uscc": taken.uscc})
    assert answer.status_code == 422
    assert "已经登记过" in text_of(answer)
    assert "冉三妹豆花" in answer.get_data(as_text=True)
    assert the_application() is None


def test_a_closed_call_is_told_before_anybody_signs_in(client: CheckedClient, festival: Festival) -> None:
    assert client.get(f"/apply/{festival.slug}/").location.startswith("/sign-in")
    with clock.fixed(at("2027-04-21T08:00")):
        page = text_of(client.get(f"/apply/{festival.slug}/"))
    assert "申请已经在 4月20日 18:00 截止了。" in page
    assert "您名下还没有登记商户" not in page


def test_a_newcomer_has_one_thing_to_do(client: CheckedClient, festival: Festival) -> None:
    client.sign_in(factories.saved(Account(phone="19900005555")))
    page = client.get(f"/apply/{festival.slug}/").get_data(as_text=True)
    assert page.count("btn primary") == 1
    assert f'<a class="btn primary big" href="/apply/{festival.slug}/new">登记我的店</a>' in page
