"""The board: solve, look why, move by hand, lock, undo, publish. Everything works without a script."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Account, Role
from eventhub.allocation import actions, planning
from eventhub.allocation.board_view import board_view
from eventhub.allocation.forms import BoardForm
from eventhub.allocation.models import StoredPlan
from eventhub.allocation.queries import draft_of, offers_of, published_plan, versions_of
from eventhub.applications.queries import accepted_applications, call_of
from eventhub.core.errors import DomainError
from eventhub.festivals.models import Festival
from eventhub.festivals.queries import festival_by_slug

bp = Blueprint("allocation_organiser", __name__, url_prefix="/desk/<slug>/allocation")


@bp.get("/")
@staff(Role.ORGANISER)
def board(slug: str) -> str:
    """Show the draft, else the published plan, else what is missing before a first run."""
    festival = _festival(slug)
    stored = draft_of(festival) or published_plan(festival)
    if stored is None:
        return render_template(
            "allocation/no_plan.html",
            festival=festival,
            desk_where=festival.short_name,
            call=call_of(festival),
            accepted=len(accepted_applications(festival)),
            form=BoardForm(),
        )
    return render_template(
        "allocation/board.html",
        festival=festival,
        view=board_view(stored, request.args.get("pick", "")[:20]),
        published=published_plan(festival),
        versions=versions_of(festival),
        form=BoardForm(),
    )


@bp.get("/offers/")
@staff(Role.ORGANISER)
def offers(slug: str) -> str:
    """List who was offered what, and what they answered."""
    festival = _festival(slug)
    return render_template(
        "allocation/offers.html", festival=festival, desk_where=festival.short_name, offers=offers_of(festival)
    )


@bp.post("/solve")
@staff(Role.ORGANISER)
def solve(slug: str) -> Response:
    """Run the solver and keep its plan as the draft."""
    return _deed(slug, lambda festival, who: _said(planning.solve_draft(festival, who)))


@bp.post("/publish")
@staff(Role.ORGANISER)
def publish(slug: str) -> Response:
    """Publish the draft: offers go out."""
    form = BoardForm()

    def deed(festival: Festival, who: Account) -> str:
        actions.publish(_draft(festival), who, form.version.data)
        return "已发布。排上的户会收到短信，请他们在期限内确认。"

    return _deed(slug, deed)


@bp.post("/place")
@staff(Role.ORGANISER)
def place(slug: str) -> Response:
    """Put a household on booths by hand."""
    form = BoardForm()

    def deed(festival: Festival, who: Account) -> str:
        planning.place(_draft(festival), _receipt(form), form.labels, who, form.version.data)
        return f"{_receipt(form)} 放到 {'、'.join(form.labels)}。可以撤销。"

    return _deed(slug, deed, _receipt(form))


@bp.post("/unplace")
@staff(Role.ORGANISER)
def unplace(slug: str) -> Response:
    """Take a household off the plan."""
    form = BoardForm()

    def deed(festival: Festival, who: Account) -> str:
        planning.unplace(_draft(festival), _receipt(form), who, form.version.data)
        return f"{_receipt(form)} 拿下来了。可以撤销。"

    return _deed(slug, deed, _receipt(form))


@bp.post("/<any(lock, unlock):what>")
@staff(Role.ORGANISER)
def lock(slug: str, what: str) -> Response:
    """Lock a placement for the next run, or release it."""
    form = BoardForm()

    def deed(festival: Festival, who: Account) -> str:
        planning.set_lock(_draft(festival), _receipt(form), what == "lock", who, form.version.data)
        return "锁住了，再排也不动。" if what == "lock" else "解锁了。"

    return _deed(slug, deed, _receipt(form))


@bp.post("/undo")
@staff(Role.ORGANISER)
def undo(slug: str) -> Response:
    """Take back the last move by hand."""
    form = BoardForm()

    def deed(festival: Festival, who: Account) -> str:
        planning.undo(_draft(festival), who, form.version.data)
        return "撤销了一步。"

    return _deed(slug, deed)


def _deed(slug: str, deed: Callable[[Festival, Account], str], pick: str = "") -> Response:
    festival = _festival(slug)
    try:
        flash(deed(festival, actor()), "ok")
    except DomainError as error:
        flash(error.sentence, "bad")
    return redirect(url_for("allocation_organiser.board", slug=slug, pick=pick or None), 303)


def _said(draft: StoredPlan) -> str:
    proven = all(level["proven"] for level in draft.plan["levels"])
    ending = "每一层都证明是最好的。" if proven else "时间到了，有的层还没证明到头，方案照样守规矩。"
    return f"排好了：{len(draft.placements)} 户有摊位，{len(draft.plan['unplaced'])} 户没排上。{ending}"


def _receipt(form: BoardForm) -> str:
    return str(form.receipt.data or "").strip().upper()[:20]


def _draft(festival: Festival) -> StoredPlan:
    draft = draft_of(festival)
    if draft is None:
        abort(409)
    return draft


def _festival(slug: str) -> Festival:
    festival = festival_by_slug(slug)
    if festival is None:
        abort(404)
    return festival
