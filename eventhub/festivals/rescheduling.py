"""An edition's days: put off, brought forward or left open (待定). The programme moves with them; those affected are told."""

from eventhub.accounts.models import Account
from eventhub.core import audit, clock, revisions
from eventhub.core.database import writing
from eventhub.core.display import cn_range
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import held
from eventhub.festivals import signals
from eventhub.festivals.edition_days import Days, check_days, days_of, move_days, told_days_of
from eventhub.festivals.feed_stamps import revision_of, set_state, stamp_festival
from eventhub.festivals.models import Announcement, Festival, FestivalState, Phase
from eventhub.festivals.notices import require_reason


def postpone(
    festival: Festival, new: Days, reason: str, actor: Account | None, version: int | None = None
) -> Announcement:
    """Move a public edition to other days, later or earlier, or leave its days open (None: 待定).

    Sessions, set-up and take-down move by as many days as the first day does. While the days are open the feed shows
    everything as called off; fixing them later brings it back, moved. Giving days to an edition that never had any is
    no postponement: it stays announced.

    Returns:
        The announcement that tells visitors.

    Raises:
        Stale: somebody changed the festival meanwhile.
        StateConflict: it is not public, has begun, or the days would not change.
        BadInput: days in the wrong order or past, or no reason given where days are given up.
    """
    with writing() as session:
        held_old = _ready_to_move(festival, version)
        if new is not None:
            check_days(*new)
            if new[0] < clock.today():
                raise BadInput(fields={"starts_on": "新的日子已经过了，请检查年份和月份。"})
        if new == held_old:
            raise StateConflict("日子没有变，不用改期。")
        old = told_days_of(festival)
        first_time = old is None
        if not first_time:
            require_reason(reason)
        move_days(festival, *(new or (None, None)))
        stamp_festival(festival, ["starts_on", "ends_on"])
        if not first_time:
            set_state(festival, FestivalState.POSTPONED)
        notice = Announcement(festival_id=festival.id, title=_title(festival, old, new), body=reason)
        session.add(notice)
        revisions.bump(revision_of(festival))
        audit.record(
            actor, "festival.postpone", f"festival:{festival.id}", old=_text(old), new=_text(new), reason=reason
        )
        if first_time:
            signals.festival_changed.send(festival, fields=frozenset({"starts_on", "ends_on"}), actor=actor)
        else:
            signals.festival_postponed.send(festival, old=old, new=new, reason=reason, actor=actor)
    return notice


def _ready_to_move(festival: Festival, version: int | None) -> Days:
    held(festival, version)
    if festival.state not in (FestivalState.ANNOUNCED, FestivalState.POSTPONED):
        raise StateConflict(f"这届现在是“{festival.state.label}”，改日子请到“基本信息”。")
    if festival.phase in (Phase.RUNNING, Phase.PAST):
        raise StateConflict("已经开始的节会不能改期。办不下去请用“取消”，会告诉大家。")
    return days_of(festival)


def _title(festival: Festival, old: Days, new: Days) -> str:
    if new is None:
        return f"{festival.short_name}延期，日子待定"
    if old is None:
        return f"{festival.short_name}日子定了：{cn_range(*new)}"
    return f"{festival.short_name}改到 {cn_range(*new)}"


def _text(days: Days) -> list[str] | None:
    return None if days is None else [day.isoformat() for day in days]
