"""Taking a gate's batch: everything new is appended in one transaction, everything is answered by id, nothing is lost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from eventhub.accounts.models import Account
from eventhub.core import audit, clock
from eventhub.core.database import Model, db, writing
from eventhub.core.errors import NotAllowed
from eventhub.festivals.models import Festival
from eventhub.gate.manifest import digest_of, inside_count, read_cursor, revoked, seen_since, settled_part, suspended
from eventhub.gate.models import GateDevice, HeldScan, MalformedScan
from eventhub.gate.presence import NOWHERE, Key, Presence, presences
from eventhub.gate.queries import held_scans, passages_on
from eventhub.gate.recording import NewScan, append, hold_log, newest_number, shortened
from eventhub.gate.torn_json import mended
from eventhub.gate.wire import NO_JSON, BatchIn, MalformedScanError, ReadScan, id_as_sent, iso, read_batch, read_scan

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST_BODY = 2_000
MOST_SECONDS = 2_000_000_000
ROWS_A_STATEMENT = 1_000


class DeviceRevoked(NotAllowed):
    """The credential was revoked: what it sends is kept apart, and it keeps its own queue."""

    default_code = "device_revoked"

    def __init__(self, kept_apart: int) -> None:
        self.kept_apart = kept_apart
        super().__init__(
            "这台手机已经停用，不能再放行。扫过的记录还在手机里，也交到主办方那里等人看。"
            "请找主办方重新开通，不要清除浏览器数据。"
        )


class Sent(msgspec.Struct):
    """A scan of a batch: what was read, or the fault that kept it from being read; `raw` as it came."""

    raw: bytes
    scan: ReadScan | None = None
    fault: str = ""


def sync(device: GateDevice, body: bytes) -> dict[str, Any]:
    """Take a batch of a device and return the answer of the gate protocol.

    Raises:
        UnreadableBatch, BatchTooLong: the envelope is at fault; nothing was taken.
        DeviceRevoked: the scans were kept apart for a person.
    """
    batch, sent_at = read_batch(body)
    if device.revoked_at is not None:
        raise DeviceRevoked(_keep_apart(device, batch, sent_at))
    sent = [_read(bytes(raw)) for raw in batch.scans]
    now, festival = clock.now(), device.festival
    with writing():
        _contact(device.id, now, sent_at, batch.queue)
        results = _take(device, sent, now, sent_at)
        answer = _news(festival, batch)
    return {"now": iso(now), "results": results, **answer}


def _take(device: GateDevice, sent: Sequence[Sent], now: datetime, sent_at: datetime) -> list[dict[str, Any]]:
    """Append what is new of a batch and return the answer to each scan, in the order sent."""
    device_id, festival_id = device.id, device.festival_id
    hold_log(festival_id)
    scans: dict[str, ReadScan] = {}
    for one in sent:
        if one.scan:
            scans.setdefault(one.scan.id, one.scan)
    fresh = append(festival_id, [_new_scan(device, scan, now - sent_at, now) for scan in scans.values()])
    faulty = {_made_id(device_id, one.raw): one for one in sent if not one.scan}
    new_faults = _insert_unknown(MalformedScan, [_malformed(device, number, one) for number, one in faulty.items()])
    found = presences(passages_on(festival_id, {scan.day for scan in scans.values()}))
    fresh |= new_faults
    return [_result(one, one.scan.id if one.scan else _made_id(device_id, one.raw), fresh, found) for one in sent]


def accept_held(festival: Festival, device: GateDevice, actor: Account) -> int:
    """Append the scans a revoked device sent, as if they had come in time; return how many were new."""
    with writing():
        held = held_scans(festival, device)
        batches: dict[tuple[datetime, datetime], list[Sent]] = defaultdict(list)
        for one in held:
            batches[one.received_at, one.sent_at].append(_read(one.body.encode()))
            one.decided_at, one.decided_by_id, one.accepted = clock.now(), actor.id, True
        results = [
            result for (received, sent_at), sent in batches.items() for result in _take(device, sent, received, sent_at)
        ]
        count = [result["status"] for result in results].count("accepted")
        audit.record(actor, "gate.held_accepted", f"device:{device.id}", scans=len(held))
    return count


def refuse_held(festival: Festival, device: GateDevice, actor: Account) -> int:
    """Leave the scans a revoked device sent out of the log (they stay where they are); return how many."""
    with writing():
        held = held_scans(festival, device)
        for one in held:
            one.decided_at, one.decided_by_id, one.accepted = clock.now(), actor.id, False
        audit.record(actor, "gate.held_refused", f"device:{device.id}", scans=len(held))
    return len(held)


def _news(festival: Festival, batch: BatchIn) -> dict[str, Any]:
    since = read_cursor(batch.since)
    digest = digest_of(settled_part(festival))
    return {
        "seen": seen_since(festival.id, since),
        "revoked": revoked(festival),
        "suspended": suspended(festival),
        "inside": inside_count(festival.id),
        "changed": since is None or since.digest != digest,
        "cursor": f"{newest_number(festival.id)}.{digest}",
    }


def _read(raw: bytes) -> Sent:
    try:
        return Sent(raw, read_scan(raw))
    except MalformedScanError as error:
        return Sent(raw, fault=str(error) or "unreadable")


def _new_scan(device: GateDevice, scan: ReadScan, correction: timedelta, now: datetime) -> NewScan:
    return NewScan(
        id=scan.id,
        gate=scan.gate or device.gate,
        device=f"device:{device.id}",
        device_id=device.id,
        day=scan.day,
        at=corrected(scan.at, correction, now),
        device_at=scan.at,
        mono=scan.mono,
        verdict=scan.verdict,
        serial=scan.serial,
        seq=scan.seq,
        direction=scan.direction,
        undoes=scan.undoes,
        raw=scan.raw,
        override=scan.override,
    )


def corrected(at: datetime, correction: timedelta, now: datetime) -> datetime:
    """Return when a scan was made by our clock: never after it came in, never before the year 2000."""
    try:
        moment = at + correction
    except OverflowError:
        moment = now if correction > timedelta(0) else EARLIEST
    return max(EARLIEST, min(moment, now))


def _result(one: Sent, number: str, fresh: set[str], found: Mapping[Key, Presence]) -> dict[str, Any]:
    status = "accepted" if number in fresh else "replayed"
    fresh.discard(number)  # a second copy within one batch is a replay
    if one.scan is None:
        return {"id": id_as_sent(one.raw), "status": status, "conflict": False, "first": None, "fault": one.fault}
    scan = one.scan
    presence = found.get((scan.serial, scan.day), NOWHERE) if scan.serial else NOWHERE
    first = presence.first
    return {
        "id": scan.sent_id,
        "status": status,
        "conflict": any(conflict.id == scan.id for conflict in presence.conflicts),
        "first": {"id": first.id, "at": iso(first.at), "gate": first.gate} if first and first.id != scan.id else None,
    }


def _malformed(device: GateDevice, number: str, one: Sent) -> dict[str, Any]:
    return {
        "id": number,
        "festival_id": device.festival_id,
        "device_id": device.id,
        "received_at": clock.now(),
        "fault": one.fault,
        "body": _stored(one.raw, LONGEST_BODY),
    }


def _keep_apart(device: GateDevice, batch: BatchIn, sent_at: datetime) -> int:
    rows = [
        {
            "id": _made_id(device.id, bytes(raw)),
            "festival_id": device.festival_id,
            "device_id": device.id,
            "sent_at": sent_at,
            "received_at": clock.now(),
            "body": _held_body(bytes(raw)),
        }
        for raw in batch.scans
    ]
    with writing():
        _contact(device.id, clock.now(), sent_at, batch.queue)
        _insert_unknown(HeldScan, list({row["id"]: row for row in rows}.values()))
    return len(rows)


def _held_body(raw: bytes) -> str:
    """What is kept of a scan, to be read again on acceptance: an absurdly long `raw` is cut within it."""
    if len(raw) <= LONGEST_BODY:
        return _stored(raw, LONGEST_BODY)
    try:
        sent = msgspec.json.decode(mended(raw))
    except NO_JSON:
        return _stored(raw, LONGEST_BODY)
    if isinstance(sent, dict) and isinstance(sent.get("raw"), str):
        sent["raw"] = shortened(sent["raw"])
    return _stored(msgspec.json.encode(sent), LONGEST_BODY)


def _stored(raw: bytes, longest: int) -> str:
    text = raw.decode("utf-8", "replace").replace("\0", "")
    return text if len(text) <= longest else f"{text[:longest]}…（共 {len(text)} 字）"


def _made_id(device_id: int, raw: bytes) -> str:
    return str(uuid5(NAMESPACE_URL, f"eventhub:gate:{device_id}:{raw.decode('utf-8', 'replace')}"))


def _contact(device_id: int, now: datetime, sent_at: datetime, queue: int) -> None:
    error = max(-MOST_SECONDS, min(MOST_SECONDS, round((now - sent_at).total_seconds())))
    values = {"last_seen_at": now, "clock_error_s": error, "last_queue": min(queue, MOST_SECONDS)}
    db.session.execute(
        update(GateDevice).where(GateDevice.id == device_id).values(values).execution_options(synchronize_session=False)
    )


def _insert_unknown(table: type[Model], rows: list[dict[str, Any]]) -> set[str]:
    """Insert the rows whose ids the table lacks and return those ids."""
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    inserted: set[str] = set()
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        statement = dialect.insert(table).on_conflict_do_nothing().returning(table.id)  # type: ignore[attr-defined]
        inserted.update(db.session.scalars(statement, rows[start : start + ROWS_A_STATEMENT]))
    return inserted
