"""From a festival to a plain problem: the ground, the rules of the call, the accepted applications, what stands already.

Booths that serve visitors (a service desk) are kept out of the pool as closed. Offers already made are `fixed`, so that
nobody offered is ever moved by another run.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from eventhub.allocation.problem import FORMAT, Problem, read_problem
from eventhub.applications.models import Application, Call
from eventhub.applications.queries import accepted_applications, call_of
from eventhub.core.errors import StateConflict
from eventhub.festivals.models import Booth, Festival, Row, Zone

Blocks = Mapping[str, Iterable[str]]


def problem_of(festival: Festival, fixed: Blocks, previous: Blocks, without: Collection[str] = ()) -> Problem:
    """Return the festival's problem as it stands now.

    Args:
        festival: an edition with days and a call.
        fixed: receipt number → booth labels that must stay (standing offers, placements the organiser locked).
        previous: receipt number → booth labels of the plan before, which moves are counted against.
        without: receipt numbers that no longer take part (their offer was declined or ran out).

    Raises:
        StateConflict: days or call are missing, nobody is accepted, or what is fixed breaks a rule.
    """
    call = call_of(festival)
    if call is None or not festival.days:
        raise StateConflict("先定好日子、开好招展，才能排摊位。", code="not_ready")
    applications = [entry for entry in accepted_applications(festival) if entry.receipt not in without]
    if not applications:
        raise StateConflict("还没有通过的申请，没有可排的。", code="nobody_accepted")
    known = {str(application.receipt) for application in applications}
    return read_problem(
        {
            "format": FORMAT,
            "id": festival.slug,
            "lottery": _lottery(festival, call),
            "slots": [day.isoformat() for day in festival.days],
            **ground_of(festival),
            "reserves": call.reserves,
            "preference": call.preference,
            "households": [_household(festival, application) for application in applications],
            "fixed": _placements(fixed, known),
            "previous": _placements(previous, known),
        }
    )


def ground_of(festival: Festival) -> dict[str, Any]:
    """Return what a problem says of the ground: zones, rows, booths, breaks and what is kept apart."""
    rows = [(zone, row) for zone in festival.zones for row in zone.rows]
    return {
        "zones": [_zone(zone) for zone in festival.zones],
        "rows": [_row(zone, row) for zone, row in rows],
        "booths": [_booth(booth) for _, row in rows for booth in row.booths],
        "breaks": [pair for _, row in rows for pair in _breaks(row)],
        "keep_apart": festival.keep_apart,
    }


def _lottery(festival: Festival, call: Call) -> dict[str, str]:
    if call.lottery.get("seed"):
        return {"seed": call.lottery["seed"], "source": call.lottery.get("source", "")}
    return {"seed": festival.slug, "source": "还没有公开抽签，先按节会编号算"}


def _zone(zone: Zone) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": zone.code,
        "categories": zone.categories,
        "category_caps": {name: int(cap) for name, cap in zone.category_caps.items()},
    }
    return value if zone.power_w is None else {**value, "power_w": zone.power_w}


def _booth(booth: Booth) -> dict[str, Any]:
    return {
        "id": booth.label,
        "power_w": booth.power_w,
        "features": booth.features,
        "closed": booth.closed or bool(booth.service),
    }


def _row(zone: Zone, row: Row) -> dict[str, Any]:
    labels = [booth.label for booth in row.booths]
    return {"id": row.code, "zone": zone.code, "booths": labels, "circular": row.circular}


def _breaks(row: Row) -> list[list[str]]:
    following = zip(row.booths, row.booths[1:], strict=False)
    pairs = [[booth.label, after.label] for booth, after in following if booth.break_after]
    if row.circular and len(row.booths) > 2 and row.booths[-1].break_after:
        pairs.append([row.booths[-1].label, row.booths[0].label])
    return pairs


def _household(festival: Festival, application: Application) -> dict[str, Any]:
    recognition = application.household.recognition_on(festival.days[0])
    days = [day.isoformat() for day in festival.days]
    zones = [zone.code for zone in festival.zones]
    # Days and zones may have changed since the application: what is gone is no longer wished for.
    chosen = [day for day in days if day in application.days] or days
    return {
        "id": application.receipt,
        "class": recognition.policy_class.label if recognition else "",
        "category": application.category.value,
        "tags": application.tags,
        "score": application.score or 0,
        "needs": {"power_w": application.power_w, "features": application.needs},
        "size": {"min": application.booths_min, "max": application.booths_max},
        "slots": chosen,
        "zones": [code for code in application.zones if code in zones],
        "anywhere": application.anywhere or not set(application.zones) & set(zones),
    }


def _placements(blocks: Blocks, known: set[str]) -> list[dict[str, Any]]:
    return [{"household": receipt, "booths": list(labels)} for receipt, labels in blocks.items() if receipt in known]
