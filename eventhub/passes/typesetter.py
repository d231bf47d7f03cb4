"""Typst, called with data: the drawings in `sheets/` become a PDF.

Typst was chosen by measurement (see benchmarks/passes.py): it subsets and embeds the fonts, breaks Chinese
lines by the rules, and sets 200 passes in a fraction of a second.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from eventhub.festivals.cover_art import SKINS, strip_svg
from eventhub.passes.glyphs import FONT_FILE

_SHEETS = Path(__file__).parent / "sheets"


def typeset(data: Mapping[str, Any]) -> bytes:
    """The PDF of `sheets/main.typ` for this data (anything JSON can say). Only the bundled font is used.

    All text travels as data, never as Typst source, so no name can be taken for a command.
    """
    compiler = typst.Compiler(str(_SHEETS / "main.typ"), root=str(_SHEETS), font_paths=_fonts())
    inputs = {"data": json.dumps(data, ensure_ascii=False), "bands": _bands()}
    pdf = compiler.compile(sys_inputs=inputs, format="pdf")
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no PDF")
    return pdf


@lru_cache(maxsize=1)
def _bands() -> str:
    """The woven strip of every skin and the colour of its ground, as JSON."""
    return json.dumps({skin: {"drawing": strip_svg(skin), "ground": look.ground} for skin, look in SKINS.items()})


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FILE.parent)])
