"""Drafts of the plan: what is solved, and how the answer becomes the edition's new draft."""

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.allocation.festival_problem import problem_of
from eventhub.allocation.models import LIVE_RUNS, AllocationRun, PlanState, RunKind, StoredPlan
from eventhub.allocation.plan import LEVELS, Plan
from eventhub.allocation.problem import Problem, read_problem
from eventhub.allocation.queries import STANDING, draft_of, offers_of, public_plan
from eventhub.allocation.rules import Board
from eventhub.allocation.solver import solve
from eventhub.core import audit
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import StateConflict
from eventhub.festivals.models import Festival

TIME_LIMIT = 20.0
MOST_BOARDS = 16


class Question(NamedTuple):
    """A problem, and the draft it was asked over (id and version), so that an answer can tell whether that still stands."""

    problem: Problem
    seen: tuple[int, int] | None


def solve_draft(
    festival: Festival, actor: Account | None, time_limit: float = TIME_LIMIT, levels: Sequence[str] = LEVELS
) -> StoredPlan:
    """Solve here and now and store the plan as the new draft; the draft before stays as a version.

    Standing offers and what the organiser locked are kept. The board has it done by the worker instead: `queue_run`.
    Raises StateConflict when the festival is not ready, or when somebody changed the draft while the solver worked
    (nothing is then stored).
    """
    question = ask(festival)
    plan = solve(question.problem, time_limit=time_limit, levels=levels)
    return store_draft(festival, question, plan, actor)


def queue_run(festival: Festival, actor: Account | None) -> AllocationRun:
    """Ask the worker for a new draft. Raises StateConflict when the festival is not ready, or a run waits or works already."""
    ask(festival)
    with writing():
        run = queued(festival, actor, RunKind.SOLVE)
        audit.record(actor, "plan.run", f"festival:{festival.id}")
    return run


def queued(
    festival: Festival, actor: Account | None, kind: RunKind, wanted: dict[str, Any] | None = None
) -> AllocationRun:
    """Queue work of the solver for the worker, inside `writing()`. Raises StateConflict while other such work is live."""
    locked(festival)
    live = db.session.scalar(
        select(AllocationRun).where(AllocationRun.festival_id == festival.id, AllocationRun.state.in_(LIVE_RUNS))
    )
    if live:
        doing = "已经有一遍在排了" if live.kind is RunKind.SOLVE else "正在准备公示"
        raise StateConflict(f"{doing}，等它做完，或者先取消。", code="run_live")
    run = AllocationRun(
        festival_id=festival.id, asked_by_id=actor.id if actor else None, kind=kind, wanted=wanted or {}
    )
    db.session.add(run)
    db.session.flush()
    return run


def ask(festival: Festival) -> Question:
    """Return the festival's problem as it stands. Raises StateConflict when it is not ready to be solved."""
    before = draft_of(festival)
    return Question(problem_for(festival, before), (before.id, before.version) if before else None)


def store_draft(festival: Festival, question: Question, plan: Plan, actor: Account | None) -> StoredPlan:
    """Store an answer as the new draft. Raises StateConflict, storing nothing, when the draft was changed meanwhile."""
    with writing() as session:
        locked(festival)
        current = draft_of(festival)
        if (locked(current) and (current.id, current.version) if current else None) != question.seen:
            raise StateConflict("排的时候有人动过草稿，这一遍没有存。请看过最新的草稿再排。", code="draft_changed")
        locks, notes = (list(current.locked), dict(current.notes)) if current else ([], {})
        if current:
            current.state = PlanState.SUPERSEDED
            session.flush()
        draft = new_plan(festival, question.problem, plan, actor)
        draft.locked = [receipt for receipt in locks if receipt in plan.placements]
        draft.notes = {receipt: notes[receipt] for receipt in draft.locked if receipt in notes}
        session.add(draft)
        session.flush()
        audit.record(actor, "plan.solve", f"plan:{draft.id}", placed=len(plan.placements), proven=plan.proven)
    return draft


def problem_for(festival: Festival, draft: StoredPlan | None) -> Problem:
    """Return the festival's problem with standing offers and locked placements fixed, moves counted against the draft."""
    latest = draft or public_plan(festival)
    offers = {str(offer.application.receipt): offer for offer in offers_of(festival)}
    fixed = {receipt: offer.booths for receipt, offer in offers.items() if offer.state in STANDING}
    out = {receipt for receipt, offer in offers.items() if offer.state not in STANDING}
    if draft:
        locks = {name: draft.placements[name] for name in draft.locked if name in draft.placements}
        fixed = locks | fixed
    return problem_of(festival, fixed, latest.placements if latest else {}, out)


_read: dict[str, Problem] = {}
_reading = Lock()


def problem_in(stored: StoredPlan) -> Problem:
    """Return the problem a stored plan answers. Read once: the key is the hash of its content, so it can't be stale."""
    key = str(stored.plan.get("problem", ""))
    with _reading:
        known = _read.get(key)
    if known is not None:
        return known
    problem = read_problem(stored.problem)
    with _reading:
        if len(_read) >= MOST_BOARDS:
            _read.clear()
        if key:
            _read[key] = problem
    return problem


def board_of(draft: StoredPlan) -> Board:
    """Return the checker over a stored plan's problem and its placements as they stand now."""
    return Board(problem_in(draft), draft.placements)


def with_placement(placements: Mapping[str, Any], receipt: str, booths: Sequence[str]) -> dict[str, Any]:
    """Return the placements with one household on these booths; none: off the plan."""
    others = {name: block for name, block in placements.items() if name != receipt}
    return {**others, receipt: list(booths)} if booths else others


def new_plan(festival: Festival, problem: Problem, plan: Plan, actor: Account | None) -> StoredPlan:
    """Return a plan as the edition's next version, not yet added to the session."""
    highest = db.session.scalar(select(func.max(StoredPlan.number)).where(StoredPlan.festival_id == festival.id))
    return StoredPlan(
        festival_id=festival.id,
        number=(highest or 0) + 1,
        problem=dict(problem.source),
        plan=plan.to_value(),
        placements={receipt: list(block) for receipt, block in plan.placements.items()},
        created_by_id=actor.id if actor else None,
    )
