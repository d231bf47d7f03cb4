"""/my/: the household's applications, where each stands, what comes next, and withdrawing."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, household
from eventhub.applications import actions, queries
from eventhub.applications.actions import is_editable
from eventhub.applications.document_check import missing_of
from eventhub.applications.household import status_url
from eventhub.applications.models import Application
from eventhub.applications.panels import panels_of
from eventhub.applications.receipt import parse_receipt
from eventhub.applications.states import ApplicationState, Verb, allowed_verbs
from eventhub.applications.summary import REGISTERED, sections_of
from eventhub.applications.timeline import timeline_of, what_next
from eventhub.applications.version_form import version_form
from eventhub.festivals.models import FestivalState, Phase
from eventhub.registry.queries import households_of

bp = Blueprint("my", __name__)
Page = str | Response | tuple[str, int]
STATE_LOOKS = {
    ApplicationState.DRAFT: ("", "edit"),
    ApplicationState.SUBMITTED: ("pri", "clock"),
    ApplicationState.RETURNED: ("warn", "warn"),
    ApplicationState.ACCEPTED: ("ok", "check"),
    ApplicationState.REJECTED: ("bad", "x"),
    ApplicationState.WITHDRAWN: ("", "undo"),
}


@bp.get("/my/")
@household
def home() -> Page:
    """Every application with what comes next; what is over stands folded below."""
    mine = [_line(application) for application in queries.applications_of(actor())]
    return render_template(
        "applications/my_home.html",
        current=[line for line in mine if not line["over"]],
        past=[line for line in mine if line["over"]],
        own_links=_own_links(),
        open_calls=queries.open_calls(),
        looks=STATE_LOOKS,
    )


@bp.get("/my/applications/<receipt>/")
@household
def application(receipt: str) -> Page:
    """Where an application stands."""
    found = _found(receipt)
    call = queries.call_of(found.festival)
    return render_template(
        "applications/my_application.html",
        receipt=parse_receipt(found.receipt or ""),
        timeline=timeline_of(found),
        panels=panels_of(found),
        sections=sections_of(found),
        registered=REGISTERED,
        missing=missing_of(found) if found.state in (ApplicationState.SUBMITTED, ApplicationState.RETURNED) else [],
        may_edit=call is not None and is_editable(found, call),
        may_withdraw=Verb.WITHDRAW in allowed_verbs(found.state, by_reviewer=False)
        and found.festival.phase is not Phase.PAST,
        looks=STATE_LOOKS,
        **_about(found, call),
    )


@bp.route("/my/applications/<receipt>/withdraw", methods=["GET", "POST"])
@household
def withdraw(receipt: str) -> Page:
    """Ask, then withdraw."""
    found = _found(receipt)
    form = version_form(found)
    if form.carry_out(lambda: actions.withdraw_application(found, actor(), form.seen_version)):
        flash("撤回了，不占名额。截止前还可以重新申请。", "ok")
        return redirect(status_url(found), 303)
    form.about(found.version)
    body = render_template(
        "applications/withdraw.html",
        form=form,
        receipt=parse_receipt(found.receipt or ""),
        back=status_url(found),
        **_about(found, queries.call_of(found.festival)),
    )
    return body, form.status


def _own_links() -> list[dict[str, str]]:
    """The person's own pages in the registry."""
    links = [
        {
            "title": entry.name,
            "text": f"{entry.town or '没登记镇街'} · 商品、证照、资料",
            "href": url_for("my_household.show", household_id=entry.id),
            "icon": "stall",
        }
        for entry in households_of(actor())
    ]
    if not links and actor().phone:
        register = url_for("my_household.create")
        links.append({"title": "登记我的店", "text": "照营业执照填一次", "href": register, "icon": "plus"})
    return links


def _found(receipt: str) -> Application:
    return queries.application_for_receipt(actor(), receipt, request.args.get("f", ""))


def _about(found: Application, call: Any) -> dict[str, Any]:
    return {"application": found, "festival": found.festival, "call": call, "next": what_next(found)}


def _line(found: Application) -> dict[str, Any]:
    ended = found.state in queries.CLOSED_FOR_GOOD or found.festival.state is FestivalState.CANCELLED
    return {
        "application": found,
        "href": status_url(found),
        "next": what_next(found),
        "panels": panels_of(found),
        "over": ended or found.festival.phase is Phase.PAST,
    }
