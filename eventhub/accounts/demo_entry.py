"""The demo's way in: one click enters as a person of the demo data, and the messages sent can be read."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers.response import Response

from eventhub.accounts import sessions
from eventhub.accounts.access import demo_only
from eventhub.accounts.demo_people import DEMO_PEOPLE
from eventhub.accounts.own_paths import own_path
from eventhub.accounts.queries import account_by_name, outbox
from eventhub.core.addresses import asked
from eventhub.core.errors import NotFound

OWN_PAGES = {
    "/my/": ("/my/", "/apply/", "/account/"),
    "/desk/": ("/desk/", "/account/"),
    "/gate/": ("/gate/",),
    "/admin/users/": ("/admin/", "/desk/", "/account/"),
}
bp = Blueprint("demo_entry", __name__, url_prefix="/demo")


@bp.post("/enter/<who>")
@demo_only
def enter(who: str) -> Response:
    """Enter as one of the demo's people; a visitor has no session."""
    if who not in DEMO_PEOPLE:
        abort(404)
    person = DEMO_PEOPLE[who]
    sessions.end()
    if person.name:
        account = account_by_name(person.name)
        if account is None or not account.active:
            raise NotFound("演示数据还没装好，这个角色进不去。请先运行 eventhub demo。")
        sessions.begin(account, second_factor=True)
    target = own_path(request.form.get("next"), person.landing)
    # Whoever was sent here from a page of the desk and enters as a household is not sent back to that page.
    return redirect(target if target.startswith(OWN_PAGES.get(person.landing, ())) else person.landing, 303)


@bp.get("/outbox")
@demo_only
def show_outbox() -> Any:
    """Show the newest messages, of one phone or of all."""
    phone = asked("to", 20)
    return render_template("accounts/demo_outbox.html", messages=outbox(phone), phone=phone)
