"""Review at the desk: the list with filters, one application, decisions. Reviewers see these pages and no
others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.applications import queries, review, review_queries
from eventhub.applications.document_check import document_lines
from eventhub.applications.export import applications_sheet
from eventhub.applications.freeze import why_frozen
from eventhub.applications.models import Application
from eventhub.applications.my import STATE_LOOKS
from eventhub.applications.review_forms import RejectForm, ReturnForm
from eventhub.applications.score_facts import score_of
from eventhub.applications.states import ApplicationState, allowed_verbs
from eventhub.applications.summary import desk_sections_of
from eventhub.core.addresses import MAX_ID, asked, whole_number
from eventhub.core.audit import record
from eventhub.core.database import writing
from eventhub.core.forms import HouseForm, VersionedForm
from eventhub.core.tables import XLSX_MIME
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
from eventhub.registry.documents import GoodsCategory

bp = Blueprint("review", __name__)
Page = str | AnyResponse | tuple[str, int]
# Each acceptance is a transaction of its own, about 16 ms: more would keep the person waiting for seconds.
MOST_AT_ONCE = 200
reviewers = staff(Role.ORGANISER, Role.REVIEWER)


@bp.get("/desk/<slug>/applications/")
@reviewers
def applications(slug: str) -> Page:
    """The applications of a festival, narrowed by state, category, town and documents."""
    festival, wanted = festival_or_404(slug), _filter()
    found = review_queries.review_list(festival, wanted)
    pages = max(1, -(-len(found.rows) // review_queries.PER_PAGE))
    page = whole_number(request.args.get("page"), 1, 1, pages)
    start = (page - 1) * review_queries.PER_PAGE
    return render_template(
        "applications/desk_list.html",
        festival=festival,
        call=queries.call_of(festival),
        found=found,
        rows=found.rows[start : start + review_queries.PER_PAGE],
        page=page,
        pages=pages,
        wanted=wanted,
        looks=STATE_LOOKS,
        states=review_queries.SEEN_AT_DESK,
        counts={state.value: found.states.get(state, 0) for state in review_queries.SEEN_AT_DESK},
        category_choices=[(kind.value, kind.label) for kind in GoodsCategory],
        town_choices=[(town, town) for town in found.towns],
        asked={name: value for name, value in request.args.items() if name in FILTERS and value},
        form=HouseForm(),
    )


@bp.get("/desk/<slug>/applications/export.xlsx")
@reviewers
def export(slug: str) -> Response:
    """The same list as xlsx. It holds phone numbers, so the look is written down."""
    festival = festival_or_404(slug)
    rows = review_queries.review_list(festival, _filter()).rows
    with writing():
        record(actor(), "application.export", f"festival:{festival.id}", rows=len(rows))
    response = Response(applications_sheet(rows), mimetype=XLSX_MIME)
    response.headers["Content-Disposition"] = f'attachment; filename="applications-{festival.slug}.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/desk/<slug>/applications/accept")
@reviewers
def accept_many(slug: str) -> Page:
    """Accept those ticked that may be accepted, and say what stood in the way of the others."""
    festival = festival_or_404(slug)
    chosen = _all_complete(festival) if request.form.get("all") else _ticked(festival)
    result = review.accept_complete(chosen[:MOST_AT_ONCE], actor())
    if not chosen:
        flash("没有可以通过的。先在名单里勾上要通过的申请。", "warn")
    if result.accepted:
        flash(f"{len(result.accepted)} 份通过了，已发短信。", "ok")
    for application, sentence in result.left[:5]:
        flash(f"{application.receipt} {application.household.name}：{sentence}", "warn")
    if len(chosen) > MOST_AT_ONCE:
        flash(f"一次最多办 {MOST_AT_ONCE} 份，还剩 {len(chosen) - MOST_AT_ONCE} 份，再按一次接着办。", "warn")
    if len(result.left) > 5:
        flash(f"另外还有 {len(result.left) - 5} 份没有通过，请点进去看。", "warn")
    return redirect(_list_url(slug), 303)


@bp.get("/desk/<slug>/applications/<int:number>/")
@reviewers
def application(slug: str, number: int) -> Page:
    """One application: what it says, its documents, its score, its history."""
    return _page(_application(slug, number))


@bp.post("/desk/<slug>/applications/<int:number>/phone")
@reviewers
def phone(slug: str, number: int) -> Page:
    """Show the whole phone number once, and write down who looked."""
    found = _application(slug, number)
    with writing():
        record(actor(), "application.show_phone", f"application:{found.id}")
    return _page(found, masked=False)


@bp.post("/desk/<slug>/applications/<int:number>/<any('return',accept,reject,reopen,score):verb>")
@reviewers
def decide(slug: str, number: int, verb: str) -> Page:
    """Do one of the deeds below to an application; a refused one stands on its page as it was typed."""
    found, deed = _application(slug, number), DEEDS[verb]
    form = deed.form()
    if form.carry_out(lambda: deed.carry_out(found, form)):
        flash(deed.done, "ok")
        return redirect(url_for(".application", slug=slug, number=number), 303)
    form.about(found.version)
    return _page(found, form)


@dataclass(frozen=True)
class Deed:
    """A decision at the desk: the form it needs, the action, and what is said when it is done."""

    form: type[VersionedForm]
    carry_out: Callable[[Application, Any], Application]
    done: str


DEEDS = {
    "return": Deed(
        ReturnForm,
        lambda found, form: review.return_application(
            found, actor(), form.what.data or "", form.seen_version, form.steps.data
        ),
        "退回了，已发短信告诉商户改什么。",
    ),
    "accept": Deed(
        VersionedForm,
        lambda found, form: review.accept_application(found, actor(), form.seen_version),
        "通过了，分数已经算好存下。",
    ),
    "reject": Deed(
        RejectForm,
        lambda found, form: review.reject_application(
            found, actor(), form.reason.data or "", form.note.data or "", form.seen_version
        ),
        "定为不予通过，已发短信说明原因。",
    ),
    "reopen": Deed(
        VersionedForm,
        lambda found, form: review.reopen_application(found, actor(), form.seen_version),
        "收回了刚才的决定，可以重新审核。",
    ),
    "score": Deed(
        VersionedForm,
        lambda found, form: review.refresh_score(found, actor(), form.seen_version),
        "按最新登记重新算了分。",
    ),
}


def _ticked(festival: Festival) -> list[Application]:
    numbers = {whole_number(text, 0, 0, MAX_ID) for text in request.form.getlist("number")[:2_000]}
    return list(review_queries.applications_at_desk(festival, sorted(numbers - {0})))


def _all_complete(festival: Festival) -> list[Application]:
    """Those of the list as it is narrowed now that wait for review with all their documents."""
    rows = review_queries.review_list(festival, _filter()).rows
    waiting = ApplicationState.SUBMITTED
    return [row.application for row in rows if row.application.state is waiting and not row.missing]


def _page(found: Application, form: Any = None, masked: bool = True) -> Page:
    """Render an application; a refused form stands in it as typed, with the newest version."""
    call = queries.call_of(found.festival)
    documents = document_lines(found)
    lacking = any(line.missing for line in documents)
    data: dict[str, Any] = {"version": found.version, "steps": ["papers"] if lacking else []}
    forms: dict[type, Any] = {kind: kind(formdata=None, data=data) for kind in (ReturnForm, RejectForm, VersionedForm)}
    if form is not None:
        forms[type(form)] = form
    body = render_template(
        "applications/desk_application.html",
        application=found,
        festival=found.festival,
        call=call,
        sections=desk_sections_of(found, masked),
        masked=masked,
        documents=documents,
        preview=score_of(found, call) if call and found.score is None else None,
        history=review_queries.history_of(found),
        verbs=allowed_verbs(found.state, by_reviewer=True),
        frozen=why_frozen(found.festival),
        looks=STATE_LOOKS,
        return_form=forms[ReturnForm],
        reject_form=forms[RejectForm],
        plain_form=forms[VersionedForm],
        refused=form,
    )
    return body, form.status if form is not None else 200


FILTERS = ("state", "category", "town", "documents", "q")


def _filter() -> review_queries.ReviewFilter:
    given = {name: asked(name, 40) for name in FILTERS}
    states = {state.value: state for state in review_queries.SEEN_AT_DESK}
    categories = {category.value: category for category in GoodsCategory}
    return review_queries.ReviewFilter(
        state=states.get(given["state"]),
        category=categories.get(given["category"]),
        town=given["town"],
        documents=given["documents"] if given["documents"] in ("missing", "complete") else "",
        text=given["q"],
    )


def _list_url(slug: str) -> str:
    given: dict[str, Any] = {name: asked(name, 40) for name in FILTERS if name in request.args}
    return url_for("review.applications", slug=slug, **given)


def _application(slug: str, number: int) -> Application:
    return review_queries.application_at_desk(festival_or_404(slug), number)
