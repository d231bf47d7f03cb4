"""The desk of a town agent, /desk/filing/: the calls to file for, and what was filed for whom."""

from flask import Blueprint, render_template, request

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.applications import queries
from eventhub.applications.household import status_url
from eventhub.applications.my import STATE_LOOKS
from eventhub.core.addresses import whole_number
from eventhub.core.paging import MAX_PAGE

bp = Blueprint("filing", __name__)


@bp.get("/desk/filing/")
@staff(Role.TOWN_AGENT, scoped=False)
def filed() -> str:
    """Where a household can be filed for, and what this agent filed; administrators read what all agents filed."""
    account = actor()
    page = queries.filed_by_agents(account, whole_number(request.args.get("page"), 1, 1, MAX_PAGE))
    return render_template(
        "applications/desk_filing.html",
        page=page,
        towns=sorted(queries.agent_towns(account)),
        is_agent=queries.is_agent(account),
        open_calls=queries.open_calls(),
        looks=STATE_LOOKS,
        status_url=status_url,
    )
