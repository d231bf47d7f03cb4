"""What the allocation does when other rooms act, and what it adds to a household's pages."""

from typing import Any

from eventhub.allocation.actions import refuse_removal_of_held, withdraw_offer
from eventhub.allocation.models import Offer, OfferState
from eventhub.allocation.queries import offer_of, published_plan
from eventhub.applications.models import Application
from eventhub.applications.panels import Panel, TimelineEntry
from eventhub.applications.states import ApplicationState
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


def allocation_timeline(application: Application) -> list[TimelineEntry]:
    """Return what the allocation adds to the way of an accepted application; nothing before a plan is published."""
    plan = published_plan(application.festival)
    if plan is None or plan.published_at is None or application.state is not ApplicationState.ACCEPTED:
        return []
    offer = offer_of(application)
    published: TimelineEntry = {"title": "排摊位", "text": f"{cn_moment(plan.published_at)} 公布", "state": "done"}
    if offer is None:
        return [published, {"title": "候补", "text": "这次没排上，前面有人放弃就轮到您", "state": "now"}]
    return [published, *_answer(offer)]


def _answer(offer: Offer) -> list[TimelineEntry]:
    booths = "、".join(offer.booths)
    if offer.state is OfferState.OFFERED:
        due = f"{cn_moment(offer.deadline)} 前回话"
        return [{"title": f"确认 {booths}", "text": due, "state": "now"}, {"title": "领参展证"}]
    answered = cn_moment(offer.answered_at) if offer.answered_at else ""
    if offer.state is OfferState.CONFIRMED:
        return [
            {"title": f"确认 {booths}", "text": answered, "state": "done"},
            {"title": "领参展证", "text": "已经发到这里", "state": "now"},
        ]
    return [{"title": f"{booths} {offer.state.label}", "text": answered, "state": "stop"}]
