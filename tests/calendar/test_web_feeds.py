"""The public feeds: what they hold."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from eventhub.core import clock
from eventhub.core.database import writing
from eventhub.festivals import actions, programme, venues
from eventhub.festivals.models import FestivalState
from tests import factories
from tests.calendar.feed_reader import BASE, fetch, unchanged
from tests.calendar.feed_world import LATER, UID, World, a_world, new_session, paths
from tests.conftest import at, new_client
from tests.page_check import CheckedClient


def test_every_public_address_serves_a_strict_feed(client: CheckedClient, world: World) -> None:
    held = {path: set(fetch(client, path).events) for path in paths(world)}
    festival, session = {world.uid("festival")}, {world.uid("session"), world.uid("other")}
    theirs = {world.uid("neighbour"), world.neighbour.sessions[0].uid + UID}
    deadline = {world.uid("call")}
    found = list(held.values())
    assert found[0] == festival | session | theirs | deadline
    assert found[1] == festival | {world.uid("neighbour")}
    assert found[2] == session | {world.neighbour.sessions[0].uid + UID}
    assert found[3] == deadline
    assert found[4] == found[0]  # both are held there
    assert found[5] == set()
    assert found[6] == festival | session | deadline
    assert found[7] == {world.uid("session")}


def test_an_event_says_where_and_when(client: CheckedClient, world: World) -> None:
    feed = fetch(client)
    session = feed.events[world.uid("session")]
    assert session.one("DTSTART").raw == "20270501T100000"
    assert session.one("DTEND").raw == "20270501T110000"
    assert session.one("LOCATION").text == "石鼓广场 主舞台，重庆市万盛经开区石林镇"
    lat, lng = map(float, session.one("GEO").raw.split(";"))
    # Stored as 106.9, 28.9 in GCJ-02, which is some 500 m off.
    assert 28.9 < lat < 28.906
    assert 106.893 < lng < 106.9
    assert session.one("URL").raw == f"{BASE}/festivals/{world.festival.slug}/#prog"
    assert "农历三月廿五" in session.one("DESCRIPTION").text
    festival = feed.events[world.uid("festival")]
    assert (festival.one("DTSTART").raw, festival.one("DTEND").raw) == ("20270501", "20270503")
    deadline = feed.events[world.uid("call")]
    assert deadline.one("CATEGORIES").raw.startswith("申请截止")
    assert not deadline.has("DTEND")
    assert deadline.one("TRANSP").raw == "TRANSPARENT"


def test_a_venue_only_supposed_gets_no_position(client: CheckedClient, world: World) -> None:
    assert world.festival.venue is not None
    venues.edit_venue(world.festival.venue, {"confirmed": False}, None)
    event = fetch(client).events[world.uid("festival")]
    assert "地点待定" in event.one("LOCATION").text
    assert not event.has("GEO")


@pytest.mark.parametrize("path", ["/calendar/town/%00.ics", "/calendar/town/天上.ics", "/festivals/x/calendar.ics"])
def test_what_is_no_feed_is_not_found(client: CheckedClient, world: World, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_session_of_another_edition_is_not_found(client: CheckedClient, world: World) -> None:
    theirs = world.neighbour.sessions[0].uid
    assert client.get(f"/festivals/{world.festival.slug}/programme/{theirs}.ics").status_code == 404


def test_drafts_are_never_served(client: CheckedClient, world: World) -> None:
    draft = factories.a_festival(state=FestivalState.DRAFT, announced_at=None, name="秘密节")
    factories.a_call(draft)
    programme.add_session(world.festival, {**new_session(), "title": "还没公布", "published": False}, None)
    text = "".join(fetch(client, path).text for path in paths(world))
    assert "秘密节" not in text
    assert "还没公布" not in text
    assert client.get(f"/festivals/{draft.slug}/calendar.ics").status_code == 404


def test_old_events_leave_at_midnight_and_last_modified_never_goes_back(client: CheckedClient, world: World) -> None:
    first = fetch(client)
    with clock.fixed(at("2028-06-04T23:59")):  # 400 days after the first day
        kept = fetch(client)
    assert world.uid("session") in kept.events
    with clock.fixed(at("2028-06-05T00:00")):
        left = fetch(client)
        assert unchanged(client, "/calendar.ics", left)
    assert world.uid("session") not in left.events
    assert world.uid("festival") in left.events  # its last day is a day later
    assert first.last_modified <= kept.last_modified < left.last_modified


def test_both_databases_serve_and_follow(either_app: Flask) -> None:
    world, client = a_world(), new_client(either_app)
    before = fetch(client)
    assert unchanged(client, "/calendar.ics", before)
    with clock.fixed(LATER):
        programme.cancel_session(world.session, None)
        after = fetch(client)
        assert after.cancelled(world.uid("session"))
        assert unchanged(client, "/calendar.ics", after)
        actions.withdraw_announcement(world.neighbour, None)
        assert fetch(client).cancelled(world.uid("neighbour"))


@pytest.mark.parametrize("typed", ["13812345678", "138 1234 5678", "138-1234-5678", "+8613812345678"])
def test_a_mobile_number_that_somebody_typed_is_told_masked(app: Flask, client: CheckedClient, typed: str) -> None:
    festival = factories.a_festival(description=f"找王姐 {typed}。", summary=f"问{typed}")
    with writing():
        festival.venue.directions = f"开车问 {typed}"
        festival.sessions[0].note, festival.sessions[0].title = f"报名 {typed}", f"上刀山{typed}"
        festival.sessions[0].place = f"打 {typed}"
    text = fetch(client).text.replace("\r\n ", "")
    assert not re.search(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}", text)
    assert text.count("138****5678") >= 6


def test_a_number_that_is_no_mobile_stays(app: Flask, client: CheckedClient) -> None:
    factories.a_festival(description="主办方 023-48271234，备案号 202713812345。")
    text = fetch(client).text.replace("\r\n ", "")
    assert "023-48271234" in text
    assert "202713812345" in text


def test_no_file_is_older_than_what_stands_in_it(client: CheckedClient, world: World) -> None:
    with writing():
        world.call.changed_at = world.session.changed_at = at("2027-04-18T09:00")
    with clock.fixed(LATER + timedelta(days=1)):
        feed = fetch(client, f"/festivals/{world.festival.slug}/calendar.ics")
    assert feed.last_modified == at("2027-04-18T09:00")
