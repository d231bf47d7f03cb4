"""JSON in which one scan is broken: taken apart at its commas without reading the parts, and mended where that loses nothing.

A phone sends its whole queue in one body. Half of a surrogate pair, a NaN, bytes that are no UTF-8 or brackets a
thousand deep within one scan must not keep the others from arriving.
"""

import json
import re
from typing import Any

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\],"]', re.DOTALL)
_MEMBER = re.compile(rb'\s*+"((?:[^"\\]++|\\.)*+)"\s*+:\s*+(.*)', re.DOTALL)
_HALF = re.compile("[\\ud800-\\udfff]")
_CLOSING = {b"{": b"}", b"[": b"]"}


def items_of(array: bytes) -> list[bytes]:
    """Return the items of a JSON array, each as it came. Raises ValueError when it is no array or ends too early."""
    return _parts(array, b"[")


def members_of(item: bytes) -> dict[str, bytes]:
    """Return name → value, as it came, of a JSON object; of two of one name the last. Raises ValueError."""
    found = {}
    for part in _parts(item, b"{"):
        match = _MEMBER.fullmatch(part)
        if match is None:
            raise ValueError("a member of an object has no name")
        found[match[1].decode("utf-8", "replace")] = match[2].strip()
    return found


def mended(item: bytes) -> bytes:
    """Return an item as sound JSON: halves of surrogate pairs and bad bytes become marks, NaN and infinities null.

    Raises ValueError when it is no JSON even so, RecursionError when it is too deep.
    """
    value: Any = json.loads(item.decode("utf-8", "replace"), parse_constant=lambda _name: None)
    return _HALF.sub("\ufffd", json.dumps(value, ensure_ascii=False)).encode()


def _parts(body: bytes, opening: bytes) -> list[bytes]:
    """Split the outermost brackets at their commas; what is between deeper ones is passed over."""
    body = body.strip()
    if not body.startswith(opening):
        raise ValueError("not the brackets that were expected")
    open_brackets: list[bytes] = []
    begin, parts = 1, []
    for token in _TOKEN.finditer(body):
        sign = token[0]
        if sign in _CLOSING:
            open_brackets.append(sign)
        elif sign == b'"':
            raise ValueError("a text without an end")
        elif sign == b"," and len(open_brackets) == 1:
            parts.append(body[begin : token.start()].strip())
            begin = token.end()
        elif sign in (b"}", b"]"):
            if _CLOSING[open_brackets.pop()] != sign:
                raise ValueError("brackets that do not fit")
            if not open_brackets:
                if token.end() != len(body):
                    raise ValueError("something after the end")
                last = body[begin : token.start()].strip()
                return [*parts, last] if parts or last else []
    raise ValueError("brackets without an end")
