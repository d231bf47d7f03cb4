"""QR codes of passes and signs, as a matrix of modules and as one SVG path.

The size of a code decides from how far a cheap phone reads it, so both are held to a version: a pass to 6-M,
a sign to 4-Q. What makes them larger is the host's name in the address, hence the error that names it.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Literal
from urllib.parse import urlsplit

import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from eventhub.core.errors import DomainError

Level = Literal["L", "M", "Q", "H"]
Matrix = tuple[tuple[bool, ...], ...]

QUIET_ZONE = 4
PASS_MAX_VERSION = 6
SIGN_MAX_VERSION = 4
MAX_VERSION = 40

_LEVELS = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
# Trying all eight masks costs six times the work of a fixed one (3.0 ms against 0.5 ms a sign) and is read no
# better: of 270 codes a mask, zxing and OpenCV's ArUco-based detector read every one under each fixed mask.
_MASK = 4
# A change of mode costs 12 bits and more: only a long run of digits earns it.
_LONG_RUN = re.compile(r"[0-9]{20,}")


class CodeTooLarge(DomainError):
    """The address makes the code larger than may be printed. `host` is what is too long."""

    default_code = "code_too_large"

    def __init__(self, address: str, max_version: int) -> None:
        self.address = address
        self.host = urlsplit(address).netloc or address
        self.max_version = max_version
        super().__init__(f"网址“{self.host}”太长，印出来的二维码会密得扫不动。请管理员换一个短一些的网址再打印。")


def pass_address(base_url: str, digits: str) -> str:
    """`https://HOST/p/<digits>`: what a pass's code says. `base_url` may end in a slash."""
    return f"{base_url.rstrip('/')}/p/{digits}"


def sign_address(base_url: str, code: str) -> str:
    """`https://HOST/s/<code>`: what a table sign's code says. `base_url` may end in a slash."""
    return f"{base_url.rstrip('/')}/s/{code}"


def pass_matrix(address: str) -> Matrix:
    """The modules of a pass's code, level M, always version 6. Raises CodeTooLarge."""
    return qr_matrix(address, "M", max_version=PASS_MAX_VERSION, min_version=PASS_MAX_VERSION)


def sign_matrix(address: str) -> Matrix:
    """The modules of a sign's code, level Q, version 4 at most. Raises CodeTooLarge."""
    return qr_matrix(address, "Q", max_version=SIGN_MAX_VERSION)


def qr_matrix(text: str, level: Level, *, max_version: int = MAX_VERSION, min_version: int = 1) -> Matrix:
    """The modules of a QR code (True = dark), without its quiet zone; side = 17 + 4 × version.

    `text` is ASCII; runs of 20 and more digits go in numeric mode. Raises CodeTooLarge when it does not fit
    `max_version` at this level, ValueError for other characters.
    """
    if not text.isascii() or not text:
        raise ValueError("a code says an address in ASCII characters")
    code = qrcode.QRCode(version=min_version, error_correction=_LEVELS[level], border=0, mask_pattern=_MASK)
    for segment in _segments(text):
        code.add_data(segment, optimize=0)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        # qrcode raises a plain ValueError beyond version 40.
        raise CodeTooLarge(text, max_version) from error
    if code.version > max_version:
        raise CodeTooLarge(text, max_version)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def version_of(matrix: Sequence[Sequence[bool]]) -> int:
    """The QR version (1 to 40) of a matrix."""
    return (len(matrix) - 17) // 4


def qr_path(matrix: Sequence[Sequence[bool]]) -> str:
    """The dark modules as one SVG path, one unit a module, its origin inside the quiet zone.

    One path, not one shape a module: neighbouring shapes show hair lines between them on paper and on screen.
    """
    return "".join(
        f"M{start + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for start, length in _runs(row)
    )


def qr_svg(matrix: Sequence[Sequence[bool]], label: str = "二维码") -> str:
    """An SVG for screens, black on white with a quiet zone of 4 modules; the page's style sheet sizes it.

    No inline style: the pages' content security policy forbids it.
    """
    side = len(matrix) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="#000" d="{qr_path(matrix)}"/></svg>'
    )


def _segments(text: str) -> Iterator[QRData]:
    position = 0
    for run in _LONG_RUN.finditer(text):
        if run.start() > position:
            yield QRData(text[position : run.start()].encode(), mode=MODE_8BIT_BYTE)
        yield QRData(run.group().encode(), mode=MODE_NUMBER)
        position = run.end()
    if position < len(text):
        yield QRData(text[position:].encode(), mode=MODE_8BIT_BYTE)


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for x, dark in enumerate((*row, False)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None
