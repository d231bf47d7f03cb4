"""What the calendar page reads."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from eventhub.applications.models import Call
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals.models import Festival, FestivalState, ProgrammeSession, Venue

HIDDEN = FestivalState.DRAFT
OFF = (FestivalState.DRAFT, FestivalState.CANCELLED)


def editions_between(first: date, last: date) -> Sequence[Festival]:
    """Return public editions with a day in a span, cancelled ones too, by their first day."""
    return db.session.scalars(
        select(Festival)
        .where(Festival.state != HIDDEN, Festival.starts_on <= last, Festival.ends_on >= first)
        .order_by(Festival.starts_on, Festival.id)
        .options(joinedload(Festival.venue))
    ).all()


def sessions_between(first: date, last: date) -> Sequence[ProgrammeSession]:
    """Return the public sessions that begin in a span, with their editions; cancelled ones too."""
    return db.session.scalars(
        select(ProgrammeSession)
        .join(ProgrammeSession.festival)
        .where(
            Festival.state != HIDDEN,
            Festival.starts_on.is_not(None),
            ProgrammeSession.published,
            ~ProgrammeSession.deleted,
            _within(ProgrammeSession.starts_at, first, last),
        )
        .order_by(ProgrammeSession.starts_at, ProgrammeSession.id)
        .options(joinedload(ProgrammeSession.festival))
    ).all()


def closings_between(first: date, last: date) -> Sequence[Call]:
    """Return the calls for booths that close in a span, with their editions."""
    return db.session.scalars(
        select(Call)
        .join(Call.festival)
        .where(Festival.state.not_in(OFF), _within(Call.closes_at, first, last))
        .order_by(Call.closes_at, Call.id)
        .options(joinedload(Call.festival))
    ).all()


def editions_to_follow(today: date) -> Sequence[Festival]:
    """Return public editions worth subscribing to: those that are not over, open days last."""
    return db.session.scalars(
        select(Festival)
        .where(Festival.state.not_in(OFF), (Festival.ends_on >= today) | Festival.ends_on.is_(None))
        .order_by(Festival.starts_on.is_(None), Festival.starts_on, Festival.id)
    ).all()


def towns_with_festivals() -> set[str]:
    """Return the towns in which a public edition is or was held."""
    towns = db.session.scalars(
        select(Venue.town).join(Festival, Festival.venue_id == Venue.id).where(Festival.state != HIDDEN).distinct()
    )
    return {town for town in towns if town}


def _within(column: InstrumentedAttribute[datetime], first: date, last: date) -> ColumnElement[bool]:
    """Tell whether a moment lies on one of the days from first to last, in Shanghai."""
    return and_(column >= clock.at(first), column < clock.at(last + timedelta(days=1)))
