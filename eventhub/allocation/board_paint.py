"""How the booths of the board look: the same states for the drawing and for the script that repaints it."""

from typing import Any

from eventhub.allocation.board_view import BoardView, Person
from eventhub.allocation.board_words import letter_of
from eventhub.festivals.models import Booth
from eventhub.festivals.plan_view import plan_of


def drawn_plan(view: BoardView) -> dict[str, Any]:
    """Return the plan with every booth as the board shows it, for `plan_svg`."""
    looks = _looks(view)

    def fill(booth: Booth) -> dict[str, Any]:
        look = dict(looks.get(booth.label) or _unknown(booth))
        if booth.service and not look["name"]:
            look |= {"state": "off", "name": booth.service, "aria_label": f"{booth.label}，{booth.service}"}
        return look

    return plan_of(view.draft.festival, fill)


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
    holders = {label: person for person in view.people.values() for label in person.booths}
    return {label: _look(view, label, holders.get(label)) for label in view.board.problem.booths}


def _look(view: BoardView, label: str, holder: Person | None) -> dict[str, Any]:
    picked, closed = view.picked, view.board.problem.booths[label].closed
    candidate = picked.by_booth.get(label) if picked else None
    mine = bool(picked and label in picked.person.booths)
    said = holder.name if holder else "不排" if closed else "空着"
    verdict = candidate.sentence if candidate and not mine and not closed else ""
    state = _state(view, holder, closed)
    if candidate and holder is None and not closed and not candidate.hard:
        state = "soft" if candidate.soft else "can"
    if picked:
        href = f"?pick={picked.person.receipt}&at={label}"
    else:
        href = f"?pick={holder.receipt}" if holder else "?"
    return {
        "state": state,
        "cat": holder.category if holder else "",
        "letter": letter_of(holder.category) if holder else "停" if state == "off" else "空",
        "name": holder.name if holder else "",
        "text": verdict,
        "risk": bool(candidate and candidate.hard and holder is None and not closed),
        "here": mine or bool(picked and picked.at_label == label),
        "href": href,
        "aria_label": f"{label}，{said}" + (f"，{verdict}" if verdict else ""),
    }


def _state(view: BoardView, holder: Person | None, closed: bool) -> str:
    if holder is None:
        return "off" if closed else "free"
    if holder.fault:
        return "bad"
    if holder.came_from:
        return "moved"
    return "lock" if holder.locked or (holder.fixed and view.is_draft) else "on"


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
