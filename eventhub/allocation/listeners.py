"""What the allocation does when other rooms act, and what it adds to a household's pages."""

from typing import Any

from eventhub.allocation import festival_news, promises
from eventhub.allocation.actions import withdraw_offer
from eventhub.allocation.days import days_said
from eventhub.allocation.festival_news import Days
from eventhub.allocation.models import Offer, OfferState, PlanState
from eventhub.allocation.own_result import result_of
from eventhub.allocation.queries import current_notice, offer_of, public_plan
from eventhub.allocation.waitlist import place_of
from eventhub.applications.models import Application
from eventhub.applications.panels import Panel, TimelineEntry
from eventhub.applications.states import ApplicationState
from eventhub.core.display import cn_left, cn_moment
from eventhub.festivals.models import Booth, Festival, FestivalState


def on_application_withdrawn(application: Application, **_extra: Any) -> None:
    """Free the booths of an application in the transaction that withdraws it."""
    withdraw_offer(application)


def on_booth_removal(festival: Festival, booths: list[Booth], **_extra: Any) -> None:
    """Refuse to remove booths that somebody was promised."""
    promises.refuse_removal(festival, booths)


def on_booth_renaming(festival: Festival, renamed: list[tuple[Booth, str]], **_extra: Any) -> None:
    """Refuse a new number for a booth that somebody was promised: it stands in their message and on the public list."""
    promises.refuse_renaming(festival, renamed)


def on_ground_changed(festival: Festival, **_extra: Any) -> None:
    """Refuse a change that takes from somebody what they were promised."""
    promises.require_kept(festival)


def on_festival_postponed(festival: Festival, old: Days | None, new: Days | None, **_extra: Any) -> None:
    """Move the booths held to the new days, and deadlines before them; while the days are open all waits on the old ones."""
    if new is None:
        return
    festival_news.require_notice_over(festival)
    festival_news.move_deadlines(festival)
    if old is not None:
        festival_news.move_holdings(festival, old, new)


def on_festival_changed(festival: Festival, fields: frozenset[str], **_extra: Any) -> None:
    """Keep deadlines before the festival where it opens at an earlier hour."""
    if "opens_at" in fields and festival.days:
        festival_news.move_deadlines(festival)


def offer_panel(application: Application) -> Panel | None:
    """Return the panel of the offered booth, first while an answer is due; before an offer, what the public plan says."""
    offer = offer_of(application)
    if offer is None:
        return _result_panel(application)
    days = days_said(application)
    booths = "、".join(offer.booths) + (f"（{days}）" if days else "")
    href = f"/my/offers/{offer.id}/"
    if offer.state is OfferState.OFFERED:
        lines = [f"给您排了 {booths}。", f"{cn_moment(offer.deadline)} 前确认，{cn_left(offer.deadline)}。"]
        return {"title": f"排上了 {booths}，要不要？", "lines": lines, "href": href, "word": "去确认", "primary": True}
    return {"title": f"摊位 {booths}", "lines": [f"{offer.state.label}。"], "href": href, "word": "看看"}


def _result_panel(application: Application) -> Panel | None:
    result = result_of(application)
    if result is None:
        return None
    href = f"/my/allocation/{application.id}/"
    until = cn_moment(result.notice.ends_at) if result.notice and result.on_notice else ""
    if result.booths:
        lines = [f"公示到 {until}，没有异议就发确认给您。" if until else "等主办方发确认。"]
        return {"title": f"公示里排在 {'、'.join(result.booths)}", "lines": lines, "href": href, "word": "看看"}
    place = result.waits
    if place is None or place.hopeless:
        return {"title": "这次没有合适的摊位", "lines": [result.why], "href": href, "word": "看为什么"}
    lines = ["前面有人放弃，合适的就轮到您。"] + ([f"还在公示，到 {until}。"] if until else [])
    return {
        "title": f"候补第 {place.number} 户，一共 {place.length} 户",
        "lines": lines,
        "href": href,
        "word": "看为什么",
    }


def allocation_timeline(application: Application) -> list[TimelineEntry]:
    """Return what the allocation adds to the way of an accepted application; nothing before a plan is public."""
    plan = public_plan(application.festival)
    if plan is None or plan.published_at is None or application.state is not ApplicationState.ACCEPTED:
        return []
    offer = offer_of(application)
    if offer is None and application.festival.state is FestivalState.CANCELLED:
        return []
    if offer is None and plan.state is PlanState.NOTICE:
        notice = current_notice(application.festival)
        text = f"公示到 {cn_moment(notice.ends_at)}" if notice else "正在公示"
        return [{"title": "排摊位", "text": text, "state": "now"}, {"title": "确认摊位"}, {"title": "领参展证"}]
    published: TimelineEntry = {"title": "排摊位", "text": f"{cn_moment(plan.published_at)} 公布", "state": "done"}
    if offer is not None:
        return [published, *_answer(offer)]
    place = place_of(application, plan)
    if place is None or place.hopeless:
        return [published, {"title": "没有合适的摊位", "text": "点进去看差在哪里", "state": "stop"}]
    return [published, {"title": f"候补第 {place.number} 户", "text": "前面有人放弃，合适的就轮到您", "state": "now"}]


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
