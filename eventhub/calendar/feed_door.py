"""The short way to a feed that is kept and fresh: past Flask, whose hooks cost several times what the answer does.

Every calendar program in the district asks four times a day whether anything changed. The door answers what the view
in `public` would (a test compares them); whatever it can't answer goes to Flask, and the view tells it the address.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any, Final

from eventhub.calendar.feed_answer import answer
from eventhub.calendar.feed_store import MOST_FILES, FeedStore
from eventhub.calendar.feeds import FeedName

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
_ASKED: Final = (
    ("HTTP_IF_NONE_MATCH", "if-none-match"),
    ("HTTP_IF_MODIFIED_SINCE", "if-modified-since"),
    ("HTTP_ACCEPT_ENCODING", "accept-encoding"),
)
_STATUS: Final = {200: "200 OK", 304: "304 NOT MODIFIED"}


class FeedDoor:
    """WSGI middleware in front of the app, whose answers all carry `headers`; safe between threads."""

    def __init__(
        self,
        app: Callable[[Environ, StartResponse], Iterable[bytes]],
        store: FeedStore,
        headers: Mapping[str, str],
    ) -> None:
        self._app = app
        self._store = store
        self._headers = headers
        self._lock = Lock()
        self._names: OrderedDict[str, FeedName] = OrderedDict()

    def remember(self, path: str, name: FeedName) -> None:
        """Note which feed an address (PATH_INFO) leads to."""
        with self._lock:
            self._names[path] = name
            while len(self._names) > MOST_FILES:
                self._names.popitem(last=False)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, or hand the request on."""
        name = self._names.get(environ.get("PATH_INFO", ""))
        method = environ.get("REQUEST_METHOD", "")
        feed = self._store.fresh(name) if name is not None and method in ("GET", "HEAD") else None
        if feed is None:
            return self._app(environ, start_response)
        asked = {header: environ[key] for key, header in _ASKED if key in environ}
        status, headers, body = answer(feed, method, asked)
        sent = {**self._headers, **headers}
        if status == 200:
            sent["Content-Length"] = str(len(body))
        start_response(_STATUS[status], list(sent.items()))
        return [] if method == "HEAD" or not body else [body]
