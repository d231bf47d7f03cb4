"""The products and licences of a household, on its own pages."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, household
from eventhub.core.addresses import MAX_ID, whole_number
from eventhub.registry import actions
from eventhub.registry.forms import LicenceForm, ProductForm
from eventhub.registry.household import own
from eventhub.registry.models import Household

bp = Blueprint("my_lists", __name__, url_prefix="/my/household/<int:household_id>")


@bp.route("/products/new", methods=["GET", "POST"])
@bp.route("/products/<int:product_id>", methods=["GET", "POST"])
@household
def product(household_id: int, product_id: int | None = None) -> Any:
    """Add or change a product."""
    mine = own(household_id)
    known = _among(mine.products, product_id)
    form = ProductForm(obj=known, price=known.price_fen if known else None)
    return _saved(mine, "product", known, form, actions.save_product)


@bp.post("/products/<int:product_id>/remove")
@household
def remove_product(household_id: int, product_id: int) -> Response:
    """Take a product off."""
    actions.remove_product(own(household_id), product_id, _version(), actor())
    return _back(household_id, "products", "删掉了。")


@bp.route("/licences/new", methods=["GET", "POST"])
@bp.route("/licences/<int:licence_id>", methods=["GET", "POST"])
@household
def licence(household_id: int, licence_id: int | None = None) -> Any:
    """Add or change a licence."""
    mine = own(household_id)
    known = _among(mine.licences, licence_id)
    return _saved(mine, "licence", known, LicenceForm(obj=known), actions.save_licence)


@bp.post("/licences/<int:licence_id>/remove")
@household
def remove_licence(household_id: int, licence_id: int) -> Response:
    """Take a licence off."""
    actions.remove_licence(own(household_id), licence_id, _version(), actor())
    return _back(household_id, "licences", "删掉了。")


def _saved(mine: Household, what: str, known: Any, form: Any, save: Callable[..., Any]) -> Any:
    """Save the product or licence that was sent, the `known` one or a new one; else show its form."""
    row_id = known.id if known else None
    if form.carry_out(lambda: save(mine, row_id, form.details(), form.seen_version, actor())) is not None:
        return _back(mine.id, f"{what}s", "存好了。")
    form.about(mine.version)
    return render_template(f"registry/{what}.html", form=form, household=mine, known=known), form.status


def _among(rows: list[Any], row_id: int | None) -> Any:
    """Return the row with this id, None for a new one; 404 when it is not among them."""
    if row_id is None:
        return None
    return next((row for row in rows if row.id == row_id), None) or abort(404)


def _version() -> int:
    return whole_number(request.form.get("version"), 0, 0, MAX_ID)


def _back(household_id: int, part: str, sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(url_for("my_household.show", household_id=household_id, _anchor=part), 303)
