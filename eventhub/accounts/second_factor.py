"""The second factor: time-based codes of an authenticator app (RFC 6238), each accepted once."""

import io
import re
from datetime import datetime

import pyotp
import qrcode
from qrcode.image.svg import SvgPathImage

from eventhub.core.typed_text import without_spaces

ISSUER = "万盛节会"
STEP = 30
_SIX = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """Return a fresh secret in base32, 160 bits."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, moment: datetime, last_step: int) -> int | None:
    """Return the time step (30 s) a code belongs to, or None when it is wrong, too old, or was used before.

    One step of drift each way is forgiven. `last_step` is the newest step accepted so far: a code counts only when it
    is newer, so nobody can use again what was read over a shoulder.
    """
    typed = without_spaces(code)
    if not _SIX.fullmatch(typed):
        return None
    now = int(moment.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    good = [
        step
        for step in (now - 1, now, now + 1)
        if step > last_step and pyotp.utils.strings_equal(totp.generate_otp(step), typed)
    ]
    return good[0] if good else None


def enrolment_address(secret: str, name: str) -> str:
    """Return the otpauth address an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def enrolment_svg(address: str) -> str:
    """Return the QR code of an address as SVG markup without prologue, black on white with its quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, image_factory=SvgPathImage)
    code.add_data(address)
    target = io.BytesIO()
    code.make_image().save(target)
    return target.getvalue().decode("utf-8").partition("?>")[2].strip()
