"""Covers are kept for ever under an address that changes with them; crawlers find what is public and nothing else."""

from datetime import date
from xml.etree import ElementTree

from flask import Flask

from eventhub.core.database import writing
from eventhub.festivals.cover_art import SKINS
from eventhub.festivals.models import FestivalState
from eventhub.visitors.cards import cover_address, share_picture
from eventhub.visitors.cover_png import cover_png
from tests import factories
from tests.page_check import CheckedClient


def test_a_cover_is_kept_for_a_year_under_its_version(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival()
    address = cover_address(festival)
    answer = client.get(address)
    assert answer.mimetype == "image/svg+xml"
    assert answer.data.startswith(b"<svg")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_new_look_has_a_new_address_and_a_bare_address_is_kept_an_hour(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival()
    before = cover_address(festival)
    with writing():
        festival.skin = "taohua"
    assert cover_address(festival) != before
    bare = client.get(f"/festivals/{festival.slug}/cover.svg")
    assert "max-age=3600" in bare.headers["Cache-Control"]
    assert "immutable" not in bare.headers["Cache-Control"]
    old = client.get(before)
    assert "immutable" not in old.headers["Cache-Control"], "an old version must not be kept for a year"


def test_a_picture_that_anybody_may_ask_for_again_and_again_is_drawn_once() -> None:
    skin = next(iter(SKINS))
    assert cover_png("caishan", skin) is cover_png("caishan", skin)


def test_robots_may_read_feeds_and_pages_but_not_desks(client: CheckedClient) -> None:
    answer = client.get("/robots.txt")
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.mimetype == "text/plain"
    assert "Disallow: /desk/" in lines
    assert "Disallow: /my/" in lines
    assert "Sitemap: https://jie.wansheng.example/sitemap.xml" in lines
    assert not [line for line in lines if line.startswith("Disallow: /festivals") or line == "Disallow: /"]
    again = client.get("/robots.txt", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_sitemap_holds_every_public_festival_and_every_address_opens(app: Flask, client: CheckedClient) -> None:
    shown = factories.a_festival()
    past = factories.a_festival(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 2))
    draft = factories.a_festival(state=FestivalState.DRAFT)
    answer = client.get("/sitemap.xml")
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = [node.text or "" for node in ElementTree.fromstring(answer.data).findall(".//s:loc", space)]
    assert [address for address in found if not address.startswith("https://jie.wansheng.example/")] == []
    for festival in (shown, past):
        for page in ("", "plan", "stalls/"):
            assert f"https://jie.wansheng.example/festivals/{festival.slug}/{page}" in found
    assert not [address for address in found if draft.slug in address]
    for address in found:
        path = address.removeprefix("https://jie.wansheng.example")
        if path != "/calendar/":
            assert client.get(path).status_code == 200, path


def test_a_page_passed_on_in_a_chat_carries_name_words_and_cover(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival()
    page = client.get(f"/festivals/{festival.slug}/").get_data(as_text=True)
    for mark in (
        '<meta property="og:title" content="万盛苗族踩山会">',
        f'<meta property="og:url" content="https://jie.wansheng.example/festivals/{festival.slug}/">',
        f'<meta property="og:image" content="https://jie.wansheng.example{share_picture(festival)}">',
        "上刀山、对情歌，吃苗家饭。",
    ):
        assert mark in page
