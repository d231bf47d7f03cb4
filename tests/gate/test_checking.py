"""The gate for somebody signed in, over the network: every verdict, recorded once."""

import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.gate.models import Scan, Verdict
from eventhub.passes.actions import reissue, set_state
from eventhub.passes.models import PassState, StallPass
from tests import factories
from tests.conftest import at, new_client
from tests.gate.passes_at_gate import running_festival
from tests.page_check import CheckedClient


@pytest.fixture
def ground(app: Flask) -> tuple[Festival, list[StallPass]]:
    return running_festival(stalls=3)


@pytest.fixture
def gatekeeper(app: Flask, ground: Any) -> CheckedClient:
    festival = ground[0]
    account = factories.a_staff_member(Role.GATE, festival=festival)
    client = new_client(app).sign_in(account)
    client.post("/gate/start", data={"festival": festival.slug, "gate": "南门", "do": "web"})
    return client


def scan(client: CheckedClient, festival: Festival, code: str, **more: str) -> str:
    """Scan or type something and return the page that answers."""
    path = f"/gate/check/{festival.slug}/"
    data = {"code": code, "scan": str(uuid4()), "direction": "in", **more}
    return client.post(path, data=data, follow_redirects=True).get_data(as_text=True)


def verdicts() -> list[str]:
    return [verdict.value for verdict in db.session.scalars(select(Scan.verdict).order_by(Scan.number))]


def screen(page: str) -> str:
    found = re.search(r'data-state="(\w+)"', page)
    assert found
    return found[1]


