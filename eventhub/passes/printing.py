"""Passes, signs and lists as PDF files.

Every text is checked against the font first: a character that cannot be printed is an error that names the
person, never an empty box on paper.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from eventhub.core.errors import BadInput
from eventhub.passes.cards import (
    GateList,
    HouseholdSheet,
    PassCard,
    SignCard,
    VehicleCard,
    printed_texts,
)
from eventhub.passes.glyphs import require_glyphs
from eventhub.passes.plan_sheet import PlanSheet
from eventhub.passes.qr import Matrix, pass_matrix, qr_path, sign_matrix
from eventhub.passes.typesetter import typeset

Card = TypeVar("Card", PassCard, SignCard, VehicleCard, HouseholdSheet)
Progress = Callable[[int, int], None]
"""Called with (steps done, steps in all), from (0, n) to (n, n): a step a card, one for setting the pages."""


class PassLayout(StrEnum):
    """A6: a card a page. A4_FOUR: four on A4 with cut marks, at 93 % to stay within printers' margins."""

    A6 = "pass-pages"
    A4_FOUR = "pass-sheets"


class SignLayout(StrEnum):
    """A5: a sign a page. A4_TWO: two on A4 with cut marks, at 93 %."""

    A5 = "sign-pages"
    A4_TWO = "sign-sheets"


class VehicleLayout(StrEnum):
    """A5: a card a page. A4_TWO: two on A4 with cut marks, at 93 %."""

    A5 = "vehicle-pages"
    A4_TWO = "vehicle-sheets"


@dataclass(frozen=True, slots=True)
class FestivalPrint:
    """All that is cut and handed out at a festival, printed in this order."""

    title: str
    passes: Sequence[PassCard] = ()
    signs: Sequence[SignCard] = ()
    vehicles: Sequence[VehicleCard] = ()
    pass_layout: PassLayout = PassLayout.A6
    sign_layout: SignLayout = SignLayout.A5
    vehicle_layout: VehicleLayout = VehicleLayout.A5


def render_festival(festival: FestivalPrint, progress: Progress | None = None) -> bytes:
    """One PDF of all passes, signs and vehicle cards. Raises MissingGlyph, CodeTooLarge, NothingToPrint."""
    work = _Work(festival.title, progress, len(festival.passes) + len(festival.signs) + len(festival.vehicles))
    work.add(festival.pass_layout, festival.passes, _pass_data)
    work.add(festival.sign_layout, festival.signs, _sign_data)
    work.add(festival.vehicle_layout, festival.vehicles, _vehicle_data)
    return work.pdf()


def render_passes(
    cards: Sequence[PassCard], layout: PassLayout = PassLayout.A6, progress: Progress | None = None
) -> bytes:
    """A PDF of passes. Raises MissingGlyph, CodeTooLarge, NothingToPrint."""
    return render_festival(FestivalPrint("参展证", passes=cards, pass_layout=layout), progress)


def render_signs(
    cards: Sequence[SignCard], layout: SignLayout = SignLayout.A5, progress: Progress | None = None
) -> bytes:
    """A PDF of table signs. Raises MissingGlyph, CodeTooLarge, NothingToPrint."""
    return render_festival(FestivalPrint("桌牌", signs=cards, sign_layout=layout), progress)


def render_vehicle_cards(
    cards: Sequence[VehicleCard], layout: VehicleLayout = VehicleLayout.A5, progress: Progress | None = None
) -> bytes:
    """A PDF of vehicle cards. Raises MissingGlyph, CodeTooLarge, NothingToPrint."""
    return render_festival(FestivalPrint("车辆通行证", vehicles=cards, vehicle_layout=layout), progress)


