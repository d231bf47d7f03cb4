"""The organiser's programme, notices and venue of a festival."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Account, Role
from eventhub.core import clock
from eventhub.festivals import actions, notices, programme, queries, venues
from eventhub.festivals.forms import NoticeForm, PlainForm, SessionForm, VenueForm
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival, ProgrammeSession, Venue
from eventhub.festivals.organiser import Page, manages

bp = Blueprint("programme_desk", __name__)
BUTTONS: dict[str, tuple[Callable[[ProgrammeSession, Account | None, int | None], None], str]] = {
    "cancel": (programme.cancel_session, "取消了，已经发了通知。"),
    "restore": (programme.restore_session, "恢复了。"),
    "delete": (programme.delete_session, "删掉了。"),
    "publish": (programme.publish_session, "公开了。"),
    "unpublish": (programme.unpublish_session, "收起来了，大家看不到。"),
}


@bp.get("/desk/<slug>/programme/")
@staff(Role.ORGANISER, Role.REVIEWER)
def listing(slug: str) -> Page:
    """The programme by day."""
    return _listing(festival_or_404(slug))


@bp.route("/desk/<slug>/programme/new", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def add(slug: str) -> Page:
    """Add a session."""
    festival, form = festival_or_404(slug), SessionForm()
    if not form.is_submitted():
        first = festival.starts_on or festival.former_starts_on
        starts_at = clock.at(first, 10) if first else None
        form.process(data={"published": True, "kind": "performance", "starts_at": starts_at})
    status = form.attempt(lambda: programme.add_session(festival, form.values(), actor()))
    if status is None:
        flash("加好了。", "ok")
        return redirect(url_for("programme_desk.listing", slug=slug), 303)
    return render_template("festivals/session_form.html", form=form, festival=festival, entry=None), status


@bp.route("/desk/<slug>/programme/<uid>", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def edit(slug: str, uid: str) -> Page:
    """Change or move a session."""
    festival, form = festival_or_404(slug), SessionForm()
    entry = _session_or_404(festival, uid)
    if not form.is_submitted():
        form.fill(entry)
    status = form.attempt(lambda: programme.edit_session(entry, form.values(), actor(), form.seen_version), entry)
    if status is None:
        flash("改好了。", "ok")
        return redirect(url_for("programme_desk.listing", slug=slug), 303)
    return render_template("festivals/session_form.html", form=form, festival=festival, entry=entry), status


@bp.post("/desk/<slug>/programme/<uid>/<verb>")
@staff(Role.ORGANISER)
def change(slug: str, uid: str, verb: str) -> Page:
    """Cancel, bring back, delete, show or hide a session."""
    festival, form = festival_or_404(slug), PlainForm()
    entry = _session_or_404(festival, uid)
    if verb not in BUTTONS:
        abort(404)
    deed, done = BUTTONS[verb]
    status = form.attempt(lambda: deed(entry, actor(), form.seen_version))
    if status is None:
        flash(done, "ok")
        return redirect(url_for("programme_desk.listing", slug=slug), 303)
    for sentence in form.form_errors:
        flash(sentence, "bad")
    return _listing(festival, status)


@bp.get("/desk/<slug>/announcements/")
@staff(Role.ORGANISER, Role.REVIEWER)
def announcements(slug: str) -> Page:
    """The notices to visitors, and the form to write one."""
    return _announcements(festival_or_404(slug), NoticeForm(formdata=None))


@bp.post("/desk/<slug>/announcements/")
@staff(Role.ORGANISER)
def add_announcement(slug: str) -> Page:
    """Publish a notice."""
    festival, form = festival_or_404(slug), NoticeForm()
    status = form.attempt(lambda: notices.add_notice(festival, form.title.data, form.body.data, actor()))
    if status is None:
        flash("发出去了。", "ok")
        return redirect(request.path, 303)
    return _announcements(festival, form, status)


@bp.post("/desk/<slug>/announcements/<int:number>/remove")
@staff(Role.ORGANISER)
def remove_announcement(slug: str, number: int) -> Page:
    """Take a notice off the page."""
    festival = festival_or_404(slug)
    notice = queries.announcement_of(festival, number)
    if notice is None:
        abort(404)
    notices.remove_notice(notice, actor())
    flash("撤下了。", "ok")
    return redirect(url_for("programme_desk.announcements", slug=slug), 303)


@bp.route("/desk/<slug>/venue", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def venue(slug: str) -> Page:
    """Change the festival's venue, for every festival there; without one, store its first."""
    festival, form = festival_or_404(slug), VenueForm()
    place = festival.venue if "new" not in request.args else None
    if not form.is_submitted():
        form.process(data=form.shown(place) if place else {"confirmed": True, "datum": "gcj02"})
    status = form.attempt(lambda: _save_venue(festival, place, form), place)
    if status is None:
        flash("场地存好了。", "ok")
        return redirect(url_for("festival_desk.overview", slug=slug), 303)
    others = [other for other in queries.festivals_at(place) if other.id != festival.id] if place else []
    page = render_template("festivals/venue.html", form=form, festival=festival, place=place, others=others)
    return page, status


def _save_venue(festival: Festival, place: Venue | None, form: VenueForm) -> None:
    if place is not None:
        venues.edit_venue(place, form.values(), actor(), form.seen_version)
    else:
        actions.move_to_new_venue(festival, form.values(), actor())


def _session_or_404(festival: Festival, uid: str) -> ProgrammeSession:
    entry = queries.session_of(festival, uid)
    if entry is None:
        abort(404)
    return entry


def _listing(festival: Festival, status: int = 200) -> Page:
    page = render_template(
        "festivals/programme.html",
        festival=festival,
        days=queries.programme_by_day(festival),
        manages=manages(festival),
    )
    return page, status


def _announcements(festival: Festival, form: NoticeForm, status: int = 200) -> Page:
    page = render_template("festivals/announcements.html", form=form, festival=festival, manages=manages(festival))
    return page, status
