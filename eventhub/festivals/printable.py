"""Text that every database stores and every page shows."""

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MAX_ID = 2**31 - 1


def printable(text: str) -> str:
    """Return the text without control characters, lone surrogates and non-characters; line breaks and tabs stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
