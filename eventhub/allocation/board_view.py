"""The board as plain data: who has no booth and why, who stands where, the household being looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from eventhub.allocation.board_words import needs_of, why_unplaced, with_names
from eventhub.allocation.days import slots_said
from eventhub.allocation.evidence import hand_moved, solved_placements
from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.picking import Picked, picked_of
from eventhub.allocation.planning import board_of
from eventhub.allocation.queries import STANDING, offers_of, shop_names
from eventhub.allocation.rules import Board
from eventhub.applications.models import Application
from eventhub.core.database import db
from eventhub.festivals.models import Festival


@dataclass(frozen=True)
class Person:
    """A household on the board: `booths` empty while unplaced, `why` says why then; `fault` what makes its booth a conflict.

    `days` are empty when it comes on all of them.
    """

    receipt: str
    name: str
    category: str
    score: int
    needs: tuple[str, ...]
    days: str
    booths: tuple[str, ...]
    locked: bool
    fixed: bool
    offered: bool
    why: str
    came_from: str
    note: Mapping[str, Any] | None
    fault: str
    blockers: tuple[str, ...] = ()

    @property
    def movable(self) -> bool:
        """Tell whether a hand may move it."""
        return not (self.locked or self.fixed)

    @property
    def name_and_days(self) -> str:
        """罗姐苗家米酒（5月1–2日）."""
        return f"{self.name}（{self.days}）" if self.days else self.name


@dataclass(frozen=True)
class BoardView:
    """Everything the board shows."""

    draft: StoredPlan
    board: Board
    people: Mapping[str, Person]
    picked: Picked | None

    @property
    def is_draft(self) -> bool:
        """Tell whether it can be changed."""
        return self.draft.state is PlanState.DRAFT

    @property
    def unplaced(self) -> list[Person]:
        """Who has no booth, in the order."""
        return [person for person in self.people.values() if not person.booths]

    @property
    def placed(self) -> list[Person]:
        """Who has one, in the order."""
        return [person for person in self.people.values() if person.booths]

    @property
    def moved(self) -> list[Person]:
        """Who stands elsewhere than the solver put it."""
        return [person for person in self.people.values() if person.came_from]

    @property
    def faults(self) -> list[Person]:
        """Whose booth is a conflict."""
        return [person for person in self.people.values() if person.fault]

    @property
    def levels(self) -> list[dict[str, Any]]:
        """The levels of the solver's plan."""
        return list(self.draft.plan.get("levels", []))

    @cached_property
    def holders(self) -> Mapping[str, tuple[Person, ...]]:
        """Booth → who has it, in the order: several where they come on different days."""
        found: dict[str, tuple[Person, ...]] = {}
        for person in self.people.values():
            for label in person.booths:
                found[label] = (*found.get(label, ()), person)
        return found

    def sharing(self, person: Person) -> list[Person]:
        """Who has one of a household's booths on other days."""
        others = [other for label in person.booths for other in self.holders[label] if other is not person]
        return list({other.receipt: other for other in others}.values())


def board_view(draft: StoredPlan, pick: str = "", at: str = "", board: Board | None = None) -> BoardView:
    """Return the board of a stored plan.

    `pick` is the receipt number of the household to look at, `at` the booth it is held over; rubbish counts as none.
    `board` is the checker as it stands, where the caller has just moved somebody on it.
    """
    board = board or board_of(draft)
    people = _people(draft, board)
    picked = picked_of(people[pick], board, at, people, _score_lines(draft.festival, pick)) if pick in people else None
    return BoardView(draft, board, people, picked)


def _people(draft: StoredPlan, board: Board) -> dict[str, Person]:
    names = shop_names(draft.festival)
    offers = {str(offer.application.receipt): offer for offer in offers_of(draft.festival)}
    solved = solved_placements(draft)
    moved = set(hand_moved(draft)) if draft.state is PlanState.DRAFT else set()
    reasons = {entry["household"]: entry for entry in draft.plan.get("unplaced", [])}
    found = {}
    for receipt in [*board.problem.fixed, *draft.plan.get("order", [])]:
        household = board.problem.households.get(receipt)
        if household is None:
            continue
        booths, offer = tuple(draft.placements.get(receipt, ())), offers.get(receipt)
        standing = offer is not None and offer.state in STANDING
        before = "、".join(solved.get(receipt, ())) or "没排上"
        fault = ""
        if booths and receipt not in names:
            fault = "申请已经撤回或改判"
        elif draft.state in (PlanState.DRAFT, PlanState.PUBLISHED) and offer is not None:
            expected = set(offer.booths) if standing else set()
            fault = "" if expected == set(booths) else f"摊主那边有变化（{offer.state.label}）"
        found[receipt] = Person(
            receipt=receipt,
            name=names.get(receipt, "已撤回"),
            category=household.category,
            score=household.score,
            needs=tuple(needs_of(household)),
            days=slots_said(household, board.problem),
            booths=booths,
            locked=receipt in draft.locked,
            fixed=receipt in board.problem.fixed,
            offered=standing,
            why="" if booths else with_names(why_unplaced(reasons.get(receipt)), names),
            came_from=before if receipt in moved else "",
            note=draft.notes.get(receipt),
            fault=fault,
            blockers=() if booths else tuple(reasons.get(receipt, {}).get("blockers", ())),
        )
    return found


def _score_lines(festival: Festival, receipt: str) -> list[tuple[str, int]]:
    lines = db.session.scalar(
        select(Application.score_lines).where(Application.festival_id == festival.id, Application.receipt == receipt)
    )
    return [(str(line.get("label", "")), int(line.get("points", 0))) for line in lines or []]
