"""What feeds read from the database, in a session of their own: a snapshot in which revision and rows agree."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session, joinedload

from eventhub.applications.models import Call
from eventhub.calendar.entries import (
    deadline_event,
    festival_event,
    from_shown,
    session_event,
    shown_days,
    uid_of,
)
from eventhub.calendar.feed_event import FeedEvent, Kind
from eventhub.calendar.models import FormerTown, LastShown
from eventhub.calendar.remembering import is_hidden
from eventhub.core.models import Revision
from eventhub.festivals.models import Festival, ProgrammeSession

Entry = Festival | ProgrammeSession | Call
# Where no rows of the mapper are wanted, the tables are asked directly: it takes half the time.
_festival, _session, _revision = Festival.__table__, ProgrammeSession.__table__, Revision.__table__
_shown, _town = LastShown.__table__, FormerTown.__table__
KINDS = {Festival: Kind.FESTIVAL, ProgrammeSession: Kind.SESSION, Call: Kind.DEADLINE}


@dataclass(frozen=True, slots=True)
class Change:
    """The revision of an edition: its number, and when it last rose (None: nothing was ever written about it)."""

    number: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as feeds need it: the row, what was remembered of its entries, the towns it is or was held in."""

    festival: Festival
    remembered: Mapping[str, dict[str, Any]]
    towns: frozenset[str]

    @property
    def key(self) -> tuple[Any, ...]:
        """Changes whenever the entries of all its sessions may."""
        venue = self.festival.venue
        kept = tuple(sorted(self.remembered))
        return self.festival.version, venue and (venue.id, venue.version), kept


def changes_of_editions(session: Session) -> dict[int, Change]:
    """Return festival id → its revision, for every edition that was ever announced, in order of the ids."""
    announced = (
        select(_festival.c.id, _revision.c.number, _revision.c.changed_at)
        .outerjoin(_revision, _revision.c.name == "festival:" + cast(_festival.c.id, String))
        .where(_festival.c.announced_at.is_not(None))
        .order_by(_festival.c.id)
    )
    return {number: Change(raised or 0, at) for number, raised, at in session.connection().execute(announced)}


def id_of_slug(session: Session, slug: str) -> int | None:
    """Return the id of an edition that was ever announced, or None."""
    return session.scalar(select(Festival.id).where(Festival.slug == slug, Festival.announced_at.is_not(None)))


def edition_of(session: Session, festival_id: int) -> Edition:
    """Return an edition with its venue."""
    festival = session.scalars(
        select(Festival).where(Festival.id == festival_id).options(joinedload(Festival.venue))
    ).one()
    connection = session.connection()
    kept = connection.execute(select(_shown.c.uid, _shown.c.shown).where(_shown.c.festival_id == festival_id))
    towns = set(connection.scalars(select(_town.c.town).where(_town.c.festival_id == festival_id)))
    if festival.venue is not None and not is_hidden(festival):
        towns.add(festival.venue.town)
    return Edition(festival, dict(kept.all()), frozenset(towns - {""}))


def session_versions(session: Session, festival_id: int) -> dict[int, int]:
    """Return session id → version, for every session of the edition that was ever public."""
    chosen = select(_session.c.id, _session.c.version).where(
        _session.c.festival_id == festival_id, _session.c.was_public
    )
    return dict(session.connection().execute(chosen).all())


def sessions_of(session: Session, edition: Edition, ids: Collection[int] | None) -> list[ProgrammeSession]:
    """Return the sessions that were ever public: of these ids, or all of them for None."""
    chosen = select(ProgrammeSession).where(
        ProgrammeSession.festival_id == edition.festival.id, ProgrammeSession.was_public
    )
    return list(session.scalars(chosen if ids is None else chosen.where(ProgrammeSession.id.in_(ids))))


def call_of_edition(session: Session, edition: Edition) -> Call | None:
    """Return the call for booths of an edition, or None."""
    return session.scalar(select(Call).where(Call.festival_id == edition.festival.id))


def event_of(edition: Edition, entry: Entry, base_url: str) -> FeedEvent | None:
    """Return what feeds show of an entry, or None while nobody was ever shown it.

    An entry out of sight shows what it did when it was taken back.
    """
    hidden = is_hidden(entry)
    shown = edition.remembered.get(entry.uid) if hidden else None
    if shown is not None:
        return from_shown(
            shown,
            base_url,
            uid=uid_of(entry.uid),
            kind=KINDS[type(entry)],
            sequence=entry.sequence,
            created_at=entry.created_at,
            changed_at=entry.changed_at,
            cancelled=True,
        )
    if is_hidden(edition.festival) or shown_days(edition.festival) is None:
        return None
    if isinstance(entry, Festival):
        return festival_event(entry, base_url)
    return session_event(entry, base_url) if isinstance(entry, ProgrammeSession) else deadline_event(entry, base_url)
