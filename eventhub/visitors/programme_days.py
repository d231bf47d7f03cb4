"""The programme of an edition as the macros draw it: a tab a day, what is on now, what is next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

from eventhub.core import clock
from eventhub.core.display import WEEKDAYS, cn_date, cn_time
from eventhub.festivals.models import Festival, FestivalState, Phase, ProgrammeSession, SessionKind
from eventhub.festivals.queries import ProgrammeDay, programme_by_day
from eventhub.visitors.day_words import lunar_day

SHOWN_KINDS = {
    SessionKind.EXPERIENCE: ("体验", "pri", "person"),
    SessionKind.TRAINING: ("摊主培训", "", "info"),
}


def programme_tabs(festival: Festival) -> list[dict[str, Any]]:
    """Return the days of the public programme as `day_tabs` takes them; empty while the days are open.

    Days on which nothing happens are left out, and so are earlier days that a postponement emptied.
    """
    if not festival.days:
        return []
    today = clock.today()
    days = [day for day in programme_by_day(festival, public=True) if _worth_showing(day)]
    chosen = (
        today if any(day.day == today for day in days) else next((day.day for day in days if day.day > today), None)
    )
    return [
        _tab(festival, day, day.day == (chosen or days[0].day), first=number == 0) for number, day in enumerate(days)
    ]


def next_sessions(sessions: Sequence[ProgrammeSession], moment: datetime, count: int) -> list[ProgrammeSession]:
    """Return the sessions that are on or still to come, in order of time, none cancelled or hidden."""
    standing = [entry for entry in sessions if entry.published and not entry.cancelled and not entry.deleted]
    return sorted((entry for entry in standing if entry.ends_at > moment), key=lambda entry: entry.starts_at)[:count]


def is_on(session: ProgrammeSession, festival: Festival, moment: datetime) -> bool:
    """Tell whether a session is going on at a moment; never at a festival that is called off."""
    stands = festival.state is not FestivalState.CANCELLED and not session.cancelled
    return stands and session.starts_at <= moment < session.ends_at


def signature_of(session: ProgrammeSession, called_off: bool) -> str:
    """Return 8 hex digits that change when a visitor should look again: title, times, place, or that it is off."""
    told = (session.title, session.starts_at.isoformat(), session.ends_at.isoformat(), session.place, called_off)
    return f"{crc32(repr(told).encode()):08x}"


def session_cell(festival: Festival, session: ProgrammeSession) -> dict[str, Any]:
    """Return a session as a cell: 15:00 木鼓舞 with its place, and its day unless that is today."""
    day = clock.local(session.starts_at).date()
    dated = "" if day == clock.today() else f"{cn_date(day)} "
    cell: dict[str, Any] = {
        "href": f"/festivals/{festival.slug}/#d{day:%m%d}",
        "icon": "clock",
        "title": f"{dated}{cn_time(session.starts_at)} {session.title}",
        "text": session.place,
    }
    if is_on(session, festival, clock.now()):
        cell["tag"] = ("正在进行" if session.kind in SHOWN_KINDS else "现在正演", "ok", "play")
    return cell


def _worth_showing(day: ProgrammeDay) -> bool:
    return bool(day.sessions) and (day.inside or any(not entry.cancelled for entry in day.sessions))


def _tab(festival: Festival, day: ProgrammeDay, here: bool, first: bool) -> dict[str, Any]:
    short = f"{day.day.day}日" if not first and day.day.day > 1 else f"{day.day.month}月{day.day.day}日"
    return {
        "id": f"d{day.day:%m%d}",
        "title": short,
        "sub": " · ".join(part for part in (f"周{WEEKDAYS[day.day.weekday()]}", lunar_day(day.day)) if part),
        "here": here,
        "sessions": [_item(festival, entry) for entry in day.sessions],
    }


def _item(festival: Festival, session: ProgrammeSession) -> dict[str, Any]:
    tags = [("非遗", "fest", "fest")] if session.heritage_item else []
    if session.kind in SHOWN_KINDS:
        tags.append(SHOWN_KINDS[session.kind])
    called_off = session.cancelled or festival.state is FestivalState.CANCELLED
    over = session.ends_at <= clock.now()
    return {
        "uid": session.uid,
        "sig": signature_of(session, called_off),
        "time": cn_time(session.starts_at),
        "iso": clock.local(session.starts_at).isoformat(),
        "end": cn_time(session.ends_at),
        "title": session.title,
        "place": session.place,
        "text": session.note,
        "tags": tags,
        "now": is_on(session, festival, clock.now()),
        "played": session.kind not in SHOWN_KINDS,
        "past": over,
        "over": over and not called_off and festival.phase is Phase.RUNNING,
        "cancelled": called_off,
        "ics": "" if called_off or over else f"/festivals/{festival.slug}/programme/{session.uid}.ics",
    }
