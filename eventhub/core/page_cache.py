"""Public pages kept as bytes: the same for everyone, so one rendering serves until something public changes.

A page is kept under its address, the query arguments it names, the reader's display, the revision of everything public
and the minute (pages say "现在正演" and "还剩 3 天"). One select a request; a browser that has the page gets a 304.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from flask import Response, current_app, make_response, request

from eventhub.core import clock, revisions
from eventhub.core.display import current_display

View = TypeVar("View", bound=Callable[..., Any])
MOST_PAGES = 1_000
LONGEST_ARGUMENT = 80
Key = tuple[Any, ...]


def etag_of(body: bytes) -> str:
    """Return a strong ETag (without quotes) of an answer's bytes."""
    return hashlib.sha256(body).hexdigest()[:24]


class PageCache:
    """The pages used last, with their ETags; safe between threads."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, tuple[bytes, str]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> tuple[bytes, str] | None:
        """Return body and ETag of a kept page, or None."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: Key, body: bytes) -> str:
        """Keep a page and return its ETag; the page used longest ago makes room."""
        etag = etag_of(body)
        with self._lock:
            self._pages[key] = (body, etag)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return etag


def cached_page(*arguments: str) -> Callable[[View], View]:
    """Keep what the public view renders, told apart by these query arguments only. Other statuses are not kept."""

    def decorate(view: View) -> View:
        @wraps(view)
        def served(*args: Any, **kwargs: Any) -> Response:
            cache: PageCache = current_app.extensions.setdefault("page_cache", PageCache())
            key = _key(arguments)
            kept = cache.get(key)
            if kept is None:
                response = make_response(view(*args, **kwargs))
                if response.status_code != 200:
                    return response
                body = response.get_data()
                kept = (body, cache.put(key, body))
            return _answer(*kept)

        return served  # type: ignore[return-value]

    return decorate


def _key(arguments: tuple[str, ...]) -> Key:
    asked = tuple(request.args.get(name, "")[:LONGEST_ARGUMENT] for name in arguments)
    minute = clock.now().replace(second=0, microsecond=0)
    return request.path, asked, current_display(), revisions.current(), minute


def _answer(body: bytes, etag: str) -> Response:
    response = Response(body, mimetype="text/html")
    response.set_etag(etag)
    response.cache_control.no_cache = True
    response.vary.add("Cookie")  # large type and theme, chosen by the reader
    response.make_conditional(request)
    return response
