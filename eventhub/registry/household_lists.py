"""The products and licences of a household, on its own pages."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, household
from eventhub.core.addresses import MAX_ID, whole_number
from eventhub.registry import actions
from eventhub.registry.forms import LicenceForm, ProductForm
from eventhub.registry.household import own

bp = Blueprint("my_lists", __name__, url_prefix="/my/household/<int:household_id>")


@bp.route("/products/new", methods=["GET", "POST"])
@bp.route("/products/<int:product_id>", methods=["GET", "POST"])
@household
def product(household_id: int, product_id: int | None = None) -> Any:
    """Add or change a product."""
    mine, form = own(household_id), ProductForm()
    known = _among(mine.products, product_id)
    if known is not None and not form.is_submitted():
        form.fill(known)
    done = form.carry_out(lambda: actions.save_product(mine, product_id, form.details(), form.seen_version, actor()))
    if done is None:
        form.about(mine.version)
        return render_template("registry/product.html", form=form, household=mine, known=known), form.status
    return _back(household_id, "products", "存好了。")


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
    form = LicenceForm(obj=known)
    done = form.carry_out(lambda: actions.save_licence(mine, licence_id, form.details(), form.seen_version, actor()))
    if done is None:
        form.about(mine.version)
        return render_template("registry/licence.html", form=form, household=mine, known=known), form.status
    return _back(household_id, "licences", "存好了。")


@bp.post("/licences/<int:licence_id>/remove")
@household
def remove_licence(household_id: int, licence_id: int) -> Response:
    """Take a licence off."""
    actions.remove_licence(own(household_id), licence_id, _version(), actor())
    return _back(household_id, "licences", "删掉了。")


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
