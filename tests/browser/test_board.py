"""The board with real clicks, keys and drags."""

import re
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect

from eventhub.accounts.models import Role
from eventhub.allocation.queries import draft_of
from eventhub.core.database import db, writing
from eventhub.festivals.models import Booth
from eventhub.registry.documents import GoodsCategory
from tests import factories
from tests.allocation.ready import Ready
from tests.browser.live import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def ready(app: Flask) -> Ready:
    """Six booths, the last without power; four households of 1,500 watts, so that booths stay free.

    Each sells something else: wherever the solver put them, no move sets the rule about neighbours aside.
    """
    ready = Ready(booths=6, power_w=1_500)
    with writing():
        for application, category in zip(ready.applications, GoodsCategory, strict=False):
            application.category = category
        weak = db.session.query(Booth).filter_by(festival_id=ready.festival.id, label="A06").one()
        weak.power_w = 500
    ready.draft()
    db.session.commit()
    return ready


def board(new_page: Any, ready: Ready, **options: Any) -> Page:
    """Open the board as the organiser."""
    page: Page = new_page(**{"size": DESKTOP, "account": ready.organiser, **options})
    page.goto(ready.base)
    expect(page.get_by_role("heading", level=1)).to_contain_text("排摊位")
    return page


def booth(page: Page, label: str) -> Locator:
    """A booth on the plan."""
    return page.locator(f".plan .b[data-id='{label}']")


def where(ready: Ready, receipt: str) -> list[str]:
    """Where a household stands, as the database holds it now."""
    db.session.rollback()
    draft = draft_of(ready.festival)
    assert draft is not None
    return list(draft.placements.get(receipt, []))


def drag(page: Page, what: Locator, to: Locator) -> None:
    """Drag with the mouse, in steps as a hand does."""
    begin, end = what.bounding_box(), to.bounding_box()
    assert begin
    assert end
    page.mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + min(begin["height"] / 2, 12))
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2 - 20, end["y"] + end["height"] / 2 - 20, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)
    page.mouse.up()


def free(ready: Ready) -> str:
    """The label of a free booth with power."""
    draft = draft_of(ready.festival)
    assert draft is not None
    taken = {label for block in draft.placements.values() for label in block}
    return next(label for label in ("A05", "A04", "A03", "A02", "A01") if label not in taken)


def called(ready: Ready, number: int) -> str:
    """What the board calls a household: its shop with the receipt number."""
    return f"{ready.applications[number].household.name}（{ready.receipts[number]}）"


def row(page: Page, ready: Ready, number: int) -> Locator:
    """A household's row of the list."""
    return page.locator(f".hh[data-hh='{ready.receipts[number]}']")


def test_dragging_a_name_onto_a_booth_puts_it_there_and_undo_and_redo_survive_a_reload(
    ready: Ready, new_page: Any
) -> None:
    page, target, receipt = board(new_page, ready), free(ready), ready.receipts[0]
    before = where(ready, receipt)
    drag(page, row(page, ready, 0), booth(page, target))
    expect(page.locator("[data-hint]")).to_contain_text(f"{called(ready, 0)}放到 {target}")
    expect(booth(page, target)).to_have_attribute("data-st", "moved")
    assert where(ready, receipt) == [target]
    page.reload()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-hint]")).to_contain_text("撤销了一步")
    assert where(ready, receipt) == before
    page.reload()
    page.get_by_role("button", name="重做").click()
    expect(booth(page, target)).to_have_attribute("data-st", "moved")
    assert where(ready, receipt) == [target]


def test_a_booth_can_be_dragged_too_and_onto_a_holder_means_changing_places(ready: Ready, new_page: Any) -> None:
    page = board(new_page, ready)
    first, second = ready.receipts[:2]
    here, there = where(ready, first), where(ready, second)
    drag(page, booth(page, here[0]), booth(page, there[0]))
    expect(page.locator("[data-hint]")).to_contain_text("对调了")
    assert (where(ready, first), where(ready, second)) == (there, here)


def test_by_keyboard_alone_pick_go_to_the_booth_and_put(ready: Ready, new_page: Any) -> None:
    page, target, receipt = board(new_page, ready), free(ready), ready.receipts[1]
    row(page, ready, 1).get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=right] h2")).to_contain_text(ready.applications[1].household.name)
    expect(booth(page, target)).to_have_attribute("data-st", re.compile("can|soft"))
    page.locator(".plan .b[tabindex='0']").focus()
    for _ in range(6):
        if page.evaluate("document.activeElement.dataset.id") == target:
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text(f"放到 {target} 行不行")
    expect(page.locator(".verdict button, .verdict textarea").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-hint]")).to_contain_text(f"{called(ready, 1)}放到 {target}")
    assert where(ready, receipt) == [target]


