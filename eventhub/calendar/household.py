"""The household's own calendar: the page on which it is opened and renewed, and the feed behind its address."""

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, declare, household
from eventhub.applications.models import Application
from eventhub.applications.panels import Panel
from eventhub.applications.states import ApplicationState
from eventhub.calendar import private_feeds
from eventhub.calendar.feed_response import FeedResponse, feed_response
from eventhub.core.errors import StateConflict
from eventhub.passes.qr import qr_matrix, qr_svg

bp = Blueprint("my_calendar", __name__)
PRIVATE = {
    # Asked again every time: an address that was renewed is dead at once, in caches too.
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


@bp.get("/my/calendar/")
@household
def page() -> str:
    """Whether the calendar is open, and what can be done."""
    return render_template("calendar/my.html", feed=private_feeds.feed_of(actor()), url="", code="")


@bp.post("/my/calendar/")
@household
def renew() -> Response:
    """Open the calendar or give it a new address; the address is shown this once."""
    token = private_feeds.open_feed(actor())
    url = f"{_base_url()}/my/calendar/{token}.ics"
    body = render_template(
        "calendar/my.html",
        feed=private_feeds.feed_of(actor()),
        url=url,
        code=qr_svg(qr_matrix(url, "M"), "您的日历的订阅地址"),
    )
    response = make_response(body)
    response.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    return response


@bp.post("/my/calendar/stop")
@household
def stop() -> Any:
    """Close the calendar."""
    try:
        private_feeds.close_feed(actor())
        flash("日历停了，原来的地址打不开了。", "ok")
    except StateConflict as refusal:
        flash(refusal.sentence, "warn")
    return redirect(url_for("my_calendar.page"), 303)


def feed(token: str) -> FeedResponse:
    """The feed; whoever has the address has the right."""
    return feed_response(private_feeds.private_feed(token, _base_url()), PRIVATE)


bp.add_url_rule("/my/calendar/<token>.ics", "feed", declare(feed, "device"))


def calendar_panel(application: Application) -> Panel | None:
    """Lead to the calendar from every application that is handed in: to open it, or, once open, to look after it."""
    account = application.household.account
    if account is None or application.state not in (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED):
        return None
    href = url_for("my_calendar.page")
    if private_feeds.feed_of(account) is not None:
        lines = ["日历开着。换手机、换地址、停掉，都在这里。"]
        return {"title": "我的日历", "lines": lines, "href": href, "word": "看我的日历"}
    lines = ["公示截止、确认、布展、出摊，到时候提醒您，时间变了会自动改。"]
    return {"title": "把要紧的日子加到手机日历", "lines": lines, "href": href, "word": "去开通"}


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].host_prefix)
