"""What the overview of a festival at the desk shows of its call and applications."""

from typing import Any

from sqlalchemy import func, select

from eventhub.applications.models import Application
from eventhub.applications.queries import call_of
from eventhub.applications.states import ApplicationState
from eventhub.core.database import db
from eventhub.core.display import cn_left, cn_moment
from eventhub.festivals.models import Festival


def desk_panel(festival: Festival) -> dict[str, Any]:
    """Return the panel: title, lines, and where it leads (the call while there is none, else the applications)."""
    call = call_of(festival)
    if call is None:
        return {
            "title": "招展和申请",
            "lines": ["还没写招展公告。"],
            "href": f"/desk/{festival.slug}/call/",
        }
    rows = db.session.execute(
        select(Application.state, func.count())
        .where(Application.festival_id == festival.id, Application.state != ApplicationState.DRAFT)
        .group_by(Application.state)
    )
    counted: dict[ApplicationState, int] = {row[0]: row[1] for row in rows}
    waiting = counted.get(ApplicationState.SUBMITTED, 0)
    accepted = counted.get(ApplicationState.ACCEPTED, 0)
    return {
        "title": "招展和申请",
        "lines": [
            f"收到 {sum(counted.values())} 份，{waiting} 份等审核，{accepted} 份通过。",
            f"{cn_moment(call.closes_at)} 截止，{cn_left(call.closes_at)}。",
        ],
        "href": f"/desk/{festival.slug}/applications/",
    }
