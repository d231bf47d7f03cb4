"""The public feeds: what they hold, and that a subscriber can trust them over edits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.core import clock
from eventhub.festivals import actions, editions, programme, rescheduling, venues
from eventhub.festivals.models import Festival, FestivalState, ProgrammeSession
from tests import factories
from tests.calendar.feed_reader import BASE, Feed, fetch, unchanged
from tests.conftest import at, new_client
from tests.page_check import CheckedClient

LATER = at("2027-04-18T08:00")
UID = "@eventhub.wansheng"


@dataclass
class World:
    """A public edition with two sessions and a call, and a neighbour at another venue that nothing happens to."""

    festival: Festival
    session: ProgrammeSession
    other: ProgrammeSession
    call: Any
    neighbour: Festival

    def uid(self, name: str) -> str:
        return getattr(self, name).uid + UID


def a_world() -> World:
    festival = factories.a_festival()
    session = festival.sessions[0]
    other = factories.a_session(festival, title="上刀山", place="刀山场")
    # Created the day before, so that whatever is stamped later differs.
    call = factories.a_call(festival)
    neighbour = factories.a_festival(name="林口桃花节", short_name="桃花节")
    return World(festival, session, other, call, neighbour)


@pytest.fixture
def world(app: Flask) -> World:
    return a_world()


def paths(world: World) -> list[str]:
    slug = world.festival.slug
    return [
        "/calendar.ics",
        "/calendar/festivals.ics",
        "/calendar/performances.ics",
        "/calendar/deadlines.ics",
        "/calendar/town/石林镇.ics",
        "/calendar/town/黑山镇.ics",
        f"/festivals/{slug}/calendar.ics",
        f"/festivals/{slug}/programme/{world.session.uid}.ics",
    ]


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


def new_session() -> dict[str, Any]:
    return {
        "title": "情歌对唱",
        "starts_at": at("2027-05-01T14:00"),
        "ends_at": at("2027-05-01T15:00"),
        "place": "花台",
    }


# What is done → which entries change, and whether their sequence rises.
STAMPED, RAISED, OFF, ON = "stamped", "raised", "called off", "on again"
Deed = Callable[[World], Any]


def edit(**values: Any) -> Deed:
    return lambda world: programme.edit_session(world.session, values, None)


def edit_edition(**values: Any) -> Deed:
    return lambda world: actions.edit_festival(world.festival, values, None)


def edit_venue(**values: Any) -> Deed:
    return lambda world: venues.edit_venue(world.festival.venue, values, None)  # type: ignore[arg-type]


def postpone(first: str, last: str) -> Deed:
    days = date.fromisoformat(first), date.fromisoformat(last)
    return lambda world: rescheduling.postpone(world.festival, days, "下雨", None)


OPEN: Deed = lambda world: rescheduling.postpone(world.festival, None, "下雨", None)  # noqa: E731  # a table of deeds
ALL = ("festival", "session", "other")


def each(effect: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, effect)


DEEDS: list[tuple[str, Deed, dict[str, str]]] = [
    ("retitle", edit(title="金桥吹打专场"), {"session": STAMPED}),
    ("move in time", edit(starts_at=at("2027-05-01T11:00"), ends_at=at("2027-05-01T12:00")), {"session": RAISED}),
    ("move in place", edit(place="花台"), {"session": RAISED}),
    ("cancel", lambda world: programme.cancel_session(world.session, None), {"session": OFF}),
    ("delete", lambda world: programme.delete_session(world.session, None), {"session": OFF}),
    ("unpublish", edit(published=False), {"session": OFF}),
    ("rename the edition", edit_edition(name="第三十届踩山会"), each(STAMPED, *ALL, "call")),
    ("rename it in short", edit_edition(short_name="踩山"), each(STAMPED, *ALL, "call")),
    ("describe it", edit_edition(description="老规矩"), {"festival": STAMPED}),
    ("open earlier", edit_edition(opens_at=clock.local(at("2027-05-01T08:00")).time()), {"festival": RAISED}),
    ("rename the venue", edit_venue(name="石鼓大广场"), each(RAISED, *ALL)),
    ("move the venue's point", edit_venue(lat=28.91), each(RAISED, *ALL)),
    ("tell the way", edit_venue(directions="坐旅游专线"), each(STAMPED, *ALL)),
    ("cancel the edition", lambda world: actions.cancel(world.festival, "山洪", None), each(OFF, *ALL, "call")),
    ("take it back", lambda world: actions.withdraw_announcement(world.festival, None), each(OFF, *ALL, "call")),
    ("postpone it", postpone("2027-05-08", "2027-05-09"), each(RAISED, *ALL)),
    ("postpone it to open days", OPEN, each(OFF, *ALL)),
]


@pytest.mark.parametrize(("deed", "expected"), [deed[1:] for deed in DEEDS], ids=[deed[0] for deed in DEEDS])
def test_a_change_reaches_its_entries_and_no_others(
    client: CheckedClient, world: World, deed: Deed, expected: dict[str, str]
) -> None:
    before = fetch(client)
    with clock.fixed(LATER):
        deed(world)
        after = fetch(client)
        check_effects(world, before, after, expected)
        assert unchanged(client, "/calendar.ics", after)
    assert after.last_modified > before.last_modified


def check_effects(world: World, before: Feed, after: Feed, expected: dict[str, str]) -> None:
    assert after.events.keys() == before.events.keys(), "nothing that was served vanishes, UIDs stay"
    touched = {world.uid(name): effect for name, effect in expected.items()}
    for uid in before.events:
        effect = touched.get(uid)
        if effect is None:
            assert after.raw[uid] == before.raw[uid], f"{before.title(uid)} was not touched"
            continue
        assert after.raw[uid] != before.raw[uid]
        assert after.stamp(uid) == "20270418T000000Z"
        assert after.sequence(uid) == before.sequence(uid) + (effect is not STAMPED)
        assert after.cancelled(uid) is (effect is OFF)


ROUND_TRIPS: list[tuple[str, Deed, Deed]] = [
    (
        "session",
        lambda w: programme.cancel_session(w.session, None),
        lambda w: programme.restore_session(w.session, None),
    ),
    ("published", edit(published=False), edit(published=True)),
    (
        "announced",
        lambda w: actions.withdraw_announcement(w.festival, None),
        lambda w: actions.announce(w.festival, None),
    ),
    ("days", OPEN, postpone("2027-06-05", "2027-06-06")),
    ("days, the old ones", OPEN, postpone("2027-05-01", "2027-05-02")),
]


@pytest.mark.parametrize(("there", "back"), [trip[1:] for trip in ROUND_TRIPS], ids=[trip[0] for trip in ROUND_TRIPS])
def test_what_comes_back_is_the_same_entry_two_sequences_on(
    client: CheckedClient, world: World, there: Deed, back: Deed
) -> None:
    before = fetch(client)
    with clock.fixed(LATER):
        there(world)
        away = fetch(client)
    with clock.fixed(LATER + timedelta(hours=1)):
        back(world)
        after = fetch(client)
    gone = [uid for uid in before.events if away.cancelled(uid)]
    assert gone
    assert after.events.keys() == before.events.keys()
    for uid in before.events:
        if uid in gone:
            assert not after.cancelled(uid)
            assert after.sequence(uid) == before.sequence(uid) + 2
        elif away.raw[uid] == before.raw[uid]:
            assert after.raw[uid] == before.raw[uid]
    assert before.last_modified < away.last_modified < after.last_modified


def test_a_new_session_leaves_the_others_as_they_are(client: CheckedClient, world: World) -> None:
    before = fetch(client)
    with clock.fixed(LATER):
        added = programme.add_session(world.festival, new_session(), None)
        after = fetch(client)
    assert after.events.keys() - before.events.keys() == {added.uid + UID}
    assert all(after.raw[uid] == before.raw[uid] for uid in before.raw)


def test_what_is_edited_out_of_sight_is_not_told(client: CheckedClient, world: World) -> None:
    with clock.fixed(LATER):
        programme.edit_session(world.session, {"published": False, "title": "神秘嘉宾"}, None)
        programme.edit_session(world.session, {"place": "后山"}, None)
        actions.withdraw_announcement(world.neighbour, None)
        actions.edit_festival(
            world.neighbour, {"name": "换了名字的节", "starts_on": date(2027, 9, 1), "ends_on": date(2027, 9, 2)}, None
        )
        feed = fetch(client)
    assert feed.title(world.uid("session")) == "【已取消】金桥吹打"
    assert feed.title(world.uid("neighbour")) == "【已取消】林口桃花节"
    assert feed.events[world.uid("neighbour")].one("DTSTART").raw == "20270501"
    for secret in ("神秘嘉宾", "后山", "换了名字的节", "202709"):
        assert secret not in feed.text


def test_a_call_written_while_the_edition_is_taken_back_is_not_served(client: CheckedClient, world: World) -> None:
    actions.withdraw_announcement(world.neighbour, None)
    call = factories.a_call(world.neighbour)
    assert call.uid + UID not in fetch(client).events


def test_an_edition_that_never_had_days_is_not_called_off(client: CheckedClient, world: World) -> None:
    with clock.fixed(at("2027-06-01T09:00")):
        clone = editions.clone_edition(world.festival, "明年的踩山会", "caishan-2028", None, None)
        actions.announce(clone, None)
        assert "明年的踩山会" not in fetch(client).text
        actions.cancel(clone, "不办了", None)
        feed = fetch(client)
    assert "明年的踩山会" not in feed.text
    assert set(feed.events) == set(fetch(client).events)


def test_a_cloned_edition_has_identifiers_of_its_own(client: CheckedClient, world: World) -> None:
    before = set(fetch(client).events)
    days = date(2028, 5, 1), date(2028, 5, 2)
    clone = editions.clone_edition(world.festival, "明年的踩山会", "caishan-2028", days, None)
    actions.announce(clone, None)
    added = set(fetch(client).events) - before
    assert len(added) == 1 + len(clone.sessions)


def test_the_feed_of_a_town_follows_an_edition_that_moves_away(client: CheckedClient, world: World) -> None:
    path = "/calendar/town/石林镇.ics"
    before = fetch(client, path)
    with clock.fixed(LATER):
        values = {"name": "黑山谷", "town": "黑山镇", "address": "", "lng": None, "lat": None}
        actions.move_to_new_venue(world.festival, values, None)
        after = fetch(client, path)
        there = fetch(client, "/calendar/town/黑山镇.ics")
    assert after.events.keys() == before.events.keys()
    assert "黑山谷" in after.events[world.uid("session")].one("LOCATION").text
    assert world.uid("session") in there.events


def test_the_feed_of_a_town_follows_a_venue_whose_town_was_wrong(client: CheckedClient, world: World) -> None:
    before = fetch(client, "/calendar/town/石林镇.ics")
    assert world.festival.venue is not None
    venues.edit_venue(world.festival.venue, {"town": "丛林镇"}, None)
    assert fetch(client, "/calendar/town/石林镇.ics").events.keys() == before.events.keys()
    assert world.uid("festival") in fetch(client, "/calendar/town/丛林镇.ics").events


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
