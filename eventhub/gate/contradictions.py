"""What a person must look at in the log of a day: entries that contradict each other, the list, or a revocation.

Gates without a network let in by what they knew. Nothing is decided when a scan arrives: this is derived from the whole
log, and each entry is held against what was true at its own moment.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from eventhub.core.database import db
from eventhub.core.display import cn_moment, cn_time
from eventhub.festivals.models import Festival
from eventhub.gate.models import Direction, Scan, Verdict
from eventhub.gate.presence import Key, Passage, Presence, standing
from eventhub.passes.models import StallPass
from eventhub.passes.token import PassError, rev_of

TOLD = (Verdict.REVOKED, Verdict.SUSPENDED)
"""Whoever let in after such an answer knew, and wrote down why: an override, no contradiction."""


@dataclass(frozen=True)
class Conflict:
    """An entry to be looked at: whose, and what does not fit."""

    booth: str
    name: str
    words: str


def conflicts_on(
    festival: Festival,
    day: date,
    passages: Iterable[Passage],
    found: Mapping[Key, Presence],
    passes: Mapping[int, StallPass],
    booths: Mapping[int, str],
) -> list[Conflict]:
    """Return what does not fit in a day's log.

    Args:
        passages: every passage of the day.
        found: what they amount to.
        passes: serial → pass, of the festival.
        booths: application id → its booths.
    """
    listed: list[Conflict] = []
    for (serial, _), presence in sorted(found.items()):
        whose = _whose(passes.get(serial), serial, booths)
        listed += [Conflict(*whose, _twice(presence.first, again)) for again in presence.conflicts if presence.first]
    kept = {passage.id for passage in standing(passages)}
    for scan in _suspects(festival.id, day, {serial for serial, _ in found}, passes):
        if scan.serial is None:
            listed.append(Conflict("没有证号", "", f"{_where(scan)}放行的，手机没说是哪张证。"))
        elif scan.id in kept:
            stall_pass = passes.get(scan.serial)
            words = _against(scan, stall_pass)
            listed += [Conflict(*_whose(stall_pass, scan.serial, booths), words)] if words else []
    return listed


def _suspects(festival_id: int, day: date, seen: set[int], passes: Mapping[int, StallPass]) -> Iterable[Scan]:
    """Return the entries that may not fit: of passes stopped, issued anew or not on the list; and greens without a number."""
    doubtful = {serial for serial in seen if (one := passes.get(serial)) is None or one.stopped_at or one.reissues}
    entered = and_(Scan.serial.in_(doubtful), Scan.passage, Scan.undoes.is_(None), Scan.direction == Direction.IN)
    nobody = and_(Scan.serial.is_(None), Scan.verdict == Verdict.OK)
    return db.session.scalars(
        select(Scan)
        .where(Scan.festival_id == festival_id, Scan.day == day, or_(entered, nobody))
        .order_by(Scan.serial.nulls_last(), Scan.at, Scan.number)
    )


def _against(scan: Scan, stall_pass: StallPass | None) -> str:
    """Return what speaks against an entry, or ""."""
    if stall_pass is None:
        return f"{_where(scan)}放行的，签名是真的，名单上没有这张证。"
    if stall_pass.stopped_at and scan.at > stall_pass.stopped_at and scan.verdict not in TOLD:
        return (
            f"{_where(scan)}放行的时候，这张证已经{stall_pass.state.label}（{cn_moment(stall_pass.stopped_at)} 起）。"
        )
    rev = _rev_shown(scan)
    if rev is not None and rev < stall_pass.void_before(scan.at) and scan.verdict not in TOLD:
        return f"{_where(scan)}拿旧证进的，那张已经补办作废了。"
    return ""


def _rev_shown(scan: Scan) -> int | None:
    """Return the rev of the print that was scanned, or None where nothing was scanned."""
    try:
        return rev_of(scan.raw)
    except PassError:
        return None


def _twice(first: Passage, again: Passage) -> str:
    return f"{cn_time(first.at)} 从{first.gate}进，{cn_time(again.at)} 又从{again.gate}进。两个门当时都没网，算前一次。"


def _where(scan: Scan) -> str:
    return f"{cn_time(scan.at)} 从{scan.gate}"


def _whose(stall_pass: StallPass | None, serial: int, booths: Mapping[int, str]) -> tuple[str, str]:
    application = stall_pass.application if stall_pass else None
    if application is None:
        return f"证号 {serial}", ""
    return booths.get(application.id, ""), application.household.name
