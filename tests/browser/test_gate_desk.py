"""The gate's ways in, and the organiser's board, in a real browser."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from eventhub.accounts.models import Role
from eventhub.gate import actions
from tests import factories
from tests.browser.live import DESKTOP, LiveServer
from tests.gate.passes_at_gate import running_festival

pytestmark = pytest.mark.browser


def test_somebody_with_a_gate_account_makes_this_phone_a_gate(live_server: LiveServer, new_page: Any) -> None:
    festival, _ = running_festival(stalls=1)
    account = factories.a_staff_member(Role.GATE, festival=festival)
    page = new_page(account=account)
    page.goto("/gate/")
    page.get_by_role("link", name="我有检票账号").click()
    page.get_by_label("哪个门？").fill("西门")
    page.get_by_role("button", name="没网也能扫").click()
    page.get_by_label("您怎么称呼？").fill("老周")
    page.get_by_role("button", name="开通", exact=True).click()
    expect(page.locator("#gate")).to_have_attribute("data-screen", "ready")
    expect(page.locator("header")).to_contain_text("西门 · 4月17日")
    assert "#" not in page.url, "the code does not stay in the address"


def test_the_board_brings_itself_up_to_date(live_server: LiveServer, new_page: Any) -> None:
    festival, (stall_pass,) = running_festival(stalls=1)
    organiser = factories.a_staff_member(Role.ORGANISER, festival=festival)
    page = new_page(size=DESKTOP, account=organiser)
    page.clock.install()
    page.goto(f"/desk/{festival.slug}/gate/")
    expect(page.get_by_role("heading", name="该打电话的")).to_be_visible()
    actions.admit(festival, "南门", stall_pass.digits, organiser, str(uuid4()))
    with page.expect_response(lambda response: response.request.resource_type == "fetch"):
        page.clock.run_for(5_000)
    expect(page.get_by_role("heading", name="该打电话的")).to_have_count(0)
    expect(page.get_by_role("row", name="A01")).to_contain_text("在场")
    with page.expect_response(lambda response: response.status == 304):
        page.clock.run_for(5_000)
