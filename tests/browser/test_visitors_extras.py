"""Stamps, favourites, the way to a booth, the venue's screen: in a real Chromium, on and off the network."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Error, Page, expect
from werkzeug.serving import make_server

from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.revisions import bump
from eventhub.festivals.models import FestivalState
from eventhub.visitors import rankings, stamps
from eventhub.visitors.batches import BatchDetails, add_batch
from eventhub.visitors.models import Stamp
from tests import factories
from tests.browser.live import DESKTOP, PHONE
from tests.browser.test_visitors import GROUND, MODES
from tests.conftest import at
from tests.visitors.conftest import Ground

pytestmark = pytest.mark.browser


@pytest.fixture
def today(app: Flask) -> Ground:
    """A festival that runs today, with a ranking, a batch, a class and a programme of three sessions."""
    ground = Ground(booths=6, shops=5, starts_on=date(2027, 4, 17), ends_on=date(2027, 4, 18), ground=GROUND).open()
    for number in range(2):
        factories.a_session(
            ground.festival, title=f"第{number + 1}场木鼓舞", starts_at=at(f"2027-04-17T{14 + number}:00"),
            ends_at=at(f"2027-04-17T{15 + number}:00"), uid=f"session-{number}",
        )  # fmt: skip
    factories.a_recognition(ground.households[0])
    details = BatchDetails("20270412", date(2027, 4, 12), "黄豆", "JC-1")
    add_batch(ground.households[0].products[0], details, ground.households[0].account)
    stamps.set_rally(ground.festival, 3, False, "书签", 0, ground.organiser)
    factories.saved(
        Stamp(
            festival_id=ground.festival.id,
            device="a",
            booth_id=ground.booth_of(0).id,
            minute=1,
            at=at("2027-04-17T01:00"),
        )
    )
    rankings.freeze(ground.festival, "stamps", ground.organiser)
    db.session.commit()
    return ground


def sign(ground: Ground, number: int) -> str:
    """Address of a household's stall."""
    return f"/s/{ground.booth_of(number).sign_code}"


