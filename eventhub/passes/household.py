"""The household's own pass: on the phone's screen, and as a sheet to print at home."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, household
from eventhub.core.errors import NotFound
from eventhub.passes.extra_passes import ask_for
from eventhub.passes.forms import ExtrasForm
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.papers import block_label, household_sheet, single_print
from eventhub.passes.printing import render_festival, render_household_sheet
from eventhub.passes.qr import pass_address, pass_matrix, qr_svg
from eventhub.passes.queries import booths_by_application, household_pass, living_passes, pass_for, terms_in
from eventhub.passes.token import PASS_KIND_LABELS, PassKind

bp = Blueprint("passes_household", __name__)


@bp.get("/my/passes/<slug>/<int:serial>/")
@household
def show(slug: str, serial: int) -> AnyResponse | tuple[str, int]:
    """Show the pass large enough to be scanned from the screen, and who else comes with the stall.

    One that was revoked leads to the one issued since.
    """
    stall_pass = _found(slug, serial)
    newer = _issued_since(stall_pass)
    if newer is not None:
        return redirect(url_for(".show", slug=slug, serial=newer.serial), 303)
    return _page(_living(stall_pass), ExtrasForm())


@bp.post("/my/passes/<slug>/<int:serial>/")
@household
def ask(slug: str, serial: int) -> AnyResponse | tuple[str, int]:
    """Issue or take back the helpers' passes and the vehicle's card."""
    stall_pass = _own_pass(slug, serial)
    if stall_pass.kind != int(PassKind.HOUSEHOLD):
        abort(404)
    form = ExtrasForm()
    form.carry_out(lambda: ask_for(stall_pass, int(form.helpers.data), form.plate.data, actor(), form.seen_version))
    if form.status != 200:
        return _page(stall_pass, form)
    flash("办好了。打印版里也有帮工证和车证，请重新下载。", "ok")
    return redirect(url_for("passes_household.show", slug=slug, serial=serial), 303)


@bp.get("/my/passes/<slug>/<int:serial>/sheet.pdf")
@household
def sheet(slug: str, serial: int) -> Response:
    """Answer the sheet to print at home: pass, sign, what to know, helpers and vehicle; or one such card alone."""
    stall_pass = _own_pass(slug, serial)
    booths = booths_by_application(stall_pass.festival).get(stall_pass.application_id or 0, [])
    if stall_pass.kind == int(PassKind.HOUSEHOLD):
        data = render_household_sheet(household_sheet(stall_pass, booths))
    else:
        data = render_festival(single_print(stall_pass, booths))
    return pdf(data, f"pass-{slug}-{serial}.pdf")


def _page(stall_pass: StallPass, form: ExtrasForm) -> tuple[str, int]:
    address = pass_address(current_app.config["SETTINGS"].base_url, stall_pass.digits)
    booths = booths_by_application(stall_pass.festival).get(stall_pass.application_id or 0, [])
    living = living_passes(stall_pass.application) if stall_pass.application else []
    form.show(stall_pass, living)
    page = render_template(
        "passes/my_pass.html",
        stall_pass=stall_pass,
        kind=PASS_KIND_LABELS[PassKind(stall_pass.kind)],
        kinds=PASS_KIND_LABELS,
        own=stall_pass.kind == int(PassKind.HOUSEHOLD),
        others=[entry for entry in living if entry is not stall_pass],
        label=block_label(booths),
        entry=terms_in(stall_pass.festival, stall_pass.rules).words_of(stall_pass.window),
        code=qr_svg(pass_matrix(address), "参展证二维码"),
        form=form,
    )
    return page, form.status


def pdf(data: bytes, name: str) -> Response:
    """Return a PDF as a download that is not kept by anything in between."""
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.cache_control.private = response.cache_control.no_store = True
    return response


def _own_pass(slug: str, serial: int) -> StallPass:
    return _living(_found(slug, serial))


def _found(slug: str, serial: int) -> StallPass:
    found = pass_for(actor(), serial, slug)
    if found is None:
        abort(404)
    return found


def _issued_since(stall_pass: StallPass) -> StallPass | None:
    """Return the stallholder's living pass, when this one was revoked."""
    if stall_pass.state is not PassState.REVOKED or stall_pass.application is None:
        return None
    return household_pass(stall_pass.application)


def _living(stall_pass: StallPass) -> StallPass:
    if stall_pass.state is PassState.REVOKED:
        phone = stall_pass.festival.phone or current_app.config["SETTINGS"].site_phone
        raise NotFound(f"这张证作废了。要是还来摆摊，请打电话让主办方重新发证：{phone}。", code="revoked")
    return stall_pass
