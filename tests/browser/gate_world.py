"""A gate's world for the browser tests: a festival, its passes, a server that can be stopped, and phones."""

import contextlib
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from eventhub.accounts.models import Role
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.gate.devices import make_enrolment, shown_code
from eventhub.passes.models import StallPass
from tests import factories
from tests.browser.live import PATIENCE, PHONE
from tests.gate.passes_at_gate import running_festival

ROOT = Path(__file__).resolve().parents[2]
TRANSFERRED = "都传完了"


@dataclass
class GateWorld:
    """`url` stays the same however often the server is stopped and started."""

    app: Flask
    festival: Festival
    passes: list[StallPass]
    port: int
    server: subprocess.Popen[str] | None = None
    contexts: list[BrowserContext] = field(default_factory=list)

    @classmethod
    def make(cls, app: Flask, stalls: int = 4) -> "GateWorld":
        """Lay out a festival that runs today, with that many stalls."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        festival, passes = running_festival(stalls=stalls, booths=stalls + 2)
        return cls(app, festival, passes, port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *options: str) -> None:
        """Start the server over the test's own database, on the day of the tests."""
        settings = self.app.config["SETTINGS"]
        db.session.commit()
        environment = os.environ | {
            "EVENTHUB_INSTANCE": str(settings.instance),
            "EVENTHUB_SECRET_KEY": settings.secret_key,
            "EVENTHUB_BASE_URL": self.url,
            "EVENTHUB_TWO_FACTOR_ROLES": "none",
            "EVENTHUB_NOW": "2027-04-17T09:30",
        }
        command = [sys.executable, "-m", "tests.browser.gate_server", str(self.port), *options]
        self.server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.server.stdout is not None
        assert self.server.stdout.readline().strip() == "ready"

    def stop(self) -> None:
        """Kill the server as a power cut would."""
        if self.server is not None:
            self.server.kill()
            self.server.wait()
            assert self.server.stdout is not None
            self.server.stdout.close()
            self.server = None

    def code(self, gate: str = "南门") -> str:
        """A code that enrols one phone."""
        account = factories.a_staff_member(Role.ORGANISER, festival=self.festival)
        return shown_code(make_enrolment(self.festival, gate, account))

    def context(self, browser: Browser, script: str = "", **options: Any) -> BrowserContext:
        """A phone's browser, with its own memory."""
        context = browser.new_context(
            viewport=PHONE, base_url=self.url, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )
        if script:
            context.add_init_script(script)
        self.contexts.append(context)
        return context

    def enrolled(self, context: BrowserContext, gate: str = "南门") -> Page:
        """Open the gate page with a code of the desk and enrol; return when the page needs the network no more."""
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"/gate/#{self.code(gate)}")
        page.get_by_label("您怎么称呼？").fill("老王")
        page.get_by_role("button", name="开通", exact=True).click()
        expect_ready(page)
        until(page, "navigator.serviceWorker.controller !== null")
        return page

    def close(self) -> None:
        """Close what was opened."""
        for context in self.contexts:
            with contextlib.suppress(Exception):
                context.close()
        self.stop()


def needs_browser_parts() -> None:
    """Skip by name where the code reader and the signature check are not installed."""
    if not (ROOT / "static" / "vendor" / "zxing" / "zxing_reader.wasm").is_file():
        pytest.skip("static/vendor is missing: npm ci --ignore-scripts && npm run vendor")


def expect_ready(page: Page) -> None:
    """Wait until the page waits for a pass."""
    expect(page.locator("#gate")).to_have_attribute("data-screen", "ready")


def type_pass(page: Page, text: str) -> str:
    """Type as a hardware scanner does, and return the colour of the answer."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    return answer(page)


def answer(page: Page) -> str:
    """Wait for an answer and return its colour."""
    expect(page.locator("#gate")).to_have_attribute("data-screen", "answer")
    return str(page.locator("#gate").get_attribute("data-state"))


def go_on(page: Page) -> None:
    """Tap what leads to the next pass, without letting anybody in."""
    page.locator('footer [data-do="next"]:visible, footer [data-do="send-away"]:visible').first.click()
    expect_ready(page)


def until(page: Page, condition: str) -> None:
    """Wait in the page until a condition written in JavaScript holds, twenty seconds at most."""
    held = page.evaluate(
        f"""async () => {{
          for (let tries = 0; tries < 400; tries += 1) {{
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
    expect(page.locator("header")).to_contain_text(TRANSFERRED)