@pytest.mark.parametrize("mode", list(MODES))
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["360", "1440"])
def test_axe_finds_nothing_on_the_further_pages(today: Ground, new_page: Any, size: dict[str, int], mode: str) -> None:
    batch = today.households[0].products[0].batches[0].code
    paths = [
        sign(today, 0), f"{sign(today, 0)}/enquiry", f"{sign(today, 0)}/enquiry/sent", f"{sign(today, 0)}/badge",
        f"/batches/{batch}", f"{today.path}stamps", f"{today.path}rankings/", today.path,
        f"{today.path}plan?to={today.booth_of(1).label}", f"/screen/{today.festival.slug}",
    ]  # fmt: skip
    page = new_page(size=size, bypass_csp=True, reduced_motion="reduce", **MODES[mode])
    if mode == "large":
        page.goto("/display?size=lg")
    faults = []
    for path in paths:
        page.goto(path)
        report = Axe().run(page).response
        assert report["passes"], "the checker did not look at anything"
        faults += [(path, fault["id"], fault["nodes"][0]["html"][:100]) for fault in report["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            faults.append((path, "too wide", ""))
    assert faults == []


def test_stamps_fill_the_booklet_and_stay_in_the_browser(today: Ground, new_page: Any, app: Flask) -> None:
    page = new_page()
    for number in range(3):
        with clock.fixed(at(f"2027-04-17T09:{30 + number}")):
            page.goto(sign(today, number))
            page.get_by_role("button", name="盖章").click()
            expect(page.locator("[data-says]")).to_contain_text("集满了" if number == 2 else f"一共 {number + 1} 个")
    page.goto(f"{today.path}stamps")
    expect(page.get_by_role("heading", name="绣满了！")).to_be_visible()
    expect(page.locator("[data-part].on")).to_have_count(3)
    assert page.context.cookies() == []
    page.context.set_offline(True)
    expect(page.locator("[data-code-shown]")).not_to_be_empty()


def test_without_a_script_stamps_say_so_plainly(today: Ground, new_page: Any) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{today.path}stamps")
    expect(page.get_by_text("集章要用到网页脚本")).to_be_visible()
    page.goto(sign(today, 0))
    expect(page.get_by_role("button", name="盖章")).to_be_disabled()
    expect(page.get_by_text("盖章要开着网页脚本")).to_be_visible()


def test_a_buyer_leaves_word_in_a_browser_that_guards_its_posts(today: Ground, new_page: Any) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(sign(today, 0))
    page.get_by_role("link", name="大量采购").click()
    page.get_by_label("想买什么？").fill("豆花")
    page.get_by_label("怎么称呼您？").fill("王经理")
    page.get_by_label("电话是多少？").fill("199 0000 4321")
    page.get_by_role("button", name="交给摊主").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("交给石林豆花饭了")
    assert page.context.cookies() == []


def test_favourites_and_changes_since_the_last_visit(today: Ground, new_page: Any) -> None:
    page = new_page()
    page.goto(today.path)
    expect(page.locator("[data-prog] .tag", has_text="改过了")).to_have_count(0)
    for wanted in (
        page.get_by_role("button", name="收藏：第2场木鼓舞"),
        page.get_by_role("link", name=re.compile("加到日历.*第2场木鼓舞")),
    ):
        assert (wanted.bounding_box() or {})["height"] >= 44
    page.get_by_role("button", name="收藏：第2场木鼓舞").click()
    with writing():
        next(entry for entry in today.festival.sessions if entry.title == "第1场木鼓舞").place = "南门"
        bump(f"festival:{today.festival.id}")
    factories.a_session(
        today.festival, title="上刀山", starts_at=at("2027-04-17T17:00"), ends_at=at("2027-04-17T18:00")
    )
    with writing():
        bump(f"festival:{today.festival.id}")
    page.reload()
    changed = page.locator("[data-uid]", has=page.locator(".tag", has_text="改过了"))
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("第1场木鼓舞")
    expect(page.locator("[data-uid]", has=page.locator(".tag", has_text="新加的"))).to_contain_text("上刀山")
    page.get_by_role("button", name="只看收藏的（1）").click()
    expect(page.locator("[data-uid]:visible")).to_have_count(1)
    page.reload()
    expect(page.locator(".tag", has_text="改过了")).to_have_count(0)
    expect(page.get_by_role("button", name="不收藏了：第2场木鼓舞")).to_have_attribute("aria-pressed", "true")


def test_the_way_from_the_gate_is_drawn_with_and_without_a_script(today: Ground, new_page: Any) -> None:
    label = today.booth_of(1).label
    for options in ({"java_script_enabled": False}, {}):
        page = new_page(size=DESKTOP, **options)
        page.goto(f"{today.path}plan?to={label}")
        expect(page.locator(".pl-route")).to_have_count(1)
        expect(page.get_by_role("status").filter(has_text=f"从南门走到 {label}")).to_be_visible()
    expect(page.locator(".plan .b[aria-current='true']")).to_have_attribute("id", label)
    page.goto(f"{today.path}plan?at={label}")
    page.get_by_role("dialog").get_by_role("link", name="怎么走").click()
    expect(page.locator(".pl-route")).to_have_count(1)


def test_the_drawer_says_when_stalls_are_open(today: Ground, new_page: Any) -> None:
    page = new_page()
    page.goto(f"{today.path}plan?at={today.booth_of(1).label}")
    expect(page.get_by_role("dialog")).to_contain_text("每天 9:00–18:00 开")


def test_a_saved_plan_still_finds_a_stall_without_a_network(today: Ground, new_page: Any, tmp_path: Path) -> None:
    page: Page = new_page(size=DESKTOP)
    page.goto(f"{today.path}plan?to={today.booth_of(1).label}")
    for address in [*page.locator("link[rel=stylesheet], script[src]").all()]:
        name = "href" if address.get_attribute("href") else "src"
        path = address.get_attribute(name) or ""
        body = page.request.get(path).body()
        (tmp_path / path.rsplit("/", 1)[1]).write_bytes(body)
    html = page.request.get(page.url).text()
    saved = tmp_path / "plan.html"
    html = re.sub(r"/static/[^/]+/(?:css|js)/", "", html)  # as a browser does when it saves a page,
    origin = page.url.removesuffix(urlsplit(page.url).path + "?" + urlsplit(page.url).query)
    html = html.replace('href="/festivals/', f'href="{origin}/festivals/')  # with the addresses it leads to
    saved.write_text(html, "utf-8")
    page.context.set_offline(True)
    page.goto(saved.as_uri())
    expect(page.locator(".pl-route")).to_have_count(1)
    box = page.get_by_role("searchbox", name="找摊位")
    for text in ("方竹笋干", "黑山方竹笋"):
        box.fill(text)  # what shops sell, and their names
        expect(page.locator(".plan .b.hit")).to_have_count(2)
        box.press("Enter")
        assert page.url == saved.as_uri(), "nobody is asked"
    page.locator(".plan .b.hit").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("黑山方竹笋")
    way = page.get_by_role("dialog").get_by_role("link", name="怎么走")
    expect(way).to_have_attribute("href", re.compile(re.escape(f"{origin}{today.path}plan?to=") + "[A-Z]"))


def test_the_screen_tells_of_a_festival_put_off_while_it_hangs(today: Ground, new_page: Any) -> None:
    page = new_page(size=DESKTOP)
    page.clock.install()
    page.goto(f"/screen/{today.festival.slug}")
    expect(page.locator("[data-next]")).to_contain_text("第1场木鼓舞")
    with writing():
        today.festival.state = FestivalState.POSTPONED
        today.festival.starts_on = today.festival.ends_on = None
        bump(f"festival:{today.festival.id}")
    page.clock.run_for(31_000)
    expect(page.locator("[data-told]")).to_have_text("这届延期了，日子待定")
    expect(page.locator("[data-next]")).to_be_hidden()
    expect(page.locator("[data-stalls]")).to_be_hidden()


def test_the_screen_goes_on_when_the_network_is_lost(today: Ground, new_page: Any) -> None:
    page = new_page(size=DESKTOP)
    page.clock.install()
    page.goto(f"/screen/{today.festival.slug}")
    expect(page.locator("[data-clock]")).to_have_text("09:30")
    expect(page.locator("[data-next]")).to_contain_text("金桥吹打")
    page.locator("main[data-fresh]").wait_for()  # the day's data has come, not only the page
    page.context.set_offline(True)
    page.clock.run_for(40 * 60_000)
    expect(page.locator("[data-now]")).to_contain_text("金桥吹打")
    expect(page.locator("[data-net]")).to_contain_text("网络断了")
    expect(page.locator("[data-stalls] li")).to_have_count(4)
    page.context.set_offline(False)
    page.clock.run_for(31_000)
    expect(page.locator("[data-net]")).to_be_empty()


def test_the_screen_goes_on_to_the_next_day_when_midnight_finds_it_without_a_network(
    today: Ground, new_page: Any
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    assert tomorrow in today.festival.days
    factories.a_session(
        today.festival, title="第二天开锣", starts_at=clock.at(tomorrow, 10), ends_at=clock.at(tomorrow, 11)
    )
    page = new_page(size=DESKTOP)
    page.clock.install()
    page.goto(f"/screen/{today.festival.slug}")
    page.locator("main[data-fresh]").wait_for()
    expect(page.locator("[data-next]")).not_to_contain_text("第二天开锣")
    page.context.set_offline(True)
    page.clock.fast_forward("16:00:00")
    expect(page.locator("[data-next]")).to_contain_text("第二天开锣")
    expect(page.locator("[data-next]")).not_to_contain_text("第1场木鼓舞")
    expect(page.locator("[data-stalls] li")).to_have_count(4)
    page.clock.fast_forward(f"{24 * len(today.festival.days)}:00:00")
    expect(page.locator("[data-told]")).to_have_text("这届办完了，谢谢大家")
    expect(page.locator("[data-stalls]")).to_be_hidden()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the app for the length of the block; after it nobody listens at the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_screen_comes_up_again_while_nobody_serves_it(today: Ground, app: Flask, browser: Browser) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
    try:
        page = context.new_page()
        with served(app) as address:
            page.goto(f"{address}/screen/{today.festival.slug}")
            expect(page.locator("[data-screen]")).to_have_attribute("data-kept", "")
            expect(page.locator("[data-next]")).to_contain_text("第1场木鼓舞")
        with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
            context.new_page().goto(f"{address}{today.path}")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text(today.festival.name)
        expect(page.locator("[data-next]")).to_contain_text("第1场木鼓舞")
        expect(page.locator("[data-stalls] li")).to_have_count(4)
        expect(page.locator("[data-clock]")).to_have_text(re.compile("^09:3"))
        expect(page.locator("[data-net]")).to_contain_text("网络断了，节目按 09:3")
        assert page.evaluate("getComputedStyle(document.querySelector('.screen')).backgroundColor") == "rgb(0, 0, 0)"
    finally:
        context.close()
