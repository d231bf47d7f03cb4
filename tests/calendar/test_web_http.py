"""How public feeds are sent: conditional requests, HEAD, gzip, no cookies, and the short way past Flask."""

import gzip

from flask import Flask

from tests import factories
from tests.calendar.feed_reader import fetch, unchanged
from tests.calendar.feed_world import World, paths
from tests.page_check import CheckedClient


def test_head_is_get_without_the_body(client: CheckedClient, world: World) -> None:
    for path in paths(world):
        got, headed = client.get(path), client.head(path)
        assert headed.status_code == 200
        assert not headed.get_data()
        assert dict(got.headers) == dict(headed.headers)


def test_gzip_only_when_asked_for(client: CheckedClient, world: World) -> None:
    plain = client.get("/calendar.ics")
    assert "Content-Encoding" not in plain.headers
    for asked, zipped in (
        ("gzip, deflate", True),
        ("*", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("br", False),
    ):
        answer = client.get("/calendar.ics", headers={"Accept-Encoding": asked})
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert (answer.headers.get("Content-Encoding") == "gzip") is zipped, asked
        body = gzip.decompress(answer.get_data()) if zipped else answer.get_data()
        assert body == plain.get_data()
        assert int(answer.headers["Content-Length"]) == len(answer.get_data())


def test_a_second_fetch_is_304_and_keeps_its_headers(client: CheckedClient, world: World) -> None:
    for path in paths(world):
        feed = fetch(client, path)
        assert unchanged(client, path, feed), path
        answer = client.get(path, headers={"If-None-Match": feed.etag})
        assert answer.headers["ETag"] == feed.etag
        assert answer.headers["Cache-Control"] == "public, max-age=900"
        assert "Vary" in answer.headers
        assert "Content-Type" not in answer.headers


def test_a_cookie_changes_nothing_and_none_is_set(client: CheckedClient, world: World) -> None:
    before = fetch(client)
    client.set_cookie("size", "lg")
    client.sign_in(factories.a_staff_member(factories.Role.ADMINISTRATOR))
    with client.session_transaction() as session:
        session.permanent = True  # Flask renews such a cookie with every answer
    for path in paths(world):
        fetch(client, path)  # by the view
        fetch(client, path)  # by the short way
    assert fetch(client).response.get_data() == before.response.get_data()


def test_the_short_way_sends_what_the_view_does(app: Flask, client: CheckedClient, world: World) -> None:
    """The second fetch goes past Flask; nobody may notice."""
    asked: list[dict[str, str]] = [{}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}, {"If-None-Match": '"x"'}]
    path = "/calendar.ics"
    for headers in asked:
        for method in ("GET", "HEAD"):
            app.extensions["feed_door"]._names.clear()
            long, short = (client.open(path, method=method, headers=headers) for _ in range(2))
            assert path in app.extensions["feed_door"]._names
            assert (short.status, short.get_data()) == (long.status, long.get_data())
            assert {**short.headers, "Content-Length": ""} == {**long.headers, "Content-Length": ""}


def test_other_methods_are_refused_on_both_ways(client: CheckedClient, world: World) -> None:
    for _ in range(2):
        assert client.post("/calendar.ics").status_code in (400, 405)
        fetch(client)
