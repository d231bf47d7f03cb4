"""The desk's pages of this room: the ledger of enquiries, the stamp rally, the rankings."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core.errors import DomainError
from eventhub.core.tables import XLSX_MIME
from eventhub.festivals.organiser import festival_or_404
from eventhub.visitors.enquiries import enquiries_at, enquiry_among, ledger_sheet, record_outcome
from eventhub.visitors.forms import OutcomeForm

bp = Blueprint("visitors_desk", __name__, url_prefix="/desk/<slug>")
Page = str | AnyResponse | tuple[str, int]


@bp.get("/enquiries/")
@staff(Role.ORGANISER)
def enquiries(slug: str) -> Page:
    """Every enquiry of the edition, with its outcome."""
    festival = festival_or_404(slug)
    return render_template("visitors/desk_enquiries.html", festival=festival, enquiries=enquiries_at(festival))


@bp.get("/enquiries/ledger.xlsx")
@staff(Role.ORGANISER)
def ledger(slug: str) -> Response:
    """The ledger for the organiser's own sheets."""
    festival = festival_or_404(slug)
    body = ledger_sheet(enquiries_at(festival), actor(), festival)
    answer = Response(body, mimetype=XLSX_MIME)
    answer.headers["Content-Disposition"] = f"attachment; filename=enquiries-{festival.slug}.xlsx"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/enquiries/<int:enquiry_id>", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def enquiry(slug: str, enquiry_id: int) -> Page:
    """One enquiry, and what came of it."""
    festival = festival_or_404(slug)
    found = enquiry_among(enquiries_at(festival), enquiry_id)
    form = OutcomeForm(data={"outcome": found.outcome.value, "note": found.outcome_note})
    if form.validate_on_submit():
        outcome, note = form.result()
        try:
            record_outcome(found, outcome, note, form.shown_version, actor())
        except DomainError as error:
            form.refuse(error)
        else:
            flash("记下了。", "ok")
            return redirect(url_for(".enquiries", slug=slug), 303)
    form.about(found.version)
    return render_template("visitors/desk_enquiry.html", festival=festival, enquiry=found, form=form), form.status
