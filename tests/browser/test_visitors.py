"""The visitors' pages in a real Chromium: nothing inaccessible, the plan by keyboard, by search, and without a script."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from eventhub.core.database import db, writing
from eventhub.festivals.models import Announcement
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE
from tests.visitors.conftest import Ground

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
    page = new_page(size=size, bypass_csp=True, **MODES[mode])  # the checker itself is an inline script
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


def test_typing_a_shop_lights_it_up_and_typing_goods_asks_the_server(fair: Ground, new_page: Any) -> None:
    page = new_page()
    page.goto(f"{fair.path}plan")
    box = page.get_by_role("searchbox", name="找摊位")
    box.fill("米酒")
    box.press("Enter")
    expect(page.locator(".plan .b[aria-current='true']")).to_have_attribute("id", fair.booth_of(2).label)
    expect(drawer(page)).to_contain_text("罗姐苗家米酒")
    drawer(page).get_by_role("button", name="关闭").click()
    box.fill("方竹笋干")  # what the shop sells, not its name
    box.press("Enter")
    page.wait_for_url("**/plan?q=*")
    expect(drawer(page)).to_contain_text("黑山方竹笋")
    expect(page.locator("#list")).to_contain_text("黑山方竹笋")
    expect(page.locator("#list")).not_to_contain_text("罗姐苗家米酒")


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


def test_no_visit_leaves_a_cookie_or_asks_another_host(fair: Ground, new_page: Any) -> None:
    page = new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    for name in ("home", "festival", "plan", "stall"):
        page.goto(path_of(name, fair))
    assert page.context.cookies() == []
    assert len(asked) == 1
