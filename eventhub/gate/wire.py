"""What travels between gates and server, read strictly and scan by scan, so that a bad one blocks no other."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from eventhub.core.errors import BadInput
from eventhub.gate.models import Direction, Verdict
from eventhub.gate.torn_json import items_of, members_of, mended

MOST_SCANS = 10_000
LONGEST_OVERRIDE = 100
LONGEST_FAULT = 200
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
FURTHEST_MS = 62_000_000_000_000  # the year 3934, and about the year 5 going back
# What reading JSON of strangers may raise: broken, not UTF-8 or half a character, too deep.
NO_JSON = (msgspec.MsgspecError, ValueError, RecursionError)


class UnreadableBatch(BadInput):
    """The envelope of a batch cannot be read, so none of its scans was taken."""

    default_code = "unreadable_batch"
    status = 400


class BatchTooLong(BadInput):
    """More scans than one batch may hold."""

    default_code = "batch_too_long"
    status = 413


class MalformedScanError(ValueError):
    """A scan cannot be read. The text names what is wrong, for those who look after the software."""


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """Who let somebody in all the same, and why; `of` is the scan whose verdict was put aside."""

    who: str = ""
    why: str = ""
    of: str = ""


class ScanIn(msgspec.Struct, frozen=True):
    """A scan as a device sends it; times are ISO texts with an offset, or milliseconds since 1970."""

    id: str
    day: str
    at: str | int | float
    verdict: str
    seq: int = 0
    serial: int | None = None
    mono: float | None = None
    raw: str = ""
    direction: str = "in"
    gate: str | None = None
    undoes: str | None = None
    override: Override | None = None


class BatchIn(msgspec.Struct, frozen=True):
    """A batch; the scans stay raw until each is read for itself.

    `since` and `waiting` (how many the device still holds) are no scans: rubbish in them is forgiven, as is all else.
    """

    sent_at: str | int | float
    scans: list[msgspec.Raw]
    since: Any = None
    waiting: Any = None

    @property
    def queue(self) -> int:
        """Return how many scans the device still holds; 0 where it does not say."""
        return self.waiting if type(self.waiting) is int and self.waiting > 0 else 0


class ReadScan(msgspec.Struct, frozen=True):
    """A scan whose every value was checked; `sent_id` is its id in the letters the device wrote it in."""

    id: str
    sent_id: str
    day: date
    at: datetime
    verdict: Verdict
    seq: int
    serial: int | None
    mono: float | None
    raw: str
    direction: Direction
    gate: str
    undoes: str | None
    override: dict[str, Any]


_batches = msgspec.json.Decoder(BatchIn)
_scans = msgspec.json.Decoder(ScanIn)


def read_batch(body: bytes) -> tuple[BatchIn, datetime]:
    """Read the envelope of a batch and when its device says it was sent.

    Raises UnreadableBatch, or BatchTooLong above 10,000 scans.
    """
    try:
        batch = _batch(body)
        sent_at = moment_of(batch.sent_at)
    except NO_JSON as error:
        raise UnreadableBatch("这一批记录的格式不对，没有收下。手机里的还在，请更新页面后再传。") from error
    if len(batch.scans) > MOST_SCANS:
        raise BatchTooLong(f"一批最多 {MOST_SCANS} 条，请分几批传。手机里的还在。")
    return batch, sent_at


def _batch(body: bytes) -> BatchIn:
    """Read a batch whole, or, where one of its scans is no sound JSON, part by part."""
    try:
        return _batches.decode(body)
    except NO_JSON:
        members = members_of(body)
        sent_at = msgspec.json.decode(members.get("sent_at", b""), type=str | int | float)
        scans = [msgspec.Raw(item) for item in items_of(members.get("scans", b""))]
        return BatchIn(sent_at, scans, value_of(members.get("since")), value_of(members.get("waiting")))


def value_of(item: bytes | None) -> Any:
    """Return what a part of a message says, or None for none and for what cannot be read."""
    try:
        return msgspec.json.decode(item) if item else None
    except NO_JSON:
        return None


def read_scan(raw: bytes) -> ReadScan:
    """Read one scan, mended where it is no sound JSON. Raises MalformedScanError."""
    try:
        try:
            scan = _scans.decode(raw)
        except msgspec.ValidationError:
            raise
        except NO_JSON:
            scan = _scans.decode(mended(raw))
        return _checked(scan)
    except NO_JSON as error:
        raise MalformedScanError(str(error)[:LONGEST_FAULT]) from error


def id_as_sent(raw: bytes) -> Any:
    """Return the id of a scan that cannot be read, as it was sent, or None where there is none."""
    try:
        found = value_of(members_of(raw).get("id"))
    except ValueError:
        return None
    return found if isinstance(found, str | int) and len(str(found)) <= LONGEST_OVERRIDE else None


def moment_of(value: str | float) -> datetime:
    """Return a moment given as ISO text with an offset, or as milliseconds since 1970. Raises ValueError."""
    if isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a time needs its offset")
        if not 2 <= moment.year <= 9998:
            raise ValueError("a time out of reach")
        moment = moment.astimezone(UTC)
    else:
        if not abs(value) < FURTHEST_MS:
            raise ValueError("a time out of reach")
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value)
    return moment


def iso(moment: datetime) -> str:
    """Return a moment as `2027-05-01T01:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _checked(scan: ScanIn) -> ReadScan:
    return ReadScan(
        id=_uuid(scan.id),
        sent_id=scan.id,
        day=_day(scan.day),
        at=moment_of(scan.at),
        verdict=Verdict(scan.verdict),
        seq=_within(scan.seq, 0, 2**31 - 1, "seq"),
        serial=None if scan.serial is None else _within(scan.serial, 1, 0xFFFFFF, "serial"),
        mono=scan.mono,
        raw=scan.raw,
        direction=Direction(scan.direction),
        gate=_text(scan.gate or "", 40),
        undoes=None if scan.undoes is None else _uuid(scan.undoes),
        override=_override(scan.override),
    )


def _override(sent: Override | None) -> dict[str, Any]:
    if sent is None:
        return {}
    kept = {"who": _text(sent.who, LONGEST_OVERRIDE), "why": _text(sent.why, LONGEST_OVERRIDE)}
    return kept | ({"of": _uuid(sent.of)} if sent.of else {})


def _uuid(text: str) -> str:
    if len(text) != 36:
        raise ValueError("an id is a UUID of 36 characters")
    return str(UUID(text))


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not EARLIEST <= day <= LATEST:
        raise ValueError("a day out of reach")
    return day


def _within(number: int, low: int, high: int, name: str) -> int:
    if not low <= number <= high:
        raise ValueError(f"{name} must be from {low} to {high}")
    return number


def _text(text: str, longest: int) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:longest]
