"""The board as plain data: who has no booth and why, who stands where, the household being looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from eventhub.allocation.board_words import needs_of, why_unplaced
from eventhub.allocation.evidence import hand_moved, solved_placements
from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.picking import Picked, picked_of
from eventhub.allocation.planning import board_of
from eventhub.allocation.queries import STANDING, offers_of
from eventhub.allocation.rules import Board
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household


@dataclass(frozen=True)
class Person:
    """A household on the board: `booths` empty while unplaced, `why` says why then; `fault` what makes its booth a conflict."""

    receipt: str
    name: str
    category: str
    score: int
    needs: tuple[str, ...]
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

    @property
    def mark(self) -> str:
        """What changes whenever the board does."""
        return f"{self.draft.number}.{self.draft.version}"


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
    names = _names(draft.festival)
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
        elif draft.state is PlanState.DRAFT and offer is not None:
            expected = set(offer.booths) if standing else set()
            fault = "" if expected == set(booths) else f"摊主那边有变化（{offer.state.label}）"
        found[receipt] = Person(
            receipt=receipt,
            name=names.get(receipt, "已撤回"),
            category=household.category,
            score=household.score,
            needs=tuple(needs_of(household)),
            booths=booths,
            locked=receipt in draft.locked,
            fixed=receipt in board.problem.fixed,
            offered=standing,
            why="" if booths else why_unplaced(reasons.get(receipt)),
            came_from=before if receipt in moved else "",
            note=draft.notes.get(receipt),
            fault=fault,
            blockers=() if booths else tuple(reasons.get(receipt, {}).get("blockers", ())),
        )
    return found


def _names(festival: Festival) -> dict[str, str]:
    """Receipt number → shop, for the accepted: columns alone, since the board asks at every move."""
    rows = db.session.execute(
        select(Application.receipt, Household.name)
        .join(Application.household)
        .where(Application.festival_id == festival.id, Application.state == ApplicationState.ACCEPTED)
    )
    return {str(receipt): name for receipt, name in rows}


def _score_lines(festival: Festival, receipt: str) -> list[tuple[str, int]]:
    lines = db.session.scalar(
        select(Application.score_lines).where(Application.festival_id == festival.id, Application.receipt == receipt)
    )
    return [(str(line.get("label", "")), int(line.get("points", 0))) for line in lines or []]
