"""A subscriber as tests play it: fetches a feed, checks the strict rules on the way, remembers what it saw."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.calendar.conftest import Comp, read_component

BASE = "https://jie.wansheng.example"
_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
ONCE = (
    "UID",
    "DTSTAMP",
    "LAST-MODIFIED",
    "CREATED",
    "SEQUENCE",
    "DTSTART",
    "SUMMARY",
    "STATUS",
    "TRANSP",
    "CATEGORIES",
)
AT_MOST_ONCE = ("DTEND", "DESCRIPTION", "LOCATION", "GEO", "URL", "IMAGE", "X-APPLE-STRUCTURED-LOCATION")
NEVER = ("ATTENDEE", "ORGANIZER", "RRULE", "METHOD", "CONTACT")


@dataclass
class Feed:
    """A feed as it was fetched: the raw events and the read ones, both by UID."""

    response: TestResponse
    raw: dict[str, bytes]
    events: dict[str, Comp]

    @property
    def etag(self) -> str:
        return self.response.headers["ETag"]

    @property
    def last_modified(self) -> datetime:
        return parsedate_to_datetime(self.response.headers["Last-Modified"])

    def sequence(self, uid: str) -> int:
        return int(self.events[uid].one("SEQUENCE").raw)

    def stamp(self, uid: str) -> str:
        return self.events[uid].one("LAST-MODIFIED").raw

    def cancelled(self, uid: str) -> bool:
        return self.events[uid].one("STATUS").raw == "CANCELLED"

    def title(self, uid: str) -> str:
        return self.events[uid].one("SUMMARY").text

    @property
    def text(self) -> str:
        return self.response.get_data().replace(b"\r\n ", b"").decode()


def fetch(client: FlaskClient, path: str = "/calendar.ics", private: bool = False) -> Feed:
    """Fetch a feed and check every rule that holds for all of them."""
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    check_headers(response, private)
    calendar = read_component(response.get_data())
    assert calendar.name == "VCALENDAR"
    for name in ("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "SOURCE", "URL", "COLOR"):
        assert calendar.has(name), name
    assert calendar.one("NAME").raw == calendar.one("X-WR-CALNAME").raw
    assert calendar.one("REFRESH-INTERVAL").raw == calendar.one("X-PUBLISHED-TTL").raw == "PT6H"
    assert calendar.one("SOURCE").raw.startswith(BASE)
    assert not calendar.has("METHOD")
    assert not calendar.has("UID")
    assert [zone.one("TZID").raw for zone in calendar.sub("VTIMEZONE")] == ["Asia/Shanghai"]
    events = {event.one("UID").raw: event for event in calendar.sub("VEVENT")}
    raw = [found.group() for found in _EVENT.finditer(response.get_data())]
    assert len(raw) == len(events), "a UID twice in one feed"
    for event in events.values():
        check_event(event, private)
    return Feed(response, dict(zip(events, raw, strict=True)), events)


def check_headers(response: TestResponse, private: bool) -> None:
    """The rules of FEEDS on HTTP."""
    headers = response.headers
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert re.fullmatch(r'inline; filename="[a-z0-9.-]+\.ics"', headers["Content-Disposition"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r'"[^"]+"', headers["ETag"]), "a strong validator"
    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Cache-Control"] == ("private, no-cache" if private else "public, max-age=900")
    if private:
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Referrer-Policy"] == "no-referrer"


def check_event(event: Comp, private: bool) -> None:
    """The rules of FEEDS on one event."""
    for name in ONCE:
        assert len(event.all(name)) == 1, name
    for name in AT_MOST_ONCE:
        assert len(event.all(name)) <= 1, name
    for name in NEVER:
        assert not event.has(name), name
    assert event.one("UID").raw.endswith("@eventhub.wansheng")
    assert event.one("DTSTAMP").raw == event.one("LAST-MODIFIED").raw
    start = event.one("DTSTART")
    assert start.params in ({"TZID": "Asia/Shanghai"}, {"VALUE": "DATE"}), "no floating time"
    cancelled = event.one("STATUS").raw == "CANCELLED"
    assert cancelled or event.one("STATUS").raw == "CONFIRMED"
    assert event.one("SUMMARY").text.startswith("【已取消】") is cancelled
    if cancelled:
        assert event.one("TRANSP").raw == "TRANSPARENT"
        assert not event.sub("VALARM")
    assert private or not event.sub("VALARM"), "alarms belong in household feeds"
    assert not re.search(r"1[3-9][0-9]{9}", str([prop.raw for prop in event.props if prop.name != "UID"]))
    if event.has("GEO"):
        lat, lng = event.one("GEO").raw.split(";")
        assert event.one("X-APPLE-STRUCTURED-LOCATION").raw == f"geo:{lat},{lng}"
    if event.has("URL"):
        assert event.one("URL").raw.startswith(BASE)


def unchanged(client: FlaskClient, path: str, feed: Feed) -> bool:
    """Ask again as a subscriber does, by tag and by date; tell whether both times nothing was sent."""
    headers: list[dict[str, Any]] = [
        {"If-None-Match": feed.etag},
        {"If-Modified-Since": feed.response.headers["Last-Modified"]},
    ]
    answers = [client.get(path, headers=header) for header in headers]
    return all(answer.status_code == 304 and not answer.get_data() for answer in answers)
