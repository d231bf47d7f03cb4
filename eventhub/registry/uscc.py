"""统一社会信用代码: reading, checking and naming what kind of subject it belongs to.

The rule is GB 32100-2015: 18 characters out of 31 (no I, O, S, V, Z), the last one a check
character with weights 3^i mod 31. The outer `mod 31` is the trap: without it a remainder of 0
asks for alphabet[31], and valid codes that end in 0 are refused.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from eventhub.core.errors import BadInput
from eventhub.core.typed_text import without_spaces

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18

# What the printed certificate most likely shows where one of the unused letters was read.
_LOOKS_LIKE = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}


class UsccKind(StrEnum):
    """Who the code belongs to, as far as its first characters tell."""

    INDIVIDUAL = "individual"
    VILLAGE_COLLECTIVE = "village_collective"
    COMPANY = "company"
    COOPERATIVE = "cooperative"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Chinese label shown beside the code."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    UsccKind.INDIVIDUAL: "个体工商户",
    UsccKind.VILLAGE_COLLECTIVE: "农村集体经济组织",
    UsccKind.COMPANY: "企业",
    UsccKind.COOPERATIVE: "农民专业合作社",
    UsccKind.OTHER: "其他组织",
}


class UsccError(BadInput, ValueError):
    """The text is no valid code.

    `code` is one of `uscc_empty`, `uscc_length`, `uscc_character`, `uscc_check`.
    `position` (1-based) and `expected` (the right check character) are set where they are known.
    """

    default_code: ClassVar[str] = "uscc"

    def __init__(self, sentence: str, *, code: str, position: int | None = None, expected: str | None = None) -> None:
        super().__init__(sentence, code=code)
        self.position = position
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Uscc:
    """A valid code: 18 upper-case characters, and the kind of subject."""

    value: str
    kind: UsccKind

    def __str__(self) -> str:
        return self.value


def check_character(first17: str) -> str:
    """Compute the check character.

    Args:
        first17: the first 17 characters, upper case, all in `ALPHABET`.

    Returns:
        The one character that makes the code valid.

    Raises:
        ValueError: when it isn't 17 characters of the alphabet (a mistake of the caller).
    """
    if len(first17) != LENGTH - 1:
        raise ValueError(f"expected 17 characters, got {len(first17)}")
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def kind_of(value: str) -> UsccKind:
    """Name the kind of subject from the first two characters of a normalised code."""
    if value.startswith("92"):
        return UsccKind.INDIVIDUAL
    if value.startswith("N"):
        return UsccKind.VILLAGE_COLLECTIVE
    if value.startswith("91"):
        return UsccKind.COMPANY
    if value.startswith("93"):
        return UsccKind.COOPERATIVE
    return UsccKind.OTHER


def parse_uscc(text: str) -> Uscc:
    """Read a code as a person types or pastes it.

    Spaces, lower case and full-width characters are forgiven; nothing else is guessed, because a
    corrected guess could be somebody else's code.

    Args:
        text: the code as typed.

    Returns:
        The normalised code with its kind. Every kind is accepted; the caller decides whom it serves.

    Raises:
        UsccError: empty, wrong length, a character the standard doesn't use, wrong check character.
    """
    value = without_spaces(text).upper()
    if not value:
        raise UsccError("请填写统一社会信用代码，它在营业执照上，共 18 位。", code="uscc_empty")
    if len(value) != LENGTH:
        raise UsccError(_length_sentence(len(value)), code="uscc_length")
    for position, char in enumerate(value, start=1):
        if char not in ALPHABET:
            raise UsccError(_character_sentence(position, char), code="uscc_character", position=position)
    expected = check_character(value[:-1])
    if value[-1] != expected:
        raise UsccError(
            f"最后一位不对：按前 17 位算应当是“{expected}”，填的是“{value[-1]}”。请对着营业执照核一遍。",
            code="uscc_check",
            position=LENGTH,
            expected=expected,
        )
    return Uscc(value, kind_of(value))


def _length_sentence(length: int) -> str:
    if length < LENGTH:
        change = f"还差 {LENGTH - length} 位"
    else:
        change = f"多了 {length - LENGTH} 位"
    return f"统一社会信用代码要 18 位，现在是 {length} 位，{change}。请对着营业执照核一遍。"


def _character_sentence(position: int, char: str) -> str:
    if char in _LOOKS_LIKE:
        return (
            f"第 {position} 位是字母“{char}”，代码里不用 I、O、S、V、Z 这五个字母，"
            f"多半是“{_LOOKS_LIKE[char]}”。请对着营业执照改。"
        )
    shown = char if char.isprintable() else "看不见的字符"
    return f"第 {position} 位是“{shown}”，代码里只有数字和大写字母。请对着营业执照改。"
