"""`make screenshots`: the pages of the demo at 360 and 1440 px into a folder, on a fixed day, so that they can be compared."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.demo_pages import DAY, PAGES, enter, open_page
from tests.chromium import FLAGS, chromium_path
from tests.serving import started

SIZES = ((360, 740), (1440, 900))


def main() -> int:
    """Take every picture; the folder is the first argument."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/img")
    folder.mkdir(parents=True, exist_ok=True)
    path = chromium_path()
    if not path:
        print("要先装上 Chromium：apt-get install chromium")
        return 1
    with (
        tempfile.TemporaryDirectory() as instance,
        started(Path(instance), DAY) as (address, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for width, height in SIZES:
            _take(browser, address, folder, width, height)
        browser.close()
    return 0


def _take(browser: Browser, address: str, folder: Path, width: int, height: int) -> None:
    viewport = {"width": width, "height": height}
    for shown in PAGES:
        context = browser.new_context(viewport=viewport, base_url=address, locale="zh-CN")
        page = enter(context, shown.who)
        open_page(page, shown)
        page.screenshot(path=folder / f"{shown.name}-{width}.png")
        print(f"{shown.name}-{width}.png")
        context.close()


if __name__ == "__main__":
    sys.exit(main())
