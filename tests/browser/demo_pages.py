"""The pages of the demo that stand for the whole: what the screenshots show and what axe-core reads."""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

DAY = "2027-04-17"
VISITOR = "visitor"


@dataclass(frozen=True)
class DemoPage:
    """A page: name of its picture, who opens it (one click on the sign-in page), where it is."""

    name: str
    who: str
    path: str


PAGES = (
    DemoPage("home", VISITOR, "/"),
    DemoPage("festival", VISITOR, "/festivals/meishi-2027/"),
    DemoPage("plan", VISITOR, "/festivals/meishi-2027/plan"),
    DemoPage("calendar", VISITOR, "/calendar/"),
    DemoPage("stall", VISITOR, ""),
    DemoPage("apply", "household", "/apply/nianhuo-2028/"),
    DemoPage("my", "household", "/my/"),
    DemoPage("desk", "organiser", "/desk/caishan-2027/"),
    DemoPage("review", "organiser", "/desk/caishan-2027/applications/"),
    DemoPage("editor", "organiser", "/desk/caishan-2027/plan/"),
    DemoPage("board", "organiser", "/desk/meishi-2027/allocation/"),
    DemoPage("passes", "organiser", "/desk/meishi-2027/passes/"),
    DemoPage("gate", "gate", "/gate/start"),
)


def enter(context: BrowserContext, who: str) -> Page:
    """Enter the demo with one click, as a newcomer does; a visitor needs none."""
    page = context.new_page()
    if who != VISITOR:
        page.goto("/sign-in")
        page.locator(f'form[action="/demo/enter/{who}"] button').click()
    return page


def open_page(page: Page, shown: DemoPage) -> None:
    """Open a page; the stall is found as a visitor finds it, the apply step by beginning an application."""
    if shown.name == "stall":
        page.goto("/festivals/meishi-2027/stalls/?q=苗家米酒")
        page.locator("main a[href^='/s/']").first.click()
    else:
        page.goto(shown.path)
    if shown.name == "apply":
        page.get_by_role("button", name=re.compile("开始填|接着填")).click()
        answer = page.goto(f"{page.url.rsplit('/', 1)[0]}/goods")
        assert answer is not None
        assert answer.ok, f"{page.url} is no page of an application"
    page.wait_for_load_state("networkidle")
