"""Drafts of the plan: made by the solver, moved by hand through the same checker, undone step by step."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.allocation.festival_problem import problem_of
from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.plan import LEVELS, Plan
from eventhub.allocation.problem import Problem, read_problem
from eventhub.allocation.queries import STANDING, draft_of, offers_of, published_plan
from eventhub.allocation.rules import Board, Breach
from eventhub.allocation.solver import solve
from eventhub.core import audit
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import NotFound, StateConflict
from eventhub.festivals.models import Festival
from eventhub.festivals.row_versions import held

TIME_LIMIT = 20.0


class MoveRefused(StateConflict):
    """A placement by hand would break a hard rule; `breaches` say which."""

    default_code: ClassVar[str] = "rule_broken"

    def __init__(self, breaches: Sequence[Breach]) -> None:
        super().__init__("放不下：" + "".join(breach.sentence for breach in breaches))
        self.breaches = list(breaches)


def solve_draft(
    festival: Festival, actor: Account | None, time_limit: float = TIME_LIMIT, levels: Sequence[str] = LEVELS
) -> StoredPlan:
    """Solve the festival's problem and store the plan as its new draft; the draft before stays as a version.

    Standing offers and what the organiser locked are kept. Raises StateConflict when the festival is not ready, or when
    somebody changed the draft while the solver worked (nothing is then stored).
    """
    before = draft_of(festival)
    seen = (before.id, before.version) if before else None
    problem = problem_for(festival, before)
    plan = solve(problem, time_limit=time_limit, levels=levels)
    with writing() as session:
        current = draft_of(festival)
        if (locked(current) and (current.id, current.version) if current else None) != seen:
            raise StateConflict(
                "排的时候有人动过草稿，这一遍没有存。请看过最新的草稿再排。", code="draft_changed"
            )
        locks = list(current.locked) if current else []
        if current:
            current.state = PlanState.SUPERSEDED
            session.flush()
        draft = _new_draft(festival, problem, plan, actor)
        draft.locked = [receipt for receipt in locks if receipt in plan.placements]
        session.add(draft)
        session.flush()
        audit.record(actor, "plan.solve", f"plan:{draft.id}", placed=len(plan.placements), proven=plan.proven)
    return draft


def problem_for(festival: Festival, draft: StoredPlan | None) -> Problem:
    """Return the festival's problem with standing offers and locked placements fixed, moves counted against the draft."""
    latest = draft or published_plan(festival)
    offers = {str(offer.application.receipt): offer for offer in offers_of(festival)}
    fixed = {receipt: offer.booths for receipt, offer in offers.items() if offer.state in STANDING}
    out = {receipt for receipt, offer in offers.items() if offer.state not in STANDING}
    if draft:
        fixed |= {
            receipt: draft.placements[receipt] for receipt in draft.locked if receipt in draft.placements
        }
    return problem_of(festival, fixed, latest.placements if latest else {}, out)


def board_of(draft: StoredPlan) -> Board:
    """Return the checker over a stored plan's problem and its placements as they stand now."""
    return Board(read_problem(draft.problem), draft.placements)


def place(
    draft: StoredPlan, receipt: str, booths: Sequence[str], actor: Account, version: int | None
) -> None:
    """Put a household on booths by hand. Raises MoveRefused with every rule it would break; nothing is then changed."""
    with writing():
        board = _board_for_hand(draft, version)
        _require_household(board, receipt)
        unknown = [label for label in booths if label not in board.problem.booths]
        if unknown or not booths:
            raise NotFound("图上没有这个摊位，请刷新以后再排。")
        breaches = board.breaches(receipt, booths)
        if breaches:
            raise MoveRefused(breaches)
        _apply(draft, receipt, list(board.put(receipt, booths)), actor, "plan.place")


def unplace(draft: StoredPlan, receipt: str, actor: Account, version: int | None) -> None:
    """Take a household off the plan by hand. Raises StateConflict for one whose offer stands or who is locked."""
    with writing():
        board = _board_for_hand(draft, version)
        _require_household(board, receipt)
        if receipt in board.problem.fixed or receipt in draft.locked:
            raise StateConflict("这一户的位置已经锁定，先解锁才能拿下来。", code="locked")
        if receipt in draft.placements:
            _apply(draft, receipt, [], actor, "plan.unplace")


def set_lock(draft: StoredPlan, receipt: str, on: bool, actor: Account, version: int | None) -> None:
    """Lock a placement so that the next run keeps it, or release it."""
    with writing():
        held(draft, version)
        _require_draft(draft)
        if on and receipt not in draft.placements:
            raise StateConflict("这一户还没有位置，锁不了。", code="not_placed")
        draft.locked = sorted({*draft.locked, receipt} if on else set(draft.locked) - {receipt})
        audit.record(actor, "plan.lock" if on else "plan.unlock", f"plan:{draft.id}", receipt=receipt)


def undo(draft: StoredPlan, actor: Account, version: int | None) -> None:
    """Take back the last move by hand. Raises StateConflict when there is none."""
    with writing():
        held(draft, version)
        _require_draft(draft)
        if not draft.moves:
            raise StateConflict("没有可撤销的了。", code="nothing_to_undo")
        *rest, last = draft.moves
        draft.placements = _with(draft.placements, last["receipt"], last["before"])
        draft.moves = rest
        audit.record(actor, "plan.undo", f"plan:{draft.id}", receipt=last["receipt"])


def _board_for_hand(draft: StoredPlan, version: int | None) -> Board:
    held(draft, version)
    _require_draft(draft)
    return board_of(draft)


def _require_draft(draft: StoredPlan) -> None:
    if draft.state is not PlanState.DRAFT:
        raise StateConflict("这一版已经不是草稿，改不了。请先再排一遍。", code="not_draft")


def _require_household(board: Board, receipt: str) -> None:
    if receipt not in board.problem.households:
        raise NotFound("这一户不在这次排位里，请刷新以后再看。")


def _apply(draft: StoredPlan, receipt: str, booths: list[str], actor: Account, deed: str) -> None:
    before = draft.placements.get(receipt, [])
    draft.moves = [
        *draft.moves,
        {"receipt": receipt, "before": list(before), "after": booths, "by": actor.label},
    ]
    draft.placements = _with(draft.placements, receipt, booths)
    audit.record(actor, deed, f"plan:{draft.id}", receipt=receipt, booths=booths)


def _with(placements: dict[str, Any], receipt: str, booths: Sequence[str]) -> dict[str, Any]:
    others = {name: block for name, block in placements.items() if name != receipt}
    return {**others, receipt: list(booths)} if booths else others


def _new_draft(festival: Festival, problem: Problem, plan: Plan, actor: Account | None) -> StoredPlan:
    highest = db.session.scalar(
        select(func.max(StoredPlan.number)).where(StoredPlan.festival_id == festival.id)
    )
    return StoredPlan(
        festival_id=festival.id,
        number=(highest or 0) + 1,
        problem=dict(problem.source),
        plan=plan.to_value(),
        placements={receipt: list(block) for receipt, block in plan.placements.items()},
        created_by_id=actor.id if actor else None,
    )
