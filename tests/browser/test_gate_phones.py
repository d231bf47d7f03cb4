"""Phones that are slow, old, full or forgetful: each is told what to do, and none shows a green it cannot stand for."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from eventhub.core import clock
from tests.browser.gate_world import (
    GateWorld,
    expect_ready,
    go_on,
    needs_browser_parts,
    transfer,
    type_pass,
)
from tests.gate.passes_at_gate import scans

pytestmark = [pytest.mark.browser, pytest.mark.slow]
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


def test_wechat_and_an_iphone_are_told_what_to_do_first(world: GateWorld, browser: Browser) -> None:
    agents = {"MicroMessenger/8.0": "点右上角，在浏览器打开", "iPhone; CPU iPhone OS 17_0": "添加到主屏幕"}
    for agent, words in agents.items():
        page = world.context(browser, user_agent=f"Mozilla/5.0 ({agent})").new_page()
        page.goto("/gate/")
        expect(page.locator("[data-hint]")).to_contain_text(words)
