"""Applying for a booth: choose the household, five short steps, hand in. Also used by agents who file for
others.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, guest, household, signed_in
from eventhub.applications import actions, applicants, queries
from eventhub.applications.corrections import first_to_mend, open_correction
from eventhub.applications.document_check import last_day_of, matrix_of, missing_of, requirements_of
from eventhub.applications.goods_taken import goods_to_take
from eventhub.applications.models import Application, Call
from eventhub.applications.needs_form import needs_form
from eventhub.applications.papers import save_papers
from eventhub.applications.receipt import parse_receipt
from eventhub.applications.states import ApplicationState, Verb, allowed_verbs
from eventhub.applications.step_forms import (
    PROMISES,
    StepForm,
    contact_form,
    goods_form,
    papers_form,
)
from eventhub.applications.steps import STEP_OF_KEY, STEPS, after, next_step, unfinished
from eventhub.applications.summary import REGISTERED, sections_of
from eventhub.applications.timeline import timeline_of
from eventhub.applications.version_form import submit_form, version_form
from eventhub.core.addresses import MAX_ID, asked, whole_number
from eventhub.core.display import cn_time
from eventhub.core.errors import BadInput, DomainError
from eventhub.festivals.models import Festival
from eventhub.festivals.queries import festival_by_slug
from eventhub.registry.document_matrix import matrix_rows
from eventhub.registry.forms import NewHouseholdForm

bp = Blueprint("apply", __name__)
Page = str | Response | tuple[str, int]
LONGEST_SEARCH = 40
FORMS: dict[str, Callable[[Application, Call], StepForm]] = {
    "contact": contact_form,
    "goods": goods_form,
    "needs": needs_form,
    "papers": lambda application, _call: papers_form(
        application, requirements_of(application), last_day_of(application)
    ),
}


@bp.route("/apply/<slug>/", methods=["GET", "POST"])
@guest
def start(slug: str) -> Page:
    """Choose for which household. Whether applications are taken at all is told before anybody signs in."""
    festival = _festival(slug)
    call = queries.call_of(festival)
    if signed_in() is None and request.method == "GET" and not actions.is_taking(call, festival):
        return render_template("applications/start.html", festival=festival, call=call, documents=[], guest=True)
    return _choose(festival)


@household
def _choose(festival: Festival) -> Page:
    """Choose a household, and open or go on with its draft."""
    error = None
    if request.method == "POST":
        try:
            return redirect(_next_page(_start(festival)), 303)
        except DomainError as refused:
            error = refused
    text, call = asked("q", LONGEST_SEARCH), queries.call_of(festival)
    page = whole_number(request.args.get("page"), 1, 1, 1_000)
    body = render_template(
        "applications/start.html",
        festival=festival,
        call=call,
        documents=matrix_rows(matrix_of(call)),
        own=applicants.own_candidates(actor(), festival),
        town=applicants.town_candidates(actor(), festival, text, page),
        text=text,
        error=error,
    )
    return (body, error.status) if error else body


@bp.route("/apply/<slug>/new", methods=["GET", "POST"])
@household
def register(slug: str) -> Page:
    """Register the business that is not here yet, and go on with its application."""
    festival, form, others = _festival(slug), NewHouseholdForm(), actor().phone is None
    if others:
        form.town.offer(applicants.town_choices(actor()))
    if not form.is_submitted():
        form.phone.data = actor().phone
    made = form.carry_out(lambda: applicants.register_and_start(festival, form.uscc.data, form.details(), actor()))
    if made is not None:
        return redirect(_next_page(made), 303)
    body = render_template("applications/new_household.html", form=form, festival=festival, for_others=others)
    return body, form.status


@bp.route("/apply/<slug>/<int:number>/<any(contact,goods,needs,papers):key>", methods=["GET", "POST"])
@household
def step(slug: str, number: int, key: str) -> Page:
    """A step: show it as it stands, store what was typed."""
    application, call = _application(slug, number)
    if request.method == "GET" and application.receipt and not actions.is_editable(application, call):
        return redirect(status_url(application))
    form = FORMS[key](application, call)
    if _stored(form, application, key):
        return redirect(_page_after(application, key), 303)
    body = render_template(
        f"applications/step_{key}.html",
        form=form,
        step=STEP_OF_KEY[key],
        back=_page_before(application, key),
        promises=PROMISES,
        correction=open_correction(application),
        missing=missing_of(application) if key == "papers" else [],
        **_shown(application, call),
    )
    return body, form.status


@bp.route("/apply/<slug>/<int:number>/check", methods=["GET", "POST"])
@household
def check(slug: str, number: int) -> Page:
    """Look everything over and hand in. Sent twice it leads to the same receipt."""
    application, call = _application(slug, number)
    form = submit_form(application)
    if form.carry_out(lambda: actions.submit_application(application, actor(), form.seen_version, form.unchanged.data)):
        return redirect(url_for("apply.sent", slug=slug, number=number), 303)
    if request.method == "GET" and application.receipt and not actions.is_editable(application, call):
        return redirect(status_url(application))
    form.about(application.version)
    body = render_template(
        "applications/check.html",
        form=form,
        step=STEPS[-1],
        back=_page_before(application, "check"),
        sections=sections_of(application),
        registered=REGISTERED,
        correction=open_correction(application),
        unfinished=unfinished(application),
        missing=missing_of(application),
        may_submit=Verb.SUBMIT in allowed_verbs(application.state, by_reviewer=False),
        **_shown(application, call),
    )
    return body, form.status


@bp.get("/apply/<slug>/<int:number>/sent")
@household
def sent(slug: str, number: int) -> Page:
    """The receipt number, large, and what comes next."""
    application, call = _application(slug, number)
    if not application.receipt:
        return redirect(_next_page(application))
    return render_template(
        "applications/sent.html",
        receipt=parse_receipt(application.receipt),
        timeline=timeline_of(application),
        take_goods=take_goods_url(application),
        by_agent=application.agent_id == actor().id,
        missing=missing_of(application),
        **_shown(application, call),
    )


@bp.route("/apply/<slug>/<int:number>/discard", methods=["GET", "POST"])
@household
def discard(slug: str, number: int) -> Page:
    """Ask, then delete a draft that was never handed in."""
    application, call = _application(slug, number)
    form = version_form(application)
    if form.carry_out(lambda: actions.discard_draft(application, actor(), form.seen_version)):
        flash("草稿删掉了。", "ok")
        return redirect(url_for("my.home"), 303)
    form.about(application.version)
    return render_template("applications/discard.html", form=form, **_shown(application, call)), form.status


def status_url(application: Application) -> str:
    """Return the address where the household follows an application."""
    if not application.receipt:
        return _next_page(application)
    return url_for("my.application", receipt=application.receipt, f=application.festival.slug)


def take_goods_url(application: Application) -> str:
    """Return where the goods of an application are taken over; empty where there is nothing to take, or for agents."""
    if application.household.account_id != actor().id or not goods_to_take(application):
        return ""
    return url_for("my.take_goods", receipt=application.receipt, f=application.festival.slug)


def mend_url(application: Application) -> str:
    """Return the address where a returned application is mended: the step the reviewer named, else the check."""
    return _page_of(application, first_to_mend(application) or "check")


def _start(festival: Festival) -> Application:
    chosen = whole_number(request.form.get("household"), 0, 0, MAX_ID)
    if not chosen:
        raise BadInput(fields={"household": "先选是哪一家来摆摊。"})
    return actions.start_application(festival, applicants.household_to_file_for(actor(), chosen), actor())


def _stored(form: StepForm, application: Application, key: str) -> bool:
    """Store a step that was sent and is sound; else leave what was typed on the form, made from the newest
    version.
    """
    form.partial = request.form.get("do") == "save" and application.state is ApplicationState.DRAFT
    stored = form.carry_out(lambda: _save(application, key, form))
    if stored is None and form.is_submitted():
        form.about(application.version)
    return stored is not None


def _save(application: Application, key: str, form: StepForm) -> Application:
    answers: dict[str, Any] = form.answers()
    who, seen, done = actor(), form.seen_version, not form.partial
    if key == "papers":
        return save_papers(application, answers["papers"], answers["committed"], who, seen, done)
    return actions.save_step(application, key, answers, who, seen, done)


def _page_after(application: Application, key: str) -> str:
    if request.form.get("do") == "save":
        flash("存好了。下次用同一个手机号登录，接着填。", "ok")
        return url_for("my.home")
    if application.state is ApplicationState.SUBMITTED:
        flash("改好了，按新的算。", "ok")
        return status_url(application)
    following = STEPS[-1] if not unfinished(application) else after(key)
    return _page_of(application, following.key)


def _page_before(application: Application, key: str) -> str:
    if application.state is not ApplicationState.DRAFT and key != "check":
        return _page_of(application, "check")
    number = STEP_OF_KEY[key].number
    slug = application.festival.slug
    return _page_of(application, STEPS[number - 2].key) if number > 1 else url_for("apply.start", slug=slug)


def _next_page(application: Application) -> str:
    return _page_of(application, next_step(application).key)


def _page_of(application: Application, key: str) -> str:
    slug, number = application.festival.slug, application.id
    if key == "check":
        return url_for("apply.check", slug=slug, number=number)
    return url_for("apply.step", slug=slug, number=number, key=key)


def _festival(slug: str) -> Festival:
    festival = festival_by_slug(slug)
    if festival is None or not festival.is_public:
        abort(404)
    return festival


def _application(slug: str, number: int) -> tuple[Application, Call]:
    application = queries.application_for(actor(), number)
    call = queries.call_of(application.festival)
    if application.festival.slug != slug or call is None:
        abort(404)
    return application, call


def _shown(application: Application, call: Call) -> dict[str, Any]:
    """What every page of an application shows."""
    saved = bool(application.steps_done) and application.state is ApplicationState.DRAFT
    return {
        "application": application,
        "festival": application.festival,
        "call": call,
        "saved_at": cn_time(application.changed_at) if saved else "",
    }
