"""The desk's page of passes: who has one, print them all, issue one anew, suspend, revoke."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core.addresses import MAX_ID
from eventhub.core.errors import DomainError
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
from eventhub.festivals.plan_view import plan_of
from eventhub.passes import papers
from eventhub.passes.actions import reissue, set_state
from eventhub.passes.floor_plan import plan_sheet
from eventhub.passes.forms import PassForm
from eventhub.passes.household import pdf
from eventhub.passes.models import PassState
from eventhub.passes.printing import (
    PassLayout,
    SignLayout,
    render_floor_plan,
    render_gate_list,
    render_passes,
    render_signs,
)
from eventhub.passes.queries import booths_by_application, pass_in, passes_of

bp = Blueprint("passes_organiser", __name__, url_prefix="/desk/<slug>/passes")

PAPERS: dict[str, Callable[[Festival], bytes]] = {
    "passes": lambda festival: render_passes(papers.passes_to_print(festival)),
    "passes-a4": lambda festival: render_passes(papers.passes_to_print(festival), PassLayout.A4_FOUR),
    "signs": lambda festival: render_signs(papers.signs_to_print(festival)),
    "signs-a4": lambda festival: render_signs(papers.signs_to_print(festival), SignLayout.A4_TWO),
    "gate-list": lambda festival: render_gate_list(papers.gate_list(festival)),
    "plan": lambda festival: render_floor_plan(plan_sheet(festival, plan_of(festival))),
}
DONE = {
    PassState.SUSPENDED: "已暂停，检票口马上就认。",
    PassState.VALID: "已恢复。",
    PassState.REVOKED: "已作废。",
}


@bp.get("/")
@staff(Role.ORGANISER)
def index(slug: str) -> str:
    """List the passes by booth, with what can be printed."""
    festival = festival_or_404(slug)
    return render_template(
        "passes/desk.html",
        festival=festival,
        desk_where=festival.short_name,
        passes=passes_of(festival),
        booths=booths_by_application(festival),
        block_label=papers.block_label,
        form=PassForm(),
    )


@bp.get("/print/<paper>.pdf")
@staff(Role.ORGANISER)
def print_paper(slug: str, paper: str) -> AnyResponse:
    """Answer one of the papers of the whole festival as PDF."""
    festival = festival_or_404(slug)
    if paper not in PAPERS:
        abort(404)
    try:
        return pdf(PAPERS[paper](festival), f"{paper}-{slug}.pdf")
    except DomainError as error:
        flash(error.sentence, "bad")
        return redirect(url_for("passes_organiser.index", slug=slug), 303)


@bp.post("/<int:serial>")
@staff(Role.ORGANISER)
def change(slug: str, serial: int) -> AnyResponse | tuple[str, int] | Response:
    """Issue a pass anew, suspend, restore or revoke it."""
    stall_pass = pass_in(festival_or_404(slug), serial) if serial <= MAX_ID else None
    if stall_pass is None:
        abort(404)
    form = PassForm()
    if not form.validate_on_submit():
        flash("没看懂要办什么，请从按钮进来。", "bad")
    elif form.do.data == "reissue":
        reissue(stall_pass, actor(), form.seen_version)
        flash("已补办，旧证当场作废。请重新打印。", "ok")
    else:
        state = PassState(form.do.data)
        set_state(stall_pass, state, actor(), form.seen_version, form.why.data or "")
        flash(DONE[state], "ok")
    return redirect(url_for("passes_organiser.index", slug=slug), 303)
