"""The visitors' pages in a real Chromium: nothing inaccessible, the plan by keyboard, by search, and without a script."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from eventhub.core.database import db, writing
from eventhub.festivals.models import Announcement
from tests import factories
from tests.browser.live import DESKTOP, PHONE
from tests.visitors.conftest import Ground
from tests.visitors.test_trace import suspend

pytestmark = pytest.mark.browser
MODES: dict[str, dict[str, Any]] = {"light": {}, "dark": {"color_scheme": "dark"}, "large": {}}


@pytest.fixture
def fair(app: Flask) -> Ground:
    """A festival of two days with three shops, one empty booth, a notice, a class and a call for another festival."""
    ground = Ground(ground=GROUND).open()
    with writing():
        ground.festival.venue.directions = "坐车：405 路到石林站。\n开车：停南门。"
        ground.festival.description = "踩山会是红苗的大节。"
        ground.festival.named_products = ["关坝米粉"]
    factories.a_session(ground.festival, title="上刀山", cancelled=True)
    factories.a_recognition(ground.households[0])
    factories.saved(Announcement(festival_id=ground.festival.id, title="南门限停", body="请坐换乘车。"))
    factories.a_call(factories.a_festival(name="林口桃花节", short_name="桃花节", skin="taohua"))
    db.session.commit()
    return ground


GROUND = [
    {"kind": "stage", "x": 3_000, "y": 4_000, "r": 600, "text": "石鼓广场"},
    {"kind": "gate", "x": 600, "y": 4_000, "text": "南门"},
    {"kind": "toilet", "x": 5_000, "y": 3_000},
]


def path_of(name: str, ground: Ground) -> str:
    """Return the address of a page by its short name."""
    return {
        "home": "/",
        "list": "/festivals/?q=踩山",
        "festival": ground.path,
        "plan": f"{ground.path}plan",
        "stalls": f"{ground.path}stalls/?cat=food",
        "stall": f"/s/{ground.booth('A01').sign_code}",
        "empty": f"/s/{ground.booth('A04').sign_code}",
    }[name]


@pytest.mark.parametrize("mode", list(MODES))
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["360", "1440"])
def test_axe_finds_nothing_on_any_page(fair: Ground, new_page: Any, size: dict[str, int], mode: str) -> None:
    page = new_page(
        size=size, bypass_csp=True, reduced_motion="reduce", **MODES[mode]
    )  # the checker itself is an inline script
    if mode == "large":
        page.goto("/display?size=lg")
        assert page.locator("html").get_attribute("data-size") == "lg"
    faults = []
    for name in ("home", "list", "festival", "plan", "stalls", "stall", "empty"):
        page.goto(path_of(name, fair))
        report = Axe().run(page).response
        assert report["passes"], "the checker did not look at anything"
        faults += [(name, fault["id"], fault["nodes"][0]["html"][:100]) for fault in report["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{name} is too wide"
    assert faults == []


def drawer(page: Page) -> Any:
    """The drawer of the plan."""
    return page.get_by_role("dialog")


def test_the_plan_by_keyboard(fair: Ground, new_page: Any) -> None:
    page = new_page(size=DESKTOP)
    page.goto(f"{fair.path}plan")
    stops = page.locator(".plan .b[tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("id", "A03")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    shop = fair.households[1].name
    expect(drawer(page)).to_contain_text(shop)
    expect(drawer(page)).to_contain_text("A02")
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    expect(page.locator(":focus")).to_have_attribute("id", "A02")
    page.keyboard.press("Enter")
    drawer(page).get_by_role("link", name="看这家").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(shop)


def test_while_typing_all_that_fits_is_lit_and_the_rest_fades(fair: Ground, new_page: Any) -> None:
    with writing():
        fair.applications[2].goods = [{"name": "豆花米酒", "price_fen": 900, "unit": "碗"}]
    page = new_page()
    page.goto(f"{fair.path}plan")
    box, said = page.get_by_role("searchbox", name="找摊位"), page.locator("[data-found]")
    box.fill("豆花")  # in the name of one shop, among the goods of another
    first, second = sorted((fair.booth_of(0).label, fair.booth_of(2).label))
    assert page.locator(".plan .b.hit").evaluate_all("all => all.map(b => b.id)") == [first, second]
    expect(page.locator(".plan .b.dim")).to_have_count(2)
    expect(said).to_have_text(f"有 2 个摊位：{first}、{second}。")
    expect(said).to_be_in_viewport()
    assert said.get_attribute("role") == "status"
    expect(drawer(page)).to_be_hidden()
    box.press("Enter")
    for label in (first, second):
        expect(page.locator(f".plan #{label}")).to_be_in_viewport()
    box.fill("xyz")
    expect(said).to_contain_text("没有找到“xyz”")
    expect(page.locator(".plan .b.dim")).to_have_count(0)
    address = page.url
    box.press("Enter")
    expect(said).to_be_in_viewport()
    assert page.url == address, "a miss is told here and asks nobody"
    box.fill("")
    expect(said).to_be_empty()
    expect(page.locator(".plan .b.hit, .plan .b.dim")).to_have_count(0)


def test_a_search_with_one_answer_opens_it(fair: Ground, new_page: Any) -> None:
    page = new_page()
    page.goto(f"{fair.path}plan")
    box = page.get_by_role("searchbox", name="找摊位")
    for text, shop in (("方竹笋干", "黑山方竹笋"), ("罗姐 糯米", "罗姐苗家米酒"), ("Ａ０４", "还没有人")):
        box.fill(text)
        box.press("Enter")
        expect(drawer(page)).to_contain_text(shop)
        drawer(page).get_by_role("button", name="关闭").click()


def test_a_search_asked_of_the_server_looks_the_same_once_the_script_runs(fair: Ground, new_page: Any) -> None:
    page = new_page()
    page.goto(f"{fair.path}plan?q=A")
    expect(page.locator(".plan .b.hit")).to_have_count(3)
    expect(page.locator(".plan .b[aria-current]")).to_have_count(0)
    expect(page.locator("[data-found]")).to_have_text("有 3 个摊位：A01、A02、A03。")


def test_a_search_within_a_category(fair: Ground, new_page: Any) -> None:
    page = new_page(size=DESKTOP)
    page.goto(f"{fair.path}plan")
    page.get_by_role("searchbox", name="找摊位").fill("A")
    page.locator("[data-filter]").get_by_text("茶酒").click()
    expect(page.locator(".plan .b.hit")).to_have_attribute("id", fair.booth_of(2).label)


def test_a_suspended_stall_is_told_on_the_plan(fair: Ground, new_page: Any) -> None:
    suspend(fair, 1)
    page = new_page(size=DESKTOP)
    page.goto(f"{fair.path}plan?at={fair.booth_of(1).label}")
    expect(drawer(page)).to_contain_text("这家暂停营业")
    expect(page.get_by_role("heading", name="黑山方竹笋", exact=True)).to_be_visible()


def test_a_wide_ground_fills_a_phone(app: Flask, new_page: Any) -> None:
    ground = Ground(booths=30, shops=1, plan_width=12_000, plan_height=4_000).open()
    page = new_page()
    page.goto(f"{ground.path}plan")
    frame = page.locator(".plan-box").bounding_box()
    assert frame is not None
    _, _, width, height = (float(part) for part in (page.locator("svg.plan").get_attribute("viewBox") or "").split())
    assert abs(width / height - frame["width"] / frame["height"]) < 0.05
    page.get_by_role("button", name="看全场").click()
    expect(page.locator("svg.plan")).to_have_attribute(
        "viewBox", re.compile("^" + r"[-\d.]+ [-\d.]+ " + re.escape(f"{home_width(page):.1f} "))
    )


def home_width(page: Page) -> float:
    """Return the width of the whole ground, in plan units."""
    return float((page.locator("svg.plan").get_attribute("data-home") or "").split()[2])


def test_an_empty_booth_offers_no_application_when_the_call_is_closed(fair: Ground, new_page: Any) -> None:
    page = new_page(size=DESKTOP)
    page.goto(f"{fair.path}plan?at=A04")
    expect(drawer(page)).to_contain_text("还没有人")
    expect(drawer(page).get_by_role("link")).to_have_count(0)


def test_the_address_from_a_sign_opens_the_plan_at_that_booth(fair: Ground, new_page: Any) -> None:
    page = new_page()
    page.goto(path_of("stall", fair))
    page.get_by_role("link", name="在图上看").click()
    expect(drawer(page)).to_contain_text(fair.households[0].name)
    assert page.evaluate("scrollY") == 0


def test_the_filter_fades_the_others_and_moves_nothing(fair: Ground, new_page: Any) -> None:
    page = new_page(size=DESKTOP)
    page.goto(f"{fair.path}plan")
    page.locator("[data-filter]").get_by_text("美食").click()
    expect(page.locator(".plan .b:not(.dim)")).to_have_attribute("id", fair.booth_of(0).label)
    expect(page.locator(".plan .b")).to_have_count(4)
    # The size that the style sheet gives, so that the page need not hold it 120 times.
    assert page.locator(".plan #A01 rect").evaluate("rect => [rect.getBBox().x, rect.getBBox().width]") == [-22.5, 45]
    page.locator("[data-filter]").get_by_text("全部", exact=True).click()
    expect(page.locator(".plan .b.dim")).to_have_count(0)


def test_the_list_beside_the_plan_shows_the_booth_there_first(fair: Ground, new_page: Any) -> None:
    page = new_page(size=DESKTOP)
    page.goto(f"{fair.path}plan")
    page.locator("#list").get_by_role("link", name="罗姐苗家米酒").click()
    expect(drawer(page)).to_contain_text("罗姐苗家米酒")
    expect(page).to_have_url(f"{page.url.split('/festivals')[0]}{fair.path}plan")


def test_everything_works_without_a_script(fair: Ground, new_page: Any) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{fair.path}plan")
    box = page.get_by_role("searchbox", name="找摊位")
    box.fill("豆花")
    box.press("Enter")
    expect(page.locator("#list")).to_contain_text("石林豆花饭")
    expect(page.locator("#list")).not_to_contain_text("罗姐苗家米酒")
    expect(page.locator(".plan .b[aria-current='true']")).to_have_attribute("id", fair.booth_of(0).label)
    page.goto(f"{fair.path}plan")
    page.locator("[data-filter]").get_by_text("茶酒").click()
    expect(page.locator("#list")).not_to_contain_text("石林豆花饭")
    page.locator("#list").get_by_role("link", name="罗姐苗家米酒").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("罗姐苗家米酒")
    page.goto(fair.path)
    for title in ("金桥吹打", "上刀山"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("link", name="加到日历", exact=True).first.click()
    expect(page.locator("#sub")).to_be_in_viewport()


def test_a_booth_on_the_plan_is_an_ordinary_link_without_a_script(fair: Ground, new_page: Any) -> None:
    page = new_page(size=DESKTOP, java_script_enabled=False)
    page.goto(f"{fair.path}plan")
    page.locator(f".plan #{fair.booth_of(1).label} rect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("黑山方竹笋")


def test_the_drawer_offers_the_feed(fair: Ground, new_page: Any) -> None:
    page = new_page()
    page.goto(fair.path)
    page.get_by_role("link", name="加到日历", exact=True).first.click()
    offered = page.get_by_role("dialog").get_by_role("link", name="订阅这个节会")
    expect(offered).to_have_attribute("href", f"webcal://jie.wansheng.example{fair.path}calendar.ics")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("link", name="加到谷歌日历")).to_be_visible()
    sheet.get_by_text("各种手机怎么加").click()
    expect(sheet.get_by_text("小米、红米")).to_be_visible()
    code = sheet.get_by_role("img", name="踩山会日历的订阅地址").first
    code.scroll_into_view_if_needed()
    expect(code).to_be_in_viewport()


def test_no_visit_leaves_a_cookie_or_asks_another_host(fair: Ground, new_page: Any) -> None:
    page = new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    for name in ("home", "festival", "plan", "stall"):
        page.goto(path_of(name, fair))
    assert page.context.cookies() == []
    assert len(asked) == 1


def test_in_large_type_nothing_is_cut_on_a_phone(fair: Ground, new_page: Any) -> None:
    page = new_page()
    page.goto("/display?size=lg&next=/")
    marks = page.locator(".day .mark")
    expect(marks.first).to_have_text("报名止")
    assert all(marks.evaluate_all("all => all.map(mark => mark.scrollWidth <= mark.clientWidth)"))
    page.goto(fair.path)
    last = page.locator(".subnav a").last
    edge = last.bounding_box()
    assert edge is not None
    assert edge["x"] + edge["width"] <= PHONE["width"]
