"""The public feeds, and the calendar page."""

from flask import Blueprint, current_app, render_template, request

from eventhub.accounts.access import public
from eventhub.calendar.feed_response import FeedResponse, public_feed
from eventhub.calendar.feeds import FeedKind, FeedName
from eventhub.calendar.month_page import asked_month, month_page
from eventhub.calendar.subscribing import subscribe_section
from eventhub.core import clock
from eventhub.core.page_cache import cached_page

bp = Blueprint("calendar", __name__)


@bp.get("/calendar/")
@public
@cached_page("month")
def month() -> str:
    """A month as a grid and as a list, and how to subscribe."""
    today = clock.today()
    year, number = asked_month(request.args.get("month", ""), today)
    base_url: str = current_app.config["SETTINGS"].host_prefix
    return render_template(
        "calendar/month.html",
        base_url=base_url,
        **month_page(year, number, today),
        **subscribe_section(base_url, today),
    )


@bp.get("/calendar.ics")
@public
def everything() -> FeedResponse:
    """Every edition, every session, every deadline for applications."""
    return public_feed(FeedName(FeedKind.EVERYTHING))


@bp.get("/calendar/<any(festivals, performances, deadlines):kind>.ics")
@public
def by_kind(kind: str) -> FeedResponse:
    """One kind of event of every edition."""
    return public_feed(FeedName(FeedKind(kind)))


@bp.get("/calendar/town/<town>.ics")
@public
def by_town(town: str) -> FeedResponse:
    """What is held in a town."""
    return public_feed(FeedName(FeedKind.TOWN, town))


@bp.get("/festivals/<slug>/calendar.ics")
@public
def edition(slug: str) -> FeedResponse:
    """One edition with its sessions and its deadline."""
    return public_feed(FeedName(FeedKind.EDITION, slug))


@bp.get("/festivals/<slug>/programme/<uid>.ics")
@public
def session(slug: str, uid: str) -> FeedResponse:
    """One session, for people who want no more than that in their calendar."""
    return public_feed(FeedName(FeedKind.SESSION, slug, uid))
