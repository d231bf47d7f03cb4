"""How the booths of the board look: the same states for the drawing and for the script that repaints it."""

from collections.abc import Sequence
from typing import Any

from eventhub.allocation.board_view import BoardView, Person
from eventhub.allocation.board_words import letter_of
from eventhub.festivals.models import Booth
from eventhub.festivals.plan_view import plan_of

# Centimetres; half the height of a gate's sign.
EDGE = 150


def drawn_plan(view: BoardView) -> dict[str, Any]:
    """Return the plan with every booth as the board shows it, for `plan_svg`."""
    looks = _looks(view)

    def fill(booth: Booth) -> dict[str, Any]:
        look = dict(looks.get(booth.label) or _unknown(booth))
        if booth.service and not look["name"]:
            look |= {"state": "off", "name": booth.service, "aria_label": f"{booth.label}，{booth.service}"}
        return look

    return with_edge(plan_of(view.draft.festival, fill))


def with_edge(plan: dict[str, Any]) -> dict[str, Any]:
    """Return the plan with room for what is drawn astride the edge of the ground, such as the sign of a gate."""
    left, top, width, height = plan["box"]
    return {**plan, "box": [left - EDGE, top - EDGE, width + 2 * EDGE, height + 2 * EDGE]}


def painted_booths(view: BoardView) -> dict[str, list[Any]]:
    """Return label → what the script sets: state, category, letter, name, words, forbidden, here, address, words to read."""
    return {
        label: [
            look["state"],
            look["cat"],
            look["letter"],
            look["name"],
            look["text"],
            look["risk"],
            look["here"],
            look["href"],
            look["aria_label"],
        ]
        for label, look in _looks(view).items()
    }


def _looks(view: BoardView) -> dict[str, dict[str, Any]]:
    return {label: _look(view, label, view.holders.get(label, ())) for label in view.board.problem.booths}


def _look(view: BoardView, label: str, holders: Sequence[Person]) -> dict[str, Any]:
    picked, closed = view.picked, view.board.problem.booths[label].closed
    candidate = picked.by_booth.get(label) if picked else None
    mine = bool(picked and label in picked.person.booths)
    names = "、".join(person.name_and_days for person in holders)
    said = names or ("停用" if closed else "空着")
    verdict = candidate.sentence if candidate and not mine and not closed else ""
    state = _state(view, holders, closed)
    # A booth that others have on other days may do as well as a free one.
    if candidate and not mine and not closed and not candidate.hard:
        state = "soft" if candidate.soft else "can"
    if picked:
        href = f"?pick={picked.person.receipt}&at={label}"
    else:
        href = f"?pick={holders[0].receipt}" if holders else "?"
    category = holders[0].category if holders else ""
    return {
        "state": state,
        "cat": category,
        "letter": letter_of(category) if holders else "停" if state == "off" else "空",
        "name": names,
        "text": verdict,
        "risk": bool(candidate and candidate.hard and not holders and not closed),
        "here": mine or bool(picked and picked.at_label == label),
        "href": href,
        "aria_label": f"{label}，{said}" + (f"，{verdict}" if verdict else ""),
    }


def _state(view: BoardView, holders: Sequence[Person], closed: bool) -> str:
    if not holders:
        return "off" if closed else "free"
    if any(person.fault for person in holders):
        return "bad"
    if any(person.came_from for person in holders):
        return "moved"
    return "lock" if any(person.locked or (person.fixed and view.is_draft) for person in holders) else "on"


def _unknown(booth: Booth) -> dict[str, Any]:
    """A booth that was drawn after the plan was made: it is not in its problem."""
    said = f"{booth.label}，排了以后才画的，再排一遍才算进来"
    return {
        "state": "off",
        "cat": "",
        "name": "",
        "text": "",
        "risk": False,
        "here": False,
        "href": "?",
        "aria_label": said,
    }
