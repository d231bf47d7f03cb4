"""The desk's page of one pass and its stall: suspend (the red line), restore, issue anew, and, asked twice, revoke.

A regulator may suspend and restore; the rest is the organiser's.
"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import Scope, actor, roles_in, staff
from eventhub.accounts.models import Role
from eventhub.core import addresses
from eventhub.core.errors import NotAllowed
from eventhub.core.typed_text import half_width
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
from eventhub.passes.actions import issue_anew, reissue, set_state
from eventhub.passes.forms import PassForm, RevokeForm
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.queries import (
    household_pass,
    labels_by_application,
    living_passes,
    pass_in,
    watched_stalls,
)
from eventhub.passes.token import PASS_KIND_LABELS, PassKind

bp = Blueprint("passes_stalls", __name__, url_prefix="/desk/<slug>/passes")
RED_LINE = "触碰安全红线，先停下来查"
WATCHERS = (Role.ORGANISER, Role.REGULATOR)
OF_ORGANISERS = ("reissue", "anew")
Page = AnyResponse | tuple[str, int]


@bp.get("/red-line/")
@staff(*WATCHERS)
def red_line(slug: str) -> str:
    """List the stalls, those that are stopped first, each with the button that stops it at once; `q` finds one."""
    festival, text = festival_or_404(slug), half_width(addresses.asked("q", 40))
    return render_template("passes/red_line.html", festival=festival, stalls=watched_stalls(festival, text), text=text)


@bp.get("/<int:serial>/")
@staff(*WATCHERS)
def show(slug: str, serial: int) -> Page:
    """Show a pass, the others of its stall, and what can be done."""
    return _page(pass_or_404(slug, serial), PassForm(formdata=None))


@bp.post("/<int:serial>/")
@staff(*WATCHERS)
def change(slug: str, serial: int) -> Page:
    """Suspend or restore; issue the next print of a pass, or a new pass."""
    stall_pass = pass_or_404(slug, serial)
    form = PassForm()
    if form.do.data in OF_ORGANISERS and not _is_organiser(stall_pass.festival):
        raise NotAllowed("补办和重新发证归主办方办。")
    done = form.carry_out(lambda: _done(stall_pass, form))
    if done is None:
        return _page(stall_pass, form)
    said, shown = done
    flash(said, "ok")
    return redirect(url_for(".show", slug=slug, serial=shown.serial), 303)


@bp.route("/<int:serial>/revoke", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def revoke(slug: str, serial: int) -> Page:
    """Ask once more, with stall, name and reason; then revoke for good."""
    stall_pass = pass_or_404(slug, serial)
    form = RevokeForm()
    changed = form.carry_out(
        lambda: set_state(stall_pass, PassState.REVOKED, actor(), form.seen_version, form.why.data)
    )
    if changed:
        flash(f"作废了 {len(changed)} 张证。要再用，请重新发证。", "ok")
        return redirect(url_for(".show", slug=slug, serial=serial), 303)
    form.about(stall_pass.version)
    together = _together(stall_pass)
    page = render_template("passes/revoke.html", form=form, together=together, **_about(stall_pass))
    return page, form.status


def pass_or_404(slug: str, serial: int) -> StallPass:
    """Return the pass of an address, or end the request with 404."""
    found = pass_in(festival_or_404(slug), serial)
    if found is None:
        abort(404)
    return found


def _done(stall_pass: StallPass, form: PassForm) -> tuple[str, StallPass]:
    """Do what the form says; return what to tell and the pass to show."""
    if form.do.data == "reissue":
        return "已补办，旧证当场作废。请重新打印。", reissue(stall_pass, actor(), form.seen_version)
    if form.do.data == "anew":
        if stall_pass.application is None:
            abort(404)
        return "新证发好了，摊主已经能打开。请重新打印。", issue_anew(stall_pass.application, actor())
    state = PassState(form.do.data)
    why = "" if state is PassState.VALID else form.why.data or RED_LINE
    changed = set_state(stall_pass, state, actor(), form.seen_version, why)
    word = "已恢复" if state is PassState.VALID else "已暂停，检票口马上就认"
    told = "主办方、监管和摊主都发了短信。" if stall_pass.kind == int(PassKind.HOUSEHOLD) else ""
    return f"{word}，共 {len(changed)} 张证。{told}", stall_pass


def _page(stall_pass: StallPass, form: PassForm) -> tuple[str, int]:
    application = stall_pass.application
    others = [entry for entry in living_passes(application) if entry is not stall_pass] if application else []
    page = render_template(
        "passes/stall.html",
        form=form,
        others=others,
        together=_together(stall_pass),
        manages=_is_organiser(stall_pass.festival),
        may_issue_anew=_may_issue_anew(stall_pass),
        red_line=RED_LINE,
        **_about(stall_pass),
    )
    return page, form.status


def _about(stall_pass: StallPass) -> dict[str, object]:
    application, festival = stall_pass.application, stall_pass.festival
    label = labels_by_application(festival).get(stall_pass.application_id or 0, "")
    return {
        "festival": festival,
        "entry": stall_pass,
        "own": stall_pass.kind == int(PassKind.HOUSEHOLD),
        "stall": f"{label} {application.household.name}".strip() if application else stall_pass.holder,
        "kinds": PASS_KIND_LABELS,
    }


def _together(stall_pass: StallPass) -> list[StallPass]:
    """Return the passes that are suspended, restored or revoked with this one."""
    if stall_pass.kind == int(PassKind.HOUSEHOLD) and stall_pass.application:
        return list(living_passes(stall_pass.application))
    return [] if stall_pass.state is PassState.REVOKED else [stall_pass]


def _may_issue_anew(stall_pass: StallPass) -> bool:
    application = stall_pass.application
    return (
        stall_pass.kind == int(PassKind.HOUSEHOLD)
        and application is not None
        and household_pass(application) is None
        and application.id in labels_by_application(stall_pass.festival)
    )


def _is_organiser(festival: Festival) -> bool:
    scope = Scope(festival.id, festival.organisation_id)
    return bool(roles_in(actor(), scope) & {Role.ORGANISER, Role.ADMINISTRATOR})
