"""The print of a whole festival in a real browser: its progress watched to the end, with and without JavaScript."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import expect

from eventhub.accounts.models import Role
from eventhub.passes import print_jobs
from eventhub.passes.qr import pass_address, sign_address
from tests import factories
from tests.browser.live import DESKTOP, PHONE, LiveServer
from tests.gate.passes_at_gate import running_festival
from tests.passes.samples import page_image, read_by_zxing
from tests.passes.stalls import HOST

pytestmark = pytest.mark.browser
STALLS = 64
STEPS = 2 * STALLS + 1  # a pass and a sign for each, then the pages are set
HALFWAY = 40


class Pause:
    """A printer that stops halfway until it is told to go on, so that a browser can look."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on = threading.Event()
        self._render = print_jobs.render_festival
        monkeypatch.setattr(print_jobs, "render_festival", self._printed)
        monkeypatch.setattr(print_jobs, "PULSE", 0.0)

    def _printed(self, pages: Any, report: Callable[[int, int], None]) -> bytes:
        def step(done: int, steps: int) -> None:
            report(done, steps)
            if done == HALFWAY:
                assert self.go_on.wait(60)

        return self._render(pages, step)


def _worker(app: Flask) -> threading.Thread:
    """What the worker does when it comes to the prints, beside the server."""

    def work() -> None:
        with app.app_context():
            print_jobs.work_due()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_festival_of_64_stalls_is_printed_watched_and_downloaded(
    live_server: LiveServer, new_page: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pause = Pause(monkeypatch)
    festival, passes = running_festival(stalls=STALLS)
    organiser = factories.a_staff_member(Role.ORGANISER, festival=festival)
    wanted = {pass_address(HOST, entry.digits) for entry in passes}
    wanted |= {sign_address(HOST, entry.booth.sign_code) for entry in passes if entry.booth}

    page = new_page(size=DESKTOP, account=organiser)
    page.goto(f"/desk/{festival.slug}/passes/")
    page.get_by_role("button", name="全部打印").click()
    page.wait_for_url("**/print/all/*/")
    expect(page.locator("main")).to_contain_text("在排队")
    worker = _worker(live_server.app)
    halfway = f"已排好 {HALFWAY} 步，共 {STEPS} 步"
    expect(page.locator("main")).to_contain_text(halfway)
    expect(page.get_by_role("progressbar", name="打印的进度")).to_have_js_property("value", HALFWAY)

    plain = new_page(size=PHONE, account=organiser, java_script_enabled=False)
    plain.goto(page.url)
    plain.get_by_role("link", name="看看好了没有").click()
    expect(plain.locator("main")).to_contain_text(halfway)

    pause.go_on.set()
    worker.join(60)
    expect(page.get_by_role("heading", name="打印好了", level=1)).to_be_visible()
    expect(plain.get_by_role("heading", name="打印好了", level=1)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").click()
    file = tmp_path / "all.pdf"
    download.value.save_as(file)
    pdf = pypdfium2.PdfDocument(file)
    assert len(pdf) == 2 * STALLS
    read = [code.text for number in range(0, len(pdf), 9) for code in read_by_zxing(page_image(pdf[number]))]
    assert len(read) == len(set(read)) == len(range(0, len(pdf), 9))
    assert set(read) <= wanted