def test_a_booth_that_breaks_a_rule_says_which_and_takes_nobody(ready: Ready, new_page: Any) -> None:
    page, receipt = board(new_page, ready), ready.receipts[0]
    before = where(ready, receipt)
    row(page, ready, 0).get_by_role("link").click()
    expect(booth(page, "A06")).to_have_attribute("data-risk", "")
    expect(booth(page, "A06")).to_have_attribute("aria-label", re.compile("不能放：用电要 1500 瓦，这里只有 500 瓦"))
    booth(page, "A06").hover()
    expect(page.locator("[data-hint]")).to_contain_text("用电要 1500 瓦")
    drag(page, row(page, ready, 0), booth(page, "A06"))
    expect(page.locator("[data-hint]")).to_contain_text("放不下：用电要 1500 瓦，这里只有 500 瓦")
    expect(page.locator(".verdict")).to_contain_text("用电要 1500 瓦")
    assert where(ready, receipt) == before


def test_a_locked_household_is_not_moved_until_it_is_released(ready: Ready, new_page: Any) -> None:
    page, receipt = board(new_page, ready), ready.receipts[0]
    row(page, ready, 0).get_by_role("link").click()
    page.get_by_role("button", name="锁住").click()
    expect(booth(page, where(ready, receipt)[0])).to_have_attribute("data-st", "lock")
    expect(row(page, ready, 0)).to_have_count(0)  # nothing to take hold of any more
    page.get_by_role("button", name="解锁").click()
    expect(row(page, ready, 0)).to_have_count(1)


def test_two_organisers_see_each_other_within_five_seconds_and_nobody_overwrites(ready: Ready, new_page: Any) -> None:
    other = factories.a_staff_member(Role.ORGANISER, organisation=ready.festival.organisation)
    db.session.commit()
    mine, theirs = board(new_page, ready), board(new_page, ready, account=other)
    theirs.clock.install()  # the page's own seconds, however slow the machine is
    target = free(ready)
    theirs.goto(f"{ready.base}?pick={ready.receipts[1]}")
    stale = theirs.locator("#place input[name=version]").input_value()
    drag(mine, row(mine, ready, 0), booth(mine, target))
    expect(booth(mine, target)).to_have_attribute("data-st", "moved")
    theirs.clock.run_for(5_000)
    theirs.clock.pause_at(theirs.evaluate("Date.now() + 1"))
    expect(booth(theirs, target)).to_have_attribute("data-name", ready.applications[0].household.name)
    refused = theirs.evaluate(
        """async ([url, version, receipt]) => {
             const body = new URLSearchParams(new FormData(document.getElementById('deed')));
             body.set('version', version); body.set('receipt', receipt); body.set('booths', 'A05');
             const r = await fetch(url + 'place', {method: 'POST', body, headers: {Accept: 'application/json'}});
             return [r.status, (await r.json()).said];
           }""",
        [ready.base, stale, ready.receipts[1]],
    )
    assert refused[0] == 409
    assert "刚才有人改过" in refused[1]


def test_without_a_script_the_same_is_done_by_clicks(ready: Ready, new_page: Any) -> None:
    page = board(new_page, ready, java_script_enabled=False)
    target = free(ready)
    page.get_by_role("link", name=ready.applications[2].household.name).first.click()
    booth(page, "A06").locator("rect").click()
    expect(page.locator(".verdict")).to_contain_text("用电要 1500 瓦")
    booth(page, target).locator("rect").click()
    page.locator(".verdict").get_by_role("button", name=re.compile("放到")).click()
    expect(page.locator(".flashes")).to_contain_text(f"{called(ready, 2)}放到 {target}")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".flashes")).to_contain_text("撤销了一步")


def test_on_a_phone_the_board_fits_and_a_tap_places(ready: Ready, new_page: Any) -> None:
    page = board(new_page, ready, size=PHONE, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    target, receipt = free(ready), ready.receipts[0]
    row(page, ready, 0).get_by_role("link").tap()
    booth(page, target).tap()
    page.locator(".verdict").get_by_role("button", name=re.compile("放到")).tap()
    expect(page.locator("[data-hint]")).to_contain_text(f"{called(ready, 0)}放到 {target}")
    assert where(ready, receipt) == [target]


def test_a_booth_tapped_before_the_answer_is_there_still_means_the_household_just_picked(
    ready: Ready, new_page: Any
) -> None:
    page, target, receipt = board(new_page, ready), free(ready), ready.receipts[0]
    held: list[Route] = []
    page.route(re.compile(rf"\?pick={receipt}$"), lambda route: held.append(route))
    with page.expect_request(re.compile("pick=")):
        row(page, ready, 0).get_by_role("link").click()
    booth(page, target).click()
    held.pop().continue_()
    page.locator(".verdict").get_by_role("button", name=re.compile("放到")).click()
    expect(page.locator("[data-hint]")).to_contain_text(f"{called(ready, 0)}放到 {target}")
    assert where(ready, receipt) == [target]
