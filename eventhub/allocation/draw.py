"""Frozen rules and a public draw nobody here can steer (docs/allocation.md, “The lottery”; the pattern is RFC 3797).

Before the call closes the organiser publishes the rule file, the pool so far with its hash, and a draw of the future.
The pool is sealed before that draw takes place. Its numbers are typed by two people and become the seed.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.allocation.models import StoredPlan
from eventhub.allocation.notice_models import Draw
from eventhub.allocation.queries import draw_of
from eventhub.applications.models import Call
from eventhub.applications.queries import accepted_applications, call_of
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, locked, writing
from eventhub.core.display import cn_moment
from eventhub.core.due_work import for_each
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import held
from eventhub.core.typed_text import half_width
from eventhub.festivals.models import Festival

RULES_FORMAT, POOL_FORMAT = "eventhub-rules/1", "eventhub-pool/1"
SEALED_BEFORE = timedelta(hours=1)
MOST_NUMBERS = 12
PARTS = {
    "score_rule": "计分办法",
    "reserves": "预留",
    "preference": "排区的办法",
    "max_booths": "每户摊位数",
    "zones": "展区的类别、上限和限电",
    "keep_apart": "要隔开的种类",
}


def publish_rules(festival: Festival, name: str, issue: str, drawn_at: datetime, actor: Account) -> Draw:
    """Publish the rule file, the pool so far and the draw to come; from here on none of them changes.

    Args:
        name, issue: of a public draw, such as 双色球 and 2027042.
        drawn_at: when it is drawn: after the call has closed, before the festival begins.

    Raises:
        StateConflict: there is no call, it has closed already, or the rules are out already.
        BadInput: the draw can't be used.
    """
    with writing() as session:
        locked(festival)
        call = _open_call(festival)
        if draw_of(festival) is not None:
            raise StateConflict("规则和抽签已经公布，不能再改。", code="draw_published")
        _require_usable(festival, issue, drawn_at, call.closes_at)
        pool = _pool_text(festival)
        draw = Draw(
            festival_id=festival.id,
            name=name.strip()[:20],
            issue=issue,
            drawn_at=drawn_at,
            rules_text=_text({"format": RULES_FORMAT, "id": festival.slug, **rules_of(festival, call)}),
            first_pool_text=pool,
            pool_text=pool,
        )
        session.add(draw)
        locked(call)
        call.lottery = {"source": draw.source}
        session.flush()
        revisions.bump(f"festival:{festival.id}")
        audit.record(actor, "draw.publish", f"festival:{festival.id}", source=draw.source, pool=hash_of(pool))
    return draw


def seal_pool(draw: Draw, actor: Account | None) -> Draw:
    """Seal the pool of accepted receipts with their scores: after the call has closed, before the draw.

    Raises StateConflict at any other time, or when it is sealed already.
    """
    with writing():
        locked(draw)
        call = call_of(draw.festival)
        if draw.sealed_at is not None:
            raise StateConflict("名单已经封存了，不能再改。", code="sealed")
        if call is None or clock.now() < call.closes_at:
            raise StateConflict("申请还没截止，截止以后才能封存名单。", code="call_open")
        if clock.now() >= draw.drawn_at:
            raise StateConflict("已经开奖了，这时候封存的名单作不得数。", code="drawn")
        draw.pool_text, draw.sealed_at = _pool_text(draw.festival), clock.now()
        revisions.bump(f"festival:{draw.festival_id}")
        audit.record(actor, "draw.seal", f"festival:{draw.festival_id}", pool=hash_of(draw.pool_text))
    return draw


def name_another(draw: Draw, issue: str, drawn_at: datetime, actor: Account, version: int | None) -> Draw:
    """Name a later draw, after one before which the pool was not sealed (a call put off beyond it); rules stay frozen.

    Raises StateConflict while the draw named can still be used, BadInput when the new one can't.
    """
    with writing():
        held(draw, version)
        if draw.sealed_at is not None or clock.now() < draw.drawn_at:
            raise StateConflict(f"{draw.source}还能用，不能换。", code="draw_stands")
        call = call_of(draw.festival)
        _require_usable(draw.festival, issue, drawn_at, max(call.closes_at if call else clock.now(), clock.now()))
        draw.missed = [*draw.missed, {"issue": draw.issue, "drawn_at": draw.drawn_at.isoformat()}]
        draw.issue, draw.drawn_at = issue, drawn_at
        if call is not None:
            locked(call).lottery = {"source": draw.source}
        revisions.bump(f"festival:{draw.festival_id}")
        audit.record(actor, "draw.name_another", f"festival:{draw.festival_id}", source=draw.source)
    return draw


def seal_due() -> int:
    """Seal the pools whose draw is less than an hour away, in case nobody did; return how many. Called by the worker."""
    now = clock.now()
    due = db.session.scalars(
        select(Draw.id)
        .join(Call, Call.festival_id == Draw.festival_id)
        .where(
            Draw.sealed_at.is_(None),
            Call.closes_at <= now,
            Draw.drawn_at > now,
            Draw.drawn_at <= now + SEALED_BEFORE,
        )
    ).all()
    return for_each(due, _seal)


def _seal(number: int) -> int:
    seal_pool(db.session.get_one(Draw, number), None)
    return 1


def enter_numbers(draw: Draw, typed: str, actor: Account, version: int | None) -> Draw:
    """Type the numbers that were drawn, the first of two people; until the second agrees they can be typed again.

    Raises StateConflict before the draw, without a sealed pool, or once confirmed; BadInput when they are no numbers.
    """
    numbers = read_numbers(typed)
    with writing():
        _require_drawn(held(draw, version))
        draw.numbers, draw.entered_by_id, draw.entered_at = numbers, actor.id, clock.now()
        audit.record(actor, "draw.enter", f"festival:{draw.festival_id}", numbers=numbers)
    return draw


def confirm_numbers(draw: Draw, typed: str, actor: Account, version: int | None) -> Draw:
    """Type the numbers a second time, by somebody else, without having been shown them; they then are the seed.

    Raises StateConflict as `enter_numbers` does and for the same person; BadInput when they differ.
    """
    numbers = read_numbers(typed)
    with writing() as session:
        _require_drawn(held(draw, version))
        if not draw.numbers:
            raise StateConflict("第一个人还没录号码。", code="not_entered")
        if draw.entered_by_id == actor.id:
            raise StateConflict("要换一个人再录一遍，同一个人不能自己核对自己。", code="same_person")
        if numbers != draw.numbers:
            raise BadInput(
                fields={"numbers": "和第一个人录的不一样。请两个人一起对着公告再录。"}, code="numbers_differ"
            )
        draw.confirmed_by_id, draw.confirmed_at = actor.id, clock.now()
        session.flush()
        call = call_of(draw.festival)
        if call is not None:
            locked(call).lottery = {"seed": draw.seed, "source": draw.source}
        revisions.bump(f"festival:{draw.festival_id}")
        audit.record(actor, "draw.confirm", f"festival:{draw.festival_id}", seed=draw.seed)
    return draw


def read_numbers(typed: str) -> str:
    """Read drawn numbers as people type them (`03 07 12 19 22 31 + 09`) into 03,07,12,19,22,31+09.

    Raises BadInput when there is none, too many, or anything but numbers.
    """
    parts = [re.findall(r"[0-9]{1,4}", part) for part in half_width(typed).split("+")]
    rest = re.sub(r"[0-9+\s,，、.;；|-]", "", half_width(typed))
    if rest or len(parts) > 2 or not all(parts) or sum(map(len, parts)) > MOST_NUMBERS:
        raise BadInput(fields={"numbers": "照公告录号码，比如 03 07 12 19 22 31+09。"})
    return "+".join(",".join(part) for part in parts)


def rules_of(festival: Festival, call: Call) -> dict[str, Any]:
    """Return the parts of the rule file as they stand now."""
    return {
        "score_rule": call.score_rule,
        "reserves": call.reserves,
        "preference": call.preference,
        "max_booths": call.max_booths,
        "zones": [
            {
                "id": zone.code,
                "categories": zone.categories,
                "category_caps": zone.category_caps,
                "power_w": zone.power_w,
            }
            for zone in festival.zones
        ],
        "keep_apart": festival.keep_apart,
    }


def changed_rules(festival: Festival, draw: Draw) -> list[str]:
    """Return which parts of the frozen rules are no longer as published, in Chinese."""
    call = call_of(festival)
    if call is None:
        return list(PARTS.values())
    published, now = json.loads(draw.rules_text), json.loads(_text(rules_of(festival, call)))
    return [word for part, word in PARTS.items() if published[part] != now[part]]


def require_rules_kept(plan: StoredPlan) -> None:
    """Raise StateConflict when a plan does not follow the frozen rules, the sealed pool and the drawn seed.

    Nothing is asked of an edition that has published no draw.
    """
    draw = draw_of(plan.festival)
    if draw is None:
        return
    if not draw.seed:
        raise StateConflict(f"{draw.source}的号码还没录好，抽签号定不下来，先别发布。", code="no_seed")
    changed = changed_rules(plan.festival, draw)
    if changed:
        raise StateConflict(
            f"规则公布以后被改过：{'、'.join(changed)}。请改回公布的样子，再排一遍。", code="rules_changed"
        )
    if plan.problem.get("lottery", {}).get("seed") != draw.seed:
        raise StateConflict("这一版不是按公开抽签的号码排的，请再排一遍。", code="other_seed")
    pool = {entry["id"]: entry["score"] for entry in json.loads(draw.pool_text)["households"]}
    strange = [
        household["id"] for household in plan.problem["households"] if pool.get(household["id"]) != household["score"]
    ]
    if strange:
        raise StateConflict(f"{'、'.join(strange[:5])} 和封存的名单对不上，请核对。", code="other_pool")


def hash_of(text: str) -> str:
    """Return the SHA-256 (hex) of a published text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _open_call(festival: Festival) -> Call:
    call = call_of(festival)
    if call is None or not festival.days:
        raise StateConflict("先定好日子、写好招展公告，才有规则可以公布。", code="not_ready")
    if clock.now() >= call.closes_at:
        raise StateConflict("申请已经截止。规则和抽签要在截止前公布，这时候公布不公道。", code="call_closed")
    return call


def _require_usable(festival: Festival, issue: str, drawn_at: datetime, after: datetime) -> None:
    if not re.fullmatch(r"[0-9]{4,12}", issue):
        raise BadInput(fields={"issue": "期号只写数字，比如 2027042。"})
    if drawn_at <= after or (festival.days and drawn_at >= clock.at(festival.days[0])):
        sentence = f"开奖要在 {cn_moment(after)} 以后、节会开始以前，这样谁也料不到。"
        raise BadInput(fields={"drawn_at": sentence})


def _require_drawn(draw: Draw) -> None:
    if draw.confirmed_at is not None:
        raise StateConflict("号码已经两个人核对过，不能再改。", code="confirmed")
    if clock.now() < draw.drawn_at:
        raise StateConflict(f"{cn_moment(draw.drawn_at)} 才开奖，还没有号码。", code="not_drawn")
    if draw.sealed_at is None:
        raise StateConflict("名单没有在开奖前封存，这一期的号码不能用。", code="not_sealed")


def _pool_text(festival: Festival) -> str:
    households = [{"id": entry.receipt, "score": entry.score or 0} for entry in accepted_applications(festival)]
    return _text({"format": POOL_FORMAT, "id": festival.slug, "households": households})


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
