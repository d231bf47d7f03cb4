"""Sign-in codes: six digits sent to a phone, kept only as a hash, good once, for ten minutes and five tries."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from eventhub.accounts.models import SignInCode
from eventhub.core import clock
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import BadInput, DomainError
from eventhub.core.outbox import queue_sms
from eventhub.core.typed_text import without_spaces

LIFETIME = timedelta(minutes=10)
TRIES = 5
PAUSE = timedelta(seconds=60)
PER_HOUR = 5


class TooManyCodes(DomainError):
    """A phone asked for codes faster than people do."""

    default_code = "too_many_codes"
    status = 429


def send_code(phone: str) -> SignInCode:
    """Send a code to a mobile number in stored form, the same whether the phone is known here or not.

    Raises TooManyCodes within a minute of the last unused code, or after five unused ones in an hour: each message
    costs money and rings somebody's phone.
    """
    digits = f"{secrets.randbelow(10**6):06d}"
    with writing() as session:
        _check_pace(phone)
        code = SignInCode(phone=phone, code_hash=_hash(phone, digits), expires_at=clock.now() + LIFETIME)
        session.add(code)
        queue_sms(phone, f"【万盛节会】登录验证码 {digits}，10 分钟内有效。不要告诉别人，我们不会打电话来问。")
    return code


def use_code(phone: str, typed: str) -> bool:
    """Tell, inside `writing()`, whether the digits are the newest code of the phone; a right one is spent by it.

    A wrong try is counted on the code, so the caller must commit also when the answer is no.
    """
    newest = db.session.scalar(
        select(SignInCode).where(SignInCode.phone == phone).order_by(SignInCode.id.desc()).limit(1)
    )
    if newest is None:
        return False
    code = locked(newest)
    if code.used_at is not None or code.expires_at <= clock.now() or code.tries >= TRIES:
        return False
    code.tries += 1
    if not hmac.compare_digest(code.code_hash, _hash(phone, without_spaces(typed))):
        return False
    code.used_at = clock.now()
    return True


def refused() -> BadInput:
    """Return the one refusal for a wrong, old, used or never sent code."""
    return BadInput(
        fields={"code": "验证码不对，或者已经过了 10 分钟。请看最新一条短信；连错 5 次要重新发一条。"},
        code="code_refused",
    )


def _check_pace(phone: str) -> None:
    """Count the codes that were not used: one that was used shows that the owner of the phone asked for it."""
    hour_ago = clock.now() - timedelta(hours=1)
    unused = db.session.scalars(
        select(SignInCode.created_at)
        .where(SignInCode.phone == phone, SignInCode.used_at.is_(None), SignInCode.created_at > hour_ago)
        .order_by(SignInCode.created_at.desc())
    ).all()
    if unused and unused[0] > clock.now() - PAUSE:
        raise TooManyCodes("刚发过一条短信，请等一分钟再要。先看看手机上收到没有。")
    if len(unused) >= PER_HOUR:
        raise TooManyCodes("这个号码一小时内要了太多验证码，请过一小时再试，或者打节会咨询电话。")


def _hash(phone: str, digits: str) -> str:
    secret = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(secret, f"sign-in-code:{phone}:{digits}".encode(), hashlib.sha256).hexdigest()
