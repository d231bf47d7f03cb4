"""What this room shows on pages of earlier rooms: on a household's, and on the overview of a festival at the desk."""

from typing import Any

from sqlalchemy import func, select

from eventhub.applications.models import Application
from eventhub.applications.panels import Panel
from eventhub.applications.states import ApplicationState
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.visitors.batches import recalled_at
from eventhub.visitors.models import Enquiry, HomeTurn, Outcome
from eventhub.visitors.stamps import crowds


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
    if not lines and application.state is not ApplicationState.ACCEPTED:
        return None
    lines = lines or ["买家的留话收在这里，每一批货的批次也在这里记。"]
    return {"title": "采购意向和批次", "lines": lines, "href": "/my/enquiries/", "word": "去看看"}


def recall_panel(festival: Festival) -> dict[str, Any] | None:
    """Return what the organiser must look at: batches recalled by, or of, those who stand here."""
    lines = [
        f"{batch.product.household.name}的{batch.product.name}（批号 {batch.number}）召回了：{batch.recall_reason}"
        for batch in recalled_at(festival)
    ]
    return {"title": "要留意的：召回", "lines": lines, "href": f"/desk/{festival.slug}/batches/"} if lines else None


def crowd_panel(festival: Festival) -> dict[str, Any] | None:
    """Return what the organiser must look at: sign photos that go round."""
    rounds = crowds(festival)
    lines = [f"有 {len(rounds)} 次，一分钟里很多台手机在同一个摊位盖章。"]
    return {"title": "要留意的：集章", "lines": lines, "href": f"/desk/{festival.slug}/stamps/"} if rounds else None
