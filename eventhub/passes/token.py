"""The signed pass: 73 bytes, written as a 176-digit decimal number.

A gate in a valley without signal has to tell a genuine pass from a forged one by the code alone, so the code
carries its own Ed25519 signature. It is written in decimal digits because a QR code packs digits densest of
all (numeric mode, 3⅓ bits each): the same bytes in base64url would need a code two sizes larger, read from
less far.

    byte 0      version (3 bits, = 1), kid (5 bits: names the festival and its public key)
    bytes 1–3   serial
    byte 4      rev (4 bits, raised by a reissue), kind (4 bits)
    bytes 5–6   booth number within the festival (0: no booth)
    byte 7      bitmap of valid days, day 1 = bit 0
    byte 8      heads (4 bits), entry window (4 bits)
    bytes 9–72  Ed25519 over "eventhub/pass/1\\0" + festival number (u16) + bytes 0–8

All numbers are big-endian. Nothing about a person is in the code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eventhub.core.errors import DomainError

VERSION = 1
CONTEXT = b"eventhub/pass/1\0"
BODY_BYTES = 9
TOKEN_BYTES = 73
DIGITS = 176
MAX_FESTIVAL_NUMBER = 0xFFFF
KEY_BYTES = 32

_DIGIT_RUN = re.compile(r"[0-9]+")


class PassKind(IntEnum):
    """What a pass lets in. The numbers are printed inside codes: never reuse or renumber one."""

    HOUSEHOLD = 1
    VEHICLE = 2
    WORKER = 3
    ORGANISER = 4


PASS_KIND_LABELS: Mapping[PassKind, str] = {
    PassKind.HOUSEHOLD: "摊主参展证",
    PassKind.VEHICLE: "车辆通行证",
    PassKind.WORKER: "帮工参展证",
    PassKind.ORGANISER: "主办方工作证",
}


class PassError(DomainError):
    """A code that lets nobody in. `code` is the gate's verdict word, `sentence` says what to do about it."""

    default_sentence: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.default_sentence)


class UnreadablePass(PassError):
    """No pass in what was scanned, or one of a later edition of this software."""

    default_code = "unreadable"
    status = 422
    default_sentence = "这不是参展证的码，或者没扫全。请把证放平、擦干净再扫一次，也可以输入摊号查找。"


class UnknownPassKey(PassError):
    """The key named in the code is not among ours: another festival's pass, or made up; not for this gate."""

    default_code = "wrong_festival"
    default_sentence = "这张证不是这里认得的节会发的。请看看证上印的节会名称，有疑问找主办方。"


class ForgedPass(PassError):
    """The signature does not belong to these claims and this festival."""

    default_code = "forged"
    default_sentence = "这张证的签名对不上，是仿造的或者改过的。请不要放行，找主办方来看。"


@dataclass(frozen=True, slots=True)
class PassClaims:
    """What a pass says. Every field is checked against its bits; ValueError names the one that does not fit.

    `days` is a bitmap (bit 0 = the festival's first day or period), `heads` how many people it admits,
    `window` the number of the entry window (0: any time; what o'clock it is: `entry_terms`). `booth` 0 means a pass without a booth.
    """

    kid: int
    serial: int
    rev: int
    kind: PassKind
    booth: int
    days: int
    heads: int
    window: int

    LIMITS: ClassVar[Mapping[str, tuple[int, int]]] = {
        "kid": (0, 31),
        "serial": (1, 0xFFFFFF),
        "rev": (0, 15),
        "booth": (0, 0xFFFF),
        "days": (1, 0xFF),
        "heads": (0, 15),
        "window": (0, 15),
    }

    def __post_init__(self) -> None:
        for name, (low, high) in self.LIMITS.items():
            value = getattr(self, name)
            if type(value) is not int or not low <= value <= high:
                raise ValueError(f"{name} must be a whole number from {low} to {high}, not {value!r}")
        if not isinstance(self.kind, PassKind):
            raise ValueError(f"kind must be a PassKind, not {self.kind!r}")

    def valid_on(self, day: int) -> bool:
        """Whether the pass holds on the festival's day (or period) `day`, counted from 1."""
        return 1 <= day <= 8 and bool(self.days >> (day - 1) & 1)


