"""Short codes: on table signs (`/s/<code>`), beneath the QR of a pass for a gate whose camera fails, on stamp booklets.

Crockford's base32 (https://www.crockford.com/base32.html): no I, L, O, U, and whoever types O, I or L is
understood. Codes are read aloud and typed by hand, so new ones use fewer characters than are accepted.
"""

import re
import secrets
import unicodedata

from eventhub.core.errors import BadInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MIN_LENGTH = 4
MAX_LENGTH = 6

# Without vowels no word can form; without 0, 1 nobody wonders about O, I, L; 4 sounds like death, and some
# stallholders would not hang it on their table. 27 characters are left: 387 million codes of six.
_NEW = "2356789BCDFGHJKMNPQRSTVWXYZ"
# Numbers and initials that are insults in Chinese chat.
_RUDE = re.compile("250|2B|38|SB|CNM|NMB|NMD|MLGB|TMD|WBD|WC|XJJ|RNM|GW|JB|DB|CB|NC|BT|BS|88")
_READ_AS = str.maketrans("OIL", "011")
_CODE = re.compile(f"[{ALPHABET}]{{{MIN_LENGTH},{MAX_LENGTH}}}")
_SEPARATORS = re.compile(r"[\s\-‐‑–—·.]+")


class BadShortCode(BadInput):
    """What was typed cannot be a short code."""

    default_code = "bad_short_code"

    def __init__(self) -> None:
        super().__init__(f"短码是 {MIN_LENGTH} 到 {MAX_LENGTH} 位的字母和数字，印在二维码旁边，请照着再输一次。")


def normal_code(text: str) -> str:
    """The code that was meant: any case, full-width, with spaces or hyphens, O for 0 and I or L for 1.

    Raises BadShortCode for anything else.
    """
    if len(text) > 64:
        raise BadShortCode
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_READ_AS)
    if not _CODE.fullmatch(code):
        raise BadShortCode
    return code


def new_code(length: int = MAX_LENGTH) -> str:
    """A random code of 4 to 6 characters; whether it is still free is for a database constraint to say."""
    if not MIN_LENGTH <= length <= MAX_LENGTH:
        raise ValueError(f"a short code has {MIN_LENGTH} to {MAX_LENGTH} characters, not {length}")
    while True:
        code = "".join(secrets.choice(_NEW) for _ in range(length))
        # Figures alone would be taken for the end of a phone number at the gate's look-up.
        if not code.isdigit() and not _RUDE.search(code):
            return code
