"""Public pages are rendered once and served as bytes until something public changes."""

from datetime import timedelta

from flask import Flask

from eventhub.accounts.access import public
from eventhub.core import clock, revisions
from eventhub.core.database import writing
from eventhub.core.page_cache import cached_page
from tests.conftest import new_client


def _counting_app(app: Flask) -> list[int]:
    renderings: list[int] = []

    @app.get("/counted/<name>")
    @public
    @cached_page("q")
    def counted(name: str) -> str:
        renderings.append(1)
        return f"<title>数</title><h1>第 {len(renderings)} 次</h1>"

    return renderings


def test_a_page_is_rendered_once_until_something_public_changes(app: Flask) -> None:
    renderings = _counting_app(app)
    client = new_client(app)
    first = client.get("/counted/a")
    assert client.get("/counted/a?utm=1").data == first.data
    assert len(renderings) == 1
    with writing():
        revisions.bump("festival:1")
    assert client.get("/counted/a").data != first.data
    with clock.fixed(clock.now() + timedelta(minutes=1)):
        client.get("/counted/a")
    assert len(renderings) == 3


def test_readers_of_large_type_get_a_page_of_their_own(app: Flask) -> None:
    renderings = _counting_app(app)
    client = new_client(app)
    client.get("/counted/a")
    client.set_cookie("size", "lg")
    client.get("/counted/a")
    assert len(renderings) == 2


def test_a_browser_that_has_the_page_is_told_so_without_a_cookie(app: Flask) -> None:
    _counting_app(app)
    client = new_client(app)
    first = client.get("/counted/a")
    again = client.get("/counted/a", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in first.headers
