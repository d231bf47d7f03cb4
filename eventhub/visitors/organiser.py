"""The desk's pages of this room: the ledger of enquiries, the stamp rally, the rankings."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core.tables import XLSX_MIME
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
from eventhub.visitors import rankings, stamp_code, stamps
from eventhub.visitors.enquiries import enquiries_at, enquiry_among, ledger_sheet
from eventhub.visitors.forms import OutcomeForm, RallyForm, RankingForm, RedeemForm
from eventhub.visitors.own_pages import secret

bp = Blueprint("visitors_desk", __name__, url_prefix="/desk/<slug>")
Page = str | AnyResponse | tuple[str, int]


@bp.get("/enquiries/")
@staff(Role.ORGANISER)
def enquiries(slug: str) -> Page:
    """Every enquiry of the edition, with its outcome."""
    festival = festival_or_404(slug)
    return render_template("visitors/desk_enquiries.html", festival=festival, enquiries=enquiries_at(festival))


@bp.get("/enquiries/ledger.xlsx")
@staff(Role.ORGANISER)
def ledger(slug: str) -> Response:
    """The ledger for the organiser's own sheets."""
    festival = festival_or_404(slug)
    body = ledger_sheet(enquiries_at(festival), actor(), festival)
    answer = Response(body, mimetype=XLSX_MIME)
    answer.headers["Content-Disposition"] = f"attachment; filename=enquiries-{festival.slug}.xlsx"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/enquiries/<int:enquiry_id>", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def enquiry(slug: str, enquiry_id: int) -> Page:
    """One enquiry, and what came of it."""
    festival = festival_or_404(slug)
    found = enquiry_among(enquiries_at(festival), enquiry_id)
    form = OutcomeForm.about_enquiry(found)
    if form.recorded(found, actor()):
        flash("记下了。", "ok")
        return redirect(url_for(".enquiries", slug=slug), 303)
    return render_template("visitors/desk_enquiry.html", festival=festival, enquiry=found, form=form), form.status


@bp.route("/stamps/", methods=["GET", "POST"])
@staff(Role.ORGANISER, Role.GATE)
def rally(slug: str) -> Page:
    """Check full booklets off, and see how the rally goes: photos that go round, too."""
    festival, form = festival_or_404(slug), RedeemForm()
    if form.carry_out(lambda: stamps.redeem(festival, form.code.data, actor())):
        flash("兑了，这个码不能再用。可以发礼品。", "ok")
        return redirect(url_for(".rally", slug=slug), 303)
    return _rally_page(festival, form, form.status)


@bp.route("/stamps/settings", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def rally_settings(slug: str) -> Page:
    """How many stamps, what for, and whether the changing code is asked for."""
    festival = festival_or_404(slug)
    played = stamps.rally_of(festival)
    form = RallyForm(data={"needed": str(played.needed), "reward": played.reward, "asks_code": played.asks_code})

    def deed() -> bool:
        needed, reward = int(form.needed.data), form.reward.data or ""
        stamps.set_rally(festival, needed, bool(form.asks_code.data), reward, form.seen_version, actor())
        return True

    if form.carry_out(deed):
        flash("存好了。", "ok")
        return redirect(url_for(".rally", slug=slug), 303)
    form.about(played.version)
    return render_template("visitors/desk_rally_settings.html", festival=festival, form=form), form.status


@bp.get("/stamps/code")
@staff(Role.ORGANISER, Role.GATE)
def rally_code(slug: str) -> Page:
    """The changing code, large, for the desk's screen; its script asks again by itself."""
    festival = festival_or_404(slug)
    return render_template(
        "visitors/desk_rally_code.html", festival=festival, code=stamp_code.desk_code(secret(), festival)
    )


@bp.route("/rankings/", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def ranking(slug: str) -> Page:
    """Freeze a ranking, and see what was frozen before."""
    festival, form = festival_or_404(slug), RankingForm()
    if form.carry_out(lambda: rankings.freeze(festival, form.metric.data, actor())):
        flash("定下来了，公众页上已经换成这一次的。", "ok")
        return redirect(url_for(".ranking", slug=slug), 303)
    shown = [(rankings.METRICS[entry.metric], entry) for entry in rankings.snapshots_of(festival)]
    return render_template("visitors/desk_rankings.html", festival=festival, form=form, snapshots=shown), form.status


def _rally_page(festival: Festival, form: RedeemForm, status: int) -> tuple[str, int]:
    body = render_template(
        "visitors/desk_stamps.html",
        festival=festival,
        form=form,
        rally=stamps.rally_of(festival),
        tally=stamps.tally(festival),
        crowds=stamps.crowds(festival),
    )
    return body, status
