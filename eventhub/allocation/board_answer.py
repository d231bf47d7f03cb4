"""How the board answers: as a page, or to its script as parts and painted booths. Shared by the pages of the desk."""

from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.allocation.board_paint import drawn_plan, painted_booths
from eventhub.allocation.board_view import BoardView
from eventhub.allocation.board_words import LEVEL_NAMES, level_in_words
from eventhub.allocation.models import AllocationRun, RunKind, RunState, StoredPlan
from eventhub.allocation.queries import latest_run, notice_days, public_plan
from eventhub.festivals.models import Festival

Page = str | AnyResponse | tuple[str | Response, int]
PARTS = ("top", "bar", "left", "right")


def base_of(festival: Festival) -> str:
    """Return the address under which the allocation's pages of the desk stand."""
    return url_for("allocation_organiser.board", slug=festival.slug)


def desk_page(festival: Festival) -> dict[str, Any]:
    """Return what every page of the allocation's desk needs beside its own."""
    return {"festival": festival, "desk_where": festival.short_name, "base": base_of(festival)}


def wants_json() -> bool:
    """Tell whether the script asks, which paints parts, or a browser that wants the page."""
    return request.accept_mimetypes.best == "application/json"


def shown(stored: StoredPlan, view: BoardView, said: str = "", status: int = 200, **more: Any) -> Page:
    """Answer with the board: the whole page, or the parts and booths that the script paints."""
    context = _context(stored.festival, view) | more
    if not wants_json():
        return render_template("allocation/board.html", plan=drawn_plan(view), **context), status
    answer = jsonify(
        mark=context["mark"],
        version=stored.version,
        draft=view.is_draft,
        pick=view.picked.person.receipt if view.picked else "",
        said=more.get("problem") or said,
        hint=context["hint"],
        holders=context["holders"],
        booths=painted_booths(view),
        parts={name: render_template(f"allocation/_{name}.html", **context) for name in PARTS},
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.add("Accept")
    return answer, status


def words_of_run(run: AllocationRun | None) -> str:
    """Return how far a run is, in words; empty when none waits or works."""
    if run is None or not run.is_live:
        return ""
    if run.state is RunState.QUEUED:
        return "排队中，后台马上开始"
    doing = "正在排" if run.kind is RunKind.SOLVE else "正在准备公示的文件（先别动草稿）"
    level = LEVEL_NAMES.get(run.level, "准备")
    return f"{doing}：{level} {run.done}/{run.count}" if run.count else f"{doing}：{level}"


def mark_of(stored: StoredPlan | None, run: AllocationRun | None) -> str:
    """Return what changes whenever the board or its run does."""
    plan = f"{stored.number}.{stored.version}.{stored.state.value}" if stored else "none"
    return f"{plan}.{run.id}.{run.state.value}" if run else plan


def _context(festival: Festival, view: BoardView) -> dict[str, Any]:
    run = latest_run(festival)
    lines = view.picked.score_lines if view.picked else []
    top = max((abs(points) for _, points in lines), default=0)
    return {
        "festival": festival,
        "view": view,
        "base": base_of(festival),
        "public": public_plan(festival),
        "notice_days": notice_days(festival),
        "run": run,
        "run_words": words_of_run(run),
        "run_failed": run is not None and run.state in (RunState.INTERRUPTED, RunState.FAILED, RunState.CANCELLED),
        "mark": mark_of(view.draft, run),
        "hint": _hint(view),
        "holders": _draggable(view),
        "level_in_words": level_in_words,
        "score_bars": [(word, points, top) for word, points in lines],
        "problem": "",
        "typed_reason": "",
        "typed_booths": "",
        "ask_reason": False,
    }


def _draggable(view: BoardView) -> dict[str, str]:
    """Booth → the household that is dragged from it: of several, the first that may be moved."""
    return {
        label: next(person.receipt for person in holders if person.movable)
        for label, holders in view.holders.items()
        if any(person.movable for person in holders)
    }


def _hint(view: BoardView) -> str:
    if view.picked is None:
        return "点摊位看是谁"
    count = view.picked.allowed_count
    return (
        f"绿框是“{view.picked.person.name}”能放的，共 {count} 处；红虚线犯规矩" if count else "没有空着又合规矩的摊位"
    )
