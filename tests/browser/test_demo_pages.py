"""Every page that stands for the whole, in the demo as a newcomer starts it: nothing serious in axe-core, nothing sideways."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.demo_pages import DAY, PAGES, DemoPage, enter, open_page
from tests.serving import started

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the demo in it."""
    with started(Path(tmp_path_factory.mktemp("demo")), DAY) as (address, _):
        yield address


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_axe_finds_nothing_serious_and_nothing_runs_out_sideways(
    browser: Browser, demo: str, shown: DemoPage, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=demo, locale="zh-CN")
    page = enter(context, shown.who)
    open_page(page, shown)
    found = Axe().run(page).response["violations"]
    assert [(entry["id"], entry["nodes"][0]["html"][:120]) for entry in found if entry["impact"] in SERIOUS] == []
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    context.close()
