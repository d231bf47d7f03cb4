"""Who may open a view. Every view declares its audience with one of these decorators; a test fails on one that does not.

A staff view under `/desk/<slug>/…` is scoped: the role must be held for that festival, for its organisation, or
everywhere. What a slug stands for is told by the festivals room through `scope_of_slug`, since it stands above.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask_login import current_user

from eventhub.accounts.landing import landing_of
from eventhub.accounts.models import Account, Role
from eventhub.core.errors import NotAllowed

View = TypeVar("View", bound=Callable[..., Any])
SECOND_FACTOR_KEY = "second_factor"
# Public pages, the same for everyone, lead here: whoever has no such page of their own goes to where their day begins.
FRONT_DOORS = ("/my/", "/my/calendar", "/my/calendar/")


class Scope(NamedTuple):
    """The festival a view is about, and the organisation that runs it."""

    festival_id: int
    organisation_id: int


ScopeOfSlug = Callable[[str], Scope | None]


def set_scope_of_slug(app: Flask, resolve: ScopeOfSlug) -> None:
    """Tell the app how to find the scope of a slug (called once by the festivals room)."""
    app.extensions["scope_of_slug"] = resolve


def signed_in() -> Account | None:
    """Return the account of this session, or None. Touches the session: never call it on a public page."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def actor() -> Account:
    """Return the account of this session. Raises 401 when nobody is signed in."""
    account = signed_in()
    if account is None:
        abort(401)
    return account


def roles_in(account: Account, scope: Scope | None) -> set[Role]:
    """Return the roles an account holds in a scope; without a scope, every role it holds anywhere.

    An administrator of one organisation or festival is none without a scope: those pages give roles for everywhere.
    """
    return {grant.role for grant in account.grants if _covers(grant, scope)}


def _covers(grant: Any, scope: Scope | None) -> bool:
    if scope is None:
        return grant.role is not Role.ADMINISTRATOR or (grant.organisation_id, grant.festival_id) == (None, None)
    if grant.festival_id is not None:
        return bool(grant.festival_id == scope.festival_id)
    return grant.organisation_id in (None, scope.organisation_id)


def public(view: View) -> View:
    """Open to everyone, the same for everyone: no session is touched."""
    return _declare(view, "public")


def guest(view: View) -> View:
    """Open to everyone, with a session: the pages on which people sign in. Never kept as bytes."""
    return _declare(view, "guest")


def demo_only(view: View) -> View:
    """Open to everyone in the demo, 404 anywhere else."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_app.config["SETTINGS"].demo:
            abort(404)
        return view(*args, **kwargs)

    return _declare(guarded, "demo")  # type: ignore[return-value]


def anyone_signed_in(view: View) -> View:
    """Open to every account that is signed in."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if signed_in() else _to_sign_in()

    return _declare(guarded, "signed_in")  # type: ignore[return-value]


def household(view: View) -> View:
    """Open to accounts that signed in by phone, and to town agents who file for others."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        account = signed_in()
        if account is None:
            return _to_sign_in()
        if account.phone is None and Role.TOWN_AGENT not in roles_in(account, None):
            if request.path in FRONT_DOORS:
                return redirect(landing_of(account))
            raise NotAllowed("这一页是给摆摊的乡亲用的。请退出后用手机号登录。")
        if _owes_second_factor(account, {Role.TOWN_AGENT}):
            return _to_second_factor()
        return view(*args, **kwargs)

    return _declare(guarded, "household")  # type: ignore[return-value]


def staff(*roles: Role, scoped: bool = True) -> Callable[[View], View]:
    """Open to accounts that hold one of the roles (administrators always) in the festival named by `slug`.

    With `scoped=False` holding the role anywhere is enough; the view then shows only what is theirs. Whoever holds a
    role that the settings protect by a second factor is sent there first, whichever of the roles opens this view: what
    the view then lets them do follows from all of them.
    """
    wanted = {*roles, Role.ADMINISTRATOR}

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            account = signed_in()
            if account is None:
                return _to_sign_in()
            scope = _scope_of(kwargs["slug"]) if scoped else None
            if not roles_in(account, scope) & wanted:
                raise NotAllowed("这一页不归您管。要是觉得不对，请找主办方开通。")
            if _owes_second_factor(account, set(Role)):
                return _to_second_factor()
            return view(*args, **kwargs)

        names = ",".join(sorted(role.value for role in wanted))
        return _declare(guarded, f"staff:{names}")  # type: ignore[return-value]

    return decorate


def declare(view: View, audience: str) -> View:
    """Name the audience of a view that guards itself, such as one opened with a device's credential."""
    return _declare(view, audience)


def _declare(view: View, audience: str) -> View:
    view.audience = audience  # type: ignore[attr-defined]
    return view


def _scope_of(slug: str) -> Scope:
    scope: Scope | None = current_app.extensions["scope_of_slug"](slug)
    if scope is None:
        abort(404)
    return scope


def _owes_second_factor(account: Account, roles: set[Role]) -> bool:
    """Tell whether the account holds one of the roles that is protected, and this session has not shown the factor."""
    protected = current_app.config["SETTINGS"].two_factor_roles
    held = {grant.role for grant in account.grants} & roles
    return not session.get(SECOND_FACTOR_KEY) and any(role.value in protected for role in held)


def _to_second_factor() -> Any:
    return redirect(url_for("sign_in.second_factor", next=_here()))


def _to_sign_in() -> Any:
    if request.path.startswith("/api/") or request.method != "GET":
        abort(401)
    return redirect(url_for("sign_in.start", next=_here()))


def _here() -> str:
    return request.full_path.rstrip("?")
