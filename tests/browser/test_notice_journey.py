"""From the notice to an objection, the offers and the waitlist, as organiser, visitor and households meet them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventhub.allocation import actions, due
from eventhub.allocation.models import OfferState
from eventhub.allocation.queries import offer_of, offers_of, open_notice
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.models import OutboxMessage
from tests.allocation.ready import Ready
from tests.browser.live import DESKTOP

pytestmark = pytest.mark.browser


def test_from_notice_to_objection_offers_and_the_waitlist(app: Flask, new_page: Any) -> None:
    ready = Ready(booths=2, scores=(90, 80, 70), notice_days=5)
    ready.draft()
    db.session.commit()
    desk: Page = new_page(DESKTOP, ready.organiser)
    desk.goto(ready.base)
    desk.get_by_role("link", name="去公示 2 户").click()
    desk.get_by_role("button", name="开始公示").click()  # nobody has announced the days off of 2027
    expect(desk.get_by_role("alert")).to_contain_text("放假安排还没公布")
    desk.get_by_label("公示到哪天").fill("2027-04-23")
    desk.get_by_role("button", name="开始公示").click()
    expect(desk.locator(".flashes")).to_contain_text("公示开始了")
    db.session.rollback()
    assert db.session.query(OutboxMessage).count() == 0, "nobody hears anything while the notice runs"

    visitor: Page = new_page()
    visitor.goto(ready.public)
    expect(visitor.locator("main")).to_contain_text("公示到 4月23日 18:00")
    expect(visitor.locator("main")).not_to_contain_text(ready.applications[0].household.name)
    expect(visitor.locator("main")).to_contain_text("能放的位置都给了排在前面的户")
    visitor.get_by_role("link", name="我有异议").click()
    visitor.get_by_label("哪里不对").fill("第二名的往届参展分算多了。")
    visitor.get_by_role("button", name="交异议").click()
    expect(visitor.get_by_role("alert")).to_contain_text("写上您的真实姓名")
    visitor.get_by_label("您的姓名").fill("李建国")
    visitor.get_by_label("您的电话").fill("19900007788")
    visitor.get_by_role("button", name="交异议").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("异议收到了")
    expect(visitor.locator("main")).not_to_contain_text("李建国")
    receipt_page = visitor.url

    db.session.rollback()
    notice = open_notice(ready.festival)
    assert notice is not None
    clock.fix(notice.ends_at)
    assert due.work_due() == 0, "an open objection holds the offers back"
    desk.goto(f"{ready.base}objections/")
    desk.get_by_role("link", name=re.compile("YY")).click()
    expect(desk.locator("main")).not_to_contain_text("李建国")
    desk.locator("label[for=upheld-0]").click()
    desk.get_by_label("答复").fill("核过往届名册，分数没有错。")
    desk.get_by_role("button", name="记下答复").click()
    expect(desk.locator(".flashes")).to_contain_text("答复记下了")
    visitor.goto(receipt_page)
    expect(visitor.locator("main")).to_contain_text("核过往届名册，分数没有错。")

    db.session.rollback()
    assert due.work_due() == 1
    offers = offers_of(ready.festival)
    assert [offer.state for offer in offers] == [OfferState.OFFERED] * 2
    waiting: Page = new_page(account=ready.applications[2].household.account)
    waiting.goto("/my/")
    expect(waiting.locator("main")).to_contain_text("候补第 1 户，一共 1 户")
    waiting.get_by_role("link", name="看为什么").click()
    expect(waiting.locator("main")).to_contain_text("能放的位置都给了排在前面的户")

    giving_up: Page = new_page(account=ready.applications[1].household.account)
    giving_up.goto("/my/")
    giving_up.get_by_role("link", name="去确认").click()
    giving_up.get_by_role("button", name="不要了，让给别人").click()
    expect(giving_up.locator("main")).to_contain_text("让出来了")
    db.session.rollback()
    stays = list(offers[0].booths)
    assert due.work_due() == 1
    db.session.rollback()
    assert list(offers[0].booths) == stays, "nobody offered is moved"
    waiting.goto("/my/")
    waiting.get_by_role("link", name="去确认").click()
    waiting.get_by_role("button", name="要这个摊位").click()
    expect(waiting.locator("main")).to_contain_text("定下来了")
    db.session.rollback()
    promoted = offer_of(ready.applications[2])
    assert promoted is not None
    assert promoted.state is OfferState.CONFIRMED
    assert promoted.deadline > clock.now() + timedelta(hours=1)
    assert actions.expire_offers() == 0
