"""The household's answer to the booth it was offered, and where it stands: rank, lines, waitlist, and why."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, household
from eventhub.allocation.actions import confirm, decline, is_overdue
from eventhub.allocation.days import days_said
from eventhub.allocation.forms import AnswerForm
from eventhub.allocation.models import Offer
from eventhub.allocation.own_result import result_of
from eventhub.allocation.queries import offer_for, offer_of
from eventhub.applications.panels import panels_of
from eventhub.applications.queries import application_for
from eventhub.core.errors import DomainError

bp = Blueprint("allocation_household", __name__, url_prefix="/my")
ANSWERS = {
    "confirm": (confirm, "确认好了，参展证已经发给您。"),
    "decline": (decline, "已经放弃，摊位会让给后面的户。"),
}


@bp.get("/offers/<int:number>/")
@household
def show(number: int) -> str:
    """Show what is offered, until when, and the two answers."""
    return _offer_page(_own(number), AnswerForm())


@bp.post("/offers/<int:number>/")
@household
def answer(number: int) -> Response | tuple[str, int]:
    """Take the booth or give it back."""
    offer, form = _own(number), AnswerForm()
    if not form.validate_on_submit() or form.answer.data not in ANSWERS:
        abort(400)
    deed, said = ANSWERS[form.answer.data]
    try:
        deed(offer, actor())
    except DomainError as error:
        return _offer_page(offer, form, error.sentence), error.status
    flash(said, "ok")
    return redirect(url_for("allocation_household.show", number=number), 303)


@bp.get("/allocation/<int:number>/")
@household
def result(number: int) -> str | Response:
    """Show where an application stands in the public plan, and why; once it was offered a booth, what became of that."""
    application = application_for(actor(), number)
    offer = offer_of(application)
    if offer is not None:
        return redirect(url_for("allocation_household.show", number=offer.id))
    found = result_of(application)
    if found is None:
        abort(404)
    return render_template(
        "allocation/result.html",
        application=application,
        festival=application.festival,
        result=found,
        days=days_said(application),
    )


def _offer_page(offer: Offer, form: AnswerForm, problem: str = "") -> str:
    here = url_for("allocation_household.show", number=offer.id)
    return render_template(
        "allocation/offer.html",
        offer=offer,
        form=form,
        problem=problem,
        late=is_overdue(offer),
        days=days_said(offer.application),
        # Where a later room leads from here: to the pass, once it is issued.
        onward=next((panel for panel in panels_of(offer.application) if panel.get("href", here) != here), None),
    )


def _own(number: int) -> Offer:
    offer = offer_for(actor(), number)
    if offer is None:
        abort(404)
    return offer
