"""The desk's inbox of objections, and the frozen rules with the public draw."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.allocation import draw as drawing
from eventhub.allocation import objections as verbs
from eventhub.allocation.board_answer import desk_page
from eventhub.allocation.forms import DrawForm, NumbersForm, ReplyForm
from eventhub.allocation.notice_models import Draw, Objection
from eventhub.allocation.queries import draw_of, objections_of
from eventhub.applications.queries import call_of
from eventhub.core import clock
from eventhub.core.audit import record
from eventhub.core.database import writing
from eventhub.core.errors import DomainError
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival

bp = Blueprint("allocation_objections", __name__, url_prefix="/desk/<slug>/allocation")
Page = str | Response | tuple[str, int]


@bp.get("/objections/")
@staff(Role.ORGANISER)
def inbox(slug: str) -> str:
    """Every objection, the open ones first; names and telephone numbers masked."""
    festival = festival_or_404(slug)
    return render_template("allocation/objections.html", **desk_page(festival), objections=objections_of(festival))


@bp.route("/objections/<int:number>/", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def one(slug: str, number: int) -> Page:
    """Read an objection and answer it."""
    festival, form = festival_or_404(slug), ReplyForm()
    objection = _objection(festival, number)

    def deed() -> bool:
        upheld = form.upheld.data == "yes"
        verbs.reply(objection, form.reply.data or "", upheld, actor(), form.seen_version)
        return True

    if form.carry_out(deed):
        more = "请改好方案，重新公示一次；在那以前不会发确认。" if form.upheld.data == "yes" else ""
        flash(f"答复记下了，已发短信告诉提异议的人。{more}", "ok")
        return redirect(url_for("allocation_objections.inbox", slug=slug), 303)
    form.about(objection.version)
    return _objection_page(festival, objection, form), form.status


@bp.post("/objections/<int:number>/who")
@staff(Role.ORGANISER)
def who(slug: str, number: int) -> str:
    """Show name and telephone number in full, once, and write down who looked."""
    festival = festival_or_404(slug)
    objection = _objection(festival, number)
    with writing():
        record(actor(), "objection.show_person", f"objection:{objection.id}")
    form = ReplyForm(formdata=None)
    form.about(objection.version)
    return _objection_page(festival, objection, form, masked=False)


@bp.get("/draw/")
@staff(Role.ORGANISER)
def draw(slug: str) -> Page:
    """The frozen rules and the draw: publish, seal, type the numbers."""
    return _draw_page(festival_or_404(slug))


@bp.post("/draw/publish")
@staff(Role.ORGANISER)
def publish_rules(slug: str) -> Page:
    """Publish the rules and the draw to come."""
    festival, form = festival_or_404(slug), DrawForm()
    if form.carry_out(
        lambda: drawing.publish_rules(festival, form.name.data, form.issue.data, form.drawn_at.data, actor())
    ):
        return _draw_done(festival, "规则和抽签公布了，从现在起不能再改。")
    return _draw_page(festival, draw_form=form)


@bp.post("/draw/another")
@staff(Role.ORGANISER)
def another(slug: str) -> Page:
    """Name a later draw where the pool was not sealed in time."""
    festival, form = festival_or_404(slug), DrawForm()
    found = _draw_or_404(festival)
    if form.carry_out(
        lambda: drawing.name_another(found, form.issue.data, form.drawn_at.data, actor(), form.seen_version or None)
    ):
        return _draw_done(festival, "换好了，公开页上写着原来是哪一期。")
    return _draw_page(festival, draw_form=form)


@bp.post("/draw/seal")
@staff(Role.ORGANISER)
def seal(slug: str) -> Page:
    """Seal the pool before the draw."""
    festival, form = festival_or_404(slug), NumbersForm(formdata=None)
    try:
        drawing.seal_pool(_draw_or_404(festival), actor())
    except DomainError as error:
        form.refuse(error)
        return _draw_page(festival, numbers_form=form)
    return _draw_done(festival, "名单封存了，公众能核对。")


@bp.post("/draw/numbers")
@staff(Role.ORGANISER)
def numbers(slug: str) -> Page:
    """Type the numbers: the first person enters, the second confirms."""
    festival, form = festival_or_404(slug), NumbersForm()
    found = _draw_or_404(festival)
    second = bool(found.numbers) and found.entered_by_id != actor().id
    deed = drawing.confirm_numbers if second else drawing.enter_numbers
    if form.carry_out(lambda: deed(found, form.numbers.data, actor(), form.seen_version)):
        said = "两个人录的一样，抽签号定了。" if second else "记下了。请另一位主办方再录一遍，核对上才算数。"
        return _draw_done(festival, said)
    return _draw_page(festival, numbers_form=form)


def _draw_or_404(festival: Festival) -> Draw:
    found = draw_of(festival)
    if found is None:
        abort(404)
    return found


def _draw_done(festival: Festival, said: str) -> Response:
    flash(said, "ok")
    return redirect(url_for("allocation_objections.draw", slug=festival.slug), 303)


def _draw_page(festival: Festival, draw_form: DrawForm | None = None, numbers_form: NumbersForm | None = None) -> Page:
    found, call = draw_of(festival), call_of(festival)
    first, second = draw_form or DrawForm(formdata=None), numbers_form or NumbersForm(formdata=None)
    if found is not None:
        first.about(found.version)
        second.about(found.version)
    body = render_template(
        "allocation/draw_desk.html",
        **desk_page(festival),
        draw=found,
        call=call,
        closed=call is not None and clock.now() >= call.closes_at,
        draw_form=first,
        numbers_form=second,
        changed=drawing.changed_rules(festival, found) if found else [],
        pool_hash=drawing.hash_of(found.pool_text) if found else "",
        missed=found is not None and found.sealed_at is None and clock.now() >= found.drawn_at,
        mine=found is not None and found.entered_by_id == actor().id,
    )
    return body, max(first.status, second.status)


def _objection(festival: Festival, number: int) -> Objection:
    found = next((entry for entry in objections_of(festival) if entry.id == number), None)
    if found is None:
        abort(404)
    return found


def _objection_page(festival: Festival, objection: Objection, form: ReplyForm, masked: bool = True) -> str:
    return render_template(
        "allocation/objection_desk.html", **desk_page(festival), objection=objection, form=form, masked=masked
    )
