"""The board: run, look why, move by hand, lock, undo. Everything works without a script; with one, the answers are JSON."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Account, Role
from eventhub.allocation import hand_moves, planning, runs
from eventhub.allocation.board_answer import Page, base_of, desk_page, mark_of, shown, wants_json, words_of_run
from eventhub.allocation.board_view import board_view
from eventhub.allocation.board_words import in_words, with_names
from eventhub.allocation.forms import BoardForm
from eventhub.allocation.models import StoredPlan
from eventhub.allocation.queries import draft_of, latest_run, public_plan, shop_names
from eventhub.allocation.rules import Board
from eventhub.applications.queries import accepted_applications, call_of
from eventhub.core.errors import DomainError, NotFound, StateConflict
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival

bp = Blueprint("allocation_organiser", __name__, url_prefix="/desk/<slug>/allocation")
# What was done, in words, and the board as it then stands where the deed has it.
Done = tuple[str, Board | None]
Deed = Callable[[StoredPlan, Account, BoardForm], Done]


@bp.get("/")
@staff(Role.ORGANISER)
def board(slug: str) -> Page:
    """Show the draft, else the public plan, else what is missing before a first run."""
    festival = festival_or_404(slug)
    stored = draft_of(festival) or public_plan(festival)
    if stored is None:
        return _before_the_first_run(festival)
    pick, at = request.args.get("pick", "")[:20], request.args.get("at", "")[:10]
    return shown(stored, board_view(stored, pick, at))


@bp.get("/pulse")
@staff(Role.ORGANISER)
def pulse(slug: str) -> AnyResponse:
    """Tell in a few bytes whether the board has changed, by whom, and how far a run is; 304 when nothing has."""
    festival = festival_or_404(slug)
    stored, run = draft_of(festival) or public_plan(festival), latest_run(festival)
    last = stored.moves[-1]["by"] if stored and stored.moves else ""
    response = jsonify(mark=mark_of(stored, run), who=last, run=words_of_run(run))
    response.set_etag(f"{mark_of(stored, run)}-{run.level}-{run.done}" if run else mark_of(stored, run))
    response.headers["Cache-Control"] = "private, no-cache"  # asked every four seconds: a 304 is all there is to say
    response.make_conditional(request)
    return response


@bp.post("/solve")
@staff(Role.ORGANISER)
def solve(slug: str) -> Page:
    """Ask for a run; a small one is done at once."""
    festival = festival_or_404(slug)
    return _said(festival, lambda: _run(festival))


@bp.post("/run/cancel")
@staff(Role.ORGANISER)
def cancel(slug: str) -> Page:
    """Call the run off."""
    festival = festival_or_404(slug)

    def deed() -> str:
        run = latest_run(festival)
        if run is None:
            raise NotFound("没有在排的，不用取消。")
        runs.cancel(run, actor())
        return "取消了，草稿没动。"

    return _said(festival, deed)


@bp.post("/<any(place, swap, unplace, lock, unlock, undo, redo):what>")
@staff(Role.ORGANISER)
def deed(slug: str, what: str) -> Page:
    """Do one thing on the draft by hand; a refusal shows the board as it now is, with the sentence and what was typed."""
    festival, form = festival_or_404(slug), BoardForm()
    draft = draft_of(festival)
    try:
        if draft is None:
            raise StateConflict("现在没有草稿，先排一遍才能动。", code="no_draft")
        if not form.validate():
            raise StateConflict("交来的内容太长或者过期了，请刷新再试。", code="form")
        said, board = DEEDS[what](draft, actor(), form)
    except DomainError as error:
        return _refused(festival, form, what, error)
    said = with_names(said, shop_names(festival))
    if wants_json():
        return shown(draft, board_view(draft, form.who, board=board), said=said)
    flash(said, "ok")
    return redirect(url_for("allocation_organiser.board", slug=slug, pick=form.who or None), 303)


def _place(draft: StoredPlan, who: Account, form: BoardForm) -> Done:
    board = hand_moves.place(draft, form.who, form.labels, who, form.seen, form.reason.data or "")
    return f"{form.who} 放到 {'、'.join(board.placements[form.who])}。可以撤销。", board


def _swap(draft: StoredPlan, who: Account, form: BoardForm) -> Done:
    board = hand_moves.swap(draft, form.who, form.whom, who, form.seen, form.reason.data or "")
    return f"{form.who} 和 {form.whom} 对调了。可以撤销。", board


def _unplace(draft: StoredPlan, who: Account, form: BoardForm) -> Done:
    hand_moves.unplace(draft, form.who, who, form.seen)
    return f"{form.who} 拿下来了。可以撤销。", None


def _lock(draft: StoredPlan, who: Account, form: BoardForm) -> Done:
    hand_moves.set_lock(draft, form.who, True, who, form.seen)
    return "锁住了，再排也不动。", None


def _unlock(draft: StoredPlan, who: Account, form: BoardForm) -> Done:
    hand_moves.set_lock(draft, form.who, False, who, form.seen)
    return "解锁了。", None


def _undo(draft: StoredPlan, who: Account, form: BoardForm) -> Done:
    hand_moves.undo(draft, who, form.seen)
    return "撤销了一步，还可以重做。", None


def _redo(draft: StoredPlan, who: Account, form: BoardForm) -> Done:
    hand_moves.redo(draft, who, form.seen)
    return "重做了一步。", None


DEEDS: dict[str, Deed] = {
    "place": _place,
    "swap": _swap,
    "unplace": _unplace,
    "lock": _lock,
    "unlock": _unlock,
    "undo": _undo,
    "redo": _redo,
}


def _run(festival: Festival) -> str:
    run = planning.queue_run(festival, actor())
    if runs.done_at_once(run):
        return run.message
    return "开始排了，排好了这里会变。谁也不会收到消息。"


def _refused(festival: Festival, form: BoardForm, what: str, error: DomainError) -> Page:
    stored = draft_of(festival) or public_plan(festival)
    if stored is None:
        raise error
    holders = {label: name for name, block in stored.placements.items() for label in block}
    over = next(iter(form.labels), "") or next((label for label, name in holders.items() if name == form.whom), "")
    view = board_view(stored, form.who, over)
    typed: dict[str, Any] = {
        "typed_reason": form.reason.data or "",
        "typed_booths": "、".join(form.labels) if what == "place" else "",
        "ask_reason": error.code == "reason_needed" and bool(form.whom),
    }
    return shown(stored, view, problem=in_words(error.sentence, shop_names(festival)), status=error.status, **typed)


def _said(festival: Festival, deed: Callable[[], str]) -> Page:
    try:
        said = deed()
    except DomainError as error:
        stored = draft_of(festival) or public_plan(festival)
        if stored is not None and wants_json():
            return shown(stored, board_view(stored), problem=error.sentence, status=error.status)
        flash(error.sentence, "bad")
        return redirect(base_of(festival), 303)
    stored = draft_of(festival) or public_plan(festival)
    if stored is not None and wants_json():
        return shown(stored, board_view(stored), said=said)
    flash(said, "ok")
    return redirect(base_of(festival), 303)


def _before_the_first_run(festival: Festival) -> Page:
    run = latest_run(festival)
    return render_template(
        "allocation/no_plan.html",
        **desk_page(festival),
        call=call_of(festival),
        accepted=len(accepted_applications(festival)),
        run=run,
        run_words=words_of_run(run),
        form=BoardForm(),
    )
