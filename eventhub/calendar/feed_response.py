"""A feed as an HTTP answer: the same for everyone, conditional, gzipped when asked for, without a cookie."""

from typing import Any, Final

from flask import Response, current_app, request
from werkzeug.datastructures import HeaderSet

from eventhub.calendar.conditional import decide
from eventhub.calendar.feed_store import FeedStore, KeptFeed
from eventhub.calendar.feeds import FeedName
from eventhub.core import clock
from eventhub.core.errors import NotFound

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
PUBLIC: Final = "public, max-age=900"


class FeedResponse(Response):
    """An answer that does not vary on Cookie: flask-login looks into the session of every request, and Flask notes that.

    For a feed it would be untrue, and would keep shared caches from serving it.
    """

    @property
    def vary(self) -> HeaderSet:
        """A set nobody reads; the real header is written by `feed_response`."""
        return HeaderSet()


def store() -> FeedStore:
    """Return the feeds of this process."""
    kept: FeedStore = current_app.extensions["feed_store"]
    return kept


def public_feed(name: FeedName) -> FeedResponse:
    """Answer this request with a public feed. Raises NotFound when there is no such feed."""
    if not (name.which + name.uid).isprintable():
        raise NotFound("没有这个日历。")
    return feed_response(store().feed(name), {"Cache-Control": PUBLIC})


def feed_response(feed: KeptFeed, headers: dict[str, str]) -> FeedResponse:
    """Answer this request with a finished file, and these headers."""
    decision = decide(request.method, dict(request.headers), feed.etag, feed.last_modified, clock.now())
    every: dict[str, Any] = {**decision.headers, **headers, "X-Content-Type-Options": "nosniff"}
    if decision.status == 304:
        unchanged = FeedResponse(status=304, headers=every)
        del unchanged.headers["Content-Type"]
        return unchanged
    body = feed.zipped() if decision.gzip else feed.body
    every["Content-Disposition"] = f'inline; filename="{feed.file_name}"'
    return FeedResponse(body, 200, every, content_type=CONTENT_TYPE)
