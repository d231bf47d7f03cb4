"""What is kept between requests: right in every process, and one change costs one event."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from eventhub.calendar import feed_store
from eventhub.calendar.feed_store import FeedStore
from eventhub.calendar.feeds import FeedKind, FeedName
from eventhub.calendar.ical import event_bytes
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals import programme
from tests import factories
from tests.calendar.feed_reader import BASE, fetch
from tests.conftest import new_client

ALL = FeedName(FeedKind.EVERYTHING)


@pytest.fixture
def stores(either_app: Flask) -> Iterator[list[FeedStore]]:
    """The kept feeds of two processes over one database."""
    found = [FeedStore(db.engine, BASE) for _ in range(2)]
    yield found
    for store in found:
        store.close()


def test_two_processes_serve_the_same_bytes_before_and_after_a_change(stores: list[FeedStore]) -> None:
    festival = factories.a_festival()
    first = [store.feed(ALL) for store in stores]
    assert first[0].body == first[1].body
    with clock.fixed(clock.now() + timedelta(hours=1)):
        programme.edit_session(festival.sessions[0], {"title": "换了"}, None)
        # The first process hears of it before the second one is asked at all.
        second = [store.feed(ALL) for store in stores]
    assert second[0].body == second[1].body != first[0].body
    assert [feed.etag for feed in second] == [second[0].etag] * 2
    assert second[0].last_modified == second[1].last_modified > first[0].last_modified


def test_nothing_is_read_while_nothing_changes(app: Flask) -> None:
    factories.a_festival()
    client = new_client(app)
    fetch(client)
    with statements() as asked:
        for _ in range(3):
            assert client.get("/calendar.ics").status_code == 200
    assert asked == []


def test_one_change_among_many_costs_one_event(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    festival = factories.a_festival()
    for number in range(40):
        factories.a_session(festival, title=f"第 {number} 场")
    client = new_client(app)
    before = fetch(client)
    written: list[str] = []
    monkeypatch.setattr(feed_store, "serialise", lambda entry: written.append(entry.summary) or real(entry))
    programme.edit_session(festival.sessions[7], {"title": "换了"}, None)
    event_bytes.cache_clear()
    after = fetch(client)
    assert "换了" in written
    assert len(written) <= 2  # the session, and the edition's own entry
    assert sum(after.raw[uid] != before.raw[uid] for uid in before.raw) == 1


real = feed_store.serialise


def test_another_edition_costs_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = factories.a_festival(), factories.a_festival()
    client = new_client(app)
    fetch(client)
    written: list[str] = []
    monkeypatch.setattr(feed_store, "serialise", lambda entry: written.append(entry.uid) or real(entry))
    programme.edit_session(here.sessions[0], {"title": "换了"}, None)
    fetch(client)
    assert not any(uid.startswith((there.uid, there.sessions[0].uid)) for uid in written)


def test_the_kept_files_are_bounded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_store, "MOST_FILES", 2)
    festival = factories.a_festival()
    store: FeedStore = app.extensions["feed_store"]
    for kind in (FeedKind.EVERYTHING, FeedKind.FESTIVALS, FeedKind.DEADLINES, FeedKind.PERFORMANCES):
        store.feed(FeedName(kind))
    store.feed(FeedName(FeedKind.EDITION, festival.slug))
    assert len(store._files) == 2


class statements(list[str]):  # noqa: N801  # used like a context manager of the standard library
    """The SQL statements sent while it is open."""

    def __enter__(self) -> "statements":
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: Any) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.append(statement)
