"""The organiser's desk: the festivals, one festival's overview, and its life from draft to announced, put off, cancelled."""

from datetime import time
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts import desk
from eventhub.accounts.access import Scope, actor, roles_in, staff
from eventhub.accounts.models import Role
from eventhub.core.errors import DomainError
from eventhub.festivals import actions, deadlines, editions, queries, readiness, rescheduling
from eventhub.festivals.edition_days import Days, check_days
from eventhub.festivals.forms import (
    CloneForm,
    FestivalForm,
    NewFestivalForm,
    PlainForm,
    PostponeForm,
    ReasonForm,
)
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival, FestivalState

bp = Blueprint("festival_desk", __name__)
Page = str | Response | tuple[str, int]
NEW_DEFAULTS = {
    "prefix": "JH",
    "opens_at": time(9),
    "closes_at": time(18),
    "admission": "免费入场",
    "sells_food": True,
    "expected_visitors": 0,
}


def manages(festival: Festival) -> bool:
    """Tell whether whoever is signed in may change the festival, not only look."""
    held = roles_in(actor(), Scope(festival.id, festival.organisation_id))
    return bool(held & {Role.ORGANISER, Role.ADMINISTRATOR})


@bp.get("/desk/")
@staff(*Role, scoped=False)
def home() -> Page:
    """The festivals of whoever is signed in, with where each stands and what is due next."""
    account = actor()
    opened = {festival.id for festival in queries.festivals_for(account)}
    count = current_app.extensions.get("add_workdays")
    cards = [
        (
            festival,
            deadlines.next_deadline(festival, count) if festival.id in opened else None,
            desk.entrance(festival.slug, Scope(festival.id, festival.organisation_id)),
        )
        for festival in queries.festivals_for(account, *Role)
    ]
    return render_template("festivals/desk.html", cards=cards, may_create=bool(queries.organisations_for(account)))


@bp.route("/desk/new", methods=["GET", "POST"])
@staff(Role.ORGANISER, scoped=False)
def new() -> Page:
    """Create a draft."""
    form = NewFestivalForm()
    form.organisation_id.offer([(row.id, row.name) for row in queries.organisations_for(actor())])
    _offer_venues(form)
    if not form.is_submitted():
        form.process(data=NEW_DEFAULTS)
    made: list[Festival] = []
    status = form.attempt(
        lambda: made.append(actions.create_festival(int(form.organisation_id.data), form.values(), actor()))
    )
    if status is None:
        flash("草稿建好了。接着排平面图和节目单，准备好了再发布。", "ok")
        return redirect(url_for("festival_desk.overview", slug=made[0].slug), 303)
    return render_template("festivals/festival_form.html", form=form, festival=None), status


@bp.get("/desk/<slug>/")
@staff(Role.ORGANISER, Role.REVIEWER)
def overview(slug: str) -> Page:
    """Where the edition stands, what is due, what later rooms report."""
    return _overview(festival_or_404(slug))


