"""What this room shows on a household's page: enquiries that wait for an answer."""

from sqlalchemy import func, select

from eventhub.applications.models import Application
from eventhub.applications.panels import Panel
from eventhub.core.database import db
from eventhub.visitors.models import Enquiry, HomeTurn, Outcome


def enquiry_panel(application: Application) -> Panel | None:
    """Return the panel of an application whose household was written to, or shown on the home page, at its edition."""
    mine = (
        Enquiry.household_id == application.household_id,
        Enquiry.festival_id == application.festival_id,
        Enquiry.outcome == Outcome.NEW,
    )
    waiting = db.session.scalar(select(func.count(Enquiry.id)).where(*mine)) or 0
    shown = db.session.scalar(
        select(func.count(HomeTurn.id)).where(
            HomeTurn.household_id == application.household_id, HomeTurn.festival_id == application.festival_id
        )
    )
    lines = [f"有 {waiting} 个买家等您回电。"] if waiting else []
    lines += [f"首页轮到您 {shown} 天了，每家轮着来。"] if shown else []
    if not lines:
        return None
    return {"title": "采购意向" if waiting else "上首页", "lines": lines, "href": "/my/enquiries/", "word": "去看看"}