def sign(claims: PassClaims, festival_number: int, private_key: bytes) -> str:
    """The 176 digits of a pass, signed with the festival's 32-byte private key.

    Raises ValueError for a festival number beyond 16 bits or a key of another size.
    """
    if len(private_key) != KEY_BYTES:
        raise ValueError(f"an Ed25519 private key has {KEY_BYTES} bytes, not {len(private_key)}")
    body = _body(claims)
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(_message(body, festival_number))
    return str(int.from_bytes(body + signature, "big")).zfill(DIGITS)


def read_digits(text: str) -> bytes:
    """The 73 bytes in whatever a scanner, a link or a person gives.

    The last run of at least 176 ASCII digits counts, and of a longer run its last 176, so that keyboard-wedge
    prefixes, other hosts, and the same code typed twice do no harm. Raises UnreadablePass when there is none
    or its number is too large for 73 bytes.
    """
    # Runs are found first and measured after: "176 or more" as a pattern would go back over every shorter
    # run, and `text` may be a megabyte of hostile digits.
    runs = [run for run in _DIGIT_RUN.findall(text) if len(run) >= DIGITS]
    if not runs:
        raise UnreadablePass
    number = int(runs[-1][-DIGITS:])
    if number.bit_length() > TOKEN_BYTES * 8:
        raise UnreadablePass
    return number.to_bytes(TOKEN_BYTES, "big")


def kid_of(text: str) -> int:
    """Return the number of the key that a pass names. Raises UnreadablePass, also for a pass of another version."""
    return _body_of(read_digits(text))[0] & 0x1F


def rev_of(text: str) -> int:
    """Return which print of a pass a code is, without a check of its signature. Raises UnreadablePass."""
    return _body_of(read_digits(text))[4] >> 4


def verify(text: str, keys: Mapping[int, tuple[int, bytes]]) -> PassClaims:
    """What a scanned pass says, once its signature has been proved.

    `keys` maps a kid to its festival's number and 32-byte public key. Which festival a genuine pass belongs
    to is then `keys[claims.kid]`: whether that is this gate's, and today its day, is for the caller to judge.
    Raises UnreadablePass, UnknownPassKey or ForgedPass.
    """
    token = read_digits(text)
    body, signature = _body_of(token), token[BODY_BYTES:]
    try:
        festival_number, public_key = keys[body[0] & 0x1F]
    except KeyError:
        raise UnknownPassKey from None
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _message(body, festival_number))
    except InvalidSignature:
        raise ForgedPass from None
    return _claims(body)


def _body_of(token: bytes) -> bytes:
    if token[0] >> 5 != VERSION:
        raise UnreadablePass
    return token[:BODY_BYTES]


def _message(body: bytes, festival_number: int) -> bytes:
    if not 0 <= festival_number <= MAX_FESTIVAL_NUMBER:
        raise ValueError(f"festival number must be from 0 to {MAX_FESTIVAL_NUMBER}, not {festival_number!r}")
    return CONTEXT + festival_number.to_bytes(2, "big") + body


def _body(claims: PassClaims) -> bytes:
    return b"".join(
        (
            bytes((VERSION << 5 | claims.kid,)),
            claims.serial.to_bytes(3, "big"),
            bytes((claims.rev << 4 | claims.kind,)),
            claims.booth.to_bytes(2, "big"),
            bytes((claims.days, claims.heads << 4 | claims.window)),
        )
    )


def _claims(body: bytes) -> PassClaims:
    """Signed by us, yet maybe by a newer edition: a kind that is unknown here cannot be judged here."""
    try:
        return PassClaims(
            kid=body[0] & 0x1F,
            serial=int.from_bytes(body[1:4], "big"),
            rev=body[4] >> 4,
            kind=PassKind(body[4] & 0x0F),
            booth=int.from_bytes(body[5:7], "big"),
            days=body[7],
            heads=body[8] >> 4,
            window=body[8] & 0x0F,
        )
    except ValueError:
        raise UnreadablePass from None
