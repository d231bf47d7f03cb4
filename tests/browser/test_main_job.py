"""The main job with real clicks: from an application on a small phone to the gate, and the calendar that tells of it."""

import re
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.models import OutboxMessage
from tests import factories
from tests.browser.live import DESKTOP, LiveServer
from tests.conftest import at

pytestmark = pytest.mark.browser


def sign_in_by_code(page: Page, phone: str) -> None:
    """Sign in as a household does: phone, the code from the message, done."""
    page.get_by_label("手机号").fill(phone)
    page.get_by_role("button", name="发验证码").click()
    db.session.rollback()
    text = db.session.scalar(
        select(OutboxMessage.text).where(OutboxMessage.to == phone).order_by(OutboxMessage.id.desc())
    )
    code = re.search(r"\d{6}", text or "")
    assert code, text
    page.locator("input[name=code]").fill(code.group())
    page.get_by_role("button", name="登录").click()


def fill_in(page: Page) -> None:
    """Answer the five steps and hand the application in."""
    page.get_by_role("button", name="开始填").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("具体卖些啥，多少钱").fill("糯米酒 15 元一斤\n杨梅酒 25 元一瓶")
    page.locator("label[for=handles_food-0]").click()
    page.get_by_role("button", name="下一步").click()
    page.locator("label[for=uses_power-0]").click()
    page.locator("label[for=water-0]").click()
    page.locator("label[for=flame-0]").click()
    page.get_by_role("button", name="下一步").click()
    page.locator("label[for=committed]").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请收到了")


def codes_in(pdf: bytes) -> list[str]:
    """Render every page at 200 dpi and decode the codes on it."""
    pages = pypdfium2.PdfDocument(pdf)
    return [
        code.text
        for page in pages
        for code in zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())
        if code.text
    ]


def test_from_application_to_gate_and_calendar(app: Flask, new_page: Any, live_server: LiveServer) -> None:
    festival = factories.a_festival(booths=4)
    factories.a_call(festival, closes=at("2027-04-20T18:00"))
    household = factories.a_household()
    organiser = factories.a_staff_member(Role.ORGANISER, organisation=festival.organisation)
    keeper = factories.a_staff_member(Role.GATE, festival=festival)
    slug = festival.slug

    phone: Page = new_page()
    phone.goto("/")
    phone.get_by_role("link", name="我要摆摊").first.click()
    phone.get_by_role("link", name="申请摊位").click()
    sign_in_by_code(phone, household.phone)
    fill_in(phone)

    desk: Page = new_page(size=DESKTOP, account=organiser)
    desk.goto(f"/desk/{slug}/applications/")
    desk.get_by_role("link", name="CS0001").click()
    desk.get_by_role("button", name="通过", exact=True).click()
    desk.goto(f"/desk/{slug}/allocation/")
    desk.get_by_role("button", name="排一遍").click()
    expect(desk.locator("main, .pane, .flashes").filter(has_text="排好了").first).to_be_visible()
    desk.get_by_role("button", name=re.compile("发布")).click()

    phone.goto("/my/")
    phone.get_by_role("link", name="去确认").click()
    phone.get_by_role("button", name="要这个摊位").click()
    phone.get_by_role("link", name="打开参展证").click()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="下载打印版").click()
    decoded = codes_in(download.value.path().read_bytes())
    (pass_address,) = [text for text in decoded if "/p/" in text]
    (sign_address,) = [text for text in decoded if "/s/" in text]

    visitor: Page = new_page()
    visitor.goto(urlsplit(pass_address).path)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("真证")
    visitor.goto(urlsplit(sign_address).path)
    expect(visitor.locator("main")).to_contain_text(household.name)

    clock.fix(at("2027-05-01T09:10"))
    gate: Page = new_page(account=keeper)
    gate.goto("/gate/start")
    gate.get_by_label("门").last.fill("南门")
    gate.get_by_role("button", name=re.compile("在网页上检票")).click()
    for verdict, onward in (("放行", "扫下一个"), ("看一眼", "不放行")):
        gate.locator("#code").fill(pass_address)
        gate.get_by_role("button", name="进场").click()
        expect(gate.get_by_role("alert")).to_contain_text(verdict)
        gate.get_by_role("link", name=re.compile(onward)).click()
    expect(gate.locator("main")).to_contain_text("已放行 1")

    feed = visitor.request.get(f"/festivals/{slug}/calendar.ics")
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    assert festival.sessions[0].uid in feed.text().replace("\r\n ", "")
