"""The registry at the desk, /desk/households/: find a household, see it, file for it. A town agent sees the own town."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from eventhub.accounts.access import actor, roles_in, staff
from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.addresses import asked, whole_number
from eventhub.core.paging import MAX_PAGE
from eventhub.registry import actions
from eventhub.registry.class_report import class_report
from eventhub.registry.credit_queries import credit_events_of, credit_total
from eventhub.registry.documents import GoodsCategory
from eventhub.registry.forms import TOWN_CHOICES, HouseholdForm, NewHouseholdForm, RecognitionForm
from eventhub.registry.household import details_of
from eventhub.registry.models import Household
from eventhub.registry.policy_class import PolicyClass
from eventhub.registry.queries import get_household_at_desk, search_households, towns_seen_by

bp = Blueprint("household_desk", __name__, url_prefix="/desk/households")
READERS = (Role.ORGANISER, Role.REVIEWER, Role.TOWN_AGENT, Role.REGULATOR)
WRITERS = (Role.ORGANISER, Role.TOWN_AGENT)
IMPORTERS = (Role.ORGANISER, Role.REGULATOR)
reader = staff(*READERS, scoped=False)
writer = staff(*WRITERS, scoped=False)
administrator = staff(Role.ADMINISTRATOR, scoped=False)
ONLY = {"missing": "名单里未出现", "expired": "类别已过期", "asked": "要求删除资料"}


@bp.get("/")
@reader
def search() -> Any:
    """Search the households."""
    wanted = {name: asked(name) for name in ("q", "town", "class", "category", "only")}
    page = search_households(
        wanted["q"],
        wanted["town"],
        next((member for member in PolicyClass if member.value == wanted["class"]), None),
        next((member for member in GoodsCategory if member.value == wanted["category"]), None),
        whole_number(request.args.get("page"), 1, 1, MAX_PAGE),
        towns=towns_seen_by(actor()),
        only=wanted["only"],
    )
    return render_template(
        "registry/desk_list.html",
        page=page,
        asked=wanted,
        towns=_town_choices("全部镇街"),
        classes=[("", "全部"), *((member.value, member.badge) for member in PolicyClass)],
        categories=[("", "全部"), *((member.value, member.label) for member in GoodsCategory)],
        only=[("", "全部"), *ONLY.items()],
        today=clock.today(),
        may_write=_may(*WRITERS),
        may_import=_may(*IMPORTERS),
    )


@bp.get("/<int:household_id>")
@reader
def show(household_id: int) -> Any:
    """Show one household; its phone is masked."""
    return _household_page(seen(household_id))


@bp.post("/<int:household_id>/phone")
@reader
def show_phone(household_id: int) -> Any:
    """Show the household with its whole phone number; who looked is written down."""
    household = seen(household_id)
    return _household_page(household, phone=actions.show_phone(household, actor()))


@bp.route("/new", methods=["GET", "POST"])
@writer
def create() -> Any:
    """Register a household for somebody who can't."""
    form = NewHouseholdForm()
    form.town.offer(_town_choices("请选一个"))
    made = form.carry_out(lambda: actions.create_household(form.uscc.data, form.details(), actor()))
    if made is None:
        return render_template("registry/desk_edit.html", form=form, household=None), form.status
    flash("登记好了。本人用这个手机号登录，就能看到。", "ok")
    return redirect(url_for(".show", household_id=made.id), 303)


@bp.route("/<int:household_id>/edit", methods=["GET", "POST"])
@writer
def edit(household_id: int) -> Any:
    """Change the details of a household."""
    household = seen(household_id)
    if request.method == "GET":
        actions.show_phone(household, actor())  # the form holds the whole number
    form = HouseholdForm(data=details_of(household))
    form.town.offer(_town_choices("请选一个"))
    done = form.carry_out(lambda: actions.edit_household(household, form.details(), form.seen_version, actor()))
    if done is None:
        form.about(household.version)
        return render_template("registry/desk_edit.html", form=form, household=household), form.status
    flash("存好了。", "ok")
    return redirect(url_for(".show", household_id=household_id), 303)


@bp.route("/<int:household_id>/recognition", methods=["GET", "POST"])
@administrator
def recognise(household_id: int) -> Any:
    """Enter a class the bureau issued, between two imports."""
    household, form = seen(household_id), RecognitionForm()
    if form.carry_out(lambda: actions.add_recognition(household, form.details(), actor())) is None:
        return render_template("registry/recognition.html", form=form, household=household), form.status
    flash("类别登记好了。", "ok")
    return redirect(url_for(".show", household_id=household_id), 303)


@bp.post("/<int:household_id>/erase")
@administrator
def erase(household_id: int) -> Any:
    """Remove the personal data of a household that asked for it."""
    actions.erase_household(seen(household_id), actor())
    flash("经营者、电话、地址、证照都删了，只留下代码和字号。", "ok")
    return redirect(url_for(".show", household_id=household_id), 303)


def seen(household_id: int) -> Household:
    """Return a household the account may see at the desk; 404 for another town's."""
    return get_household_at_desk(actor(), household_id) or abort(404)


def _household_page(household: Household, phone: str = "") -> Any:
    return render_template(
        "registry/desk_household.html",
        household=household,
        phone=phone,
        classes=class_report(household, clock.today()),
        today=clock.today(),
        credit_events=credit_events_of(household),
        credit=credit_total(household, clock.today()),
        may_write=_may(*WRITERS),
        is_administrator=_may(),
    )


def _may(*roles: Role) -> bool:
    return bool(roles_in(actor(), None) & {*roles, Role.ADMINISTRATOR})


def _town_choices(first: str) -> list[tuple[str, str]]:
    towns = towns_seen_by(actor())
    return [("", first), *(choice for choice in TOWN_CHOICES[1:] if towns is None or choice[0] in towns)]
