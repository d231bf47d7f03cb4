"""The festival that an address names."""

from flask import abort

from eventhub.festivals.models import Festival
from eventhub.festivals.queries import festival_by_slug


def festival_or_404(slug: str) -> Festival:
    """Return the festival of an address, or end the request with 404."""
    festival = festival_by_slug(slug)
    if festival is None:
        abort(404)
    return festival
