"""The gate in real browsers without a camera: passes typed by a scanner, servers killed, phones that are slow or full."""

import re

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.gate import devices, queries, sync
from eventhub.gate.board import board_of
from eventhub.gate.models import GateDevice
from eventhub.passes.actions import set_state
from eventhub.passes.models import PassState
from tests import factories
from tests.browser.gate_world import (
    TRANSFERRED,
    GateWorld,
    answer,
    expect_ready,
    go_on,
    transfer,
    type_pass,
    until,
)
from tests.gate.passes_at_gate import scans

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_two_phones_admit_one_pass_offline_both_are_kept_and_one_conflict_is_shown(
    world: GateWorld, browser: Browser
) -> None:
    digits = world.passes[0].digits
    south = world.enrolled(world.context(browser), "南门")
    north = world.enrolled(world.context(browser), "北门")
    world.stop()
    assert [type_pass(page, digits) for page in (south, north)] == ["ok", "ok"]
    for page in (south, north):
        go_on(page)
    world.start()
    for page in (south, north):
        transfer(page)
    assert [scan.verdict.value for scan in scans()] == ["ok", "ok"]
    conflicts = board_of(world.festival, clock.today()).conflicts
    # The server's clock stands still here, so which of the two counts as earlier is left open.
    assert len(conflicts) == 1
    gates = re.findall("从(.门)进", conflicts[0].words.replace("又从", "从"))
    assert set(gates) == {"南门", "北门"}
    assert type_pass(north, digits) == "warn"
    expect(north.locator("[data-why]")).to_contain_text(f"已从{gates[0]}进过一次")


def test_a_server_killed_after_the_commit_and_before_the_answer_doubles_nothing(
    world: GateWorld, browser: Browser
) -> None:
    page = world.enrolled(world.context(browser))
    world.stop()
    for stall_pass in world.passes[:3]:
        type_pass(page, stall_pass.digits)
        go_on(page)
    expect(page.locator("header")).to_contain_text("3 条待传")
    world.start("die")
    page.locator('[data-do="sync"]').click()
    assert world.server is not None
    assert world.server.wait(timeout=30) == 9
    assert len(scans()) == 3
    expect(page.locator("header")).to_contain_text("3 条待传")
    world.start()
    transfer(page)
    assert [scan.serial for scan in scans()] == [1, 2, 3]


def test_a_revoked_phone_keeps_its_queue_is_told_and_sends_it_after_a_new_enrolment(
    world: GateWorld, browser: Browser
) -> None:
    page = world.enrolled(world.context(browser))
    world.stop()
    type_pass(page, world.passes[0].digits)
    go_on(page)
    db.session.rollback()
    device = db.session.scalars(select(GateDevice)).one()
    organiser = factories.a_staff_member(Role.ORGANISER, festival=world.festival)
    devices.revoke(device, organiser)
    world.start()
    page.locator('[data-do="sync"]').click()
    expect(page.locator("[data-trouble]")).to_contain_text("已经停用")
    expect(page.locator("#gate")).to_have_attribute("data-screen", "enrol")
    expect(page.locator("header")).to_contain_text("1 条待传")
    assert scans() == []
    assert queries.held_counts(world.festival) == {device.id: 1}
    assert sync.accept_held(world.festival, device, organiser) == 1
    page.get_by_label("开通码").fill(world.code())
    page.get_by_label("您怎么称呼？").fill("老李")
    page.get_by_role("button", name="开通", exact=True).click()
    expect_ready(page)
    expect(page.locator("header")).to_contain_text(TRANSFERRED)
    assert [scan.serial for scan in scans()] == [1]


def test_looked_up_by_booth_compared_and_let_in(world: GateWorld, browser: Browser) -> None:
    page = world.enrolled(world.context(browser))
    world.stop()
    page.get_by_role("button", name="手输编号").click()
    page.get_by_label("摊号、证上的短码，或者电话后四位").fill("a2")
    page.get_by_role("button", name="查").click()
    page.locator("[data-found] button").click()
    assert answer(page) == "warn", "without a signature check there is no green"
    page.get_by_role("button", name="对得上，放行").click()
    expect(page.locator("[data-say]")).to_have_text("放行")
    go_on(page)
    world.start()
    transfer(page)
    assert [(scan.serial, scan.override["who"], scan.override["why"]) for scan in scans()] == [
        (2, "老王", "没扫码，按名单核对")
    ]


