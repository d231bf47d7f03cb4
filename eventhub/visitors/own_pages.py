"""Posts from public pages, which have no session: a signed token in the form, and the browser's word for where it is.

A token alone would not do, since anybody can fetch the form and read one; what another site cannot do is make a
visitor's browser send `Sec-Fetch-Site: same-origin` or this site's `Origin`. Browsers too old for both send a Referer.
"""

from urllib.parse import urlsplit

from flask import current_app, request

from eventhub.core import clock
from eventhub.core.errors import DomainError
from eventhub.visitors.signed_text import opened, signed

TOKEN_LASTS = 6 * 3_600


class NotFromOurPage(DomainError):
    """A post that did not come from the page it belongs to, or came too late. `code`: `not_from_our_page`."""

    default_code = "not_from_our_page"
    status = 400


def form_token(purpose: str) -> str:
    """Return the token that a public form of this purpose carries; it holds for six hours."""
    return signed(secret(), f"form:{purpose}", str(int(clock.now().timestamp())))


def require_own_form(purpose: str, token: str) -> None:
    """Refuse a form that was not sent from our own page, or whose token is missing, foreign or too old.

    Raises NotFromOurPage with a sentence.
    """
    require_own_page()
    made = opened(secret(), f"form:{purpose}", token)
    if made is None or not 0 <= clock.now().timestamp() - int(made) <= TOKEN_LASTS:
        raise NotFromOurPage("这一页开得太久了，没有发出去。填的还在，再按一次就行。")


def require_own_page() -> None:
    """Refuse a post that a page of another site caused. Raises NotFromOurPage."""
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    same = site == "same-origin" if site else bool(origin) and urlsplit(origin).netloc == request.host
    if not same:
        raise NotFromOurPage("这一步不是从本站的页面发来的，没有收。请打开摊位页再填一次。")


def secret() -> str:
    """Return the key that public tokens are signed with."""
    return str(current_app.config["SECRET_KEY"])
