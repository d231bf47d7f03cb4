"""What public feeds go on showing after it went out of sight.

A reader that once fetched an entry must be told when it is called off, so an entry that is taken back stays in the
feeds as cancelled. What it showed at that moment is kept, because from then on its row may be edited in private. The
town of an edition that moves is kept too: whoever follows that town's feed must hear of the move.

Both are noticed as the change is written, whichever action writes it, and stored in the same transaction.
"""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from eventhub.applications.models import Call
from eventhub.calendar.entries import deadline_event, festival_event, session_event, to_shown
from eventhub.calendar.feed_event import FeedEvent
from eventhub.calendar.models import FormerTown, LastShown
from eventhub.core.database import db
from eventhub.festivals import feed_stamps
from eventhub.festivals.models import Festival, FestivalState, ProgrammeSession, Venue

_NO_HOST: Final = "https://host.invalid"
"""Addresses are kept without a host; the events they are taken from need one."""


def listen() -> None:
    """Watch what is written; asking twice changes nothing."""
    if not event.contains(db.session, "before_flush", _before_flush):
        event.listen(db.session, "before_flush", _before_flush)


class _Before:
    """A row as it was before this flush, to be read like the row itself."""

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return _old(self._row, name)


def _old(row: Any, name: str) -> Any:
    current = getattr(row, name)
    gone = inspect(row).attrs[name].history.deleted if name in inspect(row).attrs else ()
    return gone[0] if gone else current


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    # The three loops look at disjoint kinds of rows, so that nothing is remembered twice.
    changed = [row for row in session.dirty if isinstance(row, Festival | ProgrammeSession | Venue)]
    for row in changed:
        if isinstance(row, ProgrammeSession):
            _session_hidden(session, row)
        elif isinstance(row, Festival):
            _festival_hidden(session, row)
            _festival_moved(session, row)
        else:
            _venue_moved(session, row)


def _session_hidden(session: Session, row: ProgrammeSession) -> None:
    before: Any = _Before(row)
    seen = before.published and not before.deleted and row.was_public
    if seen and not (row.published and not row.deleted) and _was_public(row.festival):
        _remember(session, row.uid, row.festival_id, session_event(before, _NO_HOST))


def _was_public(festival: Festival) -> bool:
    return _old(festival, "state") is not FestivalState.DRAFT and festival.announced_at is not None


def _festival_hidden(session: Session, row: Festival) -> None:
    if row.state is not FestivalState.DRAFT or not _was_public(row):
        return
    before: Any = _Before(row)
    shown = festival_event(before, _NO_HOST)
    if shown is not None:
        _remember(session, row.uid, row.id, shown)
        for stored, entry in _standing_entries(session, row):
            _remember(session, stored, row.id, entry)
    _remember_town(session, row.id, row.venue.town if row.venue else "")


def _standing_entries(session: Session, row: Festival) -> Iterator[tuple[str, FeedEvent]]:
    for entry in row.sessions:
        if entry.was_public and entry.published and not entry.deleted:
            yield entry.uid, session_event(entry, _NO_HOST)
    for call in session.scalars(select(Call).where(Call.festival_id == row.id)):
        yield call.uid, deadline_event(call, _NO_HOST)


def _festival_moved(session: Session, row: Festival) -> None:
    venue_id = _old(row, "venue_id")
    if venue_id is not None and venue_id != row.venue_id and _was_public(row):
        venue = session.get(Venue, venue_id)
        _remember_town(session, row.id, venue.town if venue else "")


def _venue_moved(session: Session, row: Venue) -> None:
    town = _old(row, "town")
    if town == row.town:
        return
    there = select(Festival).where(Festival.venue_id == row.id, Festival.announced_at.is_not(None))
    for festival in session.scalars(there):
        if festival.is_public:
            _remember_town(session, festival.id, town)


def _remember(session: Session, stored: str, festival_id: int, shown: FeedEvent) -> None:
    session.merge(LastShown(uid=stored, festival_id=festival_id, shown=to_shown(shown, _NO_HOST)))


def _remember_town(session: Session, festival_id: int, town: str) -> None:
    if town:
        session.merge(FormerTown(festival_id=festival_id, town=town))


def is_hidden(entry: Festival | ProgrammeSession | Call) -> bool:
    """Tell whether an entry that feeds carry is out of sight: taken off the programme, or its edition taken back."""
    return feed_stamps.is_hidden(entry.festival if isinstance(entry, Call) else entry)
