"""The household's own pass: on the phone's screen, and as a sheet to print at home."""

from flask import Blueprint, Response, abort, current_app, render_template

from eventhub.accounts.access import actor, household
from eventhub.core.addresses import MAX_ID
from eventhub.passes.models import StallPass
from eventhub.passes.papers import block_label, household_sheet
from eventhub.passes.printing import render_household_sheet
from eventhub.passes.qr import pass_address, pass_matrix, qr_svg
from eventhub.passes.queries import booths_by_application, pass_for

bp = Blueprint("passes_household", __name__)


@bp.get("/my/passes/<slug>/<int:serial>/")
@household
def show(slug: str, serial: int) -> str:
    """Show the pass large enough to be scanned from the screen."""
    stall_pass = _own_pass(slug, serial)
    address = pass_address(current_app.config["SETTINGS"].base_url, stall_pass.digits)
    booths = booths_by_application(stall_pass.festival).get(stall_pass.application_id or 0, [])
    return render_template(
        "passes/my_pass.html",
        stall_pass=stall_pass,
        label=block_label(booths) if booths else "",
        code=qr_svg(pass_matrix(address), "参展证二维码"),
    )


@bp.get("/my/passes/<slug>/<int:serial>/sheet.pdf")
@household
def sheet(slug: str, serial: int) -> Response:
    """Answer the sheet to print at home: pass, sign, what to know."""
    stall_pass = _own_pass(slug, serial)
    booths = booths_by_application(stall_pass.festival).get(stall_pass.application_id or 0, [])
    return pdf(render_household_sheet(household_sheet(stall_pass, booths)), f"pass-{slug}-{serial}.pdf")


def pdf(data: bytes, name: str) -> Response:
    """Return a PDF as a download that is not kept by anything in between."""
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.cache_control.private = response.cache_control.no_store = True
    return response


def _own_pass(slug: str, serial: int) -> StallPass:
    found = pass_for(actor(), serial, slug) if serial <= MAX_ID else None
    if found is None:
        abort(404)
    return found
