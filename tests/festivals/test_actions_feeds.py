"""What each write does to the entries of a feed: a reader who subscribed must hear of it, and of nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest

from eventhub.core import clock, revisions
from eventhub.festivals import actions, editions, feed_stamps, notices, programme, rescheduling, venues
from eventhub.festivals.feed_stamps import festival_called_off, session_called_off
from eventhub.festivals.models import Datum, Festival, FestivalState, ProgrammeSession, SessionKind, Venue
from tests import factories
from tests.conftest import at

LATER = at("2027-04-18T08:00")
STILL, STAMPED, RAISED = "untouched", "stamped", "raised"


@dataclass
class World:
    """An announced festival with a session, one that was cancelled earlier, and a second festival at the same venue."""

    festival: Festival
    session: ProgrammeSession
    cancelled: ProgrammeSession
    neighbour: Festival
    venue: Venue

    def entries(self) -> dict[str, Any]:
        return {
            "festival": self.festival,
            "session": self.session,
            "cancelled": self.cancelled,
            "neighbour": self.neighbour,
            "neighbour's session": self.neighbour.sessions[0],
        }


@pytest.fixture
def world(app: Any) -> World:
    festival = factories.a_festival()
    cancelled = factories.a_session(festival, title="上刀山", cancelled=True, sequence=1)
    assert festival.venue is not None
    neighbour = factories.a_festival(venue_id=festival.venue.id)
    session = next(entry for entry in festival.sessions if not entry.cancelled)
    return World(festival, session, cancelled, neighbour, festival.venue)


def effects(world: World, deed: Callable[[World], Any]) -> dict[str, str]:
    """Do the deed a day later and tell what it did to each entry; untouched ones are left out."""
    before = {name: (entry.sequence, entry.changed_at) for name, entry in world.entries().items()}
    moment = max(LATER, *(changed_at + timedelta(days=1) for _, changed_at in before.values()))
    with clock.fixed(moment):
        deed(world)
    found = {}
    for name, entry in world.entries().items():
        sequence, changed_at = before[name]
        assert entry.sequence in (sequence, sequence + 1), name
        assert entry.changed_at in (changed_at, moment), name
        if entry.sequence > sequence:
            assert entry.changed_at == moment
            found[name] = RAISED
        elif entry.changed_at == moment:
            found[name] = STAMPED
    return found


def edit(**values: Any) -> Callable[[World], Any]:
    return lambda world: actions.edit_festival(world.festival, values, None)


def session(**values: Any) -> Callable[[World], Any]:
    return lambda world: programme.edit_session(world.session, values, None)


def venue(**values: Any) -> Callable[[World], Any]:
    return lambda world: venues.edit_venue(world.venue, values, None)


def move(days: Any) -> Callable[[World], Any]:
    return lambda world: rescheduling.postpone(world.festival, days, "花没开。", None)


ALL = ("festival", "session", "cancelled", "neighbour", "neighbour's session")
HERE = ("festival", "session", "cancelled")
JUNE = (date(2027, 6, 1), date(2027, 6, 2))
TABLE: list[tuple[str, Callable[[World], Any], dict[str, str]]] = [
    ("name", edit(name="踩山会大联欢"), dict.fromkeys(HERE, STAMPED)),
    ("short name", edit(short_name="踩山"), dict.fromkeys(HERE, STAMPED)),
    ("summary", edit(summary="吃苗家饭。"), {"festival": STAMPED}),
    ("description", edit(description="五天。"), {"festival": STAMPED}),
    ("admission", edit(admission="门票 20 元"), {"festival": STAMPED}),
    ("phone", edit(phone="023-48270000"), {"festival": STAMPED}),
    ("edition", edit(edition=21), {"festival": STAMPED}),
    ("skin", edit(skin="meishi"), {"festival": STAMPED}),
    ("opening hour", edit(opens_at=time(8)), {"festival": RAISED}),
    ("closing hour", edit(closes_at=time(21)), {"festival": RAISED}),
    ("another venue", edit(venue_id=None), dict.fromkeys(HERE, RAISED)),
    ("named products", edit(named_products=["堡堂手工面"]), {}),
    ("expected visitors", edit(expected_visitors=9000), {}),
    ("food", edit(sells_food=False), {}),
    ("set-up", edit(set_up_from=LATER, set_up_until=at("2027-04-30T20:00")), {}),
    ("nothing", edit(name="万盛苗族踩山会"), {}),
    ("title", session(title="金桥吹打大会"), {"session": STAMPED}),
    ("kind", session(kind=SessionKind.RITE), {"session": STAMPED}),
    ("heritage", session(heritage_item="苗族歌舞"), {"session": STAMPED}),
    ("note", session(note="请早来。"), {"session": STAMPED}),
    ("start", session(starts_at=at("2027-05-01T09:30")), {"session": RAISED}),
    ("end", session(ends_at=at("2027-05-01T12:00")), {"session": RAISED}),
    ("place", session(place="南门"), {"session": RAISED}),
    ("several at once", session(title="打牛", place="南门", note="请早来。"), {"session": RAISED}),
    ("unpublish", session(published=False), {"session": RAISED}),
    ("cancel session", lambda w: programme.cancel_session(w.session, None), {"session": RAISED}),
    ("delete session", lambda w: programme.delete_session(w.session, None), {"session": RAISED}),
    ("restore session", lambda w: programme.restore_session(w.cancelled, None), {"cancelled": RAISED}),
    ("delete a cancelled session", lambda w: programme.delete_session(w.cancelled, None), {}),
    ("venue name", venue(name="石鼓大广场"), dict.fromkeys(ALL, RAISED)),
    ("venue coordinate", venue(lng=106.91), dict.fromkeys(ALL, RAISED)),
    ("venue datum", venue(datum=Datum.WGS84), dict.fromkeys(ALL, RAISED)),
    ("venue address", venue(address="石鼓路 1 号"), dict.fromkeys(ALL, RAISED)),
    ("venue directions", venue(directions="坐 3 路。"), dict.fromkeys(ALL, STAMPED)),
    ("venue unchanged", venue(name="石鼓广场"), {}),
    ("postponed", move(JUNE), {"festival": RAISED, "session": RAISED}),
    ("days open", move(None), {"festival": RAISED, "session": RAISED}),
    ("cancelled", lambda w: actions.cancel(w.festival, "暴雨。", None), {"festival": RAISED, "session": RAISED}),
    ("taken back", lambda w: actions.withdraw_announcement(w.festival, None), {"festival": RAISED, "session": RAISED}),
    ("a notice", lambda w: notices.add_notice(w.festival, "加开公交", "", None), {}),
    ("a session added", lambda w: programme.add_session(w.festival, NEW_SESSION, None), {}),
    ("next edition", lambda w: editions.clone_edition(w.festival, "踩山会", "", None, None), {}),
]
NEW_SESSION = {"title": "木鼓舞", "starts_at": at("2027-05-01T14:00"), "ends_at": at("2027-05-01T15:00")}


@pytest.mark.parametrize(("name", "deed", "expected"), TABLE, ids=[name for name, _, _ in TABLE])
def test_a_write_touches_exactly_the_entries_that_show_it(
    world: World, name: str, deed: Callable[[World], Any], expected: dict[str, str]
) -> None:
    assert effects(world, deed) == expected


@pytest.mark.parametrize(("name", "deed", "expected"), TABLE, ids=[name for name, _, _ in TABLE])
def test_a_write_that_an_entry_shows_raises_the_revision_of_its_festival(
    world: World, name: str, deed: Callable[[World], Any], expected: dict[str, str]
) -> None:
    names = [feed_stamps.revision_of(world.festival), feed_stamps.revision_of(world.neighbour), "public"]
    before = [revisions.current(revision) for revision in names]
    deed(world)
    here, there, everything = (revisions.current(revision) > old for revision, old in zip(names, before, strict=True))
    assert here or not any(entry in expected for entry in HERE)
    assert there is ("neighbour" in expected)
    assert everything or not expected


def test_every_column_has_its_effect_written_down() -> None:
    """A column added later must be judged: shown in a feed, or not."""
    known = {
        "id", "organisation_id", "previous_id", "prefix", "lunar_rule", "named_products", "expected_visitors",
        "sells_food", "set_up_from", "set_up_until", "take_down_from", "take_down_until", "plan_width",
        "plan_height", "ground", "keep_apart", "uid", "sequence", "announced_at", "created_at", "changed_at",
        "is_demo", "version", "former_starts_on", "former_ends_on", "state",
    }  # fmt: skip
    assert {column.name for column in Festival.__table__.columns} == known | set(feed_stamps.FESTIVAL_FIELDS)
    rest = {"id", "festival_id", "uid", "was_public", "sequence", "created_at", "changed_at", "version"}
    assert {column.name for column in ProgrammeSession.__table__.columns} == rest | set(feed_stamps.SESSION_FIELDS)
    assert {column.name for column in Venue.__table__.columns} == {"id", "version"} | set(feed_stamps.VENUE_FIELDS)


def test_two_changes_within_one_second_bear_two_stamps(world: World) -> None:
    with clock.fixed(LATER):
        programme.edit_session(world.session, {"title": "打牛"}, None)
        first = world.session.changed_at
        programme.edit_session(world.session, {"title": "打牛大会"}, None)
    assert world.session.changed_at - first == timedelta(seconds=1)


def test_what_feeds_show_as_it_last_was_is_not_stamped_by_changes_nobody_sees(world: World) -> None:
    programme.delete_session(world.cancelled, None)
    programme.unpublish_session(world.session, None)
    touched = effects(world, edit(name="踩山会大联欢"))
    assert touched == {"festival": STAMPED}
    assert set(effects(world, venue(name="石鼓大广场"))) == {"festival", "neighbour", "neighbour's session"}
    assert effects(world, session(title="打牛", place="南门")) == {}
    assert effects(world, session(published=True)) == {"session": RAISED}
    actions.withdraw_announcement(world.festival, None)
    assert effects(world, edit(summary="私下改的。", opens_at=time(7))) == {}


def test_fixing_the_days_again_brings_the_programme_back_under_a_higher_sequence(world: World) -> None:
    rescheduling.postpone(world.festival, None, "场地在修。", None)
    assert festival_called_off(world.festival)
    assert session_called_off(world.session)
    same_days = (date(2027, 5, 1), date(2027, 5, 2))
    assert effects(world, lambda w: rescheduling.postpone(w.festival, same_days, "修好了。", None)) == {
        "festival": RAISED,
        "session": RAISED,
    }
    assert not session_called_off(world.session)


def test_cancelling_what_feeds_already_call_off_changes_no_entry(world: World) -> None:
    rescheduling.postpone(world.festival, None, "场地在修。", None)
    assert effects(world, lambda w: actions.cancel(w.festival, "不办了。", None)) == {}


def test_a_draft_that_no_feed_ever_carried_keeps_sequence_zero(app: Any) -> None:
    draft = factories.a_festival(state=FestivalState.DRAFT, announced_at=None)
    hidden = factories.a_session(draft, was_public=False)
    actions.edit_festival(draft, {"opens_at": time(7)}, None)
    programme.edit_session(hidden, {"place": "南门"}, None)
    assert draft.sequence == hidden.sequence == 0


def test_a_clock_set_back_never_moves_a_stamp_back(world: World) -> None:
    with clock.fixed(LATER):
        programme.edit_session(world.session, {"title": "打牛"}, None)
    programme.edit_session(world.session, {"title": "打牛大会"}, None)
    assert world.session.changed_at == LATER + timedelta(seconds=1), "and the second change is told from the first"


def test_identifiers_never_change(world: World) -> None:
    before = (world.festival.uid, world.session.uid)
    for _, deed, _ in TABLE[:28]:
        deed(world)
        if world.session.cancelled:
            programme.restore_session(world.session, None)
    assert (world.festival.uid, world.session.uid) == before
