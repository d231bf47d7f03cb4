"""The pages of festival credit: a household's own, the desk's list and its inbox of appeals."""

import json
from datetime import date

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.core.database import db
from eventhub.registry import credit_actions
from eventhub.registry.credit import AppealState, CreditKind
from eventhub.registry.models import CreditEvent, Household
from tests import factories
from tests.conftest import new_client
from tests.page_check import CheckedClient


@pytest.fixture
def household(app: Flask) -> Household:
    made: Household = factories.a_household()
    return made


@pytest.fixture
def event(household: Household) -> CreditEvent:
    day = date(2027, 4, 10)
    return credit_actions.record_credit_event(
        household, CreditKind.LEFT_EARLY, day, "万盛苗族踩山会", "gate:finding:7", None, "15:00 从南门出场，没再进来"
    )


@pytest.fixture
def owner(client: CheckedClient, household: Household) -> CheckedClient:
    assert household.account is not None
    return client.sign_in(household.account)


@pytest.fixture
def organiser(app: Flask) -> Account:
    return factories.a_staff_member(Role.ORGANISER, organisation=factories.an_organisation())


@pytest.fixture
def desk(app: Flask, organiser: Account) -> CheckedClient:
    return new_client(app).sign_in(organiser)


def appealed(event: CreditEvent, text: str = "车坏在半路。") -> CreditEvent:
    assert event.household.account is not None
    return credit_actions.appeal(event, text, event.household.account)


def test_a_household_reads_its_record_and_the_rule(owner: CheckedClient, event: CreditEvent) -> None:
    assert "今天算下来 -2 分" in owner.get(f"/my/household/{event.household_id}").text
    page = owner.get("/my/credit/").text
    for words in ("提前撤摊", "15:00 从南门出场", "2028年4月10日起不再算", "今天 -2 分", "头一次只提醒"):
        assert words in page
    assert f"/my/credit/{event.id}/appeal" in page


def test_a_household_without_events_is_told_that_this_is_no_harm(owner: CheckedClient) -> None:
    assert "没有记录按 0 分算" in owner.get("/my/credit/").text


def test_a_household_appeals_and_reads_the_answer(
    owner: CheckedClient, desk: CheckedClient, event: CreditEvent
) -> None:
    path = f"/my/credit/{event.id}/appeal"
    empty = owner.post(path, data={"version": event.version, "text": " "})
    assert empty.status_code == 422
    assert "请写清楚当时的情况" in empty.text
    assert owner.post(path, data={"version": event.version, "text": "长" * 501}).status_code == 422
    assert owner.post(path, data={"version": event.version, "text": "车坏在半路。"}).status_code == 303
    assert "申诉待答复" in owner.get("/my/credit/").text
    assert event.household.name in desk.get("/desk/credit/").text
    answer = {"version": event.version, "uphold": "no", "text": "修车单属实。"}
    assert "车坏在半路。" in desk.get(f"/desk/credit/{event.id}").text
    assert desk.post(f"/desk/credit/{event.id}", data=answer | {"uphold": "maybe"}).status_code == 422
    assert desk.post(f"/desk/credit/{event.id}", data=answer).status_code == 303
    page = owner.get("/my/credit/").text
    assert "修车单属实。" in page
    assert "今天 0 分" in page


def test_an_appeal_sent_twice_keeps_the_first(owner: CheckedClient, event: CreditEvent) -> None:
    path, version = f"/my/credit/{event.id}/appeal", event.version
    owner.post(path, data={"version": version, "text": "车坏在半路。"})
    second = owner.post(path, data={"version": version, "text": "又想起一件事。"})
    assert second.status_code == 409
    assert "又想起一件事。" in second.text  # nothing typed is lost
    db.session.refresh(event)
    assert event.appeal_text == "车坏在半路。"


def test_two_organisers_on_one_appeal(desk: CheckedClient, event: CreditEvent, organiser: Account) -> None:
    seen = appealed(event).version
    credit_actions.decide_appeal(event, True, "查过了。", organiser)
    late = desk.post(f"/desk/credit/{event.id}", data={"version": seen, "uphold": "no", "text": "我看可以撤。"})
    assert late.status_code == 409
    assert "我看可以撤。" in late.text
    db.session.refresh(event)
    assert event.appeal_state is AppealState.UPHELD


def test_nobody_reads_or_appeals_what_is_somebody_elses(app: Flask, household: Household, event: CreditEvent) -> None:
    stranger = factories.a_household().account
    assert stranger is not None
    other = new_client(app).sign_in(stranger)
    for path in (f"{event.id}/appeal", f"{household.id}.json", f"{household.id}/print", f"{2**40}/appeal"):
        assert other.get(f"/my/credit/{path}").status_code == 404, path
    assert other.post(f"/my/credit/{event.id}/appeal", data={"text": "替他说。"}).status_code == 404
    assert "提前撤摊 · 万盛苗族踩山会" not in other.get("/my/credit/").text
    assert other.get("/desk/credit/").status_code == 403
    assert new_client(app).get("/my/credit/").status_code == 302


def test_only_organisers_decide_and_only_what_was_appealed(app: Flask, desk: CheckedClient, event: CreditEvent) -> None:
    assert desk.get(f"/desk/credit/{event.id}").status_code == 404
    assert desk.get(f"/desk/credit/{2**40}").status_code == 404
    appealed(event)
    for role in (Role.REVIEWER, Role.REGULATOR, Role.TOWN_AGENT, Role.GATE):
        person = factories.a_staff_member(role, organisation=factories.an_organisation())
        assert new_client(app).sign_in(person).get(f"/desk/credit/{event.id}").status_code == 403, role
    assert desk.get(f"/desk/credit/{event.id}").status_code == 200


def test_the_record_to_show_a_bank(owner: CheckedClient, event: CreditEvent) -> None:
    mine = event.household
    answer = owner.get(f"/my/credit/{mine.id}.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    record = json.loads(answer.text)
    assert (record["统一社会信用代码"], record["当日合计"]) == (mine.uscc, -2)
    assert record["记录"][0]["来源"] == "gate:finding:7"
    assert record["记录"][0]["当日算分"] is True
    assert mine.phone not in answer.text
    paper = owner.get(f"/my/credit/{mine.id}/print").text
    assert mine.uscc in paper
    assert "当天合计 -2 分" in paper
    assert "不是银行信用评分" in paper
    everything = json.loads(owner.get("/my/household/data.json").text)
    assert everything["守信记录"][0]["记录"] == record["记录"]


def test_the_desk_sees_the_record_on_the_households_page(desk: CheckedClient, event: CreditEvent) -> None:
    page = desk.get(f"/desk/households/{event.household_id}").text
    assert "今天算下来 -2 分" in page
    assert "提前撤摊 · 万盛苗族踩山会" in page
    assert 'href="/desk/credit/"' in page
