"""The desk round the board: versions, who answered, publishing, how the edition publishes, who signs."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.allocation import publishing, runs, settings, sign_off
from eventhub.allocation.board_answer import base_of, desk_page, words_of_run
from eventhub.allocation.days import days_said
from eventhub.allocation.evidence import hand_moved
from eventhub.allocation.forms import LaneForm, PublishForm, SettingsForm, SignForm
from eventhub.allocation.notice_end import counted_end
from eventhub.allocation.notice_models import DEPARTMENTS
from eventhub.allocation.queries import (
    draft_of,
    draw_of,
    lanes_of,
    notice_days,
    notices_of,
    objections_of,
    offers_of,
    open_notice,
    public_plan,
    published_plan,
    setting_of,
    signatures_under,
    versions_of,
)
from eventhub.allocation.versions import with_changes
from eventhub.allocation.waitlist import waiting_in
from eventhub.core.errors import StateConflict
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival

ALREADY_PUBLIC = "已经公示过了，不用再点。要改，先再排一遍，改好了发更正。"
bp = Blueprint("allocation_plans", __name__, url_prefix="/desk/<slug>/allocation")
Page = str | Response | tuple[str, int]


@bp.get("/offers/")
@staff(Role.ORGANISER)
def offers(slug: str) -> str:
    """List who was offered what, what they answered, and who waits."""
    festival = festival_or_404(slug)
    published = published_plan(festival)
    return render_template(
        "allocation/offers.html",
        **desk_page(festival),
        offers=offers_of(festival),
        days_said=days_said,
        waiting=waiting_in(published) if published else [],
    )


@bp.get("/versions/")
@staff(Role.ORGANISER)
def versions(slug: str) -> str:
    """Every version with what it changed of the one before."""
    festival = festival_or_404(slug)
    return render_template(
        "allocation/versions.html", **desk_page(festival), versions=with_changes(versions_of(festival))
    )


@bp.get("/notice/")
@staff(Role.ORGANISER)
def notice(slug: str) -> Page:
    """How the edition publishes, who signs, what was published, what was objected."""
    return _notice_page(festival_or_404(slug))


@bp.post("/notice/settings")
@staff(Role.ORGANISER)
def save_settings(slug: str) -> Page:
    """Keep the working days of the notice."""
    festival, form = festival_or_404(slug), SettingsForm()

    def deed() -> bool:
        settings.set_notice_days(festival, form.notice_days.data or 0, actor(), form.seen_version)
        return True

    if form.carry_out(deed):
        flash("存好了。", "ok")
        return redirect(_notice_url(festival), 303)
    return _notice_page(festival, settings_form=form)


@bp.post("/notice/lanes")
@staff(Role.ORGANISER)
def save_lane(slug: str) -> Page:
    """Ask a department's signature, or no longer."""
    festival, form = festival_or_404(slug), _lane_form(festival_or_404(slug))

    def deed() -> bool:
        chosen = {str(account.id): account for account in sign_off.reviewers_of(festival)}
        sign_off.set_lane(festival, form.department.data, chosen.get(form.account.data), actor())
        return True

    if form.carry_out(deed):
        flash("签字的部门存好了。", "ok")
        return redirect(_notice_url(festival), 303)
    return _notice_page(festival, lane_form=form)


@bp.route("/publish", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def publish(slug: str) -> Page:
    """Say what publishing will do, and do it; where the worker prepares it, say how far it is or why it came to nothing."""
    festival = festival_or_404(slug)
    draft, run = draft_of(festival), publishing.last_asked(festival)
    form = PublishForm(data=publishing.typed_before(run))

    def deed() -> str:
        if draft is None:
            raise StateConflict(
                ALREADY_PUBLIC if public_plan(festival) else "现在没有草稿，先排一遍。", code="no_draft"
            )
        asked = publishing.ask_to_publish(
            draft, actor(), form.seen_version or None, form.ends_on.data, form.correction.data or ""
        )
        if asked and not runs.done_at_once(asked):
            return "publish"
        notice = open_notice(festival)
        begun = "公示开始了，到期没有异议就自动发确认。"
        flash(begun if notice else "已发布。排上的户会收到短信，请他们在期限内确认。", "ok")
        return ""

    where = form.carry_out(deed)
    if where is not None:
        return redirect(base_of(festival) + where, 303)
    if draft is not None:
        form.about(draft.version)
    body = render_template(
        "allocation/publish.html",
        **desk_page(festival),
        form=form,
        draft=draft,
        run=None if form.errors else run,
        run_words=words_of_run(run),
        days=notice_days(festival),
        last_day=counted_end(festival),
        replaces=open_notice(festival),
        moved=hand_moved(draft) if draft else [],
        missing=sign_off.missing_signatures(draft) if draft else [],
    )
    return body, form.status


@bp.route("/sign-off/", methods=["GET", "POST"])
@staff(Role.ORGANISER, Role.REVIEWER)
def signing(slug: str) -> Page:
    """The draft as a department sees it, and its signature."""
    festival, form = festival_or_404(slug), SignForm()
    draft = draft_of(festival)

    def deed() -> bool:
        if draft is None:
            raise StateConflict("现在没有要签的方案。", code="no_draft")
        sign_off.sign(draft, str(form.department.data or "")[:20], actor(), form.seen_version)
        return True

    if form.carry_out(deed):
        flash("签好了。方案再有变动，要重新签。", "ok")
        return redirect(url_for("allocation_plans.signing", slug=slug), 303)
    if draft is not None:
        form.about(draft.version)
    lanes = lanes_of(festival)
    digest = sign_off.digest_of(draft) if draft else ""
    signed = {entry.department: entry for entry in signatures_under(draft)} if draft else {}
    body = render_template(
        "allocation/sign_off.html",
        **desk_page(festival),
        form=form,
        draft=draft,
        rows=[(lane, signed.get(lane.department)) for lane in lanes],
        digest=digest,
        people=sign_off.stalls_to_sign(draft) if draft else [],
    )
    return body, form.status


def _notice_page(
    festival: Festival, settings_form: SettingsForm | None = None, lane_form: LaneForm | None = None
) -> Page:
    setting, draft = setting_of(festival), draft_of(festival)
    form = settings_form or SettingsForm(formdata=None, data={"notice_days": notice_days(festival)})
    form.about(setting.version if setting else 0)
    lanes = lane_form or _lane_form(festival, fresh=True)
    body = render_template(
        "allocation/notice_desk.html",
        **desk_page(festival),
        settings_form=form,
        lane_form=lanes,
        lanes=lanes_of(festival),
        missing=sign_off.missing_signatures(draft) if draft else [],
        draft=draft,
        notices=notices_of(festival),
        objections=objections_of(festival),
        draw=draw_of(festival),
    )
    return body, max(form.status, lanes.status)


def _lane_form(festival: Festival, fresh: bool = False) -> LaneForm:
    form = LaneForm(formdata=None) if fresh else LaneForm()
    form.department.offer([(name, name) for name in DEPARTMENTS])
    people = [(str(account.id), account.label) for account in sign_off.reviewers_of(festival)]
    form.account.offer([("0", "不要这个部门签"), *people])
    return form


def _notice_url(festival: Festival) -> str:
    return url_for("allocation_plans.notice", slug=festival.slug)
