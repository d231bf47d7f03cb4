"""A household's own pages, /my/household/: what the district knows of the business, and how to correct it."""

from typing import Any

from flask import Blueprint, Response, abort, flash, json, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, household
from eventhub.core import clock
from eventhub.registry import actions
from eventhub.registry.class_report import class_report
from eventhub.registry.credit_queries import credit_total
from eventhub.registry.data_paper import parts_of
from eventhub.registry.forms import DeletionForm, HouseholdForm, NewHouseholdForm
from eventhub.registry.models import Household
from eventhub.registry.my_data import my_data
from eventhub.registry.queries import get_household_for, households_of
from eventhub.registry.shop_notes import shop_notes_of

bp = Blueprint("my_household", __name__, url_prefix="/my/household")


@bp.get("/")
@household
def choose() -> Any:
    """Go to the one business there is, or let the person choose; with none, register it."""
    account = actor()
    mine = households_of(account)
    if not mine:
        return redirect(url_for(".create") if account.phone else "/desk/households/")
    if len(mine) == 1:
        return redirect(url_for(".show", household_id=mine[0].id))
    return render_template("registry/choose.html", mine=mine)


@bp.route("/new", methods=["GET", "POST"])
@household
def create() -> Any:
    """Register a business by its code."""
    account, form = actor(), NewHouseholdForm()
    if not form.is_submitted():
        form.phone.data = account.phone
    made = form.carry_out(lambda: actions.create_household(form.uscc.data, form.details(), account, account))
    if made is None:
        return render_template("registry/household_new.html", form=form), form.status
    flash("登记好了。把卖的东西和证照也填上，报名时就不用再填。", "ok")
    return redirect(url_for(".show", household_id=made.id), 303)


@bp.get("/<int:household_id>")
@household
def show(household_id: int) -> Any:
    """Show the business: details, products, licences, class."""
    mine = own(household_id)
    return render_template(
        "registry/household.html",
        household=mine,
        classes=class_report(mine, clock.today()),
        notes=shop_notes_of(mine),
        several=len(households_of(actor())) > 1,
        credit=credit_total(mine, clock.today()),
    )


@bp.route("/<int:household_id>/edit", methods=["GET", "POST"])
@household
def edit(household_id: int) -> Any:
    """Change the details of the business."""
    mine = own(household_id)
    form = HouseholdForm(data=details_of(mine))
    done = form.carry_out(lambda: actions.edit_household(mine, form.details(), form.seen_version, actor()))
    if done is None:
        form.about(mine.version)
        return render_template("registry/household_edit.html", form=form, household=mine), form.status
    flash("存好了。", "ok")
    return redirect(url_for(".show", household_id=household_id), 303)


@bp.get("/data")
@household
def data() -> str:
    """Show everything kept of the person, to read and to print."""
    return render_template("registry/my_data.html", parts=parts_of(my_data(actor())))


@bp.get("/data.json")
@household
def download() -> Response:
    """Hand out everything kept of the person."""
    text = json.dumps(my_data(actor()), ensure_ascii=False, indent=2, sort_keys=False)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=my-data.json"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/<int:household_id>/deletion", methods=["GET", "POST"])
@household
def deletion(household_id: int) -> Any:
    """Ask for the personal data to be removed."""
    mine = own(household_id)
    form = DeletionForm()
    if form.carry_out(lambda: actions.ask_for_deletion(mine, actor())) is None:
        return render_template("registry/deletion.html", form=form, household=mine), form.status
    flash("记下了。工作人员核对后删除，删完这里就看不到这一户了。", "ok")
    return redirect(url_for(".show", household_id=household_id), 303)


@bp.post("/<int:household_id>/deletion/withdraw")
@household
def withdraw_deletion(household_id: int) -> AnyResponse:
    """Take the wish for deletion back."""
    actions.withdraw_deletion(own(household_id), actor())
    flash("撤回了，资料都还在。", "ok")
    return redirect(url_for(".show", household_id=household_id), 303)


def own(household_id: int) -> Household:
    """Return the account's own household; 404 for anybody else's."""
    return get_household_for(actor(), household_id) or abort(404)


def details_of(household: Household) -> dict[str, Any]:
    """Return a household as the form shows it."""
    names = ("name", "owner_name", "phone", "town", "address", "heritage_item", "story")
    shown = {name: getattr(household, name) for name in names}
    return shown | {"category": household.category.value, "stall_kind": household.stall_kind.value}
