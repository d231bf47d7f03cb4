"""What the pages of this and later rooms read: festivals, their programme, their plan.

Related rows come by `selectinload`, never by an outer join: a row read here may be held later (`locked` reads it again
in the same way), and PostgreSQL refuses FOR UPDATE over an outer join.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import selectinload

from eventhub.accounts.access import Scope
from eventhub.accounts.models import Account, Organisation, Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.typed_text import is_storable
from eventhub.festivals.models import (
    Announcement,
    Booth,
    Festival,
    FestivalState,
    Phase,
    ProgrammeSession,
    Row,
    Venue,
    Zone,
)

DESK_ROLES = (Role.ORGANISER, Role.REVIEWER)
MAX_TEXT = 40


@dataclass(frozen=True)
class ProgrammeDay:
    """A day of the programme and its sessions in order of time; `inside` tells whether it is one of the edition's."""

    day: date
    inside: bool
    sessions: list[ProgrammeSession]


def scope_of_slug(slug: str) -> Scope | None:
    """Return what a slug stands for, or None."""
    if not is_storable(slug):
        return None
    found = db.session.execute(select(Festival.id, Festival.organisation_id).where(Festival.slug == slug)).one_or_none()
    return Scope(found.id, found.organisation_id) if found else None


def festival_by_slug(slug: str) -> Festival | None:
    """Return the festival with its venue and organisation, drafts too, or None. Public pages ask `is_public`."""
    if not is_storable(slug):
        return None
    return db.session.scalar(
        select(Festival)
        .where(Festival.slug == slug)
        .options(selectinload(Festival.venue), selectinload(Festival.organisation))
    )


def public_festivals(phase: Phase | None = None, text: str = "") -> list[Festival]:
    """List what visitors may see, with venue and organisation.

    Args:
        phase: only editions that stand there by their dates; None: all.
        text: every word of it must occur in the name, the venue's name or town, or a named product.

    Returns:
        Running, then coming (soonest first), then open days, then past (latest first).
    """
    festivals = _with_place(select(Festival).where(Festival.state != FestivalState.DRAFT, *_words(text)))
    return sorted((f for f in festivals if phase in (None, f.phase)), key=_by_interest)


def festivals_for(account: Account, *roles: Role) -> list[Festival]:
    """List the festivals for which the account holds one of the roles (by default organiser or reviewer).

    Administrators see all. In the order of `public_festivals`.
    """
    wanted = {*(roles or DESK_ROLES), Role.ADMINISTRATOR}
    covers: list[ColumnElement[bool]] = [
        (Festival.id == grant.festival_id)
        if grant.festival_id is not None
        else (Festival.organisation_id == grant.organisation_id if grant.organisation_id is not None else true())
        for grant in account.grants
        if grant.role in wanted
    ]
    return sorted(_with_place(select(Festival).where(or_(false(), *covers))), key=_by_interest)


def organisations_for(account: Account) -> list[Organisation]:
    """List the organisations that the account may create festivals for."""
    grants = [grant for grant in account.grants if grant.role in (Role.ORGANISER, Role.ADMINISTRATOR)]
    chosen = select(Organisation).order_by(Organisation.id)
    if not any(grant.organisation_id is None and grant.festival_id is None for grant in grants):
        own = {grant.organisation_id for grant in grants if grant.festival_id is None}
        chosen = chosen.where(Organisation.id.in_(own))
    return list(db.session.scalars(chosen))


def festival_choices() -> list[tuple[int, str]]:
    """List every festival as (id, name with its year) for the choices of earlier rooms."""
    festivals = db.session.scalars(select(Festival).order_by(Festival.starts_on.desc(), Festival.id))
    return [(festival.id, festival.name_with_year) for festival in festivals]


def programme_by_day(festival: Festival, public: bool = False) -> list[ProgrammeDay]:
    """List the sessions by day in Shanghai: every day of the edition, and days outside it that have sessions.

    Deleted ones are left out. `public`: the unpublished ones too; cancelled ones stay, to be shown as cancelled.
    """
    days: dict[date, list[ProgrammeSession]] = {day: [] for day in festival.days}
    for session in festival.sessions:
        if not session.deleted and (session.published or not public):
            days.setdefault(clock.local(session.starts_at).date(), []).append(session)
    inside = set(festival.days)
    return [ProgrammeDay(day, day in inside, sessions) for day, sessions in sorted(days.items())]


