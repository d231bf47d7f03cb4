"""Sessions begin at sign-in: flask-login with a revocable epoch, and what templates of signed-in pages may know."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, request, session
from flask_login import LoginManager, login_user, logout_user

from eventhub.accounts.access import SECOND_FACTOR_KEY, signed_in
from eventhub.accounts.desk import navigation
from eventhub.accounts.models import Account
from eventhub.core.database import db

login_manager = LoginManager()


def init_app(app: Flask) -> None:
    """Load accounts from sessions, and give `current_account` to the templates of every page that is not public."""
    app.permanent_session_lifetime = timedelta(days=30)
    login_manager.init_app(app)
    login_manager.user_loader(_load)

    @app.context_processor
    def who() -> dict[str, Any]:
        view = current_app.view_functions.get(request.endpoint or "")
        personal = getattr(view, "audience", "public") != "public"
        staff = personal and request.path.startswith(("/desk/", "/admin/"))
        return {"current_account": signed_in() if personal else None, "desk_nav": navigation() if staff else []}


def begin(account: Account, second_factor: bool = False) -> None:
    """Start a session of the account under a fresh cookie; `second_factor` tells whether it was shown."""
    session.clear()
    session.permanent = True
    session[SECOND_FACTOR_KEY] = second_factor
    login_user(account)


def end() -> None:
    """End this session."""
    logout_user()
    session.clear()


def _load(kept: str) -> Account | None:
    number, _, epoch = kept.partition(".")
    account = db.session.get(Account, int(number)) if number.isdigit() else None
    return account if account and account.active and str(account.epoch) == epoch else None