def render_household_sheet(sheet: HouseholdSheet) -> bytes:
    """One household's A4 pages for printing at home. Raises MissingGlyph, CodeTooLarge."""
    work = _Work(sheet.heading, None, 1 + len(sheet.helpers) + len(sheet.vehicles))
    work.add("household-sheet", [sheet], _household_data)
    work.add(PassLayout.A4_FOUR, sheet.helpers, _pass_data)
    work.add(VehicleLayout.A4_TWO, sheet.vehicles, _vehicle_data)
    return work.pdf()


def render_gate_list(gate_list: GateList) -> bytes:
    """The A4 gate list. Raises MissingGlyph (naming the row's person), NothingToPrint when it has no rows."""
    for row in gate_list.rows:
        require_glyphs(row.person, printed_texts(row))
    require_glyphs(gate_list.title, (gate_list.festival, gate_list.title, gate_list.printed, gate_list.note))
    if not gate_list.rows:
        raise NothingToPrint
    return typeset(_document(gate_list.title, [{"drawing": "gate-list", "cards": [asdict(gate_list)]}]))


def render_floor_plan(plan: PlanSheet) -> bytes:
    """The floor plan on A4 or A3, then the list of stalls. Raises MissingGlyph, NothingToPrint."""
    for booth in plan.booths:
        require_glyphs(booth.shop or booth.code, printed_texts(booth))
    require_glyphs(plan.title, (plan.title, plan.note, *printed_texts(plan.zones), *printed_texts(plan.labels)))
    if not plan.booths:
        raise NothingToPrint
    return typeset(_document(plan.title, [{"drawing": "floor-plan", "cards": [plan.drawing()]}]))


_LATIN_RUN = re.compile(r"[!-~]{10}(?=[!-~])")


class NothingToPrint(BadInput):
    """There is no card to print."""

    default_code = "nothing_to_print"

    def __init__(self) -> None:
        super().__init__("没有要打印的证和牌。请先确认摊位，再来打印。")


@dataclass(slots=True)
class _Work:
    """Cards on their way to one PDF, counted for the progress bar."""

    title: str
    progress: Progress | None
    cards: int
    done: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.cards:
            raise NothingToPrint
        self._report(0)

    def add(self, drawing: str, cards: Iterable[Card], data: Callable[[Card], dict[str, Any]]) -> None:
        drawn = []
        for card in cards:
            require_glyphs(card.person, printed_texts(card))
            drawn.append(data(card))
            self._report(1)
        if drawn:
            self.parts.append({"drawing": drawing, "cards": drawn})

    def pdf(self) -> bytes:
        pdf = typeset(_document(self.title, self.parts))
        self._report(1)
        return pdf

    def _report(self, steps: int) -> None:
        self.done += steps
        if self.progress:
            self.progress(self.done, self.cards + 1)


def _document(title: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "author": "万盛节会", "parts": parts}


def _pass_data(card: PassCard) -> dict[str, Any]:
    return asdict(card) | {
        "title": card.title,
        "shop": breakable(card.shop),
        "large": card.large,
        "details": [[row.label, row.text, row.note] for row in card.rows],
        **_code(pass_matrix(card.address)),
    }


def _sign_data(card: SignCard) -> dict[str, Any]:
    return asdict(card) | {"shop": breakable(card.shop)} | _code(sign_matrix(card.address))


def breakable(text: str) -> str:
    """Return a text in which a long run of Latin letters may be broken: a name without a space is not cut at the edge."""
    return _LATIN_RUN.sub("\\g<0>\u200b", text)


def _vehicle_data(card: VehicleCard) -> dict[str, Any]:
    return asdict(card) | {
        "details": [[row.label, row.text, row.note] for row in card.details],
        **_code(pass_matrix(card.address)),
    }


def _household_data(sheet: HouseholdSheet) -> dict[str, Any]:
    return {
        "heading": sheet.heading,
        "notes": sheet.notes,
        "card": _pass_data(sheet.card),
        "sign": _sign_data(sheet.sign) if sheet.sign else None,
    }


def _code(matrix: Matrix) -> dict[str, Any]:
    return {"modules": len(matrix), "path": qr_path(matrix)}
