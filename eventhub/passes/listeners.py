"""What the passes room does when other rooms act, and what it adds to a household's page and to the desk's overview."""

from typing import Any

from sqlalchemy import delete, select

from eventhub.allocation.models import Offer
from eventhub.applications.models import Application
from eventhub.applications.panels import Panel
from eventhub.core.database import db
from eventhub.core.display import cn_moment
from eventhub.festivals.models import Festival
from eventhub.passes.actions import issue_pass, revoke_passes_of
from eventhub.passes.models import PassState, PrintJob, StallPass
from eventhub.passes.queries import household_pass, watched_stalls
from eventhub.registry.models import Household
from eventhub.registry.signals import household_erased


def on_confirmed(offer: Offer, **_extra: Any) -> None:
    """Issue the stallholder's pass in the transaction of the confirmation."""
    issue_pass(offer.application)


def on_ended(offer: Offer, **_extra: Any) -> None:
    """Revoke what was issued when the booths are given back."""
    revoke_passes_of(offer.application)


@household_erased.connect
def on_erased(household: Household, **_extra: Any) -> None:
    """Forget the number plates of a household whose data is removed, and prints with its name; passes stay for the log."""
    passes = db.session.scalars(
        select(StallPass)
        .join(StallPass.application)
        .where(Application.household_id == household.id, StallPass.plate != "")
    ).all()
    for stall_pass in passes:
        stall_pass.plate = ""
    festivals = select(Application.festival_id).where(Application.household_id == household.id)
    db.session.execute(delete(PrintJob).where(PrintJob.festival_id.in_(festivals)))


def pass_panel(application: Application) -> Panel | None:
    """Return the panel that leads to the pass, once there is one."""
    found = household_pass(application)
    if found is None:
        return None
    return {
        "title": "参展证",
        "lines": ["进场时给检票员扫，手机上打开就行，也可以打印。"],
        "href": f"/my/passes/{application.festival.slug}/{found.serial}/",
        "word": "打开参展证",
        "primary": True,
    }


def stopped_panel(festival: Festival) -> dict[str, Any] | None:
    """Return what the organiser must look at: the stalls that are stopped, since when and why; None while none is."""
    lines = [
        f"{label} {entry.application.household.name}："
        f"{entry.why or '没写原因'}（{cn_moment(entry.stopped_at) if entry.stopped_at else ''} 起）"
        for label, entry in watched_stalls(festival)
        if entry.state is PassState.SUSPENDED and entry.application
    ]
    href = f"/desk/{festival.slug}/passes/red-line/"
    return {"title": f"停着的摊位：{len(lines)} 家", "lines": lines, "href": href} if lines else None
