"""The look in a real Chromium: nothing inaccessible or too small to tap, every script only an addition."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.browser.live import DESKTOP, PHONE
from tests.look.conftest import small_app

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The small app on a free port."""
    server = make_server("127.0.0.1", 0, small_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Open a path: visit("/gallery", size=PHONE, **context options); a page or policy error fails."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(path: str, size: dict[str, int] = PHONE, **options: Any) -> Page:
        context = browser.new_context(viewport=size, base_url=site, locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if "Security Policy" in m.text else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


AXE = [
    *(("/gallery", size, mode) for size in ("phone", "desktop") for mode in ("light", "dark", "large")),
    *((f"/page/{name}", "phone", "light") for name in ("form", "household", "gate")),
    *((f"/page/{name}", size, "light") for name in ("plan", "staff", "board") for size in ("phone", "desktop")),
    ("/error/404", "phone", "dark"),
]


@pytest.mark.parametrize(("path", "size", "mode"), AXE)
def test_axe_finds_nothing(visit: OpenPage, path: str, size: str, mode: str) -> None:
    page = visit(
        f"{path}{'?size=lg' if mode == 'large' else ''}",
        PHONE if size == "phone" else DESKTOP,
        color_scheme="dark" if mode == "dark" else "light",
        bypass_csp=True,  # the checker itself is an inline script
    )
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


@pytest.mark.parametrize(
    "path", ["/gallery", "/page/form", "/page/staff", "/page/plan", "/page/board", "/page/household"]
)
@pytest.mark.parametrize("query", ["", "?size=lg"])
def test_no_page_is_wider_than_a_small_phone(visit: OpenPage, path: str, query: str) -> None:
    page = visit(path + query)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


TOO_SMALL = """least => [...document.querySelectorAll(
  '.btn, .choice, .cells > a, .tabbar a, .nav a, .seg > *, .subnav a, .edit a, .foot a, summary, .input')]
  .map(el => [el, el.getBoundingClientRect()])
  .filter(([el, r]) => r.width && r.height && r.height < least - .5)
  .map(([el, r]) => el.className + ' ' + el.textContent.trim().slice(0, 12) + ' ' + r.height)"""


@pytest.mark.parametrize(("query", "least"), [("", 44), ("?size=lg", 60)])
def test_everything_to_tap_is_big_enough_for_a_thumb(visit: OpenPage, query: str, least: int) -> None:
    for path in ("/gallery", "/page/form", "/page/staff", "/page/board"):
        assert visit(path + query).evaluate(TOO_SMALL, least) == []


# ---------- large type ----------


def test_large_type_switches_at_once_and_is_remembered(visit: OpenPage) -> None:
    page = visit("/page/public")
    button = page.locator(".top [data-size-switch]")
    assert button.inner_text() == "大字"
    button.click()
    assert page.url.endswith("/page/public"), "no page load"
    assert page.evaluate("document.documentElement.dataset.size") == "lg"
    assert button.inner_text() == "标准字"
    assert {c["name"]: c["value"] for c in page.context.cookies()}["size"] == "lg"
    button.click()
    assert page.evaluate("document.documentElement.dataset.size") is None


# ---------- days ----------


def test_the_strip_of_the_desk_begins_at_the_page_one_is_on(visit: OpenPage) -> None:
    page = visit("/page/staff")
    link = page.locator(".desk-nav [aria-current]").bounding_box()
    assert link
    assert link["x"] >= 0
    assert link["x"] + link["width"] <= PHONE["width"]
    assert page.evaluate("scrollY") == 0


def test_days_become_tabs_with_arrow_keys(visit: OpenPage) -> None:
    page = visit("/gallery")
    first, second = page.locator("#d0501"), page.locator("#d0502")
    assert first.is_visible()
    assert not second.is_visible()
    page.locator("#d0501-tab").focus()
    page.keyboard.press("ArrowRight")
    assert second.is_visible()
    assert not first.is_visible()
    assert page.evaluate("document.activeElement.id") == "d0502-tab"
    page.keyboard.press("ArrowRight")
    assert first.is_visible(), "round and round"


def test_an_address_with_a_day_opens_that_day(visit: OpenPage) -> None:
    assert visit("/gallery#d0502").locator("#d0502").is_visible()


def test_without_scripts_all_days_and_booths_are_there(visit: OpenPage) -> None:
    page = visit("/gallery", java_script_enabled=False)
    assert page.locator("#d0501").is_visible()
    assert page.locator("#d0502").is_visible()
    plan = visit("/page/plan", java_script_enabled=False)
    assert not plan.locator(".plan-tools").is_visible(), "buttons that would do nothing"
    assert plan.locator(".plan-list a").count() == 30


# ---------- drawer ----------


def test_drawer_opens_closes_on_escape_and_gives_the_focus_back(visit: OpenPage) -> None:
    page = visit("/gallery")
    opener = page.get_by_role("link", name="加到日历", exact=True)
    opener.click()
    assert page.locator("dialog#sub").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#sub").is_visible()
    assert page.evaluate("document.activeElement.dataset.open") == "sub"


# ---------- forms ----------


def test_errors_take_the_focus_and_lead_to_the_question(visit: OpenPage) -> None:
    page = visit("/page/form")
    assert page.evaluate("document.activeElement.id") == "errs"
    page.get_by_role("link", name="写上您卖什么").click()
    assert page.evaluate("document.activeElement.id") == "goods"


def stored(page: Page) -> dict[str, Any]:
    text = page.evaluate("localStorage.getItem('draft:caishan-2027-3')")
    return json.loads(text) if text else {}


def test_a_draft_is_kept_and_leaves_out_what_is_private(visit: OpenPage) -> None:
    page = visit("/page/fresh")
    page.fill("#goods", "糯米酒 15 元一斤")
    page.check("#category-1")
    page.fill("#owner", "罗桂芳")
    page.locator("[data-saved]").wait_for()
    assert stored(page) == {"category": "farm", "goods": "糯米酒 15 元一斤"}
    assert "已存草稿" in page.locator("[data-saved]").inner_text()
    page.reload()
    assert page.input_value("#goods") == "糯米酒 15 元一斤"
    assert page.is_checked("#category-1")
    assert page.input_value("#owner") == ""


def test_signing_out_leaves_no_draft_on_a_shared_phone(visit: OpenPage) -> None:
    page = visit("/page/household")
    page.evaluate("localStorage.setItem('draft:caishan-2027-3', '{}'); localStorage.setItem('other', '1')")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-out")
    assert page.evaluate("Object.keys(localStorage)") == ["other"]


def test_an_old_draft_never_covers_what_the_server_sent_back(visit: OpenPage) -> None:
    page = visit("/page/form")
    page.evaluate("localStorage.setItem('draft:caishan-2027-3', JSON.stringify({goods: '旧的'}))")
    page.reload()
    assert page.input_value("#goods") == ""


def test_without_a_net_the_form_stays_and_says_that_nothing_is_lost(visit: OpenPage) -> None:
    page = visit("/page/fresh")
    page.fill("#goods", "糯米酒")
    page.context.set_offline(True)
    page.get_by_role("button", name="下一步").click()
    assert "填的内容没丢" in page.locator(".toast").inner_text()
    assert page.url.endswith("/page/fresh")
    assert stored(page)["goods"] == "糯米酒"


# ---------- plan ----------


def box(page: Page) -> list[float]:
    return [float(v) for v in str(page.locator("#plan").get_attribute("viewBox")).split()]


def test_the_plan_is_one_tab_stop_and_arrows_walk_it(visit: OpenPage) -> None:
    page = visit("/page/plan", DESKTOP, reduced_motion="reduce")
    assert page.locator("#plan .b[tabindex='0']").count() == 1
    page.locator("#A01").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "A02"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "A04"
    assert page.locator("#plan .b[tabindex='0']").count() == 1


def test_enter_opens_the_drawer_of_a_booth_and_escape_returns(visit: OpenPage) -> None:
    page = visit("/page/plan", DESKTOP, reduced_motion="reduce")
    page.locator("#A02").focus()
    page.keyboard.press("Enter")
    sheet = page.locator("#booth")
    assert "苗家小店 A02" in sheet.inner_text()
    assert page.locator("#booth [data-f=link]").get_attribute("href") == "/s/A02"
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    assert page.evaluate("document.activeElement.id") == "A02"


def test_an_empty_booth_leads_to_applying(visit: OpenPage) -> None:
    page = visit("/page/plan", DESKTOP, reduced_motion="reduce")
    page.locator("#D07").focus()
    page.keyboard.press("Enter")
    assert page.locator("#booth [data-f=link]").get_attribute("href") == "/apply/"
    assert "还没有人" in page.locator("#booth").inner_text()


def test_on_a_phone_a_zone_is_tapped_first_and_the_booth_after(visit: OpenPage) -> None:
    page = visit("/page/plan", reduced_motion="reduce", has_touch=True, is_mobile=True)
    whole = box(page)
    page.locator("[data-hint]").wait_for()
    page.locator("[data-zone=D] .zone-area").tap(position={"x": 4, "y": 4})
    assert box(page)[2] < whole[2]
    assert not page.locator("#booth").is_visible(), "a finger cannot hit one booth of the whole ground"
    page.locator("[data-zoom=home]").tap()
    assert box(page) == whole


def test_filtering_fades_and_moves_nothing(visit: OpenPage) -> None:
    page = visit("/page/plan", DESKTOP)
    before = page.locator("#A01").bounding_box()
    page.locator("[data-filter] [data-cat=drink]").click()
    assert page.locator("#plan .b.dim").count() == 16
    assert page.locator("#A01").bounding_box() == before
    assert page.locator("[data-filter] [aria-pressed=true]").inner_text().endswith("茶酒 14")


def test_search_finds_by_number_and_a_miss_leaves_the_page_as_it_is(visit: OpenPage) -> None:
    page = visit("/page/plan", DESKTOP, reduced_motion="reduce")
    page.fill("#q", "d03")
    page.keyboard.press("Enter")
    assert page.locator("#booth [data-f=id]").inner_text() == "D03"
    page.fill("#q", "没有的")
    page.keyboard.press("Enter")
    assert page.url.endswith("/page/plan"), "all that can be found stands in the page"
    assert page.locator(".b.dim, .b.hit").count() == 0


def test_board_tells_the_page_which_booth_was_chosen(visit: OpenPage) -> None:
    page = visit("/page/board", DESKTOP)
    page.evaluate("document.getElementById('plan').addEventListener('booth', e => { window.chosen = e.detail.id })")
    page.locator("#A05").click()
    assert page.evaluate("window.chosen") == "A05"
    assert page.url.endswith("/page/board"), "the board does not follow the link"


@pytest.mark.parametrize(("scheme", "query", "offered"), [
    ("light", "", "深色"), ("dark", "", "浅色"), ("dark", "?theme=light", "深色"), ("light", "?theme=dark", "浅色"),
])  # fmt: skip
def test_the_other_theme_is_the_one_offered(visit: OpenPage, scheme: str, query: str, offered: str) -> None:
    page = visit(f"/page/public{query}", color_scheme=scheme)
    links = page.locator(".foot [href*='theme=']")
    assert [links.nth(i).inner_text() for i in range(2) if links.nth(i).is_visible()] == [offered]
