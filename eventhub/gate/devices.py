"""Enrolment: a code on the desk makes a phone a gate's, with a credential of its own that can be revoked."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core import audit, clock
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.short_code import ALPHABET
from eventhub.festivals.models import Festival
from eventhub.gate.models import Enrolment, GateDevice

CODE_LENGTH = 10  # 50 bits, for a quarter of an hour
CODE_GOOD_FOR = timedelta(minutes=15)
LONGEST_LABEL = 20
_READ_AS = str.maketrans("OIL", "011", " -")


class BadCode(BadInput):
    """The code enrols nothing: mistyped, used or expired."""

    default_code = "bad_enrolment_code"

    def __init__(self) -> None:
        super().__init__("这个开通码用不了：可能输错了、用过了，或者过了 15 分钟。请主办方在电脑上再出一个。")


def make_enrolment(festival: Festival, gate: str, actor: Account) -> Enrolment:
    """Return a new enrolment for a gate; `shown_code` gives the code to show. It is good for one phone."""
    nonce = secrets.token_hex(16)
    with writing() as session:
        enrolment = Enrolment(
            festival_id=festival.id,
            gate=gate,
            nonce=nonce,
            code_hash=_hashed(_code(nonce)),
            made_by_id=actor.id,
            expires_at=clock.now() + CODE_GOOD_FOR,
        )
        session.add(enrolment)
        session.flush()
        audit.record(actor, "gate.enrolment", f"festival:{festival.id}", gate=gate)
    return enrolment


def shown_code(enrolment: Enrolment) -> str:
    """Return the code of an enrolment: ten characters of Crockford's base32, drawn from its nonce and our secret."""
    return _code(enrolment.nonce)


def enrol(code: str, label: str) -> tuple[GateDevice, str]:
    """Make the phone that shows the code a device of its gate.

    Args:
        label: what the person calls it, such as a name.

    Returns:
        The device and its credential `<device id>.<secret>`, which is told once and never again.

    Raises:
        BadCode: mistyped, used or expired.
    """
    secret = secrets.token_urlsafe(32)
    with writing() as session:
        enrolment = session.scalar(select(Enrolment).where(Enrolment.code_hash == _hashed(_tidy(code))))
        if enrolment is None or locked(enrolment).device_id or enrolment.expires_at <= clock.now():
            raise BadCode
        device = GateDevice(
            festival_id=enrolment.festival_id,
            gate=enrolment.gate,
            label=label.strip()[:LONGEST_LABEL],
            credential_hash=_hashed(secret),
            enrolled_by_id=enrolment.made_by_id,
            last_seen_at=clock.now(),
        )
        session.add(device)
        session.flush()
        enrolment.device_id = device.id
        audit.record(None, "gate.device_enrolled", f"device:{device.id}", gate=device.gate)
    return device, f"{device.id}.{secret}"


def device_of(credential: str) -> GateDevice | None:
    """Return the device of a credential, also a revoked one, or None."""
    number, _, secret = credential.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return None
    device = db.session.get(GateDevice, int(number))
    if device is None or not hmac.compare_digest(device.credential_hash, _hashed(secret)):
        return None
    return device


def revoke(device: GateDevice, actor: Account) -> None:
    """Let a device append no more. Raises StateConflict when it was revoked before."""
    with writing():
        if locked(device).revoked_at is not None:
            raise StateConflict("这台手机已经停用了。", code="revoked")
        device.revoked_at = clock.now()
        audit.record(actor, "gate.device_revoked", f"device:{device.id}", gate=device.gate)


def _code(nonce: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    number = int.from_bytes(hmac.digest(key, f"eventhub/gate-enrolment/1:{nonce}".encode(), "sha256"), "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(CODE_LENGTH))


def _tidy(code: str) -> str:
    return code.strip().upper()[:64].translate(_READ_AS)


def _hashed(secret: str) -> str:
    """A fast hash is enough: what is hashed is drawn at random and long."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
