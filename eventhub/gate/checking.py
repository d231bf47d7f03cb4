"""The gate for somebody signed in: checks a pass by typing, by hardware scanner or link, over the network, with or
without JavaScript. The page that works without a network is `/gate/` (see `shell`)."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, redirect, render_template, request, session, url_for

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.accounts.phone import mask_name
from eventhub.core import clock
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival, Phase
from eventhub.festivals.queries import festivals_for
from eventhub.gate import actions, queries
from eventhub.gate.devices import make_enrolment, shown_code
from eventhub.gate.forms import CheckForm, GateForm, ReasonForm
from eventhub.gate.models import Direction, Scan
from eventhub.gate.presence import NOWHERE
from eventhub.gate.words import Screen, screen_of
from eventhub.passes.models import StallPass
from eventhub.passes.queries import pass_in
from eventhub.passes.token import PASS_KIND_LABELS

bp = Blueprint("gate_checking", __name__)
GATES_KEY = "gates"
GATE_ROLES = (Role.GATE, Role.ORGANISER)


@bp.route("/gate/start", methods=["GET", "POST"])
@staff(*GATE_ROLES, scoped=False)
def start() -> Any:
    """Choose festival and gate, once; then check here, or make this phone one that needs no network."""
    festivals = [festival for festival in festivals_for(actor(), *GATE_ROLES) if festival.phase is not Phase.PAST]
    form = GateForm()
    form.festival.offer([(festival.slug, festival.name_with_year) for festival in festivals])
    if not form.is_submitted() and festivals:
        form.festival.data = festivals[0].slug
    chosen = form.carry_out(lambda: next(one for one in festivals if one.slug == form.festival.data))
    if chosen is None:
        return render_template("gate/start.html", form=form, festivals=festivals), form.status
    if request.form.get("do") == "phone":
        code = shown_code(make_enrolment(chosen, form.gate.data, actor()))
        return redirect(f"{url_for('gate_shell.shell')}#{code}", 303)
    session[GATES_KEY] = {**session.get(GATES_KEY, {}), chosen.slug: form.gate.data}
    return redirect(url_for(".check", slug=chosen.slug), 303)


@bp.route("/gate/check/<slug>/", methods=["GET", "POST"])
@staff(*GATE_ROLES)
def check(slug: str) -> Any:
    """Take what was scanned or typed; show the verdict of the scan named in the address, or ask for one."""
    festival = festival_or_404(slug)
    gate = session.get(GATES_KEY, {}).get(slug)
    if not gate:
        return redirect(url_for(".start"), 303)
    form = CheckForm()
    done = form.carry_out(lambda: _checked(festival, gate, form))
    if isinstance(done, actions.Admission):
        return redirect(url_for(".check", slug=slug, scan=done.scan.id), 303)
    if done is not None:
        return _page(festival, gate, form, found=done, typed=form.code.data)
    shown = queries.scan_by(actor().id, festival.id, request.args.get("scan", ""))
    return _page(festival, gate, form, shown=shown, status=form.status)


def _checked(festival: Festival, gate: str, form: CheckForm) -> actions.Admission | list[StallPass]:
    """What a scanner types is a pass's code or a link; what a person types is a few characters to look somebody up by."""
    typed = form.code.data
    if len(typed) <= queries.LONGEST_LOOKUP and "/" not in typed:
        return queries.passes_found(festival, typed)
    return actions.admit(festival, gate, typed, actor(), form.scan.data, Direction(form.direction.data))


@bp.post("/gate/check/<slug>/list")
@staff(*GATE_ROLES)
def from_list(slug: str) -> Any:
    """Let in somebody found by booth, short code or phone, whose papers were compared."""
    festival = festival_or_404(slug)
    serial = request.form.get("serial", "")
    stall_pass = pass_in(festival, int(serial)) if serial.isascii() and serial.isdigit() and len(serial) < 9 else None
    if stall_pass is None:
        abort(404)
    done = actions.admit_from_list(festival, _gate_of(slug), stall_pass, actor(), request.form.get("scan", ""))
    return redirect(url_for(".check", slug=slug, scan=done.scan.id), 303)


@bp.post("/gate/check/<slug>/let-in")
@staff(*GATE_ROLES)
def let_in(slug: str) -> Any:
    """Let somebody in against the verdict, with a reason."""
    return _about_scan(
        slug, lambda scan, form: actions.let_in_all_the_same(scan, form.why.data or "", actor(), form.scan.data)
    )


@bp.post("/gate/check/<slug>/undo")
@staff(*GATE_ROLES)
def undo(slug: str) -> Any:
    """Take the scan back."""
    return _about_scan(slug, lambda scan, form: actions.take_back(scan, actor(), form.scan.data))


def _about_scan(slug: str, deed: Any) -> Any:
    festival = festival_or_404(slug)
    scan = queries.scan_by(actor().id, festival.id, request.form.get("of", ""))
    if scan is None:
        abort(404)
    form = ReasonForm()
    done = form.carry_out(lambda: deed(scan, form))
    if done is None:
        return _page(festival, _gate_of(slug), CheckForm(formdata=None), shown=scan, reason=form, status=form.status)
    # What was taken back is over; what was let in is shown.
    return redirect(url_for(".check", slug=slug, scan=None if done.undoes else done.id), 303)


def _gate_of(slug: str) -> str:
    return str(session.get(GATES_KEY, {}).get(slug) or "检票口")


def _page(
    festival: Festival,
    gate: str,
    form: CheckForm,
    shown: Scan | None = None,
    status: int = 200,
    reason: ReasonForm | None = None,
    **more: Any,
) -> Any:
    stall_pass = queries.standing_pass(festival, shown) if shown else None
    form.scan.data, form.code.data = str(uuid4()), form.code.data if form.errors else ""
    counted = queries.counted_today(festival.id, gate, clock.today())
    page = render_template(
        "gate/check.html",
        festival=festival,
        gate=gate,
        form=form,
        shown=shown,
        screen=_screen(shown) if shown else None,
        stall_pass=stall_pass,
        counted=counted,
        reason=reason or ReasonForm(formdata=None),
        new_id=lambda: str(uuid4()),
        mask_name=mask_name,
        kinds=PASS_KIND_LABELS,
        **more,
    )
    return page, status


def _screen(scan: Scan) -> Screen:
    before = queries.presence_before(scan) if scan.serial is not None else NOWHERE
    return screen_of(scan.verdict, before, bool(scan.override.get("of")), scan.direction is Direction.OUT)
