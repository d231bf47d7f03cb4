"""Which characters the bundled font can print.

A missing character would come out as an empty box on somebody's pass, so names are checked before anything is
printed and the person and character are named. The font (Noto Sans CJK, 44,810 characters) holds all 6,763 of
GB 2312 and the rarer characters people's names are known to use, among them 㛃, 𬭎, 囍, 喆, 镕, 堃.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTCollection

from eventhub.core.errors import DomainError

FONT_FAMILY = "Noto Sans CJK SC"
FONT_FILE = Path(str(files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"))

SHOWN = 30

# What breaks or joins lines without leaving ink.
_INKLESS = frozenset("\n\u200b\u2060")


class MissingGlyph(DomainError):
    """No font here has these characters. `person` is whose card it is, `text` what on it holds the missing `characters`."""

    default_code = "missing_glyph"

    def __init__(self, person: str, characters: Iterable[str], text: str = "") -> None:
        self.person = person
        self.characters = tuple(characters)
        listed = "、".join(f"“{shown_character(character)}”" for character in self.characters)
        where = f"“{shown(person)}”的“{shown(text)[:SHOWN]}”" if text and text != person else f"“{shown(person)}”"
        super().__init__(f"{where}里的{listed}没有字可以印，印出来会是空框。请改用能印的字，或者手写这一张。")


def missing_glyphs(text: str) -> list[str]:
    """The characters of `text` that the bundled font cannot print, each once, in order of appearance."""
    covered = _covered()
    return list(dict.fromkeys(c for c in text if ord(c) not in covered and c not in _INKLESS))


def require_glyphs(person: str, texts: Iterable[str]) -> None:
    """Raise MissingGlyph in the name of `person` when a text has a character that cannot be printed."""
    faulty = {text: missing for text in texts if (missing := missing_glyphs(text))}
    if faulty:
        raise MissingGlyph(person, dict.fromkeys(c for missing in faulty.values() for c in missing), next(iter(faulty)))


def shown_character(character: str) -> str:
    """A character and its code point, for sentences: the screen may lack it too."""
    code_point = f"U+{ord(character):04X}"
    return f"{character} {code_point}" if character.isprintable() else code_point


def shown(text: str) -> str:
    """`text` with invisible characters written as code points."""
    return "".join(c if c.isprintable() else f"（U+{ord(c):04X}）" for c in text)


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    with TTCollection(FONT_FILE, lazy=True) as collection:
        for font in collection.fonts:
            if font["name"].getBestFamilyName() == FONT_FAMILY:
                return frozenset(font.getBestCmap())
    raise LookupError(f"{FONT_FILE.name} holds no font named {FONT_FAMILY}")
