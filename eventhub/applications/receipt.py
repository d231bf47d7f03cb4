"""Receipt numbers 受理编号: `CS0141`, two letters of the festival and a serial.

They are read out on the phone and copied by hand, so reading forgives what people do to them,
and the letters I and O are never used in a prefix.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from eventhub.core.errors import BadInput
from eventhub.core.typed_text import without_spaces

MIN_DIGITS = 4
MAX_SERIAL = 99_999

_PREFIX = re.compile(r"[A-HJ-NP-Z]{2}")
_TYPED = re.compile(r"([A-Z]{2})([0-9OIL]{1,6})")
_DASHES = re.compile("[-\u2010-\u2015\u2212_.#]")
_MISREAD_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})


class ReceiptError(BadInput):
    """The text is no receipt number. `code`: `receipt_number` or `receipt_prefix`."""

    default_code: ClassVar[str] = "receipt_number"


@dataclass(frozen=True, slots=True, order=True)
class Receipt:
    """A receipt number: prefix of the festival and serial from 1."""

    prefix: str
    serial: int

    def __str__(self) -> str:
        return f"{self.prefix}{self.serial:0{MIN_DIGITS}d}"

    @property
    def spaced(self) -> str:
        """As printed large on a page: `CS 0141`."""
        return f"{self.prefix} {self.serial:0{MIN_DIGITS}d}"


def require_prefix(text: str) -> str:
    """Check the two letters an organiser chooses for a festival.

    Args:
        text: as typed; lower case and full-width are forgiven.

    Returns:
        Two capital letters.

    Raises:
        ReceiptError: not two letters, or I or O among them.
    """
    prefix = without_spaces(text).upper()
    if not _PREFIX.fullmatch(prefix):
        raise ReceiptError("编号开头要两个英文字母，不用 I 和 O，例如“CS”。", code="receipt_prefix")
    return prefix


def make_receipt(prefix: str, serial: int) -> Receipt:
    """Make the number of the `serial`-th application.

    Args:
        prefix: two letters of the festival.
        serial: 1 to `MAX_SERIAL`; from 10,000 on the number simply grows a digit.

    Raises:
        ReceiptError: bad prefix.
        ValueError: serial out of range (a mistake of the caller).
    """
    if not 1 <= serial <= MAX_SERIAL:
        raise ValueError(f"serial out of range: {serial}")
    return Receipt(require_prefix(prefix), serial)


def parse_receipt(text: str) -> Receipt:
    """Read a receipt number as people type it.

    Lower case, full-width, spaces, dashes, missing leading zeros, and O, I, L for 0, 1, 1 among the
    digits are forgiven: `cs-141`, `ＣＳ０１４１` and `CS O141` are all `CS0141`.

    Args:
        text: as typed.

    Returns:
        The number.

    Raises:
        ReceiptError: it can't be one.
    """
    compact = _DASHES.sub("", without_spaces(text)).upper()
    match = _TYPED.fullmatch(compact)
    if match is None:
        raise ReceiptError("受理编号是两个字母加数字，例如“CS0141”，请对着短信或申请页再看一遍。")
    prefix, digits = match.groups()
    serial = int(digits.translate(_MISREAD_DIGITS))
    if not _PREFIX.fullmatch(prefix) or not 1 <= serial <= MAX_SERIAL:
        raise ReceiptError("没有这样的受理编号，请对着短信或申请页再看一遍。")
    return Receipt(prefix, serial)


def spaced(receipt: str) -> str:
    """Return a stored receipt number as pages show it: `CS 0141`. Filter `receipt` of the templates."""
    return parse_receipt(receipt).spaced
