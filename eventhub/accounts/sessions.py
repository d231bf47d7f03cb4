"""Sessions begin at sign-in: flask-login with a revocable epoch, and what templates of signed-in pages may know."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, login_user, logout_user
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import SECOND_FACTOR_KEY, signed_in
from eventhub.accounts.desk import navigation
from eventhub.accounts.models import Account
from eventhub.core import clock
from eventhub.core.database import db

login_manager = LoginManager()
# It would note a change of network in the session, that is send a cookie, and nothing here asks how fresh a session is.
login_manager.session_protection = None
HALFWAY_KEY = "halfway"
CODE_KEY = "by_code"
LATELY_SECONDS = 600


def init_app(app: Flask) -> None:
    """Load accounts from sessions, and give `current_account` to the templates of every page that is not public."""
    app.permanent_session_lifetime = timedelta(days=30)
    # Its context processor would look up whoever is signed in for public pages too, which are the same for everyone.
    login_manager.init_app(app, add_context_processor=False)
    login_manager.user_loader(_load)

    @app.before_request
    def ask_anew() -> None:
        # flask-login keeps its answer in `g`, which outlives a request where a caller has pushed an app context.
        g.pop("_login_user", None)

    @app.after_request
    def keep_private(response: Response) -> Response:
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, "audience", "public") != "public":
            # Phones are shared: after signing out, "back" shows what a browser stored, even where it said no-cache.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    @app.context_processor
    def who() -> dict[str, Any]:
        view = current_app.view_functions.get(request.endpoint or "")
        personal = getattr(view, "audience", "public") != "public"
        staff = personal and request.path.startswith(("/desk/", "/admin/"))
        return {
            "current_account": signed_in() if personal else None,
            "desk_nav": navigation() if staff else [],
        }


def begin(account: Account, second_factor: bool = False, by_code: bool = False) -> None:
    """Start a session of the account under a fresh cookie.

    `second_factor` tells whether it was shown, `by_code` whether a code to the phone was typed.
    """
    session.clear()
    session.permanent = True
    session[SECOND_FACTOR_KEY] = second_factor
    if by_code:
        session[CODE_KEY] = _now()
    login_user(account)


def phone_just_proved() -> bool:
    """Tell whether this session began with a code to the phone, within the last ten minutes."""
    return 0 <= _now() - int(session.get(CODE_KEY, 0)) <= LATELY_SECONDS


def begin_halfway(account: Account) -> None:
    """Keep, for ten minutes, who showed the first factor; it is no session until the second is shown."""
    session.clear()
    session[HALFWAY_KEY] = [account.get_id(), _now()]


def halfway() -> Account | None:
    """Return who showed the first factor within the last ten minutes, or None."""
    kept, since = session.get(HALFWAY_KEY, ["", 0])
    return _load(kept) if 0 <= _now() - since <= LATELY_SECONDS else None


def _now() -> int:
    return int(clock.now().timestamp())


def end() -> None:
    """End this session."""
    logout_user()
    session.clear()


def _load(kept: str) -> Account | None:
    number, _, epoch = kept.partition(".")
    account = db.session.get(Account, int(number)) if number.isascii() and number.isdigit() else None
    return account if account and account.active and str(account.epoch) == epoch else None
