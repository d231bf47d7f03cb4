"""The pages of the passes: the public check, the household's own pass, the desk."""

from dataclasses import replace

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.passes.actions import reissue, set_state
from eventhub.passes.models import PassState
from eventhub.passes.qr import pass_address, sign_address
from tests import factories
from tests.allocation.ready import Ready
from tests.page_check import CheckedClient
from tests.passes.samples import page_texts, squeezed
from tests.passes.stalls import HOST, Stalls, codes_in

PAPERS = ("passes", "passes-a4", "signs", "signs-a4", "gate-list", "plan")


def opened(client: CheckedClient, digits: str, status: int = 200) -> str:
    """Open a pass as a visitor on the festival's first morning and return the page."""
    answer = client.get(f"/p/{digits}")
    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers
    return answer.get_data(as_text=True)


def test_a_visitor_sees_that_a_pass_is_genuine_and_whose_stall_it_is_for_but_no_name_or_phone(
    stalls: Stalls, client: CheckedClient
) -> None:
    stall_pass = stalls.passes[0]
    with clock.fixed(clock.at(stalls.festival.days[0], 9)):
        page = opened(client, stall_pass.digits)
    assert "真证，今天有效" in page
    assert stalls.households[0].name in page
    assert stall_pass.booth is not None
    assert f"/s/{stall_pass.booth.sign_code}" in page
    for secret in (stalls.households[0].phone, stalls.households[0].owner_name, stall_pass.short):
        assert secret not in page


def test_a_visitor_is_told_what_is_wrong_with_a_pass(stalls: Stalls, client: CheckedClient) -> None:
    genuine, other = stalls.passes
    organiser = stalls.ready.organiser
    assert "今天用不了" in opened(client, genuine.digits), "the festival has not begun"
    assert "不是真证" in opened(client, str(int(genuine.digits) ^ 1).zfill(176), 404)
    assert "认不出这张证" in opened(client, genuine.digits[:100], 404)
    assert "认不出这张证" in opened(client, "9" * 176, 404)
    assert "认不出这张证" in opened(client, "abc", 404)
    lost = genuine.digits
    reissue(genuine, organiser, None)
    set_state(other, PassState.SUSPENDED, organiser, None)
    with clock.fixed(clock.at(stalls.festival.days[0], 9)):
        assert "换了新的" in opened(client, lost)
        assert "真证，今天有效" in opened(client, genuine.digits)
        assert "暂停使用" in opened(client, other.digits)
        set_state(other, PassState.REVOKED, organiser, None)
        page = opened(client, other.digits)
    assert "已经作废" in page
    assert "换了新的" not in page, "nobody gave this one a new pass"


def test_a_household_opens_its_own_pass_and_nobody_elses(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.households[0].account)
    page = client.get(stalls.mine()).get_data(as_text=True)
    assert stalls.passes[0].short in page
    assert stalls.households[0].name in page
    for address in (stalls.mine(1), f"/my/passes/{stalls.festival.slug}/{2**70}/", f"/my/passes/no/{1}/"):
        assert client.get(address).status_code == 404
        assert client.get(f"{address}sheet.pdf").status_code == 404


def test_the_application_leads_to_the_pass(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.households[0].account)
    assert stalls.mine() in client.get(f"/my/applications/{stalls.ready.receipts[0]}/").get_data(as_text=True)


def test_who_is_not_signed_in_is_sent_to_sign_in(stalls: Stalls, client: CheckedClient) -> None:
    assert client.get(stalls.mine()).status_code == 302
    assert client.get(stalls.desk).status_code == 302
    assert client.post(f"{stalls.desk}1/").status_code == 401


def test_the_sheet_to_print_at_home_leads_to_the_pass_and_to_the_stall(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.households[0].account)
    answer = client.get(f"{stalls.mine()}sheet.pdf")
    assert answer.mimetype == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    stall_pass = stalls.passes[0]
    assert stall_pass.booth is not None
    assert sorted(codes_in(answer.data)) == sorted(
        [pass_address(HOST, stall_pass.digits), sign_address(HOST, stall_pass.booth.sign_code)]
    )
    assert stalls.households[0].name in squeezed("".join(page_texts(answer.data)))


def test_a_pass_that_was_given_back_can_not_be_printed(stalls: Stalls, client: CheckedClient) -> None:
    set_state(stalls.passes[0], PassState.REVOKED, stalls.ready.organiser, None)
    client.sign_in(stalls.households[0].account)
    assert client.get(stalls.mine()).status_code == 404


