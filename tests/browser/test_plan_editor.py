"""The plan editor in a real browser: by mouse, by keyboard, by two people, and without a script."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from eventhub.accounts.models import Account, Role
from eventhub.core.database import db
from eventhub.festivals import plan_actions, plan_rows, plan_zones, queries
from eventhub.festivals.booth_numbers import parse_booth_range
from eventhub.festivals.layout import RowSpec
from eventhub.festivals.models import Booth, Festival
from eventhub.festivals.plan_actions import BoothPatch
from eventhub.festivals.plan_rows import RowOrder
from tests import factories
from tests.browser.live import DESKTOP

pytestmark = pytest.mark.browser
BASE = "/desk/caishan-2027/plan/"


@pytest.fixture
def festival(app: Any) -> Festival:
    return factories.a_festival(slug="caishan-2027", booths=6)


@pytest.fixture
def organiser(festival: Festival) -> Account:
    return factories.a_staff_member(Role.ORGANISER, organisation=festival.organisation)


def opened(new_page: Any, account: Account, query: str = "", **options: Any) -> Page:
    page: Page = new_page(DESKTOP, account, **options)
    page.goto(BASE + query)
    if options.get("java_script_enabled", True):
        page.locator("[data-editor][data-ready]").wait_for()
    return page


def stored(label: str) -> Booth:
    db.session.rollback()
    found = db.session.scalar(db.select(Booth).where(Booth.label == label))
    assert found is not None
    return found


def shape(page: Page, label: str) -> Locator:
    return page.locator(f'.b[data-id="{label}"]')


def said(page: Page) -> Locator:
    return page.locator("[data-say]")


def drag(page: Page, what: Locator, dx: int, dy: int, modifier: str = "") -> None:
    box = what.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    if modifier:
        page.keyboard.down(modifier)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2, steps=3)
    page.mouse.move(x + dx, y + dy, steps=3)
    page.mouse.up()
    if modifier:
        page.keyboard.up(modifier)


def test_dragging_moves_to_ten_centimetres_and_is_undone(new_page: Any, organiser: Account) -> None:
    page = opened(new_page, organiser)
    drag(page, shape(page, "A01"), -40, 150)
    expect(said(page)).to_have_text("存好了")
    moved = stored("A01")
    assert moved.y > 1000
    assert (moved.x % 10, moved.y % 10) == (0, 0)
    assert (stored("A02").x, stored("A02").y) == (1640, 1000)
    expect(page.get_by_label("横")).to_have_value(f"{moved.x / 100:.2f}".rstrip("0").rstrip("."))
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name="撤销")).to_be_disabled()
    expect(page.get_by_label("纵")).to_have_value("10")
    assert (stored("A01").x, stored("A01").y) == (1320, 1000)


def test_undo_before_the_answer_is_there_takes_back_the_step_on_its_way(new_page: Any, organiser: Account) -> None:
    page = opened(new_page, organiser)
    held: list[Route] = []
    page.route("**/booths.json", lambda route: held.append(route), times=1)
    with page.expect_request("**/booths.json"):
        drag(page, shape(page, "A01"), 0, 150)
    page.keyboard.press("Control+z")
    with page.expect_response("**/booths.json"), page.expect_response("**/booths.json"):
        held.pop().continue_()
    expect(page.get_by_role("button", name="撤销")).to_be_disabled()
    expect(page.get_by_label("纵")).to_have_value("10")
    assert stored("A01").y == 1000


def test_several_are_chosen_by_frame_and_moved_and_equipped_together(new_page: Any, organiser: Account) -> None:
    page = opened(new_page, organiser)
    page.get_by_role("button", name="框选").click()
    first, third = shape(page, "A01").bounding_box(), shape(page, "A03").bounding_box()
    assert first
    assert third
    page.mouse.move(first["x"] - 10, first["y"] - 10)
    page.mouse.down()
    page.mouse.move(third["x"] + third["width"] + 4, third["y"] + third["height"] + 10, steps=4)
    page.mouse.up()
    expect(page.get_by_role("heading", name="选了 3 个摊位")).to_be_visible()
    drag(page, shape(page, "A02"), 0, 120)
    expect(said(page)).to_have_text("3 个摊位存好了")
    assert len({stored(label).y for label in ("A01", "A02", "A03")}) == 1
    assert stored("A04").y == 1000 < stored("A01").y
    page.get_by_label("用电").fill("2200")
    page.get_by_label("上下水").check()
    page.get_by_label("停用").check()
    page.get_by_role("button", name="存好").click()
    expect(page.locator('[data-n="closed"]')).to_have_text("3")
    for label in ("A01", "A02", "A03"):
        booth = stored(label)
        assert (booth.power_w, booth.features, booth.closed) == (2200, ["water"], True)
    assert stored("A04").power_w == 3000


def test_turning_by_the_handle(new_page: Any, organiser: Account) -> None:
    page = opened(new_page, organiser)
    shape(page, "A01").click()
    handle, booth = page.locator("[data-turn]").bounding_box(), shape(page, "A01").bounding_box()
    assert handle
    assert booth
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(booth["x"] + booth["width"] / 2 + 200, booth["y"] + booth["height"] / 2, steps=6)
    page.mouse.up()
    expect(said(page)).to_have_text("存好了")
    assert stored("A01").rotation == 90


def test_everything_by_keyboard(new_page: Any, organiser: Account) -> None:
    page = opened(new_page, organiser)
    shape(page, "A01").focus()
    page.keyboard.press("ArrowRight")
    expect(shape(page, "A02")).to_be_focused()
    page.keyboard.press("Enter")
    expect(shape(page, "A02")).to_have_attribute("aria-current", "true")
    for key in ("ArrowDown", "ArrowDown", "Shift+ArrowDown", "ArrowLeft", "]", "]", "["):
        page.keyboard.press(key)
    expect(said(page)).to_have_text("存好了")
    moved = stored("A02")
    assert (moved.x, moved.y, moved.rotation) == (1630, 1120, 5)
    page.keyboard.press("Control+z")
    expect(shape(page, "A02")).to_have_attribute("transform", "translate(246 150) rotate(0)")
    back = stored("A02")
    assert (back.x, back.y, back.rotation) == (1640, 1000, 0)
    page.keyboard.press("Escape")
    expect(page.locator(".b[aria-current]")).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    expect(page.locator('[data-n="booths"]')).to_have_text("5")
    expect(shape(page, "A02")).to_have_count(0)
    expect(page.locator('[data-pick-booth="A02"]')).to_have_count(0)


def test_two_organisers_at_once_the_second_is_told_and_sees_what_is_stored(
    new_page: Any, organiser: Account, festival: Festival
) -> None:
    page = opened(new_page, organiser)
    page.get_by_role("button", name="看全场").click()
    other = stored("A01")
    plan_actions.change_booths(festival, [BoothPatch(other.id, other.version, {"y": 5000})], None)
    drag(page, shape(page, "A01"), 40, 100)
    expect(said(page)).to_contain_text("摊位 A01刚才被别人改过，这次没有存")
    assert stored("A01").y == 5000
    expect(shape(page, "A01")).to_have_attribute("transform", "translate(198 750) rotate(0)")
    drag(page, shape(page, "A01"), 0, -60)
    expect(said(page)).to_have_text("存好了")
    assert 1000 < stored("A01").y < 5000


def test_overlapping_booths_are_shown_and_counted(new_page: Any, organiser: Account) -> None:
    page = opened(new_page, organiser)
    page.locator('[data-pick-booth="A01"]').click()
    page.get_by_label("横").fill("16")
    page.get_by_role("button", name="存好").click()
    expect(page.locator('[data-n="overlaps"]')).to_have_text("1")
    expect(shape(page, "A01")).to_have_attribute("data-st", "bad")
    expect(shape(page, "A02")).to_have_attribute("aria-label", "摊位 A02，3000 瓦，和别的摊位叠在一起")


def test_a_wrong_figure_is_said_and_kept(new_page: Any, organiser: Account) -> None:
    page = opened(new_page, organiser, "?booth=A01")
    page.get_by_label("横").fill("很远")
    page.get_by_role("button", name="存好").click()
    expect(page.locator('[data-f="error"]')).to_have_text("“横”要填数字，例如“12.5”。")
    expect(page.get_by_label("横")).to_have_value("很远")
    page.get_by_label("横").fill("900")
    page.get_by_role("button", name="存好").click()
    expect(page.locator('[data-f="error"]')).to_contain_text("到场地外面了")
    assert stored("A01").version == 1


def test_a_zone_is_drawn_and_rows_are_previewed_and_made(new_page: Any, organiser: Account, festival: Festival) -> None:
    page = opened(new_page, organiser, "?add=zone")
    page.get_by_role("button", name="看全场").click()
    page.get_by_label("代号").fill("B")
    page.get_by_label("名字").fill("农特产")
    page.get_by_role("button", name="在图上画").click()
    box = page.locator(".plan").bounding_box()
    assert box
    for _ in range(4):
        page.mouse.click(box["x"] + 200, box["y"] + 350)
    expect(said(page)).to_have_text("太小了，没有画上。按住不放，从一个角拖到对角")
    expect(page.get_by_label("边界")).to_have_value("")
    page.mouse.move(box["x"] + 200, box["y"] + 350)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 500, steps=4)
    page.mouse.up()
    assert page.get_by_label("边界").input_value().count("\n") == 3
    page.get_by_role("button", name="加上").click()
    page.wait_for_url("**/plan/?add=rows&in=B")
    page.locator("[data-editor][data-ready]").wait_for()
    page.get_by_role("textbox", name="摊位号").fill("B01–B06")
    page.get_by_role("textbox", name="排成几排").fill("2")
    page.get_by_role("button", name="看全场").click()
    page.get_by_role("button", name="在图上点起点").click()
    page.mouse.click(box["x"] + 260, box["y"] + 400)
    expect(page.locator(".ed-ghosts rect")).to_have_count(6)
    expect(said(page)).to_contain_text("共 6 个")
    assert queries.booth_count(festival) == 6
    page.get_by_role("button", name="排好").click()
    expect(page.locator('[data-n="booths"]')).to_have_text("12")
    page.locator("[data-editor][data-ready]").wait_for()
    db.session.rollback()
    assert [zone.code for zone in queries.zones_of(festival)] == ["A", "B"]
    page.get_by_role("button", name=re.compile(r"全选\s*B区")).click()
    expect(page.get_by_role("heading", name="选了 6 个摊位")).to_be_visible()


def test_a_landmark_is_dragged(new_page: Any, organiser: Account, festival: Festival) -> None:
    plan_zones.add_mark(festival, {"kind": "toilet", "x": 3000, "y": 3000}, None)
    page = opened(new_page, organiser)
    drag(page, page.locator("[data-mark]"), 80, 0)
    expect(said(page)).to_have_text("地标挪好了")
    db.session.rollback()
    (mark,) = festival.ground
    assert mark["x"] > 3000
    assert (mark["x"] % 10, mark["y"]) == (0, 3000)


def test_a_drawing_that_could_not_be_fetched_does_not_stop_the_next_step(
    new_page: Any, organiser: Account, festival: Festival
) -> None:
    plan_zones.add_mark(festival, {"kind": "toilet", "x": 3000, "y": 3000}, None)
    page = opened(new_page, organiser)
    page.route(f"**{BASE}", lambda route: route.abort())
    drag(page, page.locator("[data-mark]"), 80, 0)
    expect(said(page)).to_contain_text("没连上网")
    page.unroute(f"**{BASE}")
    drag(page, shape(page, "A01"), 0, 150)
    expect(said(page)).to_have_text("存好了")
    assert stored("A01").y > 1000


def test_without_a_script_the_same_is_done_by_links_and_forms(new_page: Any, organiser: Account) -> None:
    page = opened(new_page, organiser, java_script_enabled=False)
    expect(page.get_by_role("button", name="撤销")).to_be_hidden()
    page.locator(".ed-booths").get_by_role("link", name="A03").click()
    page.get_by_label("横").fill("50.5")
    page.get_by_label("后面断开").check()
    page.get_by_role("button", name="存好").click()
    expect(page.get_by_role("status").first).to_contain_text("存好了")
    assert (stored("A03").x, stored("A03").break_after) == (5050, True)


def test_three_hundred_booths_stay_quick(new_page: Any, organiser: Account, festival: Festival) -> None:
    zone = queries.zones_of(festival)[0]
    for number, letter in enumerate("BCDEFGHIJK"):
        spec = RowSpec(parse_booth_range(f"{letter}01–{letter}30"), 1000, 2000 + 650 * number, gap=20)
        plan_rows.generate(festival, RowOrder(zone.id, spec, False, {"power_w": 3000}), None)
    page = opened(new_page, organiser)
    expect(page.locator('[data-n="booths"]')).to_have_text("306")
    page.get_by_role("button", name=re.compile(r"全选\s*A区")).click()
    spent = page.evaluate(
        """async () => {
            const svg = document.querySelector('.plan'), shape = svg.querySelector('.b'), at = shape.getBoundingClientRect();
            const fire = (type, x, y) => shape.dispatchEvent(new PointerEvent(type, {bubbles: true, clientX: x, clientY: y, pointerId: 1}));
            svg.setPointerCapture = () => {};
            fire('pointerdown', at.x + 3, at.y + 3);
            const began = performance.now();
            for (let i = 1; i <= 20; i++) fire('pointermove', at.x + 3 + i * 2, at.y + 3 + i);
            const spent = (performance.now() - began) / 20;
            fire('pointerup', at.x + 43, at.y + 23);
            return spent;
        }"""
    )
    expect(said(page)).to_have_text("306 个摊位存好了")
    # 306 booths follow the pointer; a tenth of a second a step would be felt as sticking.
    assert spent < 100


def test_a_gate_at_the_edge_is_whole_when_the_plan_opens(new_page: Any, organiser: Account, festival: Festival) -> None:
    plan_zones.add_mark(festival, {"kind": "gate", "x": 2_000, "y": 0, "text": "北门"}, None)
    page = opened(new_page, organiser)
    for button in ("", "看全场"):
        if button:
            page.get_by_role("button", name=button).click()
        sign, canvas = page.locator(".pl-gate rect").bounding_box(), page.locator(".plan-box").bounding_box()
        assert sign
        assert canvas
        assert canvas["y"] <= sign["y"], button