@bp.route("/desk/<slug>/edit", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def edit(slug: str) -> Page:
    """Change the facts of an edition."""
    festival = festival_or_404(slug)
    form = FestivalForm()
    _offer_venues(form)
    if festival.is_public:
        del form.starts_on, form.ends_on
    if not form.is_submitted():
        form.fill(festival)
    status = form.attempt(lambda: actions.edit_festival(festival, form.values(), actor(), form.seen_version), festival)
    if status is None:
        flash("改好了。", "ok")
        return redirect(url_for("festival_desk.overview", slug=festival.slug), 303)
    return render_template("festivals/festival_form.html", form=form, festival=festival), status


@bp.post("/desk/<slug>/announce")
@staff(Role.ORGANISER)
def announce(slug: str) -> Page:
    """Make a draft public."""
    festival = festival_or_404(slug)
    return _button(festival, actions.announce, "发布了，大家现在看得到。")


@bp.post("/desk/<slug>/withdraw")
@staff(Role.ORGANISER)
def withdraw(slug: str) -> Page:
    """Take an announced edition back to draft."""
    festival = festival_or_404(slug)
    return _button(festival, actions.withdraw_announcement, "撤回了，现在是草稿。")


@bp.route("/desk/<slug>/cancel", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def cancel(slug: str) -> Page:
    """Cancel an edition, with a reason."""
    festival, form = festival_or_404(slug), ReasonForm()
    if not form.is_submitted():
        form.fill(festival)
    status = form.attempt(lambda: actions.cancel(festival, form.reason.data, actor(), form.seen_version), festival)
    if status is None:
        flash("取消了，已经发了通知。", "ok")
        return redirect(url_for("festival_desk.overview", slug=slug), 303)
    return render_template("festivals/cancel.html", form=form, festival=festival), status


@bp.route("/desk/<slug>/postpone", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def postpone(slug: str) -> Page:
    """Move an edition to other days, or leave them open, with a reason."""
    festival, form = festival_or_404(slug), PostponeForm()
    if not form.is_submitted():
        form.process(data={"version": festival.version})
    status = form.attempt(
        lambda: rescheduling.postpone(festival, _days(form), form.reason.data, actor(), form.seen_version), festival
    )
    if status is None:
        flash("日子改好了，已经发了通知。", "ok")
        return redirect(url_for("festival_desk.overview", slug=slug), 303)
    return render_template("festivals/postpone.html", form=form, festival=festival), status


@bp.route("/desk/<slug>/clone", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def clone(slug: str) -> Page:
    """Create the next edition from this one."""
    festival, form = festival_or_404(slug), CloneForm()
    suggested, remark = _suggested_days(festival)
    if not form.is_submitted():
        first, last = suggested or (None, None)
        form.process(data={"name": festival.name, "starts_on": first, "ends_on": last})
        form.slug.description = f"空着就用 {editions.next_slug(festival, suggested)}，年份跟着日子走。"
    made: list[Festival] = []
    status = form.attempt(
        lambda: made.append(editions.clone_edition(festival, form.name.data, form.slug.data, _days(form), actor()))
    )
    if status is None:
        flash("新的一届建好了，平面图和节目单都带过来了。", "ok")
        return redirect(url_for("festival_desk.overview", slug=made[0].slug), 303)
    return render_template("festivals/clone.html", form=form, festival=festival, remark=remark), status


def _overview(festival: Festival, status: int = 200) -> Page:
    count = current_app.extensions.get("add_workdays")
    panels = [panel(festival) for panel in current_app.extensions.get("desk_panels", [])]
    steps = readiness.steps_of(festival) if festival.state is FestivalState.DRAFT else []
    page = render_template(
        "festivals/overview.html",
        festival=festival,
        form=PlainForm(formdata=None, version=festival.version),
        deadlines=[due.as_row() for due in deadlines.deadlines_of(festival, count)],
        outside=[day for day in queries.programme_by_day(festival) if festival.days and not day.inside],
        booths=queries.booth_count(festival),
        sessions=sum(not session.deleted for session in festival.sessions),
        successor=queries.next_edition_of(festival),
        panels=[panel for panel in panels if panel],
        steps=steps,
        ready=readiness.is_ready(steps),
        manages=manages(festival),
    )
    return page, status


def _button(festival: Festival, deed: Any, done: str) -> Page:
    form = PlainForm()
    status = form.attempt(lambda: deed(festival, actor(), form.seen_version), festival)
    if status is None:
        flash(done, "ok")
        return redirect(url_for("festival_desk.overview", slug=festival.slug), 303)
    for sentence in form.form_errors:
        flash(sentence, "bad")
    return _overview(festival, status)


def _offer_venues(form: FestivalForm) -> None:
    form.venue_id.offer([("", "地点待定"), *queries.venue_choices()])


def _days(form: PostponeForm | CloneForm) -> Days:
    """The days typed, or None while both boxes are empty. Raises BadInput when only one is filled in."""
    first, last = form.starts_on.data, form.ends_on.data
    check_days(first, last)
    return None if first is None or last is None else (first, last)


def _suggested_days(festival: Festival) -> tuple[Days, str]:
    """The next days by the lunar rule, and a remark where it can't be worked out."""
    try:
        return editions.suggested_days(festival, current_app.extensions.get("lunar_rule_resolver")), ""
    except DomainError as error:
        return None, error.sentence
