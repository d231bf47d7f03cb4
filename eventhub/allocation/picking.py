"""The household being looked at: where it may stand, what forbids the other booths, and the booth it is held over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eventhub.allocation.board_words import in_words
from eventhub.allocation.hand_moves import block_at
from eventhub.allocation.layout import Block
from eventhub.allocation.rules import Board, Breach
from eventhub.allocation.soft_rules import SoftRules

MOST_SHOWN = 6


class Someone(Protocol):
    """A household as the board shows it."""

    @property
    def receipt(self) -> str:
        """Its receipt number."""

    @property
    def name(self) -> str:
        """Its shop."""

    @property
    def movable(self) -> bool:
        """Whether a hand may move it."""

    @property
    def booths(self) -> tuple[str, ...]:
        """Where it stands."""


@dataclass(frozen=True)
class Candidate:
    """A block with what it would break: nothing, soft rules (a reason is then asked for), or hard ones."""

    booths: Block
    hard: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """A01, or A01、A02."""
        return "、".join(self.booths)

    @property
    def sentence(self) -> str:
        """What to say of it in one line."""
        if self.hard:
            return "不能放：" + "".join(self.hard)
        if self.soft:
            return "要写理由：" + "".join(self.soft)
        return f"能放 {self.label}" if len(self.booths) > 1 else "能放"


@dataclass(frozen=True)
class Picked:
    """The household being looked at. `by_booth`: the best block at every booth of the ground."""

    person: Someone
    score_lines: Sequence[tuple[str, int]]
    allowed: Sequence[Candidate]
    allowed_count: int
    forbidden: Sequence[Candidate]
    by_booth: Mapping[str, Candidate]
    at: Candidate | None
    at_label: str
    holders: Sequence[Someone]

    def may_swap(self, holder: Someone) -> bool:
        """Tell whether changing places with a holder of the booth can be tried."""
        return bool(holder.movable and self.person.movable and self.person.booths)


def picked_of(
    person: Someone, board: Board, at: str, people: Mapping[str, Someone], score_lines: Sequence[tuple[str, int]]
) -> Picked:
    """Return what the board says of a household, held over the booth `at` (not a booth of the ground: over none)."""
    coloured = board.colour(person.receipt)
    names = {receipt: other.name for receipt, other in people.items()}
    soft = SoftRules(board, person.receipt, [block for block, breaches in coloured.items() if not breaches])
    allowed = [
        Candidate(block, soft=_said(soft.breaches(block), names))
        for block, breaches in coloured.items()
        if not breaches and set(block) != set(person.booths)
    ]
    allowed.sort(key=lambda entry: bool(entry.soft))
    holders = [(label, other) for other in people.values() for label in other.booths]
    over = at if at in board.problem.booths and at not in person.booths else ""
    block = block_at(board, person.receipt, over) if over else ()
    hard = _said(board.breaches(person.receipt, block), names) if over else ()
    here = Candidate(block, hard, () if hard else _said(soft.breaches(block), names)) if over else None
    by_booth = _best_by_booth(coloured, soft, names)
    return Picked(
        person=person,
        score_lines=score_lines,
        allowed=allowed[:MOST_SHOWN],
        allowed_count=len(allowed),
        forbidden=_worth_saying(by_booth, {label for label, _ in holders}, board)[:MOST_SHOWN],
        by_booth=by_booth,
        at=here,
        at_label=over,
        holders=[other for label, other in holders if label == over],
    )


def _best_by_booth(
    coloured: Mapping[Block, list[Breach]], soft: SoftRules, names: Mapping[str, str]
) -> dict[str, Candidate]:
    """For each booth the block beginning there (else holding it) that breaks least; `hard` and `soft` are said already."""
    best: dict[str, tuple[tuple[int, bool, int], Block]] = {}
    for block, breaches in coloured.items():
        for label in block:
            key = (len(breaches), block[0] != label, -len(block))
            if label not in best or key < best[label][0]:
                best[label] = (key, block)
    said: dict[Block, Candidate] = {}
    for _, block in best.values():
        if block not in said:
            hard = _said(coloured[block], names)
            said[block] = Candidate(block, hard, () if hard else _said(soft.breaches(block), names))
    return {label: said[block] for label, (_, block) in best.items()}


def _worth_saying(by_booth: Mapping[str, Candidate], taken: Collection[str], board: Board) -> list[Candidate]:
    """A booth that is taken or out of use needs no explanation; a free one that is forbidden does, fewest rules first."""
    found = [
        candidate
        for label, candidate in by_booth.items()
        if candidate.hard and label not in taken and not board.problem.booths[label].closed
    ]
    return sorted(dict.fromkeys(found), key=lambda candidate: len(candidate.hard))


def _said(breaches: Sequence[Breach], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(in_words(breach.sentence, names) for breach in breaches)
