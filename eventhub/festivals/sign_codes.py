"""The short code on a booth's sign, which `/s/<code>` resolves, such as K7M3P9: one that no other booth has."""

from sqlalchemy import select

from eventhub.core.database import db
from eventhub.core.short_code import new_code
from eventhub.festivals.models import Booth


def new_sign_codes(count: int) -> list[str]:
    """Return that many codes which no booth has, inside `writing()`; the database's constraint has the last word."""
    codes: set[str] = set()
    while len(codes) < count:
        fresh = {new_code() for _ in range(count - len(codes))} - codes
        taken = set(db.session.scalars(select(Booth.sign_code).where(Booth.sign_code.in_(fresh))))
        codes |= fresh - taken
    return list(codes)
