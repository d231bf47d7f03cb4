"""What stands on the page behind a booth's sign."""

from datetime import date
from typing import Any

from eventhub.core import clock
from eventhub.festivals.models import Booth, Festival, FestivalState
from eventhub.visitors import queries
from eventhub.visitors.batches import batches_of
from eventhub.visitors.opening import opening_at
from eventhub.visitors.plan_page import around, public_plan
from eventhub.visitors.programme_days import next_sessions, session_cell
from eventhub.visitors.stalls import Stall, neighbours

SESSIONS_SHOWN = 2


def stall_page(booth: Booth, site_phone: str, base_url: str) -> dict[str, Any]:
    """Return everything the template of a stall's page names, beside the festival itself."""
    festival = booth.row.zone.festival
    stalls = queries.stalls_of(festival)
    stall = next(entry for entry in stalls if entry.booth.id == booth.id)
    local = clock.local(clock.now())
    beside = neighbours(stall, stalls)
    return {
        "stall": stall,
        "opening": opening_at(festival.state, stall.days, festival.opens_at, festival.closes_at, local),
        "badge": stall.badge_on(local.date()),
        "batches": batches_of(stall.application.household) if stall.application else [],
        "stamps_today": stamps_today(stall, local.date()),
        "share_text": share_text(stall, festival, base_url),
        "licences": licences(stall, local.date()),
        "plan": around(public_plan(festival, stalls, stall.labels or [booth.label]), booth),
        "beside": beside,
        "where": where(stall, beside),
        "has_gate": any(mark.get("kind") == "gate" for mark in festival.ground),
        "soon": [
            session_cell(festival, entry) for entry in next_sessions(festival.sessions, clock.now(), SESSIONS_SHOWN)
        ],
        "phone": festival.phone or festival.organisation.phone or site_phone,
    }


def stamps_today(stall: Stall, day: date) -> bool:
    """Tell whether a stamp can be had here today."""
    festival = stall.zone.festival
    standing = stall.application is not None and not stall.suspended
    return standing and festival.state is not FestivalState.CANCELLED and day in festival.days and day in stall.days


def share_text(stall: Stall, festival: Festival, base_url: str) -> str:
    """Return the sentence that is passed on in a chat: who, where, what for how much, the address."""
    goods = f"，{stall.summary}" if stall.summary else ""
    return f"{stall.shop}，{festival.short_name} {stall.numbers} 号摊{goods}。{base_url}{stall.href}"


def licences(stall: Stall, day: date) -> str:
    """Return the names of the licences valid on a day, without numbers or holders; empty for none."""
    if stall.application is None:
        return ""
    held = stall.application.household.licences
    valid = [entry.kind.label for entry in held if entry.valid_to is None or entry.valid_to >= day]
    return "、".join(dict.fromkeys(valid))


def where(stall: Stall, beside: list[Stall]) -> str:
    """Return a sentence: in which zone, beside whom."""
    count = f"{stall.numbers} 两个摊位连着" if len(stall.labels) == 2 else f"{stall.numbers} 号摊位"
    sentence = f"在 {stall.zone.code} 区（{stall.zone.name}），{count}。"
    if beside:
        sentence += "旁边是" + "、".join(f"{other.shop}（{other.booth.label}）" for other in beside) + "。"
    return sentence