def test_the_desk_is_for_the_festivals_organisers_only(stalls: Stalls, client: CheckedClient) -> None:
    for account in (
        factories.a_staff_member(Role.ORGANISER, organisation=factories.an_organisation()),
        factories.a_staff_member(Role.GATE, festival=stalls.festival),
        stalls.households[0].account,
    ):
        client.sign_in(account)
        assert client.get(stalls.desk).status_code == 403
        assert client.get(f"{stalls.desk}print/passes.pdf").status_code == 403
        assert client.post(f"{stalls.desk}1/", data={"do": "suspended", "version": 1}).status_code == 403
    assert stalls.passes[0].state is PassState.VALID


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_of_the_festival_prints(stalls: Stalls, client: CheckedClient, paper: str) -> None:
    client.sign_in(stalls.ready.organiser)
    answer = client.get(f"{stalls.desk}print/{paper}.pdf")
    assert answer.status_code == 200
    text = squeezed("".join(page_texts(answer.data)))
    assert stalls.households[0].name in text
    assert stalls.households[1].name in text
    assert stalls.households[0].phone not in text


def test_there_is_no_paper_of_another_name(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.ready.organiser)
    assert client.get(f"{stalls.desk}print/money.pdf").status_code == 404


def test_a_character_that_can_not_be_printed_is_told_with_the_name(stalls: Stalls, client: CheckedClient) -> None:
    with writing():
        stalls.households[1].owner_name = "罗\U000323a0妹"
    client.sign_in(stalls.ready.organiser)
    page = client.get(f"{stalls.desk}print/passes.pdf", follow_redirects=True)
    assert page.status_code == 200
    assert "U+323A0" in page.get_data(as_text=True)
    assert "罗" in page.get_data(as_text=True)


def test_a_festival_without_passes_is_told_that_there_is_nothing_to_print(app: Flask, client: CheckedClient) -> None:
    ready = Ready()
    client.sign_in(ready.organiser)
    for paper in ("passes", "signs", "gate-list"):
        page = client.get(f"/desk/{ready.festival.slug}/passes/print/{paper}.pdf", follow_redirects=True)
        assert "没有要打印的证和牌" in page.get_data(as_text=True)


def test_a_host_too_long_for_the_codes_is_told_before_anything_is_printed(
    stalls: Stalls, client: CheckedClient, app: Flask
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url="https://festivals.wansheng.chongqing.example")
    client.sign_in(stalls.ready.organiser)
    for paper in ("passes", "signs"):
        page = client.get(f"{stalls.desk}print/{paper}.pdf", follow_redirects=True)
        assert "festivals.wansheng.chongqing.example" in page.get_data(as_text=True)
    client.sign_in(stalls.households[0].account)
    assert client.get(stalls.mine()).status_code == 409
    assert client.get(f"{stalls.mine()}sheet.pdf").status_code == 409


def test_the_desk_suspends_restores_reissues_and_revokes(stalls: Stalls, client: CheckedClient) -> None:
    stall_pass = stalls.passes[0]
    client.sign_in(stalls.ready.organiser)
    for deed, state, rev in (
        ("suspended", PassState.SUSPENDED, 0),
        ("valid", PassState.VALID, 0),
        ("reissue", PassState.VALID, 1),
        ("revoke", PassState.REVOKED, 1),
    ):
        data = {"do": deed, "version": stall_pass.version, "why": "不来了"}
        address = f"{stalls.desk}{stall_pass.serial}/{'revoke' if deed == 'revoke' else ''}"
        assert client.post(address, data=data).status_code == 303
        db.session.refresh(stall_pass)
        assert (stall_pass.state, stall_pass.rev) == (state, rev)


def test_the_desk_is_told_when_somebody_else_was_quicker_and_when_it_makes_no_sense(
    stalls: Stalls, client: CheckedClient
) -> None:
    stall_pass = stalls.passes[0]
    seen = stall_pass.version
    set_state(stall_pass, PassState.SUSPENDED, stalls.ready.organiser, seen)
    client.sign_in(stalls.ready.organiser)
    for version in (str(seen), "", "x", "9" * 80):
        for place, deed in (("", "valid"), ("revoke", "")):
            data = {"do": deed, "version": version, "why": "不来了"}
            answer = client.post(f"{stalls.desk}{stall_pass.serial}/{place}", data=data)
            assert answer.status_code == 409
            assert "刚才有人改过" in answer.get_data(as_text=True)
    assert client.post(f"{stalls.desk}{2**40}/", data={"do": "valid"}).status_code == 404
    page = client.post(f"{stalls.desk}{stall_pass.serial}/", data={"do": "burn"})
    assert page.status_code == 422
    assert "没看懂" in page.get_data(as_text=True)
    db.session.refresh(stall_pass)
    assert stall_pass.state is PassState.SUSPENDED
