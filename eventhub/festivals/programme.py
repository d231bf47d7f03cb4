"""Sessions 场次 of the programme: added, moved, cancelled, taken off. What was ever public never vanishes from feeds."""

from datetime import datetime
from typing import Any

from eventhub.accounts.models import Account
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, writing
from eventhub.core.display import cn_moment, cn_time
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import held
from eventhub.festivals import signals
from eventhub.festivals.feed_stamps import (
    SESSION_FIELDS,
    Effect,
    festival_called_off,
    is_hidden,
    revision_of,
    stamp,
    stands,
)
from eventhub.festivals.models import Announcement, Festival, FestivalState, Phase, ProgrammeSession

EDITABLE = ("title", "kind", "starts_at", "ends_at", "place", "heritage_item", "note", "published")
LONGEST_HOURS = 24
MAX_SESSIONS = 500


def add_session(festival: Festival, values: dict[str, Any], actor: Account | None) -> ProgrammeSession:
    """Add a session; while the festival is public and the session published, visitors and feeds have it at once.

    Raises BadInput when it ends before it starts, lasts more than a day, or stands outside the edition's days;
    StateConflict when the festival is cancelled or holds `MAX_SESSIONS`.
    """
    with writing() as session:
        _open_for_changes(festival)
        if len(festival.sessions) >= MAX_SESSIONS:
            raise StateConflict(f"一届最多 {MAX_SESSIONS} 场节目，请先删掉不办的。")
        entry = ProgrammeSession(**{name: values[name] for name in EDITABLE if name in values})
        entry.festival = festival
        _check_times(entry, festival)
        entry.was_public = festival.is_public and entry.published is not False
        session.add(entry)
        session.flush()
        _written(entry, "added", actor)
    return entry


def edit_session(
    entry: ProgrammeSession, values: dict[str, Any], actor: Account | None, version: int | None = None
) -> set[str]:
    """Change a session. Returns the columns that changed.

    A public one that moves in time or place makes an announcement for visitors.

    Raises:
        Stale: somebody changed it meanwhile.
        StateConflict: it is cancelled or deleted, or the festival is cancelled.
        BadInput: as for `add_session`.
    """
    with writing():
        festival = _held_open(entry, version)
        if entry.cancelled:
            raise StateConflict("这场已经取消了。要改，请先点“恢复”。")
        changed = {name for name in EDITABLE if name in values and getattr(entry, name) != values[name]}
        if not changed:
            return changed
        told = _is_told(entry)
        before, hidden = (entry.starts_at, entry.place), is_hidden(entry)
        for name in changed:
            setattr(entry, name, values[name])
        if changed & {"starts_at", "ends_at"}:
            _check_times(entry, festival)
        if not (hidden and is_hidden(entry)):
            stamp(entry, max(SESSION_FIELDS[name] for name in changed))
        if "published" in changed:
            entry.was_public = entry.was_public or (entry.published and festival.is_public)
        if told and _is_told(entry):
            _tell_of_move(entry, *before)
        _written(entry, _word(changed, entry), actor)
    return changed


def publish_session(entry: ProgrammeSession, actor: Account | None, version: int | None = None) -> None:
    """Show a session to the public."""
    edit_session(entry, {"published": True}, actor, version)


def unpublish_session(entry: ProgrammeSession, actor: Account | None, version: int | None = None) -> None:
    """Take a session back from the public; one that feeds ever carried stays in them as cancelled."""
    edit_session(entry, {"published": False}, actor, version)


def cancel_session(entry: ProgrammeSession, actor: Account | None, version: int | None = None) -> None:
    """Cancel a session: it stays on the page and in feeds, marked as cancelled; visitors are told if it was public."""
    with writing():
        _held_open(entry, version)
        if entry.cancelled:
            raise StateConflict("这场已经取消过了。")
        told = _is_told(entry)
        entry.cancelled = True
        stamp(entry, Effect.SEQUENCE)
        if told:
            _announce(entry, f"{entry.title}取消了", f"原定 {cn_moment(entry.starts_at)}。")
        _written(entry, "cancelled", actor)


