"""The short code on a booth's sign, which `/s/<code>` resolves: three times a letter and a digit, such as K7M3P9.

Letters and digits alternate, without vowels and without 0, 1, 2, 4, 8: no word and none of the numbers that are
insults can form, nobody mistakes O for 0, and nobody has to hang out a 4.
"""

import secrets

from sqlalchemy import select

from eventhub.core.database import db
from eventhub.festivals.models import Booth

LETTERS = "CDFGHJKMNPQRTVWXY"
DIGITS = "35679"


def new_sign_codes(count: int) -> list[str]:
    """Return that many codes which no booth has, inside `writing()`; the database's constraint has the last word."""
    codes: set[str] = set()
    while len(codes) < count:
        fresh = {_draw() for _ in range(count - len(codes))} - codes
        taken = set(db.session.scalars(select(Booth.sign_code).where(Booth.sign_code.in_(fresh))))
        codes |= fresh - taken
    return list(codes)


def _draw() -> str:
    return "".join(secrets.choice(LETTERS) + secrets.choice(DIGITS) for _ in range(3))
