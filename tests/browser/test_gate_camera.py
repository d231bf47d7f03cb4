"""The gate's whole day in a real browser: a fake camera, and a server that is truly gone."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.core.database import db
from eventhub.gate.models import MalformedScan, Scan
from eventhub.passes.actions import set_state
from eventhub.passes.keys import new_key_pair
from eventhub.passes.models import PassState
from eventhub.passes.qr import pass_address, pass_matrix
from eventhub.passes.token import PassClaims, PassKind, sign
from tests import factories
from tests.browser.gate_world import GateWorld, answer, expect_ready, go_on, needs_browser_parts
from tests.chromium import FLAGS, chromium_path
from tests.gate.passes_at_gate import a_stall

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOWN_FRAMES, BLANK_FRAMES = 40, 15
WANTED = {"放行", "已从", "作废了", "签名对不上", "今天用不了"}


def frame(address: str = "") -> bytes:
    """A camera frame: a desk, and on it the code of a pass, if any."""
    picture = Image.new("RGB", (640, 480), (176, 168, 160))
    if address:
        matrix = pass_matrix(address)
        side = len(matrix)
        module = 8
        left, top = (640 - side * module) // 2, (480 - side * module) // 2
        draw = ImageDraw.Draw(picture)
        draw.rectangle((left - 32, top - 32, left + side * module + 31, top + side * module + 31), fill="white")
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                if dark:
                    draw.rectangle(
                        (left + x * module, top + y * module, left + x * module + 7, top + y * module + 7), fill="black"
                    )
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def clip(path: Path, addresses: list[str]) -> None:
    """Write a clip that shows the codes one after another with blank gaps: JPEGs one after another."""
    blank = frame()
    path.write_bytes(b"".join(frame(one) * SHOWN_FRAMES + blank * BLANK_FRAMES for one in addresses))


@pytest.fixture
def world(app: Flask) -> Iterator[GateWorld]:
    made = GateWorld.make(app, stalls=2)
    yield made
    made.close()


@pytest.fixture
def addresses(world: GateWorld) -> list[str]:
    """A genuine pass, a revoked one, one for tomorrow only, and a forged one."""
    genuine, revoked = world.passes
    tomorrow = a_stall(world.festival, 2, world.festival.days[1:])
    set_state(revoked, PassState.REVOKED, factories.a_staff_member(Role.ORGANISER), None)
    claims = PassClaims(
        kid=kid_of(genuine), serial=9, rev=0, kind=PassKind.HOUSEHOLD, booth=9, days=3, heads=2, window=0
    )
    forged = sign(claims, world.festival.id, new_key_pair()[0])
    return [pass_address(world.url, digits) for digits in (genuine.digits, revoked.digits, tomorrow.digits, forged)]


def kid_of(stall_pass: Any) -> int:
    return int(stall_pass.digits).to_bytes(73, "big")[0] & 31


def collect(page: Page) -> Counter[str]:
    """Take note of every answer of the camera until each kind was seen, tapping on as a person would."""
    seen: Counter[str] = Counter()
    while not all(seen[word] for word in WANTED):
        answer(page)
        said = page.locator("[data-say]").inner_text() + page.locator('[data-for="answer"]').inner_text()
        seen[next(word for word in ("已从", "作废了", "签名对不上", "今天用不了", "放行") if word in said)] += 1
        assert sum(seen.values()) < 40, seen
        go_on(page)
    return seen


def test_a_day_without_a_network(world: GateWorld, addresses: list[str], browser: Browser, tmp_path: Path) -> None:
    needs_browser_parts()
    video = tmp_path / "passes.mjpeg"
    clip(video, addresses)
    flags = [
        *FLAGS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]
    world.start()
    with_camera = browser.browser_type.launch(executable_path=chromium_path(), args=flags)
    try:
        context = world.context(with_camera)
        page = world.enrolled(context)
        world.stop()

        page.reload()
        expect_ready(page)
        expect(page.locator("header")).to_contain_text("没网也能扫")
        page.get_by_role("button", name="打开摄像头").click()
        seen = collect(page)
        total = sum(seen.values())
        assert seen["放行"] == 1, "the genuine pass is green once"
        expect(page.locator("header")).to_contain_text(f"{total} 条待传")

        page.close()
        page = context.new_page()
        page.goto("/gate/")
        expect_ready(page)
        expect(page.locator("header")).to_contain_text(f"{total} 条待传")
        assert db.session.scalars(select(Scan.id)).all() == []

        world.start()
        page.locator('[data-do="sync"]').click()
        expect(page.locator("header")).to_contain_text("都传完了")
        page.locator('[data-do="sync"]').click()
        context.close()
    finally:
        with_camera.close()
    db.session.rollback()
    words = {"ok": "放行", "again": "已从", "revoked": "作废了", "forged": "签名对不上", "wrong_day": "今天用不了"}
    arrived = Counter(words[scan.verdict.value] for scan in db.session.scalars(select(Scan)))
    assert arrived == seen
    assert db.session.scalars(select(MalformedScan)).all() == []
    assert {scan.day for scan in db.session.scalars(select(Scan))} == {date(2027, 4, 17)}
