"""Visitors' pages under the real server beside a view with one select, and how they paint on a slow phone.

Run from the checkout: `python -m benchmarks.visitors`. Figures are CPU time of the server a request (`served`).
Painting is measured in Chromium with
the processor slowed four times and a slow 4G line (1.6 Mbit/s, 562 ms there and back), nothing cached. Fails when a warm
page serves less than 0.5 of what the one-select view does, or when anything shifts while it loads.
"""

import http.client
import os
import re
import shutil
import sys
import tempfile
from typing import Any

from benchmarks.served import cpu_per_request, server

REQUESTS, ROUNDS = 800, 5
LEAST, MOST_SHIFT, MOST_PAINT = 0.5, 0.1, 4.0
NOW = "2027-05-02T10:40"
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
PAINT = """() => new Promise(done => {
  let paint = 0, shift = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) paint = entry.startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => { for (const entry of list.getEntries()) shift += entry.value; })
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done([paint / 1000, shift]), 500);
})"""


def main() -> int:
    """Print the figures; 1 when one of them is outside what is allowed."""
    with tempfile.TemporaryDirectory() as instance:
        _fill(instance)
        with server("_visitors_server", instance, NOW, "/one-select") as (pid, port):
            paths = _pages(port)
            figures = _cpu(pid, port, paths)
            painted = _painted(port, paths)
    base = figures.pop("one select")
    print(f"{'one select':16} {base * 1e6:7.0f} µs CPU")
    for name, seconds in figures.items():
        print(f"{name:16} {seconds * 1e6:7.0f} µs CPU   {base / seconds:5.2f} of one select")
    for name, (paint, shift) in painted.items():
        print(f"{name:16} {paint:7.2f} s largest paint   {shift:.3f} layout shift (4× CPU, slow 4G)")
    slow = [name for name, seconds in figures.items() if base / seconds < LEAST]
    late = [name for name, (paint, shift) in painted.items() if paint > MOST_PAINT or shift > MOST_SHIFT]
    return int(bool(slow or late))


def _fill(instance: str) -> None:
    """Load the demo into a fresh instance."""
    from eventhub import create_app
    from eventhub.config import load_settings
    from eventhub.core import clock
    from eventhub.core.database import db
    from eventhub.demo import load_demo

    settings = load_settings({"EVENTHUB_INSTANCE": instance, "EVENTHUB_NOW": NOW})
    assert settings.now is not None
    with clock.fixed(settings.now), create_app(settings).app_context():
        db.create_all()
        load_demo(settings)
        db.session.remove()
        db.engine.dispose()


def _get(connection: http.client.HTTPConnection, path: str) -> str:
    connection.request("GET", path)
    return connection.getresponse().read().decode()


def _pages(port: int) -> dict[str, str]:
    """Return the pages to measure, of the festival that runs."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    plan = re.search(r'href="(/festivals/[^"/]+/)plan"', _get(connection, "/"))
    assert plan is not None
    sign = re.search(r'href="(/s/\w+)"', _get(connection, f"{plan[1]}plan"))
    assert sign is not None
    return {"home": "/", "festival": plan[1], "plan": f"{plan[1]}plan", "stall": sign[1]}


def _cpu(pid: int, port: int, paths: dict[str, str]) -> dict[str, float]:
    """Return page → CPU seconds of one warm request, in the least disturbed round."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    kinds = {"one select": "/one-select", **paths}
    for path in kinds.values():
        _get(connection, path)
    return cpu_per_request(pid, kinds, lambda name: _get(connection, kinds[name]), ROUNDS, REQUESTS)


def _painted(port: int, paths: dict[str, str]) -> dict[str, Any]:
    """Return page → (seconds to the largest paint, layout shift) on a slow phone; empty without Chromium."""
    chromium = os.environ.get("EVENTHUB_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("Chromium is missing: painting is not measured")
        return {}
    from playwright.sync_api import sync_playwright

    figures = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, path in paths.items():
            page = browser.new_page(viewport={"width": 360, "height": 740})
            tools = page.context.new_cdp_session(page)
            tools.send("Network.enable")
            tools.send("Network.emulateNetworkConditions", SLOW_4G)
            tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load")
            figures[name] = page.evaluate(PAINT)
            page.close()
        browser.close()
    return figures


if __name__ == "__main__":
    sys.exit(main())
