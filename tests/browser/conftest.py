"""Real Chromium against the app served in this process on a free port, over the test's own database."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from eventhub.accounts.models import Account
from eventhub.core.database import db
from tests.browser.gate_world import GateWorld
from tests.browser.live import PATIENCE, PHONE, LiveServer


@pytest.fixture
def live_server(app: Flask) -> Iterator[LiveServer]:
    """Serve the app with threads, with the CSRF guard on as in real life."""
    app.config.update(WTF_CSRF_ENABLED=True, SESSION_COOKIE_SECURE=False)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    # What the test wrote must be seen by the server's threads, and the other way round.
    db.session.commit()
    yield LiveServer(f"http://127.0.0.1:{server.server_port}", app)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[Any]:
    """Open pages: `new_page(size=PHONE, account=None, **context options)`; a page error or a console error fails."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(size: dict[str, int] = PHONE, account: Account | None = None, **options: Any) -> Page:
        context = browser.new_context(
            viewport=size, base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )
        contexts.append(context)
        if account is not None:
            live_server.sign_in(context, account)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def browser_page(new_page: Any) -> Page:
    """A visitor's phone, 360 px wide."""
    page: Page = new_page()
    return page


@pytest.fixture
def world(app: Flask) -> Iterator[GateWorld]:
    """A running festival with a server of its own, for phones that enrol and lose it."""
    made = GateWorld.make(app)
    made.start()
    yield made
    made.close()
