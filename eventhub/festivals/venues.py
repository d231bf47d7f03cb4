"""Venues: where festivals are held. A change reaches every festival there, and its entries in feeds."""

from typing import Any

from eventhub.accounts.models import Account
from eventhub.core import audit, revisions
from eventhub.core.database import writing
from eventhub.core.errors import BadInput
from eventhub.core.row_versions import held
from eventhub.festivals import queries
from eventhub.festivals.feed_stamps import VENUE_FIELDS, Effect, revision_of, stamp_shown
from eventhub.festivals.models import Festival, Venue


def add_venue(values: dict[str, Any], actor: Account | None) -> Venue:
    """Store a new venue. `values`: columns of `VENUE_FIELDS`. Raises BadInput for half a coordinate."""
    with writing() as session:
        venue = Venue(**{name: value for name, value in values.items() if name in VENUE_FIELDS})
        _check(venue)
        session.add(venue)
        session.flush()
        audit.record(actor, "venue.add", f"venue:{venue.id}", name=venue.name)
    return venue


def edit_venue(
    venue: Venue, values: dict[str, Any], actor: Account | None, version: int | None = None
) -> list[Festival]:
    """Change a venue; returns the festivals there, all of whose feed entries now show the change.

    Raises Stale when somebody changed it meanwhile, BadInput for half a coordinate.
    """
    with writing():
        held(venue, version)
        changed = {name for name in VENUE_FIELDS if name in values and getattr(venue, name) != values[name]}
        for name in changed:
            setattr(venue, name, values[name])
        _check(venue)
        festivals = queries.festivals_at(venue)
        effect = max((VENUE_FIELDS[name] for name in changed), default=Effect.NONE)
        for festival in festivals if changed else []:
            stamp_shown(festival, effect)
            for session in festival.sessions:
                stamp_shown(session, effect)
            revisions.bump(revision_of(festival))
        if changed:
            audit.record(actor, "venue.edit", f"venue:{venue.id}", fields=sorted(changed))
    return festivals


def _check(venue: Venue) -> None:
    if (venue.lng is None) != (venue.lat is None):
        raise BadInput(fields={"lat": "经度和纬度要一起填，或者都空着。"})
