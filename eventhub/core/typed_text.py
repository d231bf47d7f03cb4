"""What people type and paste: full-width letters, stray spaces, invisible characters.

Only the full-width twins of ASCII are folded. Digits of other scripts (Arabic, Devanagari,
circled …) are left as they are, so that the rule that reads them can refuse them by name.
"""

import re

_HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}

# Zero-width and direction marks that come along when a number is copied out of a chat or a PDF.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


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
