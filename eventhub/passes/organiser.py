"""The desk's page of passes: who has one, print them all; what is done with one stands in `stall_pages`."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core.errors import DomainError
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
from eventhub.festivals.plan_view import plan_of
from eventhub.passes import papers
from eventhub.passes.actions import issue_organiser_pass, keys_of, rotate_key
from eventhub.passes.floor_plan import plan_sheet
from eventhub.passes.forms import OrganiserPassForm, RotateKeyForm
from eventhub.passes.household import pdf
from eventhub.passes.models import PassState, PrintState
from eventhub.passes.print_jobs import find_print, queue_print
from eventhub.passes.printing import (
    PassLayout,
    SignLayout,
    VehicleLayout,
    render_festival,
    render_floor_plan,
    render_gate_list,
    render_passes,
    render_signs,
    render_vehicle_cards,
)
from eventhub.passes.queries import labels_by_application, passes_of, terms_of
from eventhub.passes.stall_pages import RED_LINE, pass_or_404
from eventhub.passes.token import PASS_KIND_LABELS, PassKind

bp = Blueprint("passes_organiser", __name__, url_prefix="/desk/<slug>/passes")

PAPERS: dict[str, Callable[[Festival], bytes]] = {
    "passes": lambda festival: render_passes(papers.passes_to_print(festival)),
    "passes-a4": lambda festival: render_passes(papers.passes_to_print(festival), PassLayout.A4_FOUR),
    "signs": lambda festival: render_signs(papers.signs_to_print(festival)),
    "signs-a4": lambda festival: render_signs(papers.signs_to_print(festival), SignLayout.A4_TWO),
    "vehicles": lambda festival: render_vehicle_cards(papers.vehicles_to_print(festival)),
    "vehicles-a4": lambda festival: render_vehicle_cards(papers.vehicles_to_print(festival), VehicleLayout.A4_TWO),
    "gate-list": lambda festival: render_gate_list(papers.gate_list(festival)),
    "plan": lambda festival: render_floor_plan(plan_sheet(festival, plan_of(festival))),
}


@bp.get("/")
@staff(Role.ORGANISER)
def index(slug: str) -> tuple[str, int]:
    """List the passes by booth, with what can be printed."""
    return _page(festival_or_404(slug))


@bp.post("/")
@staff(Role.ORGANISER)
def issue(slug: str) -> AnyResponse | tuple[str, int]:
    """Issue a pass to somebody who works for the organiser."""
    festival = festival_or_404(slug)
    form = OrganiserPassForm()
    form.offer_days(festival.days)
    made = form.carry_out(
        lambda: issue_organiser_pass(
            festival, form.holder.data, [date.fromisoformat(day) for day in form.days.data], actor()
        )
    )
    if made is None:
        return _page(festival, worker_form=form)
    flash(f"已发给{made.holder}，短码 {made.short}。", "ok")
    return redirect(url_for("passes_organiser.index", slug=slug), 303)


@bp.post("/key")
@staff(Role.ORGANISER)
def change_key(slug: str) -> AnyResponse | tuple[str, int]:
    """Sign with a new key from now on."""
    festival = festival_or_404(slug)
    form = RotateKeyForm()
    if form.carry_out(lambda: rotate_key(festival, actor())) is None:
        return _page(festival, key_form=form)
    flash("已换新密钥。以前发的证照样有效；检票手机联网一次，就认得新证。", "ok")
    return redirect(url_for("passes_organiser.index", slug=slug), 303)


@bp.post("/print/all")
@staff(Role.ORGANISER)
def start_print(slug: str) -> AnyResponse:
    """Ask for a print of everything that is handed out, and watch it."""
    job = queue_print(festival_or_404(slug), actor())
    return redirect(url_for("passes_organiser.watch_print", slug=slug, number=job.id), 303)


@bp.get("/print/all/<int:number>/")
@staff(Role.ORGANISER)
def watch_print(slug: str, number: int) -> AnyResponse | tuple[str, dict[str, str]]:
    """Show how far a print is, or what became of it; while it is made, the page asks again by itself."""
    festival = festival_or_404(slug)
    job = find_print(festival, number)
    if job is None:
        flash("这一份已经不在了，请再打一次。", "warn")
        return redirect(url_for("passes_organiser.index", slug=slug), 303)
    page = render_template(
        "passes/printing.html", festival=festival, desk_where=festival.short_name, job=job, PrintState=PrintState
    )
    return page, {"Refresh": "1"} if job.is_live else {}


@bp.get("/print/all/<int:number>/all.pdf")
@staff(Role.ORGANISER)
def finished_print(slug: str, number: int) -> Response:
    """Answer a print that is ready."""
    job = find_print(festival_or_404(slug), number)
    if job is None or not job.pdf:
        abort(404)
    return pdf(job.pdf, f"all-{slug}.pdf")


@bp.get("/<int:serial>/stall.pdf")
@staff(Role.ORGANISER)
def print_stall(slug: str, serial: int) -> AnyResponse:
    """Answer the passes, the sign and the vehicle card of one stall; of an organiser's pass, that pass alone."""
    stall_pass = pass_or_404(slug, serial)
    application = stall_pass.application
    return _printed(
        slug,
        f"stall-{slug}-{serial}.pdf",
        lambda: render_festival(
            papers.stall_print(application) if application else papers.single_print(stall_pass, [])
        ),
    )


@bp.get("/print/<paper>.pdf")
@staff(Role.ORGANISER)
def print_paper(slug: str, paper: str) -> AnyResponse:
    """Answer one of the papers of the whole festival as PDF."""
    festival = festival_or_404(slug)
    if paper not in PAPERS:
        abort(404)
    return _printed(slug, f"{paper}-{slug}.pdf", lambda: PAPERS[paper](festival))


def _printed(slug: str, name: str, render: Callable[[], bytes]) -> AnyResponse:
    """Answer the PDF, or lead back to the desk with the sentence why there is none."""
    try:
        return pdf(render(), name)
    except DomainError as error:
        flash(error.sentence, "bad")
        return redirect(url_for("passes_organiser.index", slug=slug), 303)


def _page(
    festival: Festival, worker_form: OrganiserPassForm | None = None, key_form: RotateKeyForm | None = None
) -> tuple[str, int]:
    posted = worker_form or key_form
    if worker_form is None:
        worker_form = OrganiserPassForm(formdata=None)
        worker_form.offer_days(festival.days)
    passes = passes_of(festival)
    page = render_template(
        "passes/desk.html",
        festival=festival,
        desk_where=festival.short_name,
        passes=passes,
        living={
            entry.application_id
            for entry in passes
            if entry.kind == int(PassKind.HOUSEHOLD) and entry.state is not PassState.REVOKED
        },
        red_line=RED_LINE,
        labels=labels_by_application(festival),
        kinds=PASS_KIND_LABELS,
        worker_form=worker_form,
        key_form=key_form or RotateKeyForm(formdata=None),
        keys=keys_of(festival),
        terms=terms_of(festival),
    )
    return page, posted.status if posted else 200
