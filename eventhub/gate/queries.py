"""What gates and boards ask of the log."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select

from eventhub.applications.models import Application
from eventhub.core.database import db
from eventhub.core.short_code import BadShortCode, normal_code
from eventhub.core.typed_text import half_width
from eventhub.festivals.models import Festival
from eventhub.gate.judging import Times
from eventhub.gate.models import Direction, Enrolment, GateDevice, HeldScan, Scan, Verdict
from eventhub.gate.presence import NOWHERE, Passage, Presence, presences, standing
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.periods import period_of
from eventhub.passes.queries import pass_by_short, pass_in, passes_at, terms_of
from eventhub.registry.models import Household

BOOTH = re.compile(r"([A-Z]{1,3})[- ]?0*([0-9]{1,3})")
TAIL = re.compile(r"[0-9]{4}")
LONGEST_LOOKUP = 12
LONGEST_ID = 36
MOST_DAYS = 400  # of a batch with absurd days only the first are answered with who came first
# In the order of a Passage.
FIELDS = (
    Scan.id,
    Scan.serial,
    Scan.day,
    Scan.at,
    Scan.gate,
    Scan.device,
    Scan.direction == Direction.OUT,
    Scan.verdict != Verdict.OK,
    Scan.undoes,
    Scan.seq,
)


def times_of(festival: Festival) -> Times:
    """Return when the festival lets its stallholders in."""
    return Times(
        {day: period_of(festival.days, day) or 0 for day in festival.days},
        (festival.set_up_from, festival.set_up_until),
        (festival.take_down_from, festival.take_down_until),
        terms_of(festival).hours,
    )


def passages_on(festival_id: int, days: Iterable[date]) -> list[Passage]:
    """Return every passage of those days, in no order."""
    chosen = sorted(set(days))[:MOST_DAYS]
    return _passages(Scan.festival_id == festival_id, Scan.day.in_(chosen))


def presence_of(festival_id: int, serial: int, day: date) -> Presence:
    """Return what the log says of one pass on one day."""
    found = _passages(Scan.festival_id == festival_id, Scan.serial == serial, Scan.day == day)
    return presences(found).get((serial, day), NOWHERE)


def presence_before(scan: Scan) -> Presence:
    """Return where the pass of a scan was when it was recorded."""
    found = _passages(
        Scan.festival_id == scan.festival_id,
        Scan.serial == scan.serial,
        Scan.day == scan.day,
        Scan.number < scan.number,
    )
    return next(iter(presences(found).values()), NOWHERE)


def keys_after(festival_id: int, number: int) -> set[tuple[int, date]]:
    """Return the (serial, day) of every passage with a higher number in the log."""
    rows = db.session.execute(
        select(Scan.serial, Scan.day)
        .where(Scan.festival_id == festival_id, Scan.number > number, Scan.passage.is_(True))
        .distinct()
    )
    return {(serial, day) for serial, day in rows if serial is not None}


def scans_on(festival_id: int, day: date) -> Sequence[Scan]:
    """Return every scan of a day, whatever its verdict, by corrected time."""
    return db.session.scalars(
        select(Scan).where(Scan.festival_id == festival_id, Scan.day == day).order_by(Scan.at, Scan.number)
    ).all()


def counted_today(festival_id: int, gate: str, day: date) -> tuple[int, int]:
    """Return how many a gate let in on a day, and how many it stopped."""
    rows = db.session.execute(
        select(Scan.passage, Scan.verdict, Scan.undoes, Scan.direction).where(
            Scan.festival_id == festival_id, Scan.gate == gate, Scan.day == day
        )
    ).all()
    let_in = sum(row.passage and row.undoes is None and row.direction is Direction.IN for row in rows)
    return let_in, sum(not row.passage for row in rows)


def standing_pass(festival: Festival, scan: Scan) -> StallPass | None:
    """Return the pass a scan was of, or None."""
    return pass_in(festival, scan.serial) if scan.serial is not None else None


def passes_found(festival: Festival, typed: str) -> list[StallPass]:
    """Return the passes somebody at a gate may mean by a booth (A01, a1), a short code, or the last digits of a phone."""
    text = half_width(typed).strip().upper()[:LONGEST_LOOKUP]
    if not text:
        return []
    booth = BOOTH.fullmatch(text)
    found = list(passes_at(festival, f"{booth[1]}{int(booth[2]):02d}")) if booth else []
    try:
        by_code = pass_by_short(festival, normal_code(text))
    except BadShortCode:
        by_code = None
    found += [by_code] if by_code else []
    if TAIL.fullmatch(text):
        found += passes_by_phone(festival, text)
    return list(dict.fromkeys(found))


def passes_by_phone(festival: Festival, tail: str) -> Sequence[StallPass]:
    """Return the passes of households whose phone ends in those four digits, those that come in first."""
    return db.session.scalars(
        select(StallPass)
        .join(StallPass.application)
        .join(Application.household)
        .where(
            StallPass.festival_id == festival.id,
            Household.phone.endswith(tail),
        )
        .order_by(StallPass.state != PassState.VALID, StallPass.id)
    ).all()


def scan_by(account_id: int, festival_id: int, scan_id: str) -> Scan | None:
    """Return a scan that an account recorded itself, or None."""
    if not (scan_id.isascii() and scan_id.isprintable() and len(scan_id) <= LONGEST_ID):
        return None
    return db.session.scalar(
        select(Scan).where(Scan.id == scan_id, Scan.festival_id == festival_id, Scan.account_id == account_id)
    )


def devices_of(festival: Festival) -> Sequence[GateDevice]:
    """Return the devices of a festival, those in use first."""
    return db.session.scalars(
        select(GateDevice)
        .where(GateDevice.festival_id == festival.id)
        .order_by(GateDevice.revoked_at.is_not(None), GateDevice.gate, GateDevice.id)
    ).all()


def device_in(festival: Festival, number: int) -> GateDevice | None:
    """Return a device of the festival, or None."""
    return db.session.scalar(select(GateDevice).where(GateDevice.festival_id == festival.id, GateDevice.id == number))


def enrolment_in(festival: Festival, number: int) -> Enrolment | None:
    """Return an enrolment code of the festival, or None."""
    return db.session.scalar(select(Enrolment).where(Enrolment.festival_id == festival.id, Enrolment.id == number))


def held_scans(festival: Festival, device: GateDevice) -> Sequence[HeldScan]:
    """Return the scans a revoked device sent that nobody decided on yet."""
    return db.session.scalars(
        select(HeldScan)
        .where(HeldScan.festival_id == festival.id, HeldScan.device_id == device.id, HeldScan.decided_at.is_(None))
        .order_by(HeldScan.received_at, HeldScan.id)
    ).all()


def held_counts(festival: Festival) -> dict[int, int]:
    """Return device id → how many of its scans are kept apart."""
    waiting = select(HeldScan.device_id, func.count().label("scans")).where(
        HeldScan.festival_id == festival.id, HeldScan.decided_at.is_(None)
    )
    return {row.device_id: row.scans for row in db.session.execute(waiting.group_by(HeldScan.device_id))}


def standing_on(festival_id: int, day: date) -> list[Passage]:
    """Return the passages of a day that were not taken back, by corrected time."""
    return standing(passages_on(festival_id, [day]))


def _passages(*conditions: ColumnElement[bool]) -> list[Passage]:
    return [
        Passage._make(row) for row in db.session.execute(select(*FIELDS).where(Scan.passage.is_(True), *conditions))
    ]
