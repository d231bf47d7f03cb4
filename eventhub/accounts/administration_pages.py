"""Pages of the administrators: people and their roles, organisations, the audit log."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts import administration as verbs
from eventhub.accounts import audit_labels, queries
from eventhub.accounts.access import actor, staff
from eventhub.accounts.forms import GrantForm, OrganisationForm, StaffForm
from eventhub.accounts.models import Account, Organisation, Role
from eventhub.core.addresses import MAX_ID, asked, day_of, whole_number
from eventhub.core.database import db
from eventhub.core.errors import DomainError
from eventhub.core.paging import MAX_PAGE

bp = Blueprint("administration", __name__, url_prefix="/admin")
administrator = staff(Role.ADMINISTRATOR, scoped=False)


@bp.get("/users/")
@administrator
def people() -> Any:
    """List the accounts of staff, and on demand everybody's."""
    text, role = asked("q"), _role(asked("role"))
    everyone = asked("all") == "1"
    page = queries.people(text, role, whole_number(request.args.get("page"), 1, 1, MAX_PAGE), everyone)
    return render_template("accounts/people.html", page=page, text=text, role=role, everyone=everyone, roles=list(Role))


@bp.route("/users/new", methods=["GET", "POST"])
@administrator
def new_person() -> Any:
    """Create a staff account and show its password once."""
    form = StaffForm()
    made = form.carry_out(lambda: verbs.create_staff(form.login.data, form.display_name.data, actor()))
    if made is None:
        return render_template("accounts/person_new.html", form=form), form.status
    return _password_once(*made)


@bp.get("/users/<int:account_id>")
@administrator
def person(account_id: int) -> Any:
    """Show an account with its roles, and what can be done to it."""
    return _person_page(_account(account_id), _grant_form())


@bp.post("/users/<int:account_id>/grants")
@administrator
def give_role(account_id: int) -> Any:
    """Give the account a role."""
    account, form = _account(account_id), _grant_form()
    done = form.carry_out(
        lambda: verbs.give_role(
            account,
            Role(form.role.data),
            actor(),
            whole_number(form.organisation.data, 0, 0, MAX_ID) or None,
            whole_number(form.festival.data, 0, 0, MAX_ID) or None,
            form.department.data or "",
        )
    )
    return _person_page(account, form) if done is None else _back(account, "角色给了。")


@bp.post("/users/<int:account_id>/grants/<int:grant_id>/take")
@administrator
def take_role(account_id: int, grant_id: int) -> Any:
    """Take a role away."""
    account = _account(account_id)
    return _try(account, lambda: verbs.take_role(account, grant_id, actor()), "角色收回了。")


@bp.post("/users/<int:account_id>/active")
@administrator
def set_active(account_id: int) -> Any:
    """Switch an account off or on."""
    account, on = _account(account_id), request.form.get("active") == "1"
    return _try(account, lambda: verbs.set_active(account, on, actor()), "账号启用了。" if on else "账号停用了。")


@bp.post("/users/<int:account_id>/password")
@administrator
def reset_password(account_id: int) -> Any:
    """Give a fresh password and show it once."""
    account = _account(account_id)
    return _password_once(account, verbs.reset_password(account, actor()))


@bp.post("/users/<int:account_id>/second-factor")
@administrator
def reset_second_factor(account_id: int) -> Any:
    """Take the authenticator off."""
    account = _account(account_id)
    return _try(account, lambda: verbs.reset_second_factor(account, actor()), "动态码取消了，下次登录重新设。")


@bp.post("/users/<int:account_id>/sign-out")
@administrator
def end_sessions(account_id: int) -> Any:
    """End every session of the account."""
    account = _account(account_id)
    return _try(account, lambda: verbs.end_sessions(account, actor()), "这个账号在所有地方都退出了。")


@bp.get("/organisations/")
@administrator
def organisations() -> Any:
    """List the organisations."""
    return render_template("accounts/organisations.html", organisations=queries.organisations())


@bp.route("/organisations/new", methods=["GET", "POST"])
@bp.route("/organisations/<int:organisation_id>", methods=["GET", "POST"])
@administrator
def organisation(organisation_id: int | None = None) -> Any:
    """Create or change an organisation."""
    known = _organisation(organisation_id) if organisation_id is not None else None
    form = OrganisationForm(obj=known)
    done = form.carry_out(
        lambda: verbs.save_organisation(
            known,
            form.name.data,
            form.short_name.data,
            form.town.data or "",
            form.phone.data or "",
            actor(),
        )
    )
    if done is None:
        return render_template("accounts/organisation.html", form=form, known=known), form.status
    flash("单位存好了。", "ok")
    return redirect(url_for(".organisations"), 303)


@bp.get("/audit/")
@administrator
def audit() -> Any:
    """Show the audit log, filtered."""
    wanted = {name: asked(name) for name in ("who", "action", "subject", "first", "last")}
    page = queries.audit_entries(
        wanted["who"],
        wanted["action"],
        wanted["subject"],
        day_of(wanted["first"]),
        day_of(wanted["last"]),
        whole_number(request.args.get("page"), 1, 1, MAX_PAGE),
    )
    return render_template(
        "accounts/audit.html",
        page=page,
        asked=wanted,
        subjects=audit_labels.subjects_of(page.rows),
        actions=[("", "全部"), *audit_labels.labels().items()],
        kinds=[("", "全部"), *((key, kind.word) for key, kind in audit_labels.kinds().items())],
    )


def _role(value: str) -> Role | None:
    return next((role for role in Role if role.value == value), None)


def _account(account_id: int) -> Account:
    return db.session.get(Account, account_id) or abort(404)


def _organisation(organisation_id: int) -> Organisation:
    return db.session.get(Organisation, organisation_id) or abort(404)


def _grant_form() -> GrantForm:
    form = GrantForm()
    form.organisation.offer([("", "全部单位"), *((row.id, row.name) for row in queries.organisations())])
    form.festival.offer([("", "全部节会"), *verbs.festival_choices()])
    return form


def _person_page(account: Account, form: GrantForm, sentence: str = "", status: int = 200) -> Any:
    page = render_template(
        "accounts/person.html",
        account=account,
        form=form,
        sentence=sentence,
        festivals=dict(verbs.festival_choices()),
        own=account.id == actor().id,
    )
    return page, form.status if status == 200 else status


def _try(account: Account, deed: Callable[[], Account], sentence: str) -> Any:
    """Do a deed of one button; a refusal is shown on the person's page."""
    try:
        deed()
    except DomainError as error:
        return _person_page(account, _grant_form(), error.sentence, error.status)
    return _back(account, sentence)


def _back(account: Account, sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(url_for(".person", account_id=account.id), 303)


def _password_once(account: Account, password: str) -> Any:
    """Show a fresh password on the answer itself: it is written nowhere and can't be seen again."""
    page = render_template("accounts/password_once.html", account=account, password=password)
    return page, 200, {"Cache-Control": "no-store"}
