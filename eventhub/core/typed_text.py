"""What people type and paste: full-width letters, stray spaces, invisible characters, what no paper can show.

Only the full-width twins of ASCII are folded. Digits of other scripts (Arabic, Devanagari,
circled …) are left as they are, so that the rule that reads them can refuse them by name.
"""

import re
import unicodedata

_HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}

# Zero-width and direction marks that come along when a number is copied out of a chat or a PDF.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
# Control characters other than white space, lone surrogates and non-characters: no database or sheet takes them.
UNSTORABLE = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
_UNSTORABLE = re.compile(f"[{UNSTORABLE}]")
_LINE_END = re.compile("\r\n|[\r\n]")
# Signs that Unicode files under pictures though the font of the passes has them: units, frames, stars, phone.
_PRINTABLE_SIGNS = re.compile(
    "[\\^`¨¯´¸¦©®°℃℅℉№℡™\u249c-\u24e9\u2500-\u25ab\u25b2\u25b3\u25bc\u25bd\u25c6\u25c7\u25cb\u25ce\u25cf"
    "★☆☎♀♂〒〓\u3200-\u321e\u322a-\u3247\u3260-\u327f\u328a-\u32b0\u32c0-\u332b\u332d-\u33ff]"
)
_PICTURES = frozenset({"So", "Sk"})
_NO_INK = frozenset({"Cf", "Co", "Cn"})
# The keycap, the mark that turns a sign into a picture, and what stands for a broken character.
_PICTURE_PARTS = "\u20e3\ufe0f\ufffd"


def half_width(text: str) -> str:
    """Fold full-width ASCII (`Ａ`, `１`, `－`, ideographic space) to ASCII and drop invisible marks.

    Args:
        text: anything typed.

    Returns:
        The text, otherwise unchanged: case, Chinese characters and inner spaces stay.
    """
    return _INVISIBLE.sub("", text.translate(_HALF_WIDTH))


def without_spaces(text: str) -> str:
    """Fold as `half_width` does, then remove every kind of white space, also inside.

    Args:
        text: a number or code as typed or pasted.

    Returns:
        The text with no white space left.
    """
    return _SPACES.sub("", half_width(text))


def tidy_line(text: str) -> str:
    """Drop invisible marks, trim, and make each run of white space one space. Keeps full-width characters.

    Args:
        text: a name, an address or another line of prose.

    Returns:
        The line as it should be stored.
    """
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def clean_line(text: str) -> str:
    """Tidy a line from outside, without the control characters, lone surrogates and non-characters in it."""
    return tidy_line(_UNSTORABLE.sub("", text))


def clean_text(text: str) -> str:
    """Clean text of several lines line by line; lines end in \\n, empty ones stay between others."""
    return "\n".join(clean_line(line) for line in _LINE_END.split(text)).strip()


def is_storable(text: str) -> bool:
    """Tell whether the text can stand in a database, and one be asked for it: no NUL, no lone surrogate or the like."""
    return _UNSTORABLE.search(text) is None


def foreign_digit(text: str) -> str | None:
    """Return the first digit that is none of 0 to 9 (Arabic, circled …); 一 and 二 are words, not digits."""
    return next((char for char in text if char.isnumeric() and not "0" <= char <= "9" and not _is_word(char)), None)


def strange_sign(text: str) -> str | None:
    """Return how a sentence names the first sign that the passes can't print, in quotes; None when there is none.

    Emoji and other pictures, private and unassigned characters, broken ones; 看不懂的字符 where a screen may
    lack it too. What the font holds is `passes.glyphs`' to say; this is the rule for what people type.
    """
    found = next((char for char in text if _is_strange(char)), None)
    if found is None:
        return None
    return f"“{found}”" if unicodedata.category(found) in _PICTURES and found != "\ufffd" else "看不懂的字符"


def _is_strange(char: str) -> bool:
    category = unicodedata.category(char)
    if category in _PICTURES:
        return _PRINTABLE_SIGNS.fullmatch(char) is None
    return category in _NO_INK or char in _PICTURE_PARTS or _UNSTORABLE.fullmatch(char) is not None


def _is_word(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char == "〇"
