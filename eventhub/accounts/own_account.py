"""What a person sees and sets of an account of their own, at /account/."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts import actions, sessions
from eventhub.accounts.access import SECOND_FACTOR_KEY, actor, anyone_signed_in
from eventhub.accounts.forms import PasswordForm, RenameForm, SecondFactorForm

bp = Blueprint("own_account", __name__, url_prefix="/account")


@bp.get("/")
@anyone_signed_in
def show() -> Any:
    """Show name, roles, and what can be set."""
    return render_template("accounts/own_account.html", account=actor())


@bp.route("/name", methods=["GET", "POST"])
@anyone_signed_in
def name() -> Any:
    """Set how the person is called."""
    account = actor()
    form = RenameForm(obj=account)
    if form.carry_out(lambda: actions.rename(account, form.display_name.data)) is None:
        return render_template("accounts/own_name.html", form=form), form.status
    return _done("称呼改好了。")


@bp.route("/password", methods=["GET", "POST"])
@anyone_signed_in
def password() -> Any:
    """Set a new password; every other session ends."""
    account = actor()
    proved = sessions.phone_just_proved()
    form = PasswordForm()
    done = form.carry_out(
        lambda: actions.change_password(account, form.current.data or "", form.new.data, phone_proved=proved)
    )
    if done is None:
        ask = bool(account.password_hash) and not proved
        return render_template("accounts/own_password.html", form=form, ask_current=ask), form.status
    sessions.begin(done, bool(session.get(SECOND_FACTOR_KEY)))
    return _done("密码改好了，别处的登录都已退出。")


@bp.post("/sign-out-everywhere")
@anyone_signed_in
def sign_out_everywhere() -> Response:
    """End every session of this account."""
    actions.sign_out_everywhere(actor())
    sessions.end()
    flash("所有手机和电脑上的登录都已退出。", "ok")
    return redirect(url_for("sign_in.start"), 303)


@bp.route("/second-factor/remove", methods=["GET", "POST"])
@anyone_signed_in
def remove_second_factor() -> Any:
    """Take the authenticator off, once a code of it was shown again."""
    account = actor()
    form = SecondFactorForm()
    if form.carry_out(lambda: actions.remove_second_factor(account, form.code.data)) is None:
        return render_template("accounts/own_second_factor.html", form=form), form.status
    return _done("动态码取消了。")


def _done(sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(url_for(".show"), 303)
