"""The board as plain data: who has no booth and why, the plan coloured by the checker, the household being looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eventhub.allocation.models import StoredPlan
from eventhub.allocation.planning import board_of
from eventhub.allocation.rules import Board, Breach
from eventhub.applications.models import Application
from eventhub.applications.queries import accepted_applications
from eventhub.festivals.booth_features import BoothFeature
from eventhub.festivals.models import Booth
from eventhub.festivals.plan_view import plan_of
from eventhub.registry.documents import GoodsCategory

MOST_CANDIDATES = 12
NEEDS = {
    "category": "展区不收这一类",
    "zone": "只肯去的展区没有合适的",
    "power_w": "电不够",
    "features": "缺水、明火等条件",
    "size": "要连着的几个，没有这么多",
    "closed": "合适的摊位停用了",
}


@dataclass(frozen=True)
class Person:
    """A household on the board: `booths` empty while unplaced, `why` says why then."""

    receipt: str
    name: str
    category: str
    score: int
    needs: tuple[str, ...]
    booths: tuple[str, ...]
    locked: bool
    fixed: bool
    why: str


@dataclass(frozen=True)
class Candidate:
    """A block a household could stand on, with the rules it would break (none: it may)."""

    booths: tuple[str, ...]
    breaches: tuple[Breach, ...]

    @property
    def label(self) -> str:
        """A01, or A01、A02."""
        return "、".join(self.booths)


@dataclass(frozen=True)
class Picked:
    """The household being looked at: its score by lines, where it may stand, and what forbids the other free booths."""

    person: Person
    score_lines: tuple[tuple[str, int], ...]
    allowed: tuple[Candidate, ...]
    forbidden: tuple[Candidate, ...]
    allowed_count: int


@dataclass(frozen=True)
class BoardView:
    """Everything the board shows."""

    draft: StoredPlan
    plan: dict[str, Any]
    unplaced: tuple[Person, ...]
    placed: tuple[Person, ...]
    levels: tuple[dict[str, Any], ...]
    picked: Picked | None = None
    moved: tuple[str, ...] = field(default=())


def board_view(draft: StoredPlan, pick: str = "") -> BoardView:
    """Return the board of a stored plan; `pick` is the receipt number of the household to look at, if any."""
    applications = {str(entry.receipt): entry for entry in accepted_applications(draft.festival)}
    board = board_of(draft)
    reasons = {entry["household"]: entry for entry in draft.plan.get("unplaced", [])}
    people = {
        receipt: _person(receipt, applications.get(receipt), board, draft, reasons)
        for receipt in [*draft.plan.get("order", []), *board.problem.fixed]
        if receipt in board.problem.households
    }
    moved = tuple(dict.fromkeys(step["receipt"] for step in draft.moves))
    picked = _picked(people[pick], applications.get(pick), board) if pick in people else None
    return BoardView(
        draft=draft,
        plan=_plan(draft, board, people, moved, picked),
        unplaced=tuple(person for person in people.values() if not person.booths),
        placed=tuple(person for person in people.values() if person.booths),
        levels=tuple(draft.plan.get("levels", [])),
        picked=picked,
        moved=moved,
    )


def _person(
    receipt: str,
    application: Application | None,
    board: Board,
    draft: StoredPlan,
    reasons: Mapping[str, Mapping[str, Any]],
) -> Person:
    household = board.problem.households[receipt]
    booths = tuple(draft.placements.get(receipt, ()))
    return Person(
        receipt=receipt,
        name=application.household.name if application else "已撤回",
        category=household.category,
        score=household.score,
        needs=tuple(_needs(household)),
        booths=booths,
        locked=receipt in draft.locked,
        fixed=receipt in board.problem.fixed,
        why="" if booths else why_unplaced(reasons.get(receipt)),
    )


def _needs(household: Any) -> list[str]:
    needs = [BoothFeature(feature).label for feature in sorted(household.features) if feature in set(BoothFeature)]
    if household.power_w:
        needs.append(f"用电 {household.power_w:,} 瓦")
    if household.size_max > 1:
        needs.append(f"要 {household.size_min}–{household.size_max} 个连着")
    if household.zones:
        needs.append(("只去 " if not household.anywhere else "想去 ") + "、".join(household.zones) + "区")
    return needs


def why_unplaced(reason: Mapping[str, Any] | None) -> str:
    """Return the plan file's reason as a sentence; a household taken off by hand has none of its own."""
    if reason is None:
        return "是手工拿下来的。"
    if reason["reason"] == "outranked":
        return f"能放的位置都给了排在前面的户：{'、'.join(reason['blockers'])}。"
    if reason["reason"] == "time_limit":
        return "时间到了还没算到这一户，再排一遍。"
    failing = "；".join(NEEDS.get(need, need) for need in reason.get("failing", []))
    return f"整个场子都没有合适的摊位（{failing}）。" if failing else "整个场子都没有合适的摊位，几样条件凑不到一起。"


def _picked(person: Person, application: Application | None, board: Board) -> Picked:
    coloured = board.colour(person.receipt)
    candidates = [Candidate(block, tuple(breaches)) for block, breaches in coloured.items()]
    allowed = [candidate for candidate in candidates if not candidate.breaches]
    forbidden = [candidate for candidate in candidates if _worth_saying(candidate)]
    lines = application.score_lines if application else []
    return Picked(
        person=person,
        score_lines=tuple((str(line["label"]), int(line["points"])) for line in lines),
        allowed=tuple(allowed[:MOST_CANDIDATES]),
        forbidden=tuple(sorted(forbidden, key=lambda entry: len(entry.breaches))[:MOST_CANDIDATES]),
        allowed_count=len(allowed),
    )


def _worth_saying(candidate: Candidate) -> bool:
    """A booth that is taken or out of use needs no explanation; a free one that is forbidden does."""
    rules = {breach.rule for breach in candidate.breaches}
    return bool(rules) and not rules & {"taken", "closed", "fixed"} and len(candidate.booths) == 1


def _plan(
    draft: StoredPlan, board: Board, people: Mapping[str, Person], moved: tuple[str, ...], picked: Picked | None
) -> dict[str, Any]:
    holders = {label: person for person in people.values() for label in person.booths}
    allowed = {label for candidate in picked.allowed for label in candidate.booths} if picked else set()
    forbidden = {candidate.booths[0] for candidate in picked.forbidden} if picked else set()

    def fill(booth: Booth) -> dict[str, Any]:
        holder = holders.get(booth.label)
        state = _state(holder, moved, bool(booth.service))
        said = holder.name if holder else booth.service or "空着"
        return {
            "state": state,
            "name": said,
            "cat": holder.category if holder else "",
            "text": "能放" if booth.label in allowed else "",
            "risk": booth.label in forbidden,
            "can": booth.label in allowed,
            "here": bool(picked and booth.label in picked.person.booths),
            "href": f"?pick={holder.receipt}" if holder else f"?pick={picked.person.receipt}#place" if picked else "?",
            "aria_label": f"{booth.label}，{said}" + ("，能放" if booth.label in allowed else ""),
        }

    return plan_of(draft.festival, fill)


def _state(holder: Person | None, moved: tuple[str, ...], service: bool) -> str:
    if holder is None:
        return "off" if service else "free"
    if holder.receipt in moved:
        return "moved"
    return "lock" if holder.locked or holder.fixed else "on"


def category_label(category: str) -> str:
    """Return the Chinese label of a category as the problem file names it."""
    return GoodsCategory(category).label if category in set(GoodsCategory) else category
