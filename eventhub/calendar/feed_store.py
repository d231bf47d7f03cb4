"""Feeds kept as bytes, so that a reader costs next to nothing and a change costs one event.

Three layers, each asked only when the one above it is stale: the finished file of a feed, keyed on the public revision
and the day; the serialised events of an edition, keyed on its own revision; the rows, of which only those whose
version rose are read again. All of it is this process's own; what makes it stale is in the database, so several
processes agree. Files of equal content are equal bytes whichever process made them, and so are their ETags.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from eventhub.calendar import feed_rows
from eventhub.calendar.conditional import compressed, strong_etag
from eventhub.calendar.entries import uid_of
from eventhub.calendar.feed_event import Kind
from eventhub.calendar.feed_rows import Change, Edition
from eventhub.calendar.feeds import FeedKind, FeedName
from eventhub.calendar.revision_watch import RevisionWatch
from eventhub.calendar.window import WindowEvent, assemble, serialise
from eventhub.core import clock
from eventhub.core.errors import NotFound
from eventhub.registry.towns import TOWNS

MOST_FILES: Final = 500
MOST_IDS: Final = 200
LONG_AGO: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""Last-Modified of a feed in which nothing was ever written."""
_Sessions = dict[int, tuple[int, WindowEvent | None]]
_NOTHING: Final = (0, None)
NO_FEED: Final = "没有这个日历。可能是地址抄错了，请到“日历”页重新复制。"


@dataclass(slots=True)
class KeptFeed:
    """A finished file with its validators. `key` tells which revisions of which editions it was made from."""

    file_name: str
    key: tuple[Any, ...]
    body: bytes
    etag: str
    last_modified: datetime
    _zipped: bytes | None = None

    def zipped(self) -> bytes:
        """Return the gzipped body; packed when somebody first asks for it."""
        if self._zipped is None:
            self._zipped = compressed(self.body)
        return self._zipped


@dataclass(slots=True)
class _Shelf:
    """The serialised events of an edition as of a revision."""

    change: Change
    edition_key: tuple[Any, ...]
    short_name: str
    towns: frozenset[str]
    entries: list[tuple[Kind, WindowEvent]]
    sessions: _Sessions = field(default_factory=dict)
    newest: datetime | None = None


