"""A household applies on a 360 px phone: in large type, without a script, with a lost connection."""

import re
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventhub.festivals.models import Festival, Zone
from eventhub.registry.models import Household
from tests import factories
from tests.conftest import at

pytestmark = pytest.mark.browser


@pytest.fixture
def festival(app: Flask) -> Festival:
    festival = factories.a_festival(days=3)
    # Two zones, so that there is something to wish for.
    factories.saved(Zone(festival_id=festival.id, code="B", name="农家院坝", categories=[], power_w=20_000, outline=[]))
    factories.a_call(festival, closes=at("2027-04-20T18:00"))
    return festival


@pytest.fixture
def household(app: Flask) -> Household:
    return factories.a_household()


def fits(page: Page) -> None:
    """Nothing runs out of the phone sideways, and what is tapped is big enough for a thumb."""
    page.wait_for_load_state()  # the heading is there before the style is
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], (page.url, width)
    small = page.evaluate(
        """() => [...document.querySelectorAll('main button, main .btn, main .choice, main .input')]
             .filter(el => el.offsetParent && el.getBoundingClientRect().height < 43)
             .map(el => el.outerHTML.slice(0, 80))"""
    )
    assert small == [], (page.url, small)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="下一步").click()


def begun(new_page: Any, festival: Festival, household: Household) -> Page:
    """Open the first step of a new application."""
    page: Page = new_page(account=household.account)
    page.goto(f"/apply/{festival.slug}/")
    page.get_by_role("button", name="开始填").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您是哪家？")
    return page


def apply(page: Page, festival: Festival, household: Household) -> None:
    """Walk the whole way with clicks and keys, looking at every page."""
    page.goto("/apply/")
    fits(page)
    page.get_by_role("link", name="申请摊位").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请踩山会摊位")
    fits(page)
    page.get_by_role("button", name="开始填").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您是哪家？")
    fits(page)
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("您卖什么？")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("写上您卖什么")
    assert page.title().startswith("有 2 处要改")
    fits(page)
    page.get_by_label("具体卖些啥，多少钱").fill("糯米酒 15 元一斤\n杨梅酒 25 元一瓶")
    page.locator("label[for=handles_food-0]").click()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("要啥条件？")
    page.locator("label[for=days-2]").click()
    page.locator("label[for=size-1]").click()
    page.get_by_label("最想去哪个区").select_option("A")
    page.locator("label[for=uses_power-1]").click()
    expect(page.get_by_text("要用电的，点这里写用哪些")).to_be_hidden()
    page.get_by_label("冰柜").fill("1")
    page.locator("label[for=water-0]").click()
    page.locator("label[for=flame-0]").click()
    fits(page)
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("证照和承诺")
    fits(page)
    page.locator("label[for=committed]").click()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("交之前看一遍")
    expect(page.locator("main")).to_contain_text("5月1日（周六）、5月2日（周日）")
    fits(page)
    page.get_by_role("link", name=re.compile("改 ?具体")).click()
    expect(page.get_by_label("具体卖些啥，多少钱")).to_have_value("糯米酒 15 元一斤\n杨梅酒 25 元一瓶")
    go_on(page)
    page.get_by_role("button", name="交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请收到了")
    expect(page.locator(".bignum")).to_have_text("CS 0001")
    fits(page)
    page.get_by_role("link", name="看看我填的").click()
    expect(page.locator("main")).to_contain_text("一共 300 瓦（冰柜 1 台）")
    fits(page)


@pytest.mark.parametrize("way", ["script", "no script", "large type"])
def test_the_whole_way_on_a_phone(new_page: Any, festival: Festival, household: Household, way: str) -> None:
    page: Page = new_page(account=household.account, java_script_enabled=way != "no script")
    if way == "large type":
        page.goto("/display?size=lg&next=/apply/")
        assert page.locator("html").get_attribute("data-size") == "lg"
    if way == "no script":
        apply_without_script(page)
    else:
        apply(page, festival, household)


def apply_without_script(page: Page) -> None:
    """The same way where nothing can be measured by script: links, labels, buttons."""
    page.goto("/apply/")
    page.get_by_role("link", name="申请摊位").click()
    page.get_by_role("button", name="开始填").click()
    go_on(page)
    page.get_by_label("具体卖些啥，多少钱").fill("糯米酒 15 元一斤")
    page.locator("label[for=handles_food-0]").click()
    go_on(page)
    page.locator("label[for=uses_power-0]").click()
    page.locator("label[for=water-0]").click()
    page.locator("label[for=flame-0]").click()
    go_on(page)
    page.locator("label[for=committed]").click()
    go_on(page)
    page.get_by_role("button", name="交申请").click()
    expect(page.locator(".bignum")).to_have_text("CS 0001")


def test_what_was_typed_survives_a_closed_page_and_a_lost_connection(
    new_page: Any, festival: Festival, household: Household
) -> None:
    page = begun(new_page, festival, household)
    go_on(page)
    goods = page.get_by_label("具体卖些啥，多少钱")
    goods.fill("糯米酒 15 元一斤")
    expect(page.locator("[data-saved]")).to_contain_text("已存草稿")
    page.context.set_offline(True)
    page.locator("label[for=handles_food-0]").click()
    go_on(page)
    expect(page.get_by_role("status").filter(has_text="没丢")).to_be_visible()
    expect(goods).to_have_value("糯米酒 15 元一斤")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("具体卖些啥，多少钱")).to_have_value("糯米酒 15 元一斤")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("要啥条件？")


def test_the_answer_opens_and_closes_what_belongs_to_it(
    new_page: Any, festival: Festival, household: Household
) -> None:
    page = begun(new_page, festival, household)
    page.goto(page.url.replace("/contact", "/needs"))
    freezer = page.get_by_label("冰柜")
    expect(freezer).to_be_hidden()
    page.locator("label[for=uses_power-1]").click()
    expect(freezer).to_be_visible()
    freezer.fill("一")
    page.locator("label[for=uses_power-0]").click()
    expect(freezer).to_be_hidden()
    for answer in ("anywhere-0", "water-0", "flame-0"):
        page.locator(f"label[for={answer}]").click()
    go_on(page)  # what stands in the closed list is asked of nobody
    expect(page.get_by_role("heading", level=1)).to_have_text("证照和承诺")


def test_a_document_that_ends_too_early_is_said_at_once(
    new_page: Any, festival: Festival, household: Household
) -> None:
    page = begun(new_page, festival, household)
    page.goto(page.url.replace("/contact", "/papers"))
    warning = page.get_by_text("管不到节会最后一天（2027年5月3日）")
    expect(warning).to_be_hidden()
    page.get_by_label("管到哪天").fill("2020-01-01")
    expect(warning).to_be_visible()
    page.get_by_label("长期有效").check()
    expect(warning).to_be_hidden()


def test_licences_are_never_kept_on_the_phone(new_page: Any, festival: Festival, household: Household) -> None:
    page = begun(new_page, festival, household)
    page.goto(page.url.replace("/contact", "/papers"))
    page.get_by_label("编号").fill("SECRET-77")
    page.locator("label[for=committed]").click()
    expect(page.locator("[data-saved]")).to_contain_text("已存草稿")
    assert "SECRET-77" not in page.evaluate("JSON.stringify(localStorage)")
