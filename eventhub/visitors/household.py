"""The household's own pages of this room: its enquiries."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, household
from eventhub.visitors.enquiries import enquiries_for, enquiry_among
from eventhub.visitors.forms import OutcomeForm
from eventhub.visitors.rotation import days_shown

bp = Blueprint("my_enquiries", __name__, url_prefix="/my/enquiries")
Page = str | AnyResponse | tuple[str, int]


@bp.get("/")
@household
def inbox() -> Page:
    """Everything buyers wrote to this account's households."""
    account = actor()
    return render_template("visitors/my_enquiries.html", enquiries=enquiries_for(account), shown=days_shown(account))


@bp.route("/<int:enquiry_id>", methods=["GET", "POST"])
@household
def one(enquiry_id: int) -> Page:
    """One enquiry, and what came of it."""
    found = enquiry_among(enquiries_for(actor()), enquiry_id)
    form = OutcomeForm.about_enquiry(found)
    if form.recorded(found, actor()):
        flash("记下了。", "ok")
        return redirect(url_for(".inbox"), 303)
    return render_template("visitors/my_enquiry.html", enquiry=found, form=form), form.status