def restore_session(entry: ProgrammeSession, actor: Account | None, version: int | None = None) -> None:
    """Bring a cancelled session back at its old time; visitors are told if it was public."""
    with writing():
        _held_open(entry, version)
        if not entry.cancelled:
            raise StateConflict("这场没有取消，不用恢复。")
        entry.cancelled = False
        stamp(entry, Effect.SEQUENCE)
        if _is_told(entry):
            _announce(entry, f"{entry.title}照常办", f"{cn_moment(entry.starts_at)}，{entry.place or '地点不变'}。")
        _written(entry, "restored", actor)


def delete_session(entry: ProgrammeSession, actor: Account | None, version: int | None = None) -> None:
    """Take a session off the programme. One that was ever public is kept, deleted, so that feeds can call it off.

    No announcement: deleting is for mistakes; what people were waiting for is cancelled.
    """
    with writing() as session:
        festival = held(entry, version).festival
        if entry.deleted:
            raise StateConflict("这场已经删掉了。")
        if entry.was_public:
            called_off = festival_called_off(festival) or not stands(entry)
            entry.deleted = True
            stamp(entry, Effect.NONE if called_off else Effect.SEQUENCE)
            _written(entry, "deleted", actor)
        else:
            _written(entry, "deleted", actor)
            session.delete(entry)


def _held_open(entry: ProgrammeSession, version: int | None) -> Festival:
    festival = held(entry, version).festival
    if entry.deleted:
        raise StateConflict("这场已经删掉了，不能再改。")
    _open_for_changes(festival)
    return festival


def _open_for_changes(festival: Festival) -> None:
    if festival.state is FestivalState.CANCELLED:
        raise StateConflict("这届已经取消，节目单不能再改。")


def _check_times(entry: ProgrammeSession, festival: Festival) -> None:
    if entry.ends_at <= entry.starts_at:
        raise BadInput(fields={"ends_at": "结束要晚于开始，请检查时间。"})
    if (entry.ends_at - entry.starts_at).total_seconds() > LONGEST_HOURS * 3600:
        raise BadInput(fields={"ends_at": f"一场最多 {LONGEST_HOURS} 小时，隔天的请分成几场。"})
    from_day = festival.starts_on or festival.former_starts_on
    to_day = festival.ends_on or festival.former_ends_on
    day = clock.local(entry.starts_at).date()
    if from_day is None or to_day is None:
        raise BadInput(fields={"starts_at": "节会的日子还没定，定了再排节目。"})
    if not from_day <= day <= to_day:
        span = f"{from_day.month}月{from_day.day}日到{to_day.month}月{to_day.day}日"
        raise BadInput(fields={"starts_at": f"这天不在节会的日子里（{span}），请检查日期。"})


def _is_told(entry: ProgrammeSession) -> bool:
    """Tell whether visitors wait for the session, so that they must hear of a change."""
    festival = entry.festival
    public = festival.is_public and not festival_called_off(festival) and festival.phase is not Phase.PAST
    return public and entry.was_public and stands(entry)


def _tell_of_move(entry: ProgrammeSession, starts_at: datetime, place: str) -> None:
    old = f"原定 {cn_moment(starts_at)}" + (f"，{place}" if place else "")
    if entry.starts_at != starts_at:
        where = f"，{entry.place}" if entry.place else ""
        text = f"到 {cn_time(entry.ends_at)} 结束{where}。{old}。"
        _announce(entry, f"{entry.title}改到 {cn_moment(entry.starts_at)}", text)
    elif entry.place != place:
        _announce(entry, f"{entry.title}改到{entry.place or '别处'}", f"时间不变，{cn_moment(starts_at)}。{old}。")


def _announce(entry: ProgrammeSession, title: str, body: str) -> None:
    db.session.add(Announcement(festival_id=entry.festival_id, title=title[:80], body=body))


def _word(changed: set[str], entry: ProgrammeSession) -> str:
    if changed & {"starts_at", "ends_at", "place"}:
        return "moved"
    if "published" in changed:
        return "published" if entry.published else "unpublished"
    return "edited"


def _written(entry: ProgrammeSession, change: str, actor: Account | None) -> None:
    festival = entry.festival
    audit.record(actor, f"session.{change}", f"festival:{festival.id}", title=entry.title, uid=entry.uid)
    revisions.bump(revision_of(festival))
    signals.session_changed.send(festival, session=entry, change=change, actor=actor)
