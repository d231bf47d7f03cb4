"""The pages on which people sign in, and out. They keep nothing of who has an account here."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts import actions, codes, sessions
from eventhub.accounts.access import guest, signed_in
from eventhub.accounts.demo_people import DEMO_PEOPLE
from eventhub.accounts.forms import CodeForm, PhoneForm, PhonePasswordForm, SecondFactorForm, StaffSignInForm
from eventhub.accounts.landing import landing_of
from eventhub.accounts.models import Account
from eventhub.accounts.own_paths import own_path
from eventhub.accounts.second_factor import enrolment_address, enrolment_svg, new_secret
from eventhub.core.forms import HouseForm
from eventhub.core.limits import SEND_CODE, SIGN_IN, limiter

PHONE_KEY = "code_phone"
ENROLLING_KEY = "enrolling"
bp = Blueprint("sign_in", __name__)
tries = limiter.shared_limit(SIGN_IN, scope="sign_in", methods=["POST"])
messages = limiter.shared_limit(SEND_CODE, scope="send_code", methods=["POST"])


@bp.route("/sign-in", methods=["GET", "POST"])
@messages
@guest
def start() -> Any:
    """Ask for the phone and send a code to it."""
    form = _form(PhoneForm)
    code = form.carry_out(lambda: codes.send_code(form.phone.data))
    if code is None:
        return _page("start", form)
    session[PHONE_KEY] = code.phone
    return redirect(url_for(".code", next=_next() or None), 303)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@tries
@guest
def code() -> Any:
    """Ask for the code that was sent."""
    phone = session.get(PHONE_KEY)
    if not phone:
        return redirect(url_for(".start", next=_next() or None), 303)
    form = _form(CodeForm)
    account = form.carry_out(lambda: actions.sign_in_by_code(phone, form.code.data))
    return _page("code", form, phone=phone) if account is None else _enter(account, by_code=True)


@bp.route("/sign-in/password", methods=["GET", "POST"])
@tries
@guest
def password() -> Any:
    """Ask for phone and password."""
    form = _form(PhonePasswordForm)
    account = form.carry_out(lambda: actions.sign_in_by_password(form.phone.data, form.password.data, by_phone=True))
    return _page("password", form) if account is None else _enter(account)


@bp.route("/sign-in/staff", methods=["GET", "POST"])
@tries
@guest
def staff() -> Any:
    """Ask staff for login name and password."""
    form = _form(StaffSignInForm)
    account = form.carry_out(lambda: actions.sign_in_by_password(form.login.data, form.password.data, by_phone=False))
    return _page("staff", form) if account is None else _enter(account)


@bp.route("/sign-in/second", methods=["GET", "POST"])
@tries
@guest
def second_factor() -> Any:
    """Ask for a code of the authenticator; where none is set up yet, set it up first."""
    account = sessions.halfway() or signed_in()
    if account is None:
        return redirect(url_for(".start", next=_next() or None), 303)
    form = _form(SecondFactorForm)
    if account.totp_secret is None:
        return _enrol(account, form)
    done = form.carry_out(lambda: actions.check_second_factor(account, form.code.data))
    return _page("second", form) if done is None else _begin(account, True)


@bp.post("/sign-out")
@guest
def sign_out() -> Response:
    """End the session; harmless when there is none."""
    sessions.end()
    flash("已退出登录。", "ok")
    return redirect(url_for(".start"), 303)


def _enrol(account: Account, form: HouseForm) -> Any:
    secret = session.setdefault(ENROLLING_KEY, new_secret())
    done = form.carry_out(lambda: actions.enrol_second_factor(account, secret, form.code.data))
    if done is not None:
        return _begin(account, True)
    address = enrolment_address(secret, account.login or account.label)
    return _page("enrol", form, secret=secret, svg=enrolment_svg(address))


def _enter(account: Account, by_code: bool = False) -> Response:
    """Begin the session, or ask for the authenticator first where the account has one."""
    if account.totp_secret is None:
        return _begin(account, False, by_code)
    sessions.begin_halfway(account)
    return redirect(url_for(".second_factor", next=_next() or None), 303)


def _begin(account: Account, with_second_factor: bool, by_code: bool = False) -> Response:
    target = own_path(_next(), landing_of(account))
    sessions.begin(account, with_second_factor, by_code)
    return redirect(target, 303)


def _next() -> str:
    return own_path(request.form.get("next") or request.args.get("next"), "")


def _form(kind: type[HouseForm]) -> Any:
    form = kind()
    form.next.data = _next()
    return form


def _page(name: str, form: HouseForm, **context: Any) -> tuple[str, int]:
    people = DEMO_PEOPLE if current_app.config["SETTINGS"].demo else {}
    page = render_template(f"accounts/sign_in_{name}.html", form=form, demo_people=people, next=_next(), **context)
    return page, form.status
