"""The page on which a buyer leaves an enquiry: public, without a cookie, never kept as bytes since it carries a token."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import public
from eventhub.core.limits import limiter
from eventhub.visitors import queries
from eventhub.visitors.enquiries import leave_enquiry
from eventhub.visitors.forms import EnquiryForm
from eventhub.visitors.own_pages import NotFromOurPage, form_token, require_own_form
from eventhub.visitors.stalls import Stall

bp = Blueprint("visitors_enquiry", __name__)
ENQUIRIES = "6 per minute; 40 per hour"
Page = str | AnyResponse | tuple[str, int]


@bp.get("/s/<code>/enquiry")
@public
def ask(code: str) -> Page:
    """The empty form."""
    stall = _stall(code)
    return _page(stall, EnquiryForm(formdata=None), 200)


@bp.post("/s/<code>/enquiry")
@limiter.limit(ENQUIRIES)
@public
def send(code: str) -> Page:
    """Take the form, from our own page only."""
    stall, form = _stall(code), EnquiryForm()
    try:
        require_own_form(f"enquiry:{stall.booth.sign_code}", request.form.get("token", ""))
    except NotFromOurPage as error:
        form.refuse(error)
        return _page(stall, form, error.status)
    if form.carry_out(lambda: leave_enquiry(stall, form.wish())) is None:
        return _page(stall, form, form.status)
    return redirect(url_for(".sent", code=stall.booth.sign_code), 303)


@bp.get("/s/<code>/enquiry/sent")
@public
def sent(code: str) -> Page:
    """Say that it arrived and what comes next."""
    return _render("enquiry_sent", _stall(code))


def _stall(code: str) -> Stall:
    booth = queries.booth_of_sign(code)
    return next(entry for entry in queries.stalls_of(booth.row.zone.festival) if entry.booth.id == booth.id)


def _page(stall: Stall, form: EnquiryForm, status: int) -> tuple[str, int]:
    token = form_token(f"enquiry:{stall.booth.sign_code}")
    return _render("enquiry", stall, form=form, token=token), status


def _render(name: str, stall: Stall, **values: object) -> str:
    festival = stall.booth.row.zone.festival
    phone = festival.phone or festival.organisation.phone or current_app.config["SETTINGS"].site_phone
    return render_template(f"visitors/{name}.html", stall=stall, festival=festival, phone=phone, **values)
