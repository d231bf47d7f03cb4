"""Moves by hand on a draft: every one checked by the same rules as the solver's plan, every one undone and done again.

A hard rule can't be broken. A soft rule can be set aside with a written reason, which stays with the plan.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from eventhub.accounts.models import Account
from eventhub.allocation.layout import Block
from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.planning import board_of, with_placement
from eventhub.allocation.rules import Board, Breach
from eventhub.allocation.soft_rules import SoftRules
from eventhub.core import audit, clock
from eventhub.core.database import writing
from eventhub.core.errors import NotFound, StateConflict
from eventhub.core.row_versions import held

MOST_STEPS = 200
LONGEST_REASON = 200
Steps = list[dict[str, Any]]
# What a step backwards and one forwards are called, and which side of its changes then stands.
STEPPING = {"undo": ("撤销", "before"), "redo": ("重做", "after")}


class MoveRefused(StateConflict):
    """A placement by hand would break a hard rule; `breaches` say which."""

    default_code: ClassVar[str] = "rule_broken"

    def __init__(self, breaches: Sequence[Breach]) -> None:
        super().__init__("放不下：" + "".join(breach.sentence for breach in breaches))
        self.breaches = list(breaches)


class ReasonNeeded(StateConflict):
    """A placement by hand sets a soft rule aside, and nobody wrote why; `breaches` say which."""

    default_code: ClassVar[str] = "reason_needed"

    def __init__(self, breaches: Sequence[Breach]) -> None:
        said = "".join(breach.sentence for breach in breaches)
        super().__init__(f"这样放不犯硬规矩，只是{said}要放，请写一句理由。")
        self.breaches = list(breaches)


def place(
    draft: StoredPlan, receipt: str, booths: Sequence[str], actor: Account, version: int | None, reason: str = ""
) -> Board:
    """Put a household on booths by hand; a single booth stands for as many as it needs, beginning there.

    Returns the board as it then stands. Raises MoveRefused with every hard rule it would break, ReasonNeeded where a soft rule is set aside without a
    reason, StateConflict where the household is locked or somebody else was quicker; nothing is then changed.
    """
    with writing():
        board = _board(draft, version)
        _require_movable(draft, board, receipt)
        if not booths or any(label not in board.problem.booths for label in booths):
            raise NotFound("图上没有这个摊位，请刷新以后再排。")
        block = block_at(board, receipt, booths[0]) if len(booths) == 1 else booths
        _carry_out(draft, board, {receipt: block}, actor, "plan.place", reason)
    return board


def swap(draft: StoredPlan, receipt: str, other: str, actor: Account, version: int | None, reason: str = "") -> Board:
    """Let two placed households change places, both checked as they then stand. Returns and raises as `place` does."""
    with writing():
        board = _board(draft, version)
        for name in (receipt, other):
            _require_movable(draft, board, name)
            if name not in board.placements:
                raise StateConflict("两户都要有位置才能对调。", code="not_placed")
        if receipt == other:
            raise StateConflict("自己和自己不用对调。", code="same")
        blocks = {receipt: board.placements[other], other: board.placements[receipt]}
        _carry_out(draft, board, blocks, actor, "plan.swap", reason)
    return board


def unplace(draft: StoredPlan, receipt: str, actor: Account, version: int | None) -> None:
    """Take a household off the plan by hand. Raises StateConflict for one whose offer stands or who is locked."""
    with writing():
        board = _board(draft, version)
        _require_movable(draft, board, receipt)
        if receipt in draft.placements:
            _carry_out(draft, board, {receipt: ()}, actor, "plan.unplace", "")


def set_lock(draft: StoredPlan, receipt: str, on: bool, actor: Account, version: int | None) -> None:
    """Lock a placement so that neither a hand nor the next run moves it, or release it."""
    with writing():
        _held_draft(draft, version)
        if on and receipt not in draft.placements:
            raise StateConflict("这一户还没有位置，锁不了。", code="not_placed")
        draft.locked = sorted({*draft.locked, receipt} if on else set(draft.locked) - {receipt})
        audit.record(actor, "plan.lock" if on else "plan.unlock", f"plan:{draft.id}", receipt=receipt)


def undo(draft: StoredPlan, actor: Account, version: int | None) -> None:
    """Take back the last step by hand. Raises StateConflict when there is none, or one of its households is locked."""
    with writing():
        _held_draft(draft, version)
        draft.moves, draft.undone = _stepped(draft, actor, "undo", draft.moves, draft.undone)


def redo(draft: StoredPlan, actor: Account, version: int | None) -> None:
    """Do again the step that was taken back last. Raises StateConflict as `undo` does."""
    with writing():
        _held_draft(draft, version)
        draft.undone, draft.moves = _stepped(draft, actor, "redo", draft.undone, draft.moves)


def block_at(board: Board, receipt: str, label: str) -> Block:
    """Return the block a household would take when it is put down on one booth of the ground.

    The first it may take beginning there, the larger before the smaller; else any it may take with that booth; else
    the one that breaks fewest rules, so that a refusal names them.
    """
    if board.problem.households[receipt].size_max == 1:
        return (label,)
    found = [(block, len(breaches)) for block, breaches in board.colour(receipt).items() if label in block]
    return min(found, key=lambda entry: (entry[1], entry[0][0] != label, -len(entry[0])), default=((label,), 0))[0]


def _carry_out(
    draft: StoredPlan,
    board: Board,
    blocks: Mapping[str, Sequence[str]],
    actor: Account,
    deed: str,
    reason: str,
) -> None:
    before = {receipt: list(board.placements.get(receipt, ())) for receipt in blocks}
    for receipt in blocks:
        board.take(receipt)
    after = {receipt: list(board.put(receipt, block)) if block else [] for receipt, block in blocks.items()}
    placed = {receipt: block for receipt, block in after.items() if block}
    broken = [breach for receipt, block in placed.items() for breach in board.breaches(receipt, block)]
    if broken:
        raise MoveRefused(broken)
    soft = {receipt: SoftRules(board, receipt).breaches(block) for receipt, block in placed.items()}
    if any(soft.values()) and not reason.strip():
        raise ReasonNeeded([breach for found in soft.values() for breach in found])
    changes = [
        {
            "receipt": receipt,
            "before": before[receipt],
            "after": after[receipt],
            "note_before": draft.notes.get(receipt),
            "note_after": _note(soft.get(receipt, []), actor, reason),
        }
        for receipt in blocks
    ]
    step = {"changes": changes, "by": actor.label, "at": clock.now().isoformat()}
    _set(draft, changes, "after")
    draft.moves, draft.undone = [*draft.moves, step][-MOST_STEPS:], []
    audit.record(actor, deed, f"plan:{draft.id}", moved={change["receipt"]: change["after"] for change in changes})


def _note(soft: Sequence[Breach], actor: Account, reason: str) -> dict[str, Any] | None:
    if not soft and not reason.strip():
        return None
    said = [breach.sentence for breach in soft]
    return {"reason": reason.strip()[:LONGEST_REASON], "soft": said, "by": actor.label, "at": clock.now().isoformat()}


def _set(draft: StoredPlan, changes: Sequence[Mapping[str, Any]], side: str) -> None:
    locked = [change["receipt"] for change in changes if change["receipt"] in draft.locked]
    if locked:
        raise StateConflict(f"{'、'.join(locked)} 锁住了，先解锁才能动。", code="locked")
    placements, notes = dict(draft.placements), dict(draft.notes)
    for change in changes:
        placements = with_placement(placements, change["receipt"], change[side])
        notes[change["receipt"]] = change[f"note_{side}"]
    draft.placements = placements
    draft.notes = {receipt: note for receipt, note in notes.items() if note}


def _stepped(draft: StoredPlan, actor: Account, deed: str, steps: Steps, others: Steps) -> tuple[Steps, Steps]:
    """Carry the last of the steps out, backwards for `undo`; return the two lists with it moved from one to the other."""
    word, side = STEPPING[deed]
    if not steps:
        raise StateConflict(f"没有可{word}的了。", code=f"nothing_to_{deed}")
    *rest, last = steps
    _set(draft, last["changes"], side)
    audit.record(actor, f"plan.{deed}", f"plan:{draft.id}", receipts=[change["receipt"] for change in last["changes"]])
    return rest, [*others, last]


def _board(draft: StoredPlan, version: int | None) -> Board:
    _held_draft(draft, version)
    return board_of(draft)


def _held_draft(draft: StoredPlan, version: int | None) -> None:
    held(draft, version)
    if draft.state is not PlanState.DRAFT:
        raise StateConflict("这一版已经不是草稿，改不了。请先再排一遍。", code="not_draft")


def _require_movable(draft: StoredPlan, board: Board, receipt: str) -> None:
    if receipt not in board.problem.households:
        raise NotFound("这一户不在这次排位里，请刷新以后再看。")
    if receipt in draft.locked:
        raise StateConflict(f"{receipt} 锁住了，先解锁才能动。", code="locked")
    if receipt in board.problem.fixed:
        raise StateConflict(f"{receipt} 的位置排之前就定了：通知过摊主的不能动；锁住的先解锁，再排一遍。", code="fixed")
