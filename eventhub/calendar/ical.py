"""iCalendar bytes (RFC 5545, RFC 7986): one VEVENT at a time, and the file around them.

A VEVENT is a pure function of its `FeedEvent`, so an untouched event stays byte-identical in
every later feed, and one change costs one event. icalendar does the building; the comments
name the traps of version 7.3 that this module walks around.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Alarm as VAlarm
from icalendar import Calendar, Event
from icalendar.prop import vCategory, vGeo, vText, vUri

from eventhub.calendar.feed_event import KIND_LABELS, Alarm, FeedEvent, FeedInfo, Kind
from eventhub.calendar.lunar import LunarRangeError, lunar_range_text

PRODID: Final = "-//Wansheng Festivals//eventhub//ZH"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
REFRESH: Final = timedelta(hours=6)
CANCELLED_MARK: Final = "【已取消】"
_END: Final = b"END:VCALENDAR\r\n"

# icalendar's own VTIMEZONE carries a COMMENT that libical refuses; China has kept +08:00
# without summer time since 1991, so one line of history is the whole truth for our events.
VTIMEZONE: Final = (
    b"BEGIN:VTIMEZONE\r\n"
    b"TZID:Asia/Shanghai\r\n"
    b"BEGIN:STANDARD\r\n"
    b"DTSTART:19910915T000000\r\n"
    b"TZNAME:CST\r\n"
    b"TZOFFSETFROM:+0800\r\n"
    b"TZOFFSETTO:+0800\r\n"
    b"END:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)

# NEL, LS and PS break lines in readers that split with str.splitlines(), as do VT and FF.
_LINE_BREAK: Final = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What is left of C0 and C1, halves of characters, non-characters, the byte order mark.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
# RFC 3986's reserved and unreserved characters, and % so that nothing is encoded twice.
_URI_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"
# In a parameter these need RFC 6868 or an escape, which half of the readers do not know.
_PARAMETER_LOOKALIKES: Final = str.maketrans({'"': "＂", "^": "＾", "\\": "＼", "\n": " "})
_OPAQUE: Final = frozenset({Kind.SESSION, Kind.HOUSEHOLD})


class _Text(vText):
    r"""TEXT escaped once (RFC 5545 §3.3.11).

    vText reads the two characters `\N` in what a person typed (`C:\New`) as a line break.
    """

    __slots__ = ()

    def to_ical(self) -> bytes:
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


class _Geo(vGeo):
    """GEO with six decimals (10 cm); vGeo prints floats as they come, even `1e-05`."""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"


def clean_text(text: str) -> str:
    r"""`text` as it may stand in a feed: `\n` line breaks, no control characters, trimmed."""
    broken = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    return _UNPRINTABLE.sub("", broken).strip()


def clean_line(text: str) -> str:
    """`clean_text` on one line: line breaks become single spaces."""
    return re.sub(r" *\n[ \n]*", " ", clean_text(text))


@lru_cache(maxsize=4096)
def event_bytes(event: FeedEvent) -> bytes:
    """The event as one folded VEVENT with CRLF line ends; equal events give equal bytes."""
    vevent = Event()
    # `Event.new()` would stamp "now"; a second `add` of a name would double it; `e[...] =`
    # with a datetime would write garbage. So: `add`, once a name.
    vevent.add("uid", event.uid)
    vevent.add("dtstamp", _utc(event.changed_at))
    vevent.add("last-modified", _utc(event.changed_at))
    vevent.add("created", _utc(event.created_at))
    vevent.add("sequence", event.sequence)
    _add_times(vevent, event)
    _add_status(vevent, event)
    _add_text(vevent, "description", clean_text(_description(event)))
    _add_place(vevent, event)
    _add_links(vevent, event)
    vevent.add("categories", _categories(event))
    if not event.cancelled:
        for alarm in event.alarms:
            vevent.add_component(_valarm(alarm))
    return bytes(vevent.to_ical())


def calendar_bytes(info: FeedInfo, events: Iterable[bytes] = ()) -> bytes:
    """The whole file: head, the one time zone, then the VEVENTs as given (`event_bytes`)."""
    return b"".join((_head(info), VTIMEZONE, *events, _END))


@lru_cache(maxsize=256)
def _head(info: FeedInfo) -> bytes:
    # `Calendar.new()` would draw a random UID for the calendar; METHOD belongs to invitations.
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    name = clean_line(info.name)
    _add_text(calendar, "name", name)
    _add_text(calendar, "x-wr-calname", name)
    _add_text(calendar, "description", clean_text(info.description))
    _add_text(calendar, "x-wr-caldesc", clean_text(info.description))
    _add_text(calendar, "x-wr-timezone", SHANGHAI.key)
    # PT6H and nothing prettier: a Xiaomi phone was reported to refuse other spellings.
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    _add_text(calendar, "x-published-ttl", "PT6H")
    calendar.add("source", vUri(_uri(info.source_url)), parameters={"VALUE": "URI"})
    calendar.add("url", vUri(_uri(info.page_url)))
    _add_text(calendar, "color", info.colour)
    _add_text(calendar, "x-apple-calendar-color", info.apple_colour.upper())
    return bytes(calendar.to_ical()).removesuffix(_END)


def _add_times(vevent: Event, event: FeedEvent) -> None:
    start, end = event.starts_at, event.ends_at
    if isinstance(start, datetime):
        # A fixed `timezone(+8)` would make a TZID nobody defines: always the named zone.
        vevent.add("dtstart", _local(start))
        if isinstance(end, datetime) and end > start:
            vevent.add("dtend", _local(end))
        return
    vevent.add("dtstart", start)
    # DTEND is exclusive: the day after the last.
    vevent.add("dtend", (end or start) + timedelta(days=1))


def _add_status(vevent: Event, event: FeedEvent) -> None:
    summary = clean_line(event.summary)
    if event.cancelled and not summary.startswith(CANCELLED_MARK):
        summary = CANCELLED_MARK + summary
    vevent.add("summary", _Text(summary))
    # icalendar lets any word pass as a status; these two are all we ever write.
    vevent.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    busy = event.kind in _OPAQUE and not event.cancelled
    vevent.add("transp", "OPAQUE" if busy else "TRANSPARENT")


def _add_place(vevent: Event, event: FeedEvent) -> None:
    title, address = clean_line(event.location), clean_line(event.address)
    if title and address and title not in address:
        _add_text(vevent, "location", f"{title}，{address}")
    else:
        _add_text(vevent, "location", address or title)
    if event.latitude is None or event.longitude is None:
        return
    # Adding 0.0 turns -0.0 into 0.0: equal events must give equal bytes.
    latitude, longitude = event.latitude + 0.0, event.longitude + 0.0
    vevent.add("geo", _Geo((latitude, longitude)))
    if title or address:
        structured = vUri(f"geo:{latitude:.6f},{longitude:.6f}")
        parameters = {
            "VALUE": "URI",
            "X-APPLE-RADIUS": "100",
            "X-TITLE": (title or address).translate(_PARAMETER_LOOKALIKES),
        }
        if address:
            parameters["X-ADDRESS"] = address.translate(_PARAMETER_LOOKALIKES)
        vevent.add("x-apple-structured-location", structured, parameters=parameters)


def _add_links(vevent: Event, event: FeedEvent) -> None:
    if event.url:
        vevent.add("url", vUri(_uri(event.url)))
    if event.image:
        vevent.add("image", vUri(_uri(event.image)), parameters={"VALUE": "URI"})


def _categories(event: FeedEvent) -> vCategory:
    names = [KIND_LABELS[event.kind], *(clean_line(name) for name in event.categories)]
    categories = vCategory([])
    # vCategory would wrap each name in a vText of its own, with vText's reading of `\N`.
    categories.cats = [_Text(name) for name in dict.fromkeys(names) if name]
    return categories


def _description(event: FeedEvent) -> str:
    """The description with the lunar date as its first line, unless it is told already."""
    first, last = _days(event)
    try:
        lunar = lunar_range_text(first, last)
    except LunarRangeError:
        return event.description
    if lunar in event.description:
        return event.description
    return f"{lunar}\n\n{event.description}" if event.description.strip() else lunar


def _days(event: FeedEvent) -> tuple[date, date]:
    """First and last local day; an evening that runs past midnight counts as one day."""
    start, end = event.starts_at, event.ends_at
    if not isinstance(start, datetime):
        return start, end or start
    first = _local(start).date()
    if isinstance(end, datetime) and end - start >= timedelta(days=1):
        return first, (_local(end) - timedelta(seconds=1)).date()
    return first, first


def _valarm(alarm: Alarm) -> VAlarm:
    valarm = VAlarm()
    valarm.add("action", "DISPLAY")
    valarm.add("trigger", -alarm.before)
    valarm.add("description", _Text(clean_line(alarm.text) or "提醒"))
    return valarm


def _add_text(component: Calendar | Event, name: str, value: str) -> None:
    if value:
        component.add(name, _Text(value))


def _uri(address: str) -> str:
    """The address in ASCII: what RFC 3986 does not know is percent-encoded, nothing twice."""
    return quote(address, safe=_URI_SAFE)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(microsecond=0)
