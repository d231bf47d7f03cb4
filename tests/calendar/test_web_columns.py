"""Every column that a feed shows is found by changing it; the verb that writes it must move revision and stamps.

The columns are not listed by hand: each column of each model is overwritten behind the app's back, and whatever then
changes the feed is shown. A column added later that a feed shows fails here until a verb is named for it.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, inspect, update

from eventhub.applications import call_actions
from eventhub.applications.models import Call
from eventhub.core import clock, revisions
from eventhub.core.database import db, writing
from eventhub.festivals import actions, programme, rescheduling, venues
from eventhub.festivals.models import Datum, Festival, FestivalState, ProgrammeSession, SessionKind, Venue
from tests import factories
from tests.calendar.feed_reader import fetch
from tests.calendar.feed_world import LATER, World, a_world
from tests.conftest import at
from tests.page_check import CheckedClient

# Identity and bookkeeping: no verb writes these, or only as part of another change.
KEYS = {
    "id", "uid", "festival_id", "organisation_id", "previous_id", "version", "sequence", "changed_at", "created_at",
    "announced_at", "was_public", "former_starts_on", "former_ends_on",
}  # fmt: skip
Deed = Callable[[World], Any]


def session(**values: Any) -> Deed:
    return lambda world: programme.edit_session(world.session, values, None)


def edition(**values: Any) -> Deed:
    return lambda world: actions.edit_festival(world.festival, values, None)


def venue(**values: Any) -> Deed:
    return lambda world: venues.edit_venue(world.festival.venue, values, None)  # type: ignore[arg-type]


def _days(world: World) -> None:
    rescheduling.postpone(world.festival, (date(2027, 5, 8), date(2027, 5, 10)), "下雨", None)


VERBS: dict[str, Deed] = {
    "programme_session.title": session(title="换了"),
    "programme_session.kind": session(kind=SessionKind.TRAINING),
    "programme_session.starts_at": session(starts_at=at("2027-05-01T09:30")),
    "programme_session.ends_at": session(ends_at=at("2027-05-01T11:30")),
    "programme_session.place": session(place="换了"),
    "programme_session.heritage_item": session(heritage_item="换了"),
    "programme_session.note": session(note="换了"),
    "programme_session.published": session(published=False),
    "programme_session.cancelled": lambda world: programme.cancel_session(world.session, None),
    "programme_session.deleted": lambda world: programme.delete_session(world.session, None),
    "festival.name": edition(name="换了"),
    "festival.short_name": edition(short_name="换了"),
    "festival.summary": edition(summary="换了"),
    "festival.description": edition(description="换了"),
    "festival.admission": edition(admission="换了"),
    "festival.opens_at": edition(opens_at=time(8)),
    "festival.closes_at": edition(closes_at=time(20)),
    "festival.venue_id": lambda world: actions.move_to_new_venue(
        world.festival, {"name": "新地方", "town": "黑山镇"}, None
    ),
    "festival.starts_on": _days,
    "festival.ends_on": _days,
    "festival.state": lambda world: actions.cancel(world.festival, "山洪", None),
    "venue.name": venue(name="换了"),
    "venue.town": venue(town="黑山镇"),
    "venue.address": venue(address="换了"),
    "venue.lng": venue(lng=106.95),
    "venue.lat": venue(lat=28.95),
    "venue.datum": venue(datum=Datum.WGS84),
    "venue.directions": venue(directions="换了"),
    "venue.confirmed": venue(confirmed=False),
    "call.closes_at": lambda world: call_actions.extend_call(
        world.call, world.call.closes_at + timedelta(days=1), None
    ),
}
# The slug stands in addresses, and no verb may change it once an edition was announced.
FIXED = {"festival.slug"}


def another(column: Column[Any], value: Any) -> Any:
    """Return a value of the column's type other than the present one; None when there is none to try."""
    kind = column.type.python_type
    special = {"state": FestivalState.CANCELLED, "kind": SessionKind.OTHER, "datum": Datum.WGS84}
    if column.name in special:
        return special[column.name]
    if column.name == "venue_id":
        return factories.saved(Venue(name="别处", town="黑山镇")).id
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime | date):
        return value + timedelta(days=-1 if column.name in ("starts_on", "starts_at") else 1)
    if isinstance(value, time):
        return time((value.hour + 1) % 24)
    if isinstance(value, int | float):
        return value + (0.01 if kind is float else 1)
    if kind is str:
        return f"{value or ''}-2x"
    return None


def shown_columns(client: CheckedClient, world: World) -> set[str]:
    """Return table.column for every column whose value a feed shows."""
    rows = (world.session, world.festival, world.festival.venue, world.call)
    shown = set()
    for row in rows:
        mapper = inspect(type(row))
        for column in mapper.columns:
            if column.name in KEYS or (column.nullable and getattr(row, column.name) is None):
                continue
            before, old = fetch(client).response.get_data(), getattr(row, column.name)
            new = another(column, old)
            if new is None:
                continue
            _overwrite(type(row), row.id, column.name, new)
            if fetch(client).response.get_data() != before:
                shown.add(f"{mapper.local_table.name}.{column.name}")
            _overwrite(type(row), row.id, column.name, old)
            assert fetch(client).response.get_data() == before
    return shown


def _overwrite(model: Any, number: int, name: str, value: Any) -> None:
    """Write a column and nothing else, then make every process read again."""
    with writing() as opened:
        opened.execute(
            update(model).where(model.id == number).values({name: value}).execution_options(synchronize_session=False)
        )
        for table in (Festival, ProgrammeSession, Venue, Call):
            opened.execute(update(table).values(version=table.version + 1).execution_options(synchronize_session=False))
        revisions.bump(*(f"festival:{row}" for row in db.session.scalars(db.select(Festival.id))))
    db.session.expire_all()


def test_a_verb_is_named_for_every_column_that_feeds_show(app: Flask, client: CheckedClient) -> None:
    found = shown_columns(client, a_world())
    assert found - FIXED == set(VERBS)


@pytest.mark.parametrize("column", sorted(VERBS))
def test_the_verb_of_a_column_moves_revision_and_stamps(app: Flask, client: CheckedClient, column: str) -> None:
    world = a_world()
    before, number = fetch(client), revisions.current(f"festival:{world.festival.id}")
    with clock.fixed(LATER):
        VERBS[column](world)
        after = fetch(client)
    assert revisions.current(f"festival:{world.festival.id}") > number
    changed = [uid for uid in before.raw if after.raw[uid] != before.raw[uid]]
    assert changed
    for uid in changed:
        assert after.stamp(uid) == "20270418T000000Z", after.title(uid)
    assert after.etag != before.etag


def test_the_address_of_a_public_edition_stays(app: Flask) -> None:
    world = a_world()
    with pytest.raises(actions.StateConflict):
        actions.edit_festival(world.festival, {"slug": "anders-2027"}, None)
