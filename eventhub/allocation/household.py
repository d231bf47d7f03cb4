"""The household's answer to the booth it was offered."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, household
from eventhub.allocation.actions import confirm, decline
from eventhub.allocation.forms import AnswerForm
from eventhub.allocation.models import Offer
from eventhub.allocation.queries import offer_for
from eventhub.core.errors import DomainError

bp = Blueprint("allocation_household", __name__, url_prefix="/my/offers")
ANSWERS = {
    "confirm": (confirm, "确认好了，参展证已经发给您。"),
    "decline": (decline, "已经放弃，摊位会让给后面的户。"),
}


@bp.get("/<int:offer_id>/")
@household
def show(offer_id: int) -> str:
    """Show what is offered, until when, and the two answers."""
    return render_template("allocation/offer.html", offer=_own(offer_id), form=AnswerForm())


@bp.post("/<int:offer_id>/")
@household
def answer(offer_id: int) -> Response | tuple[str, int]:
    """Take the booth or give it back."""
    offer, form = _own(offer_id), AnswerForm()
    if not form.validate_on_submit() or form.answer.data not in ANSWERS:
        abort(400)
    deed, said = ANSWERS[form.answer.data]
    try:
        deed(offer, actor())
    except DomainError as error:
        return render_template("allocation/offer.html", offer=offer, form=form, problem=error.sentence), error.status
    flash(said, "ok")
    return redirect(url_for("allocation_household.show", offer_id=offer_id), 303)


def _own(offer_id: int) -> Offer:
    offer = offer_for(actor(), offer_id) if offer_id < 2**31 else None
    if offer is None:
        abort(404)
    return offer
