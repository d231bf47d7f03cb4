"""What the public page of an allocation shows: names masked, ranks, score lines, reasons; nothing of a draft."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from eventhub.accounts.phone import mask_name
from eventhub.allocation.board_paint import with_edge
from eventhub.allocation.board_words import needs_of, why_unplaced
from eventhub.allocation.days import slots_said
from eventhub.allocation.notice_models import Notice
from eventhub.allocation.order import ranking, ticket
from eventhub.allocation.plan import Plan, read_plan
from eventhub.allocation.problem import Problem, Reserve, read_problem
from eventhub.applications.models import Application
from eventhub.applications.queries import accepted_applications
from eventhub.festivals.models import Booth, Festival
from eventhub.festivals.plan_view import plan_of

WITHDRAWN = "已退出"


@dataclass(frozen=True)
class Line:
    """A household on the public list: `rank` by points and ticket, `turn` when it was asked, reserves going first.

    `turn` 0: its place stood before the order (an offer made, a place fixed).
    `days` are empty when it comes on all of them; `ticket` where it decided, that is where others have the same points.
    """

    rank: int
    turn: int
    receipt: str
    name: str
    category: str
    score: int
    lines: tuple[tuple[str, int], ...]
    needs: tuple[str, ...]
    booths: tuple[str, ...]
    days: str
    why: str
    ticket: str


@dataclass(frozen=True)
class PublicAllocation:
    """A published allocation: who stands where, who does not and why, and how far each level is proven."""

    notice: Notice
    placed: tuple[Line, ...]
    unplaced: tuple[Line, ...]
    levels: tuple[dict[str, Any], ...]
    by_hand: tuple[dict[str, Any], ...]
    reserves: tuple[Reserve, ...]

    @property
    def proven(self) -> bool:
        """Tell whether every level is proven."""
        return all(level["proven"] for level in self.levels)


def public_allocation(notice: Notice) -> PublicAllocation:
    """Return the allocation as its published files say, with names (masked) and score lines beside them."""
    problem, plan = read_problem(notice.problem_text), read_plan(notice.plan_text)
    applications = {str(entry.receipt): entry for entry in accepted_applications(notice.festival)}
    order = [*problem.fixed, *plan.order]
    reasons = {entry["household"]: entry for entry in json.loads(notice.plan_text)["unplaced"]}
    scores = Counter(household.score for household in problem.households.values())
    ranks = {receipt: rank for rank, receipt in enumerate(ranking(problem), 1)}
    lines = [
        replace(
            _line(problem, plan, receipt, applications, reasons, scores[problem.households[receipt].score]),
            rank=ranks[receipt],
            turn=max(turn, 0),
        )
        for turn, receipt in enumerate(order, 1 - len(problem.fixed))
    ]
    return PublicAllocation(
        notice=notice,
        placed=tuple(line for line in lines if line.booths),
        unplaced=tuple(line for line in lines if not line.booths),
        levels=tuple(json.loads(notice.plan_text)["levels"]),
        by_hand=tuple(notice.by_hand),
        reserves=problem.reserves,
    )


def public_plan_drawing(festival: Festival, shown: PublicAllocation) -> dict[str, Any]:
    """Return the plan with the booths given away marked; each leads to its line of the list."""
    holders: dict[str, list[Line]] = {}
    for line in shown.placed:
        for label in line.booths:
            holders.setdefault(label, []).append(line)

    def fill(booth: Booth) -> dict[str, Any]:
        lines = holders.get(booth.label)
        if lines is None:
            state = "off" if booth.service else "free"
            said = f"{booth.label}，{booth.service or '没有排给谁'}"
            return {"state": state, "name": "", "aria_label": said, "href": "#list"}
        said = "、".join(f"{line.name}（{line.days}）" if line.days else line.name for line in lines)
        first = lines[0]
        return {
            "state": "on",
            "cat": first.category,
            "name": "",
            "href": f"#{first.receipt}",
            "aria_label": f"{booth.label}，{said}",
        }

    return with_edge(plan_of(festival, fill))


def _line(
    problem: Problem,
    plan: Plan,
    receipt: str,
    applications: dict[str, Application],
    reasons: dict[str, dict[str, Any]],
    alike: int,
) -> Line:
    household, application = problem.households[receipt], applications.get(receipt)
    booths = tuple(plan.placements.get(receipt, ()))
    return Line(
        rank=0,
        turn=0,
        receipt=receipt,
        name=mask_name(application.household.name) if application else WITHDRAWN,
        category=household.category,
        score=household.score,
        lines=tuple(
            (str(line.get("label", "")), int(line.get("points", 0)))
            for line in (application.score_lines if application else [])
        ),
        needs=tuple(needs_of(household)),
        booths=booths,
        days=slots_said(household, problem),
        why="" if booths else why_unplaced(reasons.get(receipt)),
        ticket=ticket(problem.seed, receipt) if alike > 1 else "",
    )
