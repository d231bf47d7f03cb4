"""What the allocation does when other rooms act, and what it adds to a household's pages."""

from typing import Any

from eventhub.allocation.actions import refuse_removal_of_held, withdraw_offer
from eventhub.allocation.models import OfferState
from eventhub.allocation.queries import offer_of
from eventhub.applications.models import Application
from eventhub.applications.panels import Panel
from eventhub.core.display import cn_left, cn_moment
from eventhub.festivals.models import Booth, Festival


def on_application_withdrawn(application: Application, **_extra: Any) -> None:
    """Free the booths of an application in the transaction that withdraws it."""
    withdraw_offer(application)


def on_booth_removal(_festival: Festival, booths: list[Booth], **_extra: Any) -> None:
    """Refuse to remove booths that somebody holds."""
    refuse_removal_of_held(booths)


def offer_panel(application: Application) -> Panel | None:
    """Return the panel of the offered booth, first while an answer is due."""
    offer = offer_of(application)
    if offer is None:
        return None
    booths = "、".join(offer.booths)
    href = f"/my/offers/{offer.id}/"
    if offer.state is OfferState.OFFERED:
        lines = [f"给您排了 {booths}。", f"{cn_moment(offer.deadline)} 前确认，{cn_left(offer.deadline)}。"]
        return {"title": f"排上了 {booths}，要不要？", "lines": lines, "href": href, "word": "去确认", "primary": True}
    return {"title": f"摊位 {booths}", "lines": [f"{offer.state.label}。"], "href": href, "word": "看看"}
