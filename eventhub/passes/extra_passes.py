"""What a stall asks for beside its own pass: passes for those who help, and a card for the vehicle that unloads."""

import re
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from eventhub.accounts.models import Account
from eventhub.applications.models import Application
from eventhub.core import audit, clock, revisions
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import held
from eventhub.passes.actions import fit_heads, issue_another
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.queries import living_passes
from eventhub.passes.token import PassKind

MOST_HELPERS = 4
# Whoever changes helpers or plate over and over must come to the desk; serials and gate lists stay small.
MOST_EVER = 20
EXTRA_KINDS = (int(PassKind.WORKER), int(PassKind.VEHICLE))

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTERS = "A-HJ-NP-Z"
# Cars, lorries, motorcycles (GA 36-2018; six places for electric ones) and tractors (NY 345, two figures for the
# district): half of what comes up the mountain roads is one of the latter.
_PLATE = re.compile(f"([{_PROVINCES}](?:[{_LETTERS}]|[0-9]{{2}}))([{_LETTERS}0-9]{{4,5}}[{_LETTERS}0-9挂学警港澳])")


def normal_plate(text: str) -> str:
    """Return a number plate as it is painted (渝B·0A000) from what was typed; "" from nothing. Raises BadInput."""
    compact = re.sub(r"[\s·•・.\-—_]+", "", text).upper()
    if not compact:
        return ""
    parts = _PLATE.fullmatch(compact)
    if parts is None:
        raise BadInput(fields={"plate": "车牌照着行驶证写，比如 渝B·12345。没有 I 和 O 这两个字母。"})
    return f"{parts[1]}·{parts[2]}"


def helpers_of(passes: Sequence[StallPass]) -> list[StallPass]:
    """Return the helpers' passes among those of a stall."""
    return [entry for entry in passes if entry.kind == int(PassKind.WORKER)]


def vehicle_of(passes: Sequence[StallPass]) -> StallPass | None:
    """Return the vehicle's card among the passes of a stall, or None."""
    return next((entry for entry in passes if entry.kind == int(PassKind.VEHICLE)), None)


def ask_for(stall_pass: StallPass, helpers: int, plate: str, actor: Account, version: int | None) -> None:
    """Give a stall so many helpers' passes (0–4) and a card for that plate ("": none); what is too many is revoked.

    Args:
        stall_pass: the stallholder's own pass.
        plate: in normal form.
        version: of that pass, as it was seen.

    Raises:
        BadInput: more than four helpers.
        StateConflict: the festival is over, a pass of the stall is suspended or revoked, or this was asked too often.
        Stale: somebody else changed the stall's passes meanwhile.
    """
    if not 0 <= helpers <= MOST_HELPERS:
        raise BadInput(fields={"helpers": f"帮工最多 {MOST_HELPERS} 位。"})
    with writing():
        held(stall_pass, version)
        application = stall_pass.application
        if application is None:
            raise StateConflict("这张证不属于哪一个摊位。", code="no_stall")
        living = living_passes(application)
        _require_open(stall_pass, living)
        _fit_helpers(application, helpers_of(living), helpers)
        _fit_vehicle(application, vehicle_of(living), plate)
        _require_patience(application)
        fit_heads(application)
        flag_modified(stall_pass, "heads")  # nothing on it changed, yet its version must rise: others saw less
        audit.record(actor, "pass.extras", f"pass:{stall_pass.id}", helpers=helpers, vehicle=bool(plate))
        revisions.bump(f"festival:{stall_pass.festival_id}")


def _require_open(stall_pass: StallPass, living: Sequence[StallPass]) -> None:
    days = stall_pass.festival.days
    if not days or days[-1] < clock.today():
        raise StateConflict("节会已经结束，不再发证。", code="over")
    if stall_pass not in living or any(entry.state is PassState.SUSPENDED for entry in living):
        raise StateConflict("这个摊位有证暂停或作废了，要加帮工或车辆请打电话问主办方。", code="suspended")


def _fit_helpers(application: Application, known: Sequence[StallPass], wanted: int) -> None:
    for surplus in known[wanted:]:
        _revoke(surplus)
    for _ in range(wanted - len(known)):
        issue_another(application, PassKind.WORKER)


def _fit_vehicle(application: Application, known: StallPass | None, plate: str) -> None:
    if known and known.plate == plate:
        return
    if known:
        _revoke(known)
    if plate:
        issue_another(application, PassKind.VEHICLE, plate=plate)


def _revoke(stall_pass: StallPass) -> None:
    stall_pass.stop(PassState.REVOKED, "摊主不要了")
    audit.record(None, "pass.revoked", f"pass:{stall_pass.id}", why=stall_pass.why)


def _require_patience(application: Application) -> None:
    ever = db.session.scalar(
        select(func.count(StallPass.id)).where(
            StallPass.application_id == application.id, StallPass.kind.in_(EXTRA_KINDS)
        )
    )
    if (ever or 0) > MOST_EVER:
        raise StateConflict("帮工和车辆换得太多次了，再要换请打电话找主办方。", code="too_many_passes")
