"""From rows to the events of public feeds: an edition, a session, the closing of a call for booths.

Every event shows only what its row's stamp covers (`festivals.feed_stamps`), so that whatever changes an event's
bytes has moved its DTSTAMP. Nothing personal is shown: no names, and no mobile number that somebody typed into a text.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final

from eventhub.applications.models import Call
from eventhub.calendar.feed_event import FeedEvent, Kind
from eventhub.festivals.edition_days import told_days_of
from eventhub.festivals.feed_stamps import festival_called_off, session_called_off
from eventhub.festivals.geo import Datum as GeoDatum
from eventhub.festivals.geo import to_wgs84
from eventhub.festivals.models import Festival, FestivalState, ProgrammeSession, Venue

UID_DOMAIN: Final = "@eventhub.wansheng"
"""Part of every UID for good; deliberately not the host's name, which may change."""
DISTRICT: Final = "重庆市万盛经开区"
# What of an event its row's stamps tell; the rest is what it shows.
_STAMPS: Final = frozenset({"sequence", "changed_at", "created_at", "cancelled", "alarms", "uid", "kind"})


_MOBILE: Final = re.compile(r"(?<!\d)(\+?86[ -]?)?(1[3-9]\d)(?:[ -]?\d){4}[ -]?(\d{4})(?!\d)")


def masked(text: str) -> str:
    """Return a text in which every mobile number is told as 138****5678: feeds are copied where nobody can take it back."""
    return _MOBILE.sub(r"\2****\3", text)


def uid_of(stored: str) -> str:
    """Return the UID of an entry from the random part stored with its row."""
    return stored + UID_DOMAIN


def shown_days(festival: Festival) -> tuple[date, date] | None:
    """Return the days under which feeds carry an edition, or None when it never had days anybody was told.

    After a postponement to an open date these are the days given up, on which everything is called off.
    """
    return told_days_of(festival)


def festival_event(festival: Festival, base_url: str) -> FeedEvent | None:
    """Return the all-day event of an edition; None while there are no days to show it on."""
    days = shown_days(festival)
    if days is None:
        return None
    return FeedEvent(
        uid=uid_of(festival.uid),
        kind=Kind.FESTIVAL,
        summary=masked(festival.name),
        starts_at=days[0],
        ends_at=days[1],
        description=masked(_festival_text(festival)),
        categories=(festival.short_name,),
        sequence=festival.sequence,
        created_at=festival.created_at,
        changed_at=festival.changed_at,
        cancelled=festival_called_off(festival),
        url=page_of(festival, base_url),
        image=_cover(festival, base_url),
        **festival_place(festival.venue),
    )


def session_event(session: ProgrammeSession, base_url: str) -> FeedEvent:
    """Return the event of a session, called off when it or its edition is."""
    festival = session.festival
    heritage = f"非遗项目：{session.heritage_item}" if session.heritage_item else ""
    return FeedEvent(
        uid=uid_of(session.uid),
        kind=Kind.SESSION,
        summary=masked(session.title),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        description=masked("\n".join(part for part in (session.note, heritage, f"{festival.name}节目") if part)),
        categories=(session.kind.label, festival.short_name, *(("非遗",) if session.heritage_item else ())),
        sequence=session.sequence,
        created_at=session.created_at,
        changed_at=session.changed_at,
        cancelled=session_called_off(session),
        url=f"{page_of(festival, base_url)}#prog",
        image=_cover(festival, base_url),
        **festival_place(festival.venue, session.place),
    )


def deadline_event(call: Call, base_url: str) -> FeedEvent:
    """Return the moment at which a call for booths closes. Its stamps: `deadline_stamps`, `applications.call_actions`."""
    festival = call.festival
    return FeedEvent(
        uid=uid_of(call.uid),
        kind=Kind.DEADLINE,
        summary=f"{festival.short_name}摊位申请截止",
        starts_at=call.closes_at,
        description=f"{festival.name}的摊位申请在这个时间截止。在网上申请，也可以请镇街代办。",
        categories=(festival.short_name,),
        sequence=call.sequence,
        created_at=call.created_at,
        changed_at=call.changed_at,
        cancelled=festival.state in (FestivalState.CANCELLED, FestivalState.DRAFT),
        url=f"{base_url}/apply/",
    )


def page_of(festival: Festival, base_url: str) -> str:
    """Return the address of an edition's page."""
    return f"{base_url}/festivals/{festival.slug}/"


def to_shown(event: FeedEvent, base_url: str) -> dict[str, Any]:
    """Return what an event shows as JSON, its addresses without the host."""
    shown: dict[str, Any] = {}
    for field in fields(FeedEvent):
        value = getattr(event, field.name)
        if field.name in _STAMPS:
            continue
        if isinstance(value, datetime | date):
            value = value.isoformat()
        elif field.name in ("url", "image"):
            value = value.removeprefix(base_url)
        shown[field.name] = list(value) if isinstance(value, tuple) else value
    return shown


def from_shown(shown: Mapping[str, Any], base_url: str, **stamps: Any) -> FeedEvent:
    """Return the event that shows what `to_shown` kept. `stamps`: uid, kind, sequence, times, cancelled, alarms."""
    values = {**shown, "categories": tuple(shown.get("categories", ()))}
    for name in ("starts_at", "ends_at"):
        values[name] = _moment(values.get(name))
    for name in ("url", "image"):
        values[name] = base_url + values[name] if values.get(name) else ""
    return FeedEvent(**values, **stamps)


def _moment(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _cover(festival: Festival, base_url: str) -> str:
    return f"{page_of(festival, base_url)}cover.svg"


def _festival_text(festival: Festival) -> str:
    hours = f"每天 {festival.opens_at:%H:%M}–{festival.closes_at:%H:%M}"
    if festival.admission:
        hours += f"，{festival.admission}"
    directions = festival.venue.directions.strip() if festival.venue else ""
    way = f"怎么去：{directions}" if directions else ""
    return "\n".join(part for part in (festival.summary, hours, way, festival.description) if part)


def festival_place(venue: Venue | None, place: str = "") -> dict[str, Any]:
    """Return location, address and WGS-84 position as a FeedEvent takes them; no position for a venue only supposed."""
    if venue is None:
        return {"location": masked(place) or "地点待定"}
    name = venue.name if venue.confirmed or "待定" in venue.name else f"{venue.name}（地点待定）"
    where = venue.address if venue.town in venue.address else venue.town + venue.address
    found: dict[str, Any] = {
        "location": masked(f"{name} {place}" if place and place != name else name),
        "address": masked(f"{DISTRICT}{where}"),
    }
    if venue.confirmed and venue.lng is not None and venue.lat is not None:
        point = to_wgs84(venue.lng, venue.lat, GeoDatum(venue.datum.value))
        found["longitude"], found["latitude"] = point.lng, point.lat
    return found
