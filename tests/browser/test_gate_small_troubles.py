"""What goes wrong at a real gate in small ways: odd codes, full or silent memory, helpers who look alike, low screens."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from eventhub.accounts.models import Role
from eventhub.core.database import db, writing
from eventhub.gate.models import GateDevice
from eventhub.passes.actions import issue_another, set_state
from eventhub.passes.models import PassState
from eventhub.passes.token import PassKind
from tests import factories
from tests.browser.gate_world import GateWorld, answer, expect_ready, go_on, transfer, type_pass, until
from tests.gate.passes_at_gate import scans

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ODD = "a" * 499 + "😀" + "b"
FULL_AT_FIRST = """
globalThis.full = true;
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
  if (globalThis.full) throw new DOMException("full", "QuotaExceededError");
  return put.apply(this, given);
};
"""
SILENT = "IDBFactory.prototype.open = () => ({});"


def typed_at_once(page: Page, text: str) -> str:
    """Let a scanner type so fast that no key is waited for."""
    page.evaluate(
        """(text) => {
          for (const key of [...text, "Enter"]) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }""",
        text,
    )
    return answer(page)


def test_a_code_with_half_an_emoji_does_not_keep_the_queue_from_arriving(world: GateWorld, browser: Browser) -> None:
    page = world.enrolled(world.context(browser))
    world.stop()
    assert typed_at_once(page, ODD) == "warn"
    go_on(page)
    assert type_pass(page, world.passes[0].digits) == "ok"
    go_on(page)
    world.start()
    transfer(page)
    assert [scan.verdict.value for scan in scans()] == ["unreadable", "ok"]
    assert "�" not in scans()[0].raw, "cut between characters"


def test_a_queue_that_an_earlier_edition_left_stuck_arrives(world: GateWorld, browser: Browser) -> None:
    page = world.enrolled(world.context(browser))
    world.stop()
    assert type_pass(page, world.passes[0].digits) == "ok"
    page.evaluate(
        """() => new Promise((resolve) => {
          const opened = indexedDB.open("eventhub-gate");
          opened.onsuccess = () => {
            const tx = opened.result.transaction("queue", "readwrite");
            const queue = tx.objectStore("queue");
            queue.getAll().onsuccess = (event) => queue.put({ ...event.target.result[0], raw: "aaa\\ud83d" });
            tx.oncomplete = () => resolve(opened.result.close());
          };
        })"""
    )
    go_on(page)
    world.start()
    transfer(page)
    assert [(scan.serial, scan.raw) for scan in scans()] == [(1, "aaa�")]


def test_a_full_phone_does_not_spend_the_code_it_cannot_keep(world: GateWorld, browser: Browser) -> None:
    page = world.context(browser, FULL_AT_FIRST).new_page()
    page.goto(f"/gate/#{world.code()}")
    page.get_by_label("您怎么称呼？").fill("老王")
    page.get_by_role("button", name="开通", exact=True).click()
    expect(page.locator("[data-enrol-error]")).to_contain_text("手机存满了")
    expect(page.locator("[data-enrol-error]")).to_contain_text("开通码没有用掉")
    db.session.rollback()
    assert db.session.query(GateDevice).count() == 0
    page.evaluate("globalThis.full = false")
    page.get_by_role("button", name="开通", exact=True).click()
    expect_ready(page)
    db.session.rollback()
    assert db.session.query(GateDevice).count() == 1


def test_a_memory_that_never_answers_is_told(world: GateWorld, browser: Browser) -> None:
    page = world.context(browser, SILENT).new_page()
    page.clock.install()
    page.goto("/gate/")
    expect(page.locator("main")).to_contain_text("正在打开")
    page.clock.run_for(11_000)
    expect(page.locator("main")).to_contain_text("手机的存储没有回应")


def test_helpers_who_look_alike_are_told_apart_and_who_is_stopped_is_marked(world: GateWorld, browser: Browser) -> None:
    own = world.passes[0]
    with writing():
        helpers = [issue_another(own.application, PassKind.WORKER) for _ in range(2)]
    set_state(helpers[1], PassState.REVOKED, factories.a_staff_member(Role.ORGANISER), None, "不来了")
    page = world.enrolled(world.context(browser))
    page.locator('[data-do="find"]').click()
    page.locator("#find-code").fill("A01")
    page.keyboard.press("Enter")
    buttons = page.locator("[data-found] button")
    expect(buttons).to_have_count(3)
    for stall_pass in (own, *helpers):
        expect(buttons.filter(has_text=stall_pass.short)).to_have_count(1)
    expect(buttons.filter(has_text=helpers[1].short)).to_contain_text("作废")
    expect(buttons.filter(has_text=helpers[0].short)).not_to_contain_text("作废")


def test_what_was_not_read_is_scanned_again_and_nobody_is_sent_away(world: GateWorld, browser: Browser) -> None:
    page = world.enrolled(world.context(browser))
    assert type_pass(page, "1234567") == "warn"
    expect(page.get_by_role("button", name="再扫一次")).to_be_visible()
    expect(page.get_by_role("button", name="不放行")).to_be_hidden()
    page.get_by_role("button", name="再扫一次").click()
    expect_ready(page)
    assert type_pass(page, world.passes[0].digits) == "ok"
    go_on(page)
    assert type_pass(page, world.passes[0].digits) == "warn"
    expect(page.get_by_role("button", name="不放行")).to_be_visible()
    expect(page.get_by_role("button", name="再扫一次")).to_be_hidden()


def test_every_button_of_every_answer_is_on_the_first_screen(world: GateWorld, browser: Browser) -> None:
    set_state(world.passes[1], PassState.SUSPENDED, factories.a_staff_member(Role.ORGANISER), None, "查")
    page = world.enrolled(world.context(browser))
    for number, colour in ((0, "ok"), (0, "warn"), (1, "no")):
        assert type_pass(page, world.passes[number].digits) == colour
        for button in page.locator("footer .btn:visible").all():
            box: Any = button.bounding_box()
            assert box["y"] + box["height"] <= 740, (colour, button.inner_text())
            assert box["height"] >= 44
        go_on(page)


def test_a_scan_while_this_phones_affairs_are_shown_is_taken_and_one_while_a_reason_is_asked_is_not_silent(
    world: GateWorld, browser: Browser
) -> None:
    set_state(world.passes[1], PassState.SUSPENDED, factories.a_staff_member(Role.ORGANISER), None, "查")
    page = world.enrolled(world.context(browser))
    page.locator('[data-do="about"]').click()
    assert type_pass(page, world.passes[0].digits) == "ok"
    go_on(page)
    assert type_pass(page, world.passes[1].digits) == "no"
    page.get_by_role("button", name="破例放行").click()
    page.locator("h1").evaluate("() => document.activeElement.blur()")
    page.keyboard.type(world.passes[2].digits)
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("这一张没有算")
    until(page, "document.getElementById('gate').dataset.screen === 'reason'")


def test_the_button_that_calls_for_help_is_there_only_with_a_number(world: GateWorld, browser: Browser) -> None:
    page = world.context(browser).new_page()
    page.goto("/gate/")
    assert page.locator('a[href="tel:"]').count() == 0