def test_a_genuine_pass_is_let_in_once(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (stall_pass, *_) = ground
    first = scan(gatekeeper, festival, f"https://jie.wansheng.example/p/{stall_pass.digits}")
    assert screen(first) == "ok"
    assert ">放行<" in first
    assert ">A01<" in first
    assert "罗**" in first
    assert "罗小妹" not in first
    with clock.fixed(at("2027-04-17T10:05")):
        second = scan(gatekeeper, festival, stall_pass.digits)
    assert screen(second) == "warn"
    assert "9:30 已从南门进过一次" in second
    assert verdicts() == ["ok", "again"]


def test_the_same_form_sent_twice_is_one_scan(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (stall_pass, *_) = ground
    number = str(uuid4())
    pages = [scan(gatekeeper, festival, stall_pass.digits, scan=number) for _ in range(2)]
    assert [screen(page) for page in pages] == ["ok", "ok"]
    assert verdicts() == ["ok"]


def test_a_refused_pass_gets_its_own_word(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (revoked, suspended, reissued) = ground
    account = factories.a_staff_member(Role.ORGANISER, festival=festival)
    old_digits = reissued.digits
    set_state(revoked, PassState.REVOKED, account, None)
    set_state(suspended, PassState.SUSPENDED, account, None)
    reissue(reissued, account, None)
    forged = old_digits[:-1] + str((int(old_digits[-1]) + 1) % 10)
    _, (stranger,) = running_festival(stalls=1)
    codes = (revoked.digits, suspended.digits, old_digits, forged, stranger.digits, "1" * 175, "https://qr.example/x")
    pages = [scan(gatekeeper, festival, code) for code in codes]
    assert [screen(page) for page in pages] == ["no"] * 5 + ["warn"] * 2
    assert verdicts() == ["revoked", "suspended", "revoked", "forged", "wrong_festival", "unreadable", "unreadable"]
    assert "换" not in scan(gatekeeper, festival, reissued.digits)
    assert verdicts()[-1] == "ok"


def test_a_pass_of_another_day_waits_for_its_day(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (stall_pass, *_) = ground
    with clock.fixed(at("2027-04-19T09:30")):
        assert screen(scan(gatekeeper, festival, stall_pass.digits)) == "no"
    assert verdicts() == ["wrong_day"]


def test_set_up_and_take_down_let_in_on_other_days(app: Flask) -> None:
    festival, (stall_pass,) = running_festival(
        stalls=1,
        set_up_from=at("2027-04-16T14:00"),
        set_up_until=at("2027-04-17T08:30"),
        take_down_from=at("2027-04-18T18:00"),
        take_down_until=at("2027-04-18T21:00"),
    )
    account = factories.a_staff_member(Role.GATE, festival=festival)
    client = new_client(app).sign_in(account)
    client.post("/gate/start", data={"festival": festival.slug, "gate": "南门", "do": "web"})
    for moment in ("2027-04-16T15:00", "2027-04-16T13:00", "2027-04-18T22:00"):
        with clock.fixed(at(moment)):
            scan(client, festival, stall_pass.digits)
    assert verdicts() == ["ok", "wrong_day", "late"]


@pytest.mark.parametrize("typed", ["A01", "a1", "Ａ０１", "a-1"])
def test_a_stall_is_found_by_its_booth(gatekeeper: CheckedClient, ground: Any, typed: str) -> None:
    festival, (stall_pass, *_) = ground
    page = scan(gatekeeper, festival, typed)
    assert "没扫码" in page
    assert stall_pass.short in page
    assert verdicts() == []


def test_a_stall_is_found_by_short_code_and_by_phone(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (stall_pass, *_) = ground
    phone = stall_pass.application.household.phone
    assert stall_pass.short in scan(gatekeeper, festival, stall_pass.short.lower())
    page = scan(gatekeeper, festival, phone[-4:])
    assert stall_pass.short in page
    assert phone not in page
    assert "没找到" in scan(gatekeeper, festival, "Z99")


def test_who_is_found_on_the_list_is_let_in_by_a_person(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (stall_pass, *_) = ground
    data = {"serial": str(stall_pass.serial), "scan": str(uuid4())}
    page = gatekeeper.post(f"/gate/check/{festival.slug}/list", data=data, follow_redirects=True)
    assert screen(page.get_data(as_text=True)) == "ok"
    recorded = db.session.scalars(select(Scan)).one()
    assert recorded.override["why"] == "没扫码，按名单核对"
    assert recorded.override["who"] == "周工"


def test_a_suspended_pass_is_not_let_in_from_the_list(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (stall_pass, *_) = ground
    set_state(stall_pass, PassState.SUSPENDED, factories.a_staff_member(Role.ORGANISER), None)
    data = {"serial": str(stall_pass.serial), "scan": str(uuid4())}
    page = gatekeeper.post(f"/gate/check/{festival.slug}/list", data=data, follow_redirects=True)
    assert screen(page.get_data(as_text=True)) == "no"
    assert not db.session.scalars(select(Scan)).one().passage


def test_letting_in_all_the_same_keeps_the_verdict_and_needs_a_reason(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (stall_pass, *_) = ground
    set_state(stall_pass, PassState.SUSPENDED, factories.a_staff_member(Role.ORGANISER), None)
    scan(gatekeeper, festival, stall_pass.digits)
    refused = db.session.scalars(select(Scan)).one()
    path, of = f"/gate/check/{festival.slug}/let-in", {"of": refused.id}
    empty = gatekeeper.post(path, data={**of, "scan": str(uuid4()), "why": " "})
    assert empty.status_code == 422
    page = gatekeeper.post(path, data={**of, "scan": str(uuid4()), "why": "主办方电话同意"}, follow_redirects=True)
    assert screen(page.get_data(as_text=True)) == "ok"
    rows = db.session.scalars(select(Scan).order_by(Scan.number)).all()
    assert [(row.verdict, row.passage) for row in rows] == [(Verdict.SUSPENDED, False), (Verdict.SUSPENDED, True)]
    assert rows[1].override == {"who": "周工", "why": "主办方电话同意", "of": refused.id}


def test_a_mistake_is_taken_back_within_a_quarter_of_an_hour(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (stall_pass, *_) = ground
    scan(gatekeeper, festival, stall_pass.digits)
    first = db.session.scalars(select(Scan)).one().id
    path = f"/gate/check/{festival.slug}/undo"
    with clock.fixed(at("2027-04-17T09:46")):
        late = gatekeeper.post(path, data={"of": first, "scan": str(uuid4())})
        assert late.status_code == 409
    gatekeeper.post(path, data={"of": first, "scan": str(uuid4())})
    assert screen(scan(gatekeeper, festival, stall_pass.digits)) == "ok"
    assert db.session.scalar(select(func.count(Scan.id))) == 3


def test_going_out_and_coming_back_is_green(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (stall_pass, *_) = ground
    pages = [
        scan(gatekeeper, festival, stall_pass.digits, direction=direction) for direction in ("in", "out", "in", "in")
    ]
    assert [screen(page) for page in pages] == ["ok", "ok", "ok", "warn"]
    assert "9:30 从南门出去的，现在回来了" in pages[2]


@pytest.mark.parametrize("number", ["", "1", "'; --", "0" * 400])
def test_a_page_that_lost_its_number_is_told_and_nothing_is_recorded(
    gatekeeper: CheckedClient, ground: Any, number: str
) -> None:
    festival, (stall_pass, *_) = ground
    path = f"/gate/check/{festival.slug}/"
    answer = gatekeeper.post(path, data={"code": stall_pass.digits, "scan": number, "direction": "in"})
    assert answer.status_code == 422
    assert stall_pass.digits in answer.get_data(as_text=True)
    assert verdicts() == []


def test_nobody_scans_under_the_id_of_another(app: Flask, gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (one, two, _) = ground
    number = str(uuid4())
    scan(gatekeeper, festival, one.digits, scan=number)
    colleague = new_client(app).sign_in(factories.a_staff_member(Role.GATE, festival=festival))
    colleague.post("/gate/start", data={"festival": festival.slug, "gate": "北门", "do": "web"})
    data = {"code": two.digits, "scan": number, "direction": "in"}
    assert colleague.post(f"/gate/check/{festival.slug}/", data=data).status_code == 422
    assert colleague.get(f"/gate/check/{festival.slug}/?scan={number}").get_data(as_text=True).count("A01") == 0
    assert verdicts() == ["ok"]


def test_a_gatekeeper_of_another_festival_is_refused(app: Flask, ground: Any) -> None:
    festival = ground[0]
    elsewhere = factories.a_staff_member(Role.GATE, festival=factories.a_festival())
    client = new_client(app).sign_in(elsewhere)
    assert client.get(f"/gate/check/{festival.slug}/").status_code == 403
    data = {"festival": festival.slug, "gate": "南门", "do": "web"}
    assert client.post("/gate/start", data=data).status_code == 422


def test_who_is_revoked_or_suspended_is_found_and_marked_and_not_let_in(gatekeeper: CheckedClient, ground: Any) -> None:
    festival, (revoked, suspended, good) = ground
    account = factories.a_staff_member(Role.ORGANISER, festival=festival)
    set_state(revoked, PassState.REVOKED, account, None, "不来了")
    set_state(suspended, PassState.SUSPENDED, account, None, "查")
    for typed, word in (("A01", "（作废）"), (revoked.short, "（作废）"), ("A02", "（暂停）")):
        page = scan(gatekeeper, festival, typed)
        assert word in page, typed
        assert "没找到" not in page
        assert ">放行 A0" not in page
    assert "放行 A03" in scan(gatekeeper, festival, "A03"), "the button says what it does"
    path = f"/gate/check/{festival.slug}/list"
    for stall_pass in (revoked, suspended):
        data = {"serial": stall_pass.serial, "scan": str(uuid4())}
        assert screen(gatekeeper.post(path, data=data, follow_redirects=True).get_data(as_text=True)) == "no"
    assert verdicts() == ["revoked", "suspended"]
    assert good.state is PassState.VALID


def test_two_editions_of_one_festival_are_told_apart(app: Flask, ground: Any) -> None:
    festival = ground[0]
    account = factories.a_staff_member(Role.GATE, festival=festival)
    page = new_client(app).sign_in(account).get("/gate/start").get_data(as_text=True)
    assert f"{festival.name}（2027年）" in page
