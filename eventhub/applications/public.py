"""The public list of calls for booths."""

from flask import Blueprint, render_template

from eventhub.accounts.access import public
from eventhub.applications import queries

bp = Blueprint("calls", __name__)


@bp.get("/apply/")
@public
def calls() -> str:
    """Show the calls that are open, and those still to come."""
    return render_template(
        "applications/calls.html", open_calls=queries.open_calls(), coming_calls=queries.coming_calls()
    )
