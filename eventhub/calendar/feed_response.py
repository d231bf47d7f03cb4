"""A feed as a Flask answer: the same for everyone, without a cookie."""

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, request
from werkzeug.datastructures import HeaderSet

from eventhub.calendar.feed_answer import PUBLIC, answer
from eventhub.calendar.feed_door import FeedDoor
from eventhub.calendar.feed_store import FeedStore, KeptFeed
from eventhub.calendar.feeds import FeedName
from eventhub.core.errors import NotFound


class FeedResponse(Response):
    """An answer without cookies, which does not vary on them.

    flask-login looks into the session of every request, so Flask would add `Vary: Cookie`, and a fresh cookie for
    whoever is signed in. In a feed the first is untrue, and the second would be kept by shared caches.
    """

    @property
    def vary(self) -> HeaderSet:
        """A set nobody reads; the real header is written by `feed_answer`."""
        return HeaderSet()

    def set_cookie(self, *_args: Any, **_kwargs: Any) -> None:
        """Set nothing."""


def public_feed(name: FeedName) -> FeedResponse:
    """Answer this request with a public feed. Raises NotFound when there is no such feed."""
    if not (name.which + name.uid).isprintable():
        raise NotFound("没有这个日历。可能是地址抄错了，请到“日历”页重新复制。")
    store: FeedStore = current_app.extensions["feed_store"]
    door: FeedDoor = current_app.extensions["feed_door"]
    feed = store.feed(name)
    door.remember(request.environ["PATH_INFO"], name)
    return feed_response(feed, PUBLIC)


def feed_response(feed: KeptFeed, extra: Mapping[str, str]) -> FeedResponse:
    """Answer this request with a finished feed and the headers of its kind."""
    status, headers, body = answer(feed, request.method, dict(request.headers), extra)
    response = FeedResponse(body, status, headers)
    if status == 304:
        del response.headers["Content-Type"]
    return response
