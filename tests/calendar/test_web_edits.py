"""The public feeds over edits: what changes reaches its entries and no others, and nothing that was served vanishes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from eventhub.core import clock
from eventhub.festivals import actions, editions, programme, rescheduling, venues
from tests import factories
from tests.calendar.feed_reader import Feed, fetch, unchanged
from tests.calendar.feed_world import LATER, UID, World, new_session
from tests.conftest import at
from tests.page_check import CheckedClient

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
