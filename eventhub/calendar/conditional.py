"""Conditional requests (RFC 9110 §8.8, §13) and content coding, as plain decisions.

Header values go in, a `Decision` comes out; the view only copies it into its answer.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

_GZIP_SUFFIX: Final = "-gzip"
_TAG: Final = re.compile(r'\s*(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*')
_EMPTY: Final = re.compile(r"[\s,]*")
_WEIGHT: Final = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decision:
    """How to answer: status 200 or 304, whether the body goes out gzipped, and the headers.

    `headers` holds ETag, Vary, Last-Modified and, for a gzipped body, Content-Encoding.
    """

    status: int
    gzip: bool
    headers: dict[str, str]


def strong_etag(body: bytes) -> str:
    """Strong validator of the bytes, quotes included: equal bytes, equal tag."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def compressed(body: bytes) -> bytes:
    """gzip without time or name inside, so that equal bodies give equal bytes."""
    return gzip.compress(body, compresslevel=6, mtime=0)


AHEAD: Final = timedelta(hours=1)


def next_last_modified(previous: datetime | None, now: datetime) -> datetime:
    """Last-Modified of a new revision: whole seconds, always later than the one before.

    Two revisions within a second would otherwise share a date, and If-Modified-Since would
    keep the first of them for ever.
    """
    second = now.astimezone(UTC).replace(microsecond=0)
    return second if previous is None else max(second, previous.astimezone(UTC) + timedelta(seconds=1))


def decide(
    method: str, request_headers: Mapping[str, str], etag: str, last_modified: datetime, now: datetime
) -> Decision:
    """How to answer a request for a stored body.

    Args:
        method: HTTP method; conditions count for GET and HEAD only.
        request_headers: as received; names in any case.
        etag: `strong_etag` of the plain body.
        last_modified: aware moment of the last change (`next_last_modified`).
        now: aware moment of answering. A Last-Modified far in the future is not sent (RFC 9110
            §8.8.2.1); the ETag then stands alone. A few seconds ahead are: several changes within
            one second each move it on by one, so that none looks like the other.

    Returns:
        304 when the visitor already has these bytes, in either coding, else 200.
    """
    asked = {name.lower(): value for name, value in request_headers.items()}
    zipped = wants_gzip(asked.get("accept-encoding", ""))
    own_tag = _gzip_tag(etag) if zipped else etag
    headers = {"ETag": own_tag, "Vary": "Accept-Encoding"}
    changed = last_modified.astimezone(UTC).replace(microsecond=0)
    if changed <= now + AHEAD:
        headers["Last-Modified"] = format_datetime(changed, usegmt=True)
    held = _held_tag(asked, etag, own_tag, changed) if method in ("GET", "HEAD") else None
    if held is not None:
        headers["ETag"] = held
        return Decision(304, False, headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Decision(200, zipped, headers)


def wants_gzip(accept_encoding: str) -> bool:
    """Whether gzip is named, with a weight above 0 and not below identity's.

    `*` alone is no request for gzip: old calendar programs send it without being able to read it.
    """
    weights = dict(_weighted(part) for part in accept_encoding.split(",") if part.strip())
    weight = max(weights.get("gzip", 0.0), weights.get("x-gzip", 0.0))
    return weight > 0 and weight >= weights.get("identity", 0.0)


def _weighted(part: str) -> tuple[str, float]:
    coding, _, parameter = part.partition(";")
    if not parameter.strip():
        return coding.strip().lower(), 1.0
    match = _WEIGHT.fullmatch(parameter.strip().replace(" ", ""))
    return coding.strip().lower(), float(match[1]) if match else 0.0


def _held_tag(asked: Mapping[str, str], etag: str, own_tag: str, changed: datetime) -> str | None:
    """The tag of the stored answer the visitor may keep, or None when it must have a new one.

    If-None-Match decides alone when it is there (§13.1.3). A tag of the other coding counts:
    it names the same revision, and the 304 repeats it so that a cache knows which one to keep.
    """
    condition = asked.get("if-none-match")
    if condition is not None:
        if condition.strip() == "*":
            return own_tag
        named = _tags(condition)
        return next((tag for tag in (own_tag, etag, _gzip_tag(etag)) if tag in named), None)
    since = _http_date(asked.get("if-modified-since", ""))
    return own_tag if since is not None and changed <= since else None


def _tags(condition: str) -> frozenset[str]:
    """Opaque tags of an If-None-Match list, weak marks removed (§8.8.3.2: weak comparison).

    Commas may stand inside a tag, so the list is read tag by tag; what can't be read ends it. Empty elements are
    passed over (§5.6.1).
    """
    tags: set[str] = set()
    position = _after_empty(condition, 0)
    while match := _TAG.match(condition, position):
        tags.add(match[1])
        if condition[match.end() : match.end() + 1] != ",":
            break
        position = _after_empty(condition, match.end())
    return frozenset(tags)


def _after_empty(condition: str, position: int) -> int:
    match = _EMPTY.match(condition, position)
    return match.end() if match else position


def _gzip_tag(etag: str) -> str:
    return f'{etag[:-1]}{_GZIP_SUFFIX}"'


def _http_date(value: str) -> datetime | None:
    """The moment of an HTTP date in any of its three spellings; None when it is not one (§13.1.3)."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
