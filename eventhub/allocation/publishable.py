"""When a draft may be published: it breaks no rule, and nothing it was made of has changed since."""

from typing import Any

from eventhub.allocation.board_words import in_words, with_names
from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.offering import has_begun
from eventhub.allocation.planning import board_of, problem_for
from eventhub.allocation.queries import STANDING, offers_of, shop_names
from eventhub.allocation.rules import check_placements
from eventhub.applications.queries import accepted_applications
from eventhub.core.errors import StateConflict
from eventhub.festivals.models import FestivalState

GROUND = ("slots", "zones", "rows", "booths", "breaks", "keep_apart")
MOST_NAMED = 6


def require_draft(draft: StoredPlan) -> None:
    """Raise StateConflict unless the plan is a draft still."""
    if draft.state is not PlanState.DRAFT:
        raise StateConflict("这一版已经发布过，或者已经有了新的草稿。请刷新再看。", code="not_draft")


def require_sound(draft: StoredPlan) -> None:
    """Raise StateConflict with the reason why the draft can't be published as it stands: solve again."""
    require_draft(draft)
    if draft.festival.state is FestivalState.CANCELLED:
        raise StateConflict("这届节会取消了，方案不用再公示。", code="festival_cancelled")
    if has_begun(draft.festival):
        raise StateConflict("节会已经开始，来不及确认摊位，方案不能再公示。", code="festival_begun")
    breaches = check_placements(board_of(draft).problem, draft.placements)
    if breaches:
        said = in_words(breaches[0].sentence, shop_names(draft.festival))
        raise StateConflict(f"还有冲突，不能发布：{said}", code="rule_broken")
    _require_same_applications(draft)
    _require_same_offers(draft)
    _require_same_question(draft)


def _require_same_applications(draft: StoredPlan) -> None:
    accepted = {application.receipt for application in accepted_applications(draft.festival)}
    gone = [receipt for receipt in draft.placements if receipt not in accepted]
    if gone:
        raise StateConflict(f"{'、'.join(gone)} 已经撤回或改判，请再排一遍。", code="applications_changed")


def _require_same_offers(draft: StoredPlan) -> None:
    for offer in offers_of(draft.festival):
        block = draft.placements.get(str(offer.application.receipt), [])
        if set(block) != (set(offer.booths) if offer.state in STANDING else set()):
            raise StateConflict(
                f"{offer.application.household.name}（{offer.application.receipt}）的摊位在排了以后有变化（{offer.state.label}），请再排一遍。",
                code="offers_changed",
            )


def _require_same_question(draft: StoredPlan) -> None:
    """What the solver was asked, compared with what it would be asked now."""
    before, now = draft.problem, problem_for(draft.festival, draft).source
    if any(before.get(key) != now.get(key) for key in GROUND):
        raise StateConflict("平面图或日子在排了以后改过，请再排一遍。", code="ground_changed")
    changed = _changed(before["households"], now["households"])
    if changed:
        named = with_names("、".join(changed[:MOST_NAMED]), shop_names(draft.festival))
        named += "等" if len(changed) > MOST_NAMED else ""
        raise StateConflict(
            f"{named}在排了以后有变化（新通过、撤回或改了分），请再排一遍。", code="applications_changed"
        )
    if any(before.get(key) != now.get(key) for key in ("lottery", "reserves", "preference")):
        raise StateConflict("抽签或规则在排了以后改过，请再排一遍。", code="rules_changed")


def _changed(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[str]:
    first, second = ({entry["id"]: entry for entry in entries} for entries in (before, now))
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
