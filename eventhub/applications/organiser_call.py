"""The organiser writes the call for booths, puts off its closing, and says which documents it asks for."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.applications import call_actions, queries
from eventhub.applications.call_documents import save_documents
from eventhub.applications.call_form import ExtendForm, answered, call_form
from eventhub.applications.document_check import matrix_of
from eventhub.applications.documents_form import documents_form
from eventhub.applications.freeze import why_frozen
from eventhub.applications.models import Call
from eventhub.applications.score_facts import rule_of
from eventhub.core import clock
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
from eventhub.registry.document_matrix import dropped_from_default, matrix_rows
from eventhub.registry.documents import GoodsCategory

bp = Blueprint("call_desk", __name__)
Page = str | Response | tuple[str, int]


@bp.route("/desk/<slug>/call/", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def edit(slug: str) -> Page:
    """Write the call; once it is open, read it as it was published."""
    festival = festival_or_404(slug)
    call = queries.call_of(festival)
    form = call_form(festival, call)
    if form.carry_out(
        lambda: call_actions.save_call(
            festival, form.terms(festival.named_products), actor(), form.seen_version if call else None
        )
    ):
        flash("招展公告存好了。", "ok")
        return redirect(url_for("call_desk.edit", slug=slug), 303)
    return _page(festival, call, form, ExtendForm(formdata=None)), form.status


@bp.post("/desk/<slug>/call/extend")
@staff(Role.ORGANISER)
def extend(slug: str) -> Page:
    """Put the closing time off."""
    festival, call = _festival_and_call(slug)
    form = ExtendForm()
    if form.carry_out(lambda: call_actions.extend_call(call, answered(form.closes_at), actor(), form.seen_version)):
        flash("截止时间延后了，节会页上发了通知。", "ok")
        return redirect(url_for("call_desk.edit", slug=slug), 303)
    return _page(festival, call, None, form), form.status


@bp.route("/desk/<slug>/call/documents", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def documents(slug: str) -> Page:
    """Say which documents each kind of stall must show."""
    festival, call = _festival_and_call(slug)
    form = documents_form(call)
    if form.carry_out(lambda: save_documents(call, form.matrix(), actor(), form.seen_version)):
        flash("存好了，从现在起照这张表看证照。", "ok")
        return redirect(url_for("call_desk.edit", slug=slug, _anchor="documents"), 303)
    form.about(call.version)
    body = render_template(
        "applications/desk_documents.html",
        festival=festival,
        call=call,
        form=form,
        opened=clock.now() >= call.opens_at,
        frozen=why_frozen(festival),
        dropped=dropped_from_default(call.documents),
    )
    return body, form.status


def _festival_and_call(slug: str) -> tuple[Festival, Call]:
    festival = festival_or_404(slug)
    return festival, queries.call_of(festival) or abort(404)


def _page(festival: Festival, call: Call | None, form: Any, extend_form: ExtendForm) -> str:
    if call is not None:
        for filled in (form, extend_form):
            if filled is not None:
                filled.version.data = call.version
    return render_template(
        "applications/desk_call.html",
        festival=festival,
        call=call,
        opened=call is not None and clock.now() >= call.opens_at,
        form=form,
        extend_form=extend_form,
        rule_rows=[(line.label, line.words) for line in rule_of(call).lines] if call else [],
        category_labels="、".join(GoodsCategory(kind).label for kind in call.categories) if call else "",
        reserve_text="、".join(f"{r['class']}类 {r['booths']} 个" for r in call.reserves) if call else "",
        needed=matrix_rows(matrix_of(call)),
        preferences=call_actions.PREFERENCES,
    )