def session_of(festival: Festival, uid: str) -> ProgrammeSession | None:
    """Return a session of the festival by its permanent identifier, deleted ones left out, or None."""
    if not is_storable(uid):
        return None
    return db.session.scalar(
        select(ProgrammeSession).where(
            ProgrammeSession.festival_id == festival.id,
            ProgrammeSession.uid == uid,
            ~ProgrammeSession.deleted,
        )
    )


def booth_by_sign(code: str) -> Booth | None:
    """Return the booth that a sign's code stands for, with its row and zone; capitals, as it is printed."""
    if not is_storable(code):
        return None
    return db.session.scalar(
        select(Booth)
        .where(Booth.sign_code == code.upper())
        .options(selectinload(Booth.row).selectinload(Row.zone).selectinload(Zone.festival))
    )


def zones_of(festival: Festival) -> list[Zone]:
    """Return the zones with their rows and booths in three selects."""
    return list(
        db.session.scalars(
            select(Zone)
            .where(Zone.festival_id == festival.id)
            .order_by(Zone.code)
            .options(selectinload(Zone.rows).selectinload(Row.booths))
        )
    )


def booths_of(festival: Festival, ids: Sequence[int] | None = None) -> list[Booth]:
    """Return booths with row and zone, in the order of their numbers; `ids`: only those, others of the festival left out."""
    chosen = select(Booth).where(Booth.festival_id == festival.id).order_by(Booth.number)
    if ids is not None:
        chosen = chosen.where(Booth.id.in_(ids))
    return list(db.session.scalars(chosen.options(selectinload(Booth.row).selectinload(Row.zone))))


def venue_choices() -> list[tuple[int, str]]:
    """List the venues as (id, name with town)."""
    rows = db.session.execute(select(Venue.id, Venue.name, Venue.town).order_by(Venue.name, Venue.id))
    return [(number, f"{name}（{town}）" if town else name) for number, name, town in rows]


def festivals_at(venue: Venue) -> list[Festival]:
    """Return every festival held at a venue."""
    return list(db.session.scalars(select(Festival).where(Festival.venue_id == venue.id).order_by(Festival.id)))


def announcement_of(festival: Festival, number: int) -> Announcement | None:
    """Return a notice of the festival, or None."""
    return db.session.scalar(
        select(Announcement).where(Announcement.id == number, Announcement.festival_id == festival.id)
    )


def next_edition_of(festival: Festival) -> Festival | None:
    """Return the edition cloned from this one, the newest if there are several, or None."""
    return db.session.scalar(
        select(Festival).where(Festival.previous_id == festival.id).order_by(Festival.id.desc()).limit(1)
    )


def booth_count(festival: Festival) -> int:
    """Return how many booths the plan has."""
    return db.session.scalar(select(func.count(Booth.id)).where(Booth.festival_id == festival.id)) or 0


def _with_place(chosen: Select[Any]) -> Sequence[Festival]:
    with_place = chosen.options(selectinload(Festival.venue), selectinload(Festival.organisation))
    festivals: Sequence[Festival] = db.session.scalars(with_place).all()
    return festivals


def _words(text: str) -> list[ColumnElement[bool]]:
    """One condition a word. The products are stored as JSON, whose escapes a LIKE can't match: ids are looked up."""
    words = [word for word in text[:MAX_TEXT].split() if is_storable(word)]
    if not words:
        return [] if not text.strip() else [false()]
    products = db.session.execute(select(Festival.id, Festival.named_products)).all()
    return [
        _word(word, [number for number, names in products if any(word in name for name in names)]) for word in words
    ]


def _word(word: str, with_product: list[int]) -> ColumnElement[bool]:
    like = {"other": word, "autoescape": True}
    at_venue = select(Venue.id).where(or_(Venue.name.contains(**like), Venue.town.contains(**like)))
    return or_(
        Festival.name.contains(**like),
        Festival.short_name.contains(**like),
        and_(Festival.venue_id.is_not(None), Festival.venue_id.in_(at_venue)),
        Festival.id.in_(with_product),
    )


def _by_interest(festival: Festival) -> tuple[int, int, int]:
    order = (Phase.RUNNING, Phase.COMING, Phase.UNKNOWN, Phase.PAST)
    first = festival.starts_on.toordinal() if festival.starts_on else 0
    return order.index(festival.phase), -first if festival.phase is Phase.PAST else first, festival.id
