"""The gate in real browsers without a camera: passes typed by a scanner, servers killed, phones that are slow or full."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.gate import devices, queries, sync
from eventhub.gate.board import board_of
from eventhub.gate.models import GateDevice, Scan
from eventhub.passes.actions import set_state
from eventhub.passes.models import PassState
from tests import factories
from tests.browser.gate_world import GateWorld, answer, expect_ready, go_on, needs_browser_parts, type_pass

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TRANSFERRED = "都传完了"
SLOW_CLOCK = """
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) { if (given.length) super(...given); else super(RealDate.now() - 3600_000); }
  static now() { return RealDate.now() - 3600_000; }
};
"""
STORAGE_FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
  if (this.name === "queue" && globalThis.full) throw new DOMException("full", "QuotaExceededError");
  return put.apply(this, given);
};
"""
NO_WEBCRYPTO_ED25519 = """
const importKey = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
  const name = algorithm?.name ?? algorithm;
  if (name === "Ed25519") return Promise.reject(new DOMException("unknown", "NotSupportedError"));
  return importKey.call(this, format, key, algorithm, ...rest);
};
"""


@pytest.fixture
def world(app: Flask) -> Iterator[GateWorld]:
    made = GateWorld.make(app)
    made.start()
    yield made
    made.close()


def scans() -> list[Scan]:
    db.session.rollback()
    return list(db.session.scalars(select(Scan).order_by(Scan.number)))


def until(page: Page, condition: str) -> None:
    """Wait in the page until a condition written in JavaScript holds, ten seconds at most."""
    held = page.evaluate(
        f"""async () => {{
          for (let tries = 0; tries < 200; tries += 1) {{
            if ({condition}) return true;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }}
          return false;
        }}"""
    )
    assert held, condition


def transfer(page: Page) -> None:
    """Sync by hand and wait until nothing waits any more."""
    page.locator('[data-do="sync"]').click()
    expect(page.locator("header")).to_contain_text(TRANSFERRED, timeout=30_000)


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
    assert conflicts[0].second is not None
    assert {conflicts[0].first.gate, conflicts[0].second.gate} == {"南门", "北门"}
    assert type_pass(north, digits) == "warn"
    expect(north.locator("[data-why]")).to_contain_text(f"已从{conflicts[0].first.gate}进过一次")


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


def test_a_phone_an_hour_slow_is_set_right(world: GateWorld, browser: Browser) -> None:
    page = world.enrolled(world.context(browser, SLOW_CLOCK))
    world.stop()
    assert type_pass(page, world.passes[0].digits) == "ok"
    go_on(page)
    assert type_pass(page, world.passes[0].digits) == "warn"
    expect(page.locator("[data-why]")).to_contain_text("9:3")
    go_on(page)
    world.start()
    transfer(page)
    first = scans()[0]
    assert timedelta(0) <= clock.now() - first.at < timedelta(minutes=1)
    assert first.device_at is not None
    assert first.day == clock.today()


def test_a_phone_without_webcrypto_ed25519_checks_by_the_vendored_script(world: GateWorld, browser: Browser) -> None:
    needs_browser_parts()
    page = world.enrolled(world.context(browser, NO_WEBCRYPTO_ED25519))
    world.stop()
    page.reload()
    expect_ready(page)
    digits = world.passes[0].digits
    assert type_pass(page, digits) == "ok"
    go_on(page)
    assert type_pass(page, digits[:-1] + str((int(digits[-1]) + 1) % 10)) == "no"


def test_a_full_phone_shows_no_green(world: GateWorld, browser: Browser) -> None:
    page = world.enrolled(world.context(browser, STORAGE_FULL))
    page.evaluate("globalThis.full = true")
    assert type_pass(page, world.passes[0].digits) == "warn"
    expect(page.locator("[data-say]")).to_have_text("停一下")
    expect(page.locator("[data-why]")).to_contain_text("先别放行")
    page.evaluate("globalThis.full = false")
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("[data-say]")).to_have_text("放行")
    transfer(page)
    assert len(scans()) == 1


def test_a_browser_that_keeps_nothing_says_so(world: GateWorld, browser: Browser) -> None:
    context = world.context(browser, "Object.defineProperty(globalThis, 'indexedDB', { value: undefined });")
    page = context.new_page()
    page.goto("/gate/")
    expect(page.locator("main")).to_contain_text("无痕模式")


def test_two_tabs_of_one_phone_let_a_pass_in_once(world: GateWorld, browser: Browser) -> None:
    context = world.context(browser)
    one = world.enrolled(context)
    two = context.new_page()
    two.goto("/gate/")
    expect_ready(two)
    digits = world.passes[0].digits
    assert [type_pass(page, digits) for page in (one, two)] == ["ok", "warn"]
    for page in (one, two):
        go_on(page)
    transfer(one)
    transfer(two)
    assert sorted(scan.verdict.value for scan in scans()) == ["again", "ok"]


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


def test_wechat_and_an_iphone_are_told_what_to_do_first(world: GateWorld, browser: Browser) -> None:
    agents = {"MicroMessenger/8.0": "点右上角，在浏览器打开", "iPhone; CPU iPhone OS 17_0": "添加到主屏幕"}
    for agent, words in agents.items():
        page = world.context(browser, user_agent=f"Mozilla/5.0 ({agent})").new_page()
        page.goto("/gate/")
        expect(page.locator("[data-hint]")).to_contain_text(words)


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
    expect(page.locator("link[rel=manifest]")).to_have_attribute("href", re.compile("0123456789ab"), timeout=20_000)
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