class FeedStore:
    """The feeds of one process; safe between threads."""

    def __init__(self, engine: Engine, base_url: str) -> None:
        self._engine = engine
        self._base_url = base_url
        self._watch = RevisionWatch(engine)
        self._lock = Lock()
        self._files: OrderedDict[FeedName, tuple[int, date, KeptFeed]] = OrderedDict()
        self._shelves: dict[int, _Shelf] = {}

    def feed(self, name: FeedName) -> KeptFeed:
        """Return the file of a feed as of now. Raises NotFound when there is no such feed."""
        number, today = self._watch.current(), clock.today()
        kept = self._files.get(name)
        if kept is not None and kept[:2] == (number, today):
            return kept[2]
        with self._lock:
            made = self._made(name, today, kept[2] if kept else None)
            self._files[name] = number, today, made
            self._files.move_to_end(name)
            while len(self._files) > MOST_FILES:
                self._files.popitem(last=False)
        return made

    def fresh(self, name: FeedName) -> KeptFeed | None:
        """Return the file of a feed if it is kept and still right, else None."""
        kept = self._files.get(name)
        if kept is None or kept[0] != self._watch.current() or kept[1] != clock.today():
            return None
        return kept[2]

    def close(self) -> None:
        """Let go of the watch's connection."""
        self._watch.close()

    def _made(self, name: FeedName, today: date, before: KeptFeed | None) -> KeptFeed:
        with Session(self._engine) as session:
            shelves = self._shelves_of(session, name)
        key = (today, tuple((number, shelf.change.number) for number, shelf in shelves))
        if before is not None and before.key == key:
            return before
        return self._assembled(name, key, [shelf for _, shelf in shelves])

    def _assembled(self, name: FeedName, key: tuple[Any, ...], shelves: Sequence[_Shelf]) -> KeptFeed:
        wanted = uid_of(name.uid)
        events = [event for shelf in shelves for event in name.chooses(shelf.entries, wanted)]
        if name.kind is FeedKind.SESSION and not events:
            raise NotFound(NO_FEED)
        info = name.info(self._base_url, shelves[0].short_name if shelves else "")
        file = assemble(info, events, clock.now())
        moments = [file.turned_at, *(moment for shelf in shelves for moment in (shelf.change.at, shelf.newest))]
        last_modified = max((moment for moment in moments if moment), default=LONG_AGO)
        return KeptFeed(name.file_name, key, file.body, strong_etag(file.body), last_modified)

    def _shelves_of(self, session: Session, name: FeedName) -> list[tuple[int, _Shelf]]:
        """The editions a feed draws from, brought up to date. Raises NotFound."""
        changes = feed_rows.changes_of_editions(session)
        if name.kind in (FeedKind.EDITION, FeedKind.SESSION):
            number = feed_rows.id_of_slug(session, name.which)
            if number is None:
                raise NotFound(NO_FEED)
            return [(number, self._shelf(session, number, changes[number]))]
        shelves = [(number, self._shelf(session, number, change)) for number, change in changes.items()]
        if name.kind is FeedKind.TOWN:
            shelves = [(number, shelf) for number, shelf in shelves if name.which in shelf.towns]
            if not shelves and name.which not in TOWNS:
                raise NotFound(NO_FEED)
        return shelves

    def _shelf(self, session: Session, number: int, change: Change) -> _Shelf:
        kept = self._shelves.get(number)
        if kept is not None and kept.change.number == change.number:
            return kept
        shelf = self._filled(session, number, change, kept)
        self._shelves[number] = shelf
        return shelf

    def _filled(self, session: Session, number: int, change: Change, kept: _Shelf | None) -> _Shelf:
        edition = feed_rows.edition_of(session, number)
        festival = edition.festival
        shelf = _Shelf(change, edition.key, festival.short_name, edition.towns, [])
        self._put(shelf, edition, Kind.FESTIVAL, festival)
        call = feed_rows.call_of_edition(session, edition)
        if call is not None:
            self._put(shelf, edition, Kind.DEADLINE, call)
        reusable = kept.sessions if kept is not None and kept.edition_key == shelf.edition_key else {}
        shelf.sessions = self._sessions(session, edition, reusable)
        shelf.entries += [(Kind.SESSION, event) for _, event in shelf.sessions.values() if event is not None]
        # No file is older than what stands in it, whatever the revision says (a loaded backup, rows written by hand).
        stamps = (event.changed_at for _, event in shelf.entries if event.changed_at is not None)
        shelf.newest = max(stamps, default=festival.changed_at)
        return shelf

    def _sessions(self, session: Session, edition: Edition, reusable: _Sessions) -> _Sessions:
        """Session id → version and event; only rows whose version is another than before are read."""
        versions = feed_rows.session_versions(session, edition.festival.id)
        stale = {key for key, version in versions.items() if reusable.get(key, _NOTHING)[0] != version}
        found = {key: reusable[key] for key in versions if key not in stale}
        if stale:
            # All of them is no list of ids: databases bound how many parameters a statement may have.
            rows = feed_rows.sessions_of(session, edition, None if len(stale) > MOST_IDS else stale)
            for row in rows:
                if row.id in stale:
                    found[row.id] = versions[row.id], self._serialised(edition, row)
        return found

    def _put(self, shelf: _Shelf, edition: Edition, kind: Kind, entry: feed_rows.Entry) -> None:
        event = self._serialised(edition, entry)
        if event is not None:
            shelf.entries.append((kind, event))

    def _serialised(self, edition: Edition, entry: feed_rows.Entry) -> WindowEvent | None:
        event = feed_rows.event_of(edition, entry, self._base_url)
        return None if event is None else serialise(event)
