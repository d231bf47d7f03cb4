"""The organiser's verbs on a call for booths: write it before it opens, put off its closing afterwards."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from eventhub.accounts.models import Account
from eventhub.applications.models import Call
from eventhub.applications.queries import call_of
from eventhub.applications.score_rule_file import rule_from_json
from eventhub.core import clock, revisions
from eventhub.core.audit import record
from eventhub.core.database import locked, writing
from eventhub.core.display import cn_moment
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import Stale
from eventhub.festivals.models import Announcement, Festival, FestivalState
from eventhub.registry.documents import GoodsCategory
from eventhub.registry.policy_class import PolicyClass

MAX_BOOTHS = 2
MAX_FEE_FEN = 1_000_000
MAX_CONFIRM_DAYS = 14
MAX_RESERVED = 2_000
PREFERENCES = {"serial": "名次在前的先挑区", "total": "总体最合大家的意"}
STALE = "刚才有人改过这份招展公告，下面是最新的。您填的还在，请核对后再存一次。"


@dataclass(frozen=True)
class CallTerms:
    """What a call says. Times are aware; money in fen; `score_rule` as `eventhub-score-rule/1`.

    `reserves` is a list of `{"class": label, "booths": n}` in the order they are filled; no categories: any.
    """

    opens_at: datetime
    closes_at: datetime
    categories: list[str] = field(default_factory=list)
    max_booths: int = MAX_BOOTHS
    fee_fen: int = 0
    deposit_fen: int = 0
    intro: str = ""
    score_rule: dict[str, Any] = field(default_factory=dict)
    reserves: list[dict[str, Any]] = field(default_factory=list)
    preference: str = "serial"
    confirm_days: int = 3


def save_call(festival: Festival, terms: CallTerms, actor: Account | None, version: int | None = None) -> Call:
    """Write the festival's call, as long as it has not opened; a change shows in the feed and on public
    pages.

    Raises BadInput for terms that can't be used, StateConflict once the call is open (its rules are
    frozen: people have applied by them), when the festival has no days or is called off, or when somebody
    else was quicker.
    """
    with writing() as session:
        require_festival_ready(festival)
        call = call_of(festival)
        if call is not None:
            held_call(call, version)
            if clock.now() >= call.opens_at:
                sentence = "已经开始收申请，规则不能再改，只能把截止时间往后延。"
                raise StateConflict(sentence, code="call_frozen")
        _check_terms(terms, festival)
        if call is None:
            call = Call(festival_id=festival.id, **asdict(terms))
            session.add(call)
            changed = list(asdict(terms))
        else:
            changed = [name for name, value in asdict(terms).items() if getattr(call, name) != value]
            for name in changed:
                setattr(call, name, getattr(terms, name))
            if changed:
                stamp(call, moved=bool({"opens_at", "closes_at"} & set(changed)))
        if changed:
            session.flush()
            revisions.bump(f"festival:{festival.id}")
            record(actor, "call.save", f"festival:{festival.id}", changed=sorted(changed))
        return call


def extend_call(call: Call, closes_at: datetime, actor: Account | None, version: int | None = None) -> Call:
    """Put off the closing time of a call that has opened; visitors read it as an announcement, feeds move.

    After the call has closed this reopens it, unless a draw was already published for its pool of
    applications. Raises BadInput when the new time is not later, or not before the festival; StateConflict
    as `save_call` does.
    """
    with writing() as session:
        festival = held_call(call, version).festival
        require_festival_ready(festival)
        if clock.now() < call.opens_at:
            raise StateConflict("还没开始收申请，直接改公告就行，不用延期。", code="call_not_open")
        if call.lottery and not call.is_open:
            raise StateConflict("抽签已经公布，申请名单定了，不能再延期。", code="call_frozen")
        if closes_at <= call.closes_at:
            sentence = f"只能往后延，要比现在的 {cn_moment(call.closes_at)} 晚。"
            raise BadInput(fields={"closes_at": sentence})
        _check_closing(closes_at, festival)
        before, call.closes_at = call.closes_at, closes_at
        stamp(call, moved=True)
        session.add(
            Announcement(
                festival_id=festival.id,
                title=f"摊位申请延到 {cn_moment(closes_at)} 截止",
                body=f"原定 {cn_moment(before)} 截止，现在延到 {cn_moment(closes_at)}，还没交的抓紧。",
            )
        )
        revisions.bump(f"festival:{festival.id}")
        record(
            actor,
            "call.extend",
            f"festival:{festival.id}",
            before=before.isoformat(),
            after=closes_at.isoformat(),
        )
        return call


def held_call(call: Call, version: int | None) -> Call:
    """Return the call held for this transaction. Raises Stale when the form was made from another version of it."""
    locked(call)
    if version is not None and call.version != version:
        raise Stale(STALE)
    return call


def stamp(call: Call, moved: bool) -> None:
    """Note that something shown of the call has changed; `moved`: its times (RFC 5545, 3.8.7.4: SEQUENCE rises)."""
    # Feeds show the stamp: it never goes back.
    call.changed_at = clock.after(call.changed_at)
    if moved and call.festival.announced_at is not None:
        call.sequence += 1


def require_festival_ready(festival: Festival) -> None:
    """Raise StateConflict when the festival is called off or has no days yet."""
    if festival.state is FestivalState.CANCELLED:
        raise StateConflict("这届节会取消了，不能再招展。", code="festival_cancelled")
    if festival.starts_on is None:
        raise StateConflict("先把节会的日子定下来，再写招展公告。", code="festival_undated")


def _check_terms(terms: CallTerms, festival: Festival) -> None:
    wrong: dict[str, str] = {}
    if terms.closes_at <= terms.opens_at:
        wrong["closes_at"] = "截止要在开始之后，请检查日期。"
    if terms.closes_at <= clock.now():
        wrong["closes_at"] = "截止时间已经过了，请往后写。"
    if set(terms.categories) - {category.value for category in GoodsCategory}:
        wrong["categories"] = "类别只能从列出的几样里选。"
    if not 1 <= terms.max_booths <= MAX_BOOTHS:
        wrong["max_booths"] = f"每户最多 1 到 {MAX_BOOTHS} 个摊位。"
    for name in ("fee_fen", "deposit_fen"):
        if not 0 <= getattr(terms, name) <= MAX_FEE_FEN:
            wrong[name] = f"要在 0 到 {MAX_FEE_FEN // 100:,} 元之间。"
    if terms.preference not in PREFERENCES:
        wrong["preference"] = "请选一种排区的办法。"
    if not 1 <= terms.confirm_days <= MAX_CONFIRM_DAYS:
        wrong["confirm_days"] = f"留给商户确认的天数要在 1 到 {MAX_CONFIRM_DAYS} 天之间。"
    labels = [entry.get("class") for entry in terms.reserves]
    known = {kind.label for kind in PolicyClass}
    good = all(0 < int(entry.get("booths", 0)) <= MAX_RESERVED for entry in terms.reserves)
    if set(labels) - known or len(set(labels)) != len(labels) or not good:
        wrong["reserves"] = "预留摊位按类别写数量，每类只写一次。"
    if wrong:
        raise BadInput(fields=wrong)
    if terms.score_rule:
        rule_from_json(terms.score_rule)
    _check_closing(terms.closes_at, festival)


def _check_closing(closes_at: datetime, festival: Festival) -> None:
    if closes_at <= clock.now():
        raise BadInput(fields={"closes_at": "截止时间已经过了，请往后写。"})
    if festival.starts_on is not None and closes_at > clock.at(festival.starts_on):
        raise BadInput(fields={"closes_at": "截止要在节会开始以前，还要留出排摊位的时间。"})
