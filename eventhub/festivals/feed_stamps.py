"""What a change does to the calendar entries of an edition: the rules of a feed that readers can trust for years.

`changed_at` becomes DTSTAMP and LAST-MODIFIED, so it moves exactly when something the entry shows has changed, and never
back. SEQUENCE rises when time, place or status changes (RFC 5545, 3.8.7.4), and only for an entry that was ever served.
"""

import enum
from collections.abc import Iterable

from eventhub.core import clock
from eventhub.festivals.models import Festival, FestivalState, ProgrammeSession


def revision_of(festival: Festival) -> str:
    """Return the name of the revision that the public pages and feeds of a festival are kept under."""
    return f"festival:{festival.id}"


class Effect(enum.IntEnum):
    """What a change does to an entry."""

    NONE = 0
    STAMP = 1
    SEQUENCE = 2


# Column of the festival → effect on the festival's own entry, effect on the entries of its sessions.
FESTIVAL_FIELDS: dict[str, tuple[Effect, Effect]] = {
    "name": (Effect.STAMP, Effect.STAMP),
    "short_name": (Effect.STAMP, Effect.STAMP),
    "slug": (Effect.STAMP, Effect.STAMP),
    "edition": (Effect.STAMP, Effect.NONE),
    "summary": (Effect.STAMP, Effect.NONE),
    "description": (Effect.STAMP, Effect.NONE),
    "admission": (Effect.STAMP, Effect.NONE),
    "phone": (Effect.STAMP, Effect.NONE),
    "skin": (Effect.STAMP, Effect.NONE),
    "cover_seed": (Effect.STAMP, Effect.NONE),
    "opens_at": (Effect.SEQUENCE, Effect.NONE),
    "closes_at": (Effect.SEQUENCE, Effect.NONE),
    "starts_on": (Effect.SEQUENCE, Effect.NONE),
    "ends_on": (Effect.SEQUENCE, Effect.NONE),
    "venue_id": (Effect.SEQUENCE, Effect.SEQUENCE),
}
SESSION_FIELDS: dict[str, Effect] = {
    "title": Effect.STAMP,
    "kind": Effect.STAMP,
    "heritage_item": Effect.STAMP,
    "note": Effect.STAMP,
    "starts_at": Effect.SEQUENCE,
    "ends_at": Effect.SEQUENCE,
    "place": Effect.SEQUENCE,
    "published": Effect.SEQUENCE,
    "cancelled": Effect.SEQUENCE,
    "deleted": Effect.SEQUENCE,
}
VENUE_FIELDS: dict[str, Effect] = {
    "name": Effect.SEQUENCE,
    "town": Effect.SEQUENCE,
    "address": Effect.SEQUENCE,
    "lng": Effect.SEQUENCE,
    "lat": Effect.SEQUENCE,
    "datum": Effect.SEQUENCE,
    "confirmed": Effect.SEQUENCE,
    "directions": Effect.STAMP,
}


def stamp(entry: Festival | ProgrammeSession, effect: Effect) -> None:
    """Apply an effect to an entry, inside `writing()`."""
    if effect is Effect.NONE:
        return
    entry.changed_at = clock.after(entry.changed_at)
    if effect is Effect.SEQUENCE and _ever_served(entry):
        entry.sequence += 1


def stamp_festival(festival: Festival, changed: Iterable[str]) -> None:
    """Apply what the changed columns of a festival do, once to its entry and once to each of its sessions."""
    effects = [FESTIVAL_FIELDS[name] for name in set(changed) & set(FESTIVAL_FIELDS)]
    stamp_shown(festival, max((own for own, _ in effects), default=Effect.NONE))
    for session in festival.sessions:
        stamp_shown(session, max((sessions for _, sessions in effects), default=Effect.NONE))


def stamp_shown(entry: Festival | ProgrammeSession, effect: Effect) -> None:
    """Apply an effect to an entry, unless it is out of sight: feeds then show it as it last was, whatever changes."""
    if not is_hidden(entry):
        stamp(entry, effect)


def is_hidden(entry: Festival | ProgrammeSession) -> bool:
    """Tell whether an entry is out of sight: its edition is a draft (again), or it is taken off the programme."""
    if isinstance(entry, ProgrammeSession):
        return entry.deleted or not entry.published or is_hidden(entry.festival)
    return entry.state is FestivalState.DRAFT


def set_state(festival: Festival, state: FestivalState) -> None:
    """Change the state inside `writing()`, and stamp the entries whose status this changes in feeds.

    A session that was called off by itself shows the same before and after, so its entry stays untouched.
    """
    before = festival_called_off(festival)
    festival.state = state
    if festival_called_off(festival) is not before:
        stamp(festival, Effect.SEQUENCE)
        stamp_standing_sessions(festival)


def stamp_standing_sessions(festival: Festival) -> None:
    """Raise the SEQUENCE of every session that takes place as far as it goes by itself."""
    for session in festival.sessions:
        if stands(session):
            stamp(session, Effect.SEQUENCE)


def stands(session: ProgrammeSession) -> bool:
    """Tell whether a session takes place as far as it goes by itself: published, not cancelled, not deleted."""
    return session.published and not session.cancelled and not session.deleted


def _ever_served(entry: Festival | ProgrammeSession) -> bool:
    return entry.announced_at is not None if isinstance(entry, Festival) else entry.was_public


def festival_called_off(festival: Festival) -> bool:
    """Tell whether the festival's entry stands in feeds as cancelled: cancelled, taken back, or its days given up."""
    taken_back = festival.state is FestivalState.DRAFT and festival.announced_at is not None
    return festival.state is FestivalState.CANCELLED or taken_back or festival.starts_on is None


def session_called_off(session: ProgrammeSession) -> bool:
    """Tell whether a session's entry stands in feeds as cancelled: by itself, or because its festival is."""
    return not stands(session) or festival_called_off(session.festival)
