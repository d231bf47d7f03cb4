"""Where anybody hands in an objection 异议, and reads the reply by the receipt code. It has a session: it takes a form."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import guest
from eventhub.allocation.forms import ObjectionForm
from eventhub.allocation.objections import object_to, open_to_objections
from eventhub.allocation.public import public_festival
from eventhub.allocation.queries import objection_by_code, open_notice
from eventhub.core.limits import limiter

bp = Blueprint("allocation_objecting", __name__, url_prefix="/festivals/<slug>/allocation/objection")
OBJECTIONS = "5 per minute; 20 per hour"
LOOKS = "30 per minute"
Page = str | Response | tuple[str, int]


@bp.route("/", methods=["GET", "POST"])
@limiter.limit(OBJECTIONS, methods=["POST"])
@guest
def hand_in(slug: str) -> Page:
    """Take an objection to the open notice."""
    festival, form = public_festival(slug), ObjectionForm()
    notice = open_notice(festival)
    if notice is None or not open_to_objections(notice):
        return render_template(
            "allocation/objection_closed.html", festival=festival
        ), 409 if form.is_submitted() else 200
    made = form.carry_out(
        lambda: object_to(notice, form.name.data, form.phone.data, form.body.data, form.about.data or "")
    )
    if made is not None:
        return redirect(url_for(".receipt", slug=slug, code=made.code), 303)
    body = render_template("allocation/objection.html", festival=festival, notice=notice, form=form)
    return body, form.status


@bp.get("/find")
@limiter.limit(LOOKS)
@guest
def find(slug: str) -> Page:
    """Lead from a receipt code, typed as people type it, to the receipt."""
    festival = public_festival(slug)
    typed = request.args.get("code", "")[:40]
    code = "".join(typed.split()).upper()[:24]
    if code.isascii() and code.isalnum() and objection_by_code(festival, code):
        return redirect(url_for(".receipt", slug=slug, code=code), 303)
    page = render_template("allocation/objection_find.html", festival=festival, typed=typed, missed=bool(code))
    return page, 404 if code else 200


@bp.get("/<code>/")
@guest
def receipt(slug: str, code: str) -> Page:
    """The receipt: where the objection stands, and the reply. Neither name nor telephone number is shown here."""
    festival = public_festival(slug)
    found = objection_by_code(festival, code.strip().upper()[:24]) if code.isascii() and code.isalnum() else None
    if found is None:
        abort(404)
    return render_template("allocation/objection_receipt.html", festival=festival, objection=found)