def test_let_in_with_a_reason_taken_back_out_and_in_again(world: GateWorld, browser: Browser) -> None:
    one, suspended = world.passes[:2]

    set_state(suspended, PassState.SUSPENDED, factories.a_staff_member(Role.ORGANISER), None)
    page = world.enrolled(world.context(browser))
    world.stop()
    assert type_pass(page, suspended.digits) == "no"
    page.get_by_role("button", name="破例放行").click()
    page.get_by_role("button", name="记下理由，放行").click()
    expect(page.locator("[data-reason-error]")).to_contain_text("请写一句")
    page.get_by_role("button", name="主办方电话同意").click()
    expect(page.locator("[data-say]")).to_have_text("放行")
    go_on(page)
    assert type_pass(page, one.digits) == "ok"
    page.get_by_role("button", name="点错了，撤回").click()
    expect_ready(page)
    assert type_pass(page, one.digits) == "ok"
    go_on(page)
    page.get_by_role("button", name="改成出场").click()
    assert type_pass(page, one.digits) == "ok"
    expect(page.locator("[data-say]")).to_have_text("出场")
    go_on(page)
    page.get_by_role("button", name="改成进场").click()
    assert type_pass(page, one.digits) == "ok"
    expect(page.locator("[data-why]")).to_contain_text("现在回来了")
    go_on(page)
    world.start()
    transfer(page)
    presence = queries.presence_of(world.festival.id, one.serial, clock.today())
    assert presence.inside
    assert presence.last_out is not None
    assert presence.conflicts == ()
    kept = [(scan.verdict.value, scan.direction.value, bool(scan.override), bool(scan.undoes)) for scan in scans()]
    assert kept == [
        ("suspended", "in", False, False),
        ("suspended", "in", True, False),
        ("ok", "in", False, False),
        ("ok", "in", False, True),
        ("ok", "in", False, False),
        ("ok", "out", False, False),
        ("ok", "in", False, False),
    ]


def test_a_pass_revoked_at_the_desk_is_red_at_the_gate_after_the_next_sync(world: GateWorld, browser: Browser) -> None:

    page = world.enrolled(world.context(browser))
    set_state(world.passes[0], PassState.REVOKED, factories.a_staff_member(Role.ORGANISER), None)
    with page.expect_response("**/api/gate/sync"):
        page.locator('[data-do="sync"]').click()
    expect(page.locator("header")).to_contain_text(TRANSFERRED)
    assert type_pass(page, world.passes[0].digits) == "no"


def test_a_scan_while_an_answer_stands_is_not_taken_and_that_is_said(world: GateWorld, browser: Browser) -> None:
    page = world.enrolled(world.context(browser))
    assert type_pass(page, world.passes[0].digits) == "ok"
    page.keyboard.type(world.passes[1].digits)
    page.keyboard.press("Enter")
    expect(page.get_by_text("这一张没有算")).to_be_visible()
    expect(page.locator("[data-plate]")).to_have_text("A01")
    go_on(page)
    transfer(page)
    assert [scan.serial for scan in scans()] == [1]


def test_a_newer_edition_takes_over_when_the_page_is_opened_again_and_loses_nothing(
    world: GateWorld, browser: Browser
) -> None:
    context = world.context(browser)
    page = world.enrolled(context)
    (before,) = page.evaluate("caches.keys()")
    world.stop()
    type_pass(page, world.passes[0].digits)
    go_on(page)
    world.start("newer")
    page.reload()
    until(page, "Boolean((await navigator.serviceWorker.getRegistration('/gate/'))?.waiting)")
    page.close()
    page = context.new_page()
    page.goto("/gate/")
    expect(page.locator("link[rel=manifest]")).to_have_attribute("href", re.compile("0123456789ab"))
    until(page, f"!(await caches.keys()).includes({before!r})")
    expect_ready(page)
    world.stop()
    page.reload()
    expect_ready(page)
    (after,) = page.evaluate("caches.keys()")
    assert after.startswith("gate-0123456789ab")
    world.start("newer")
    transfer(page)
    assert [scan.serial for scan in scans()] == [1]
