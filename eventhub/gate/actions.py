"""The verbs at a gate that is online: check a pass and record it, let somebody in all the same, take it back."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core import audit, clock
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.festivals.models import Festival
from eventhub.gate.judging import PassFacts, judge
from eventhub.gate.models import Direction, Scan, Verdict
from eventhub.gate.presence import NOWHERE, UNDO_WITHIN, Presence
from eventhub.gate.queries import presence_of, times_of
from eventhub.gate.recording import NewScan, append, hold_log
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.queries import check_pass

LONGEST_REASON = 60
STALE_PAGE = "这一页放得太久了，请刷新以后再扫一次。"
NOT_SCANNED = "没扫码，按名单核对"


@dataclass(frozen=True)
class Checked:
    """What was found of a code: the verdict so far; of a genuine pass of this festival its number and what to judge by,
    and the pass itself, unless our list lacks it."""

    verdict: Verdict
    serial: int | None = None
    facts: PassFacts | None = None
    stall_pass: StallPass | None = None


@dataclass(frozen=True)
class Admission:
    """What a gate said and recorded: the scan, the pass when it is genuine, and where it was before."""

    scan: Scan
    stall_pass: StallPass | None
    before: Presence

    @property
    def verdict(self) -> Verdict:
        """The gate's verdict."""
        return self.scan.verdict


def admit(
    festival: Festival,
    gate: str,
    text: str,
    account: Account | None,
    scan_id: str,
    direction: Direction = Direction.IN,
) -> Admission:
    """Check what was scanned or typed (link, digits) against the festival now, and record the verdict once.

    Args:
        scan_id: a UUID drawn by the client; the same one again records nothing and returns what was recorded.

    Raises:
        BadInput: the id is no UUID.
    """
    checked = check_pass(text)
    if checked.festival is not None and checked.festival.id != festival.id:
        return _record(festival, gate, Checked(Verdict.WRONG_FESTIVAL), account, scan_id, direction, text, {})
    if checked.claims is None:
        return _record(festival, gate, Checked(Verdict(checked.verdict)), account, scan_id, direction, text, {})
    # What was signed counts, as it does at a phone without a network.
    claims = checked.claims
    standing = checked.verdict if checked.verdict in ("revoked", "suspended") else "ok"
    facts = PassFacts(standing, claims.days, claims.window)
    known = Checked(Verdict(standing), claims.serial, facts, checked.stall_pass)
    return _record(festival, gate, known, account, scan_id, direction, text, {})


def admit_from_list(festival: Festival, gate: str, stall_pass: StallPass, account: Account, scan_id: str) -> Admission:
    """Let in somebody found on the list by booth, short code or phone, whose papers the person at the gate compared.

    No signature was checked, so the record says so: it is an override. Raises BadInput for an id that is no UUID.
    """
    standing = "ok" if stall_pass.state is PassState.VALID else stall_pass.state.value
    override = {"who": account.label, "why": NOT_SCANNED}
    facts = PassFacts(standing, stall_pass.days, stall_pass.window)
    known = Checked(Verdict(standing), stall_pass.serial, facts, stall_pass)
    return _record(festival, gate, known, account, scan_id, Direction.IN, "", override)


def let_in_all_the_same(scan: Scan, why: str, account: Account, scan_id: str) -> Scan:
    """Append an override of a scan that did not let the person in; the first verdict stays.

    Raises BadInput without a reason, StateConflict for a scan without a pass of this festival.
    """
    why = why.strip()
    if not why:
        raise BadInput(
            "请写一句为什么放行，比如“主办方电话同意”。", fields={"why": "请写一句为什么放行，比如“主办方电话同意”。"}
        )
    if scan.serial is None:
        raise StateConflict("这张证查不出是谁的，不能在这里放行。请找主办方。", code="no_pass")
    override = {"who": account.label, "why": why[:LONGEST_REASON], "of": scan.id}
    return _append_copy(scan, account, scan_id, override=override)


def take_back(scan: Scan, account: Account, scan_id: str) -> Scan:
    """Append that a scan was a mistake. Raises StateConflict later than 15 minutes after it."""
    if clock.now() - scan.at > UNDO_WITHIN:
        raise StateConflict("过了 15 分钟，不能撤回了。请告诉主办方。", code="too_late")
    return _append_copy(scan, account, scan_id, undoes=scan.id)


def whoever(account: Account | None) -> str:
    """Return the name under which an account's scans stand in the log."""
    return f"account:{account.id}" if account else "system"


def _record(
    festival: Festival,
    gate: str,
    known: Checked,
    account: Account | None,
    scan_id: str,
    direction: Direction,
    raw: str,
    override: dict[str, str],
) -> Admission:
    scan_id, now, day = _uuid(scan_id), clock.now(), clock.today()
    festival_id = festival.id
    serial, verdict, facts = known.serial, known.verdict, known.facts
    with writing():
        number = hold_log(festival_id)
        before = presence_of(festival_id, serial, day) if serial else NOWHERE
        if facts is not None:
            verdict = judge(facts, times_of(festival), now, before, direction)
        # A pass that may not be here is not let in from the list either: that takes a reason.
        allowed = override if verdict is Verdict.OK else {}
        append(
            festival_id,
            [
                NewScan(
                    id=scan_id,
                    gate=gate,
                    device=whoever(account),
                    day=day,
                    at=now,
                    device_at=now,
                    verdict=verdict,
                    serial=serial,
                    seq=number + 1,
                    direction=direction,
                    raw=raw,
                    override=dict(allowed),
                    account_id=account.id if account else None,
                )
            ],
        )
    return Admission(_recorded(scan_id, festival_id, account), known.stall_pass, before)


def _append_copy(
    scan: Scan, account: Account, scan_id: str, override: dict[str, str] | None = None, undoes: str | None = None
) -> Scan:
    scan_id = _uuid(scan_id)
    with writing():
        number = hold_log(scan.festival_id)
        append(
            scan.festival_id,
            [
                NewScan(
                    id=scan_id,
                    gate=scan.gate,
                    device=whoever(account),
                    day=scan.day,
                    at=clock.now(),
                    device_at=clock.now(),
                    verdict=scan.verdict,
                    serial=scan.serial,
                    seq=number + 1,
                    direction=scan.direction,
                    undoes=undoes,
                    override=dict(override or {}),
                    account_id=account.id,
                )
            ],
        )
        audit.record(account, "gate.undo" if undoes else "gate.override", f"festival:{scan.festival_id}", scan=scan.id)
    return _recorded(scan_id, scan.festival_id, account)


def _recorded(scan_id: str, festival_id: int, account: Account | None) -> Scan:
    """Return the scan of that id. An id that somebody else used is no id of this person: BadInput."""
    scan = db.session.scalars(select(Scan).where(Scan.id == scan_id)).one()
    if scan.festival_id != festival_id or scan.account_id != (account.id if account else None):
        raise BadInput(STALE_PAGE, code="bad_scan_id")
    return scan


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except (ValueError, AttributeError, TypeError) as error:
        raise BadInput(STALE_PAGE, code="bad_scan_id") from error
