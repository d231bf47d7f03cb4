"""What is sent for a finished feed: status, headers, body. Knows HTTP and no web framework."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from eventhub.calendar.conditional import decide
from eventhub.calendar.feed_store import KeptFeed
from eventhub.core import clock

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
PUBLIC: Final = {"Cache-Control": "public, max-age=900"}


class Answer(NamedTuple):
    """An answer to GET or HEAD; for HEAD the body is left out by whoever sends it."""

    status: int
    headers: dict[str, str]
    body: bytes


def answer(feed: KeptFeed, method: str, asked: Mapping[str, str], extra: Mapping[str, str] = PUBLIC) -> Answer:
    """Return what to send.

    Args:
        feed: the finished feed.
        method: GET or HEAD.
        asked: the request's headers; of these If-None-Match, If-Modified-Since and Accept-Encoding count.
        extra: headers of this kind of feed, its Cache-Control among them.
    """
    decision = decide(method, asked, feed.etag, feed.last_modified, clock.now())
    headers = {**decision.headers, **extra}
    if decision.status == 304:
        # The tag says all (RFC 9110, 15.4.5); Werkzeug leaves the date out as well.
        headers.pop("Last-Modified", None)
        return Answer(304, headers, b"")
    headers["Content-Type"] = CONTENT_TYPE
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Disposition"] = f'inline; filename="{feed.file_name}"'
    return Answer(200, headers, feed.zipped() if decision.gzip else feed.body)
