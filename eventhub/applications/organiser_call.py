"""The organiser writes the call for booths, and puts off its closing."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.applications import call_actions, queries
from eventhub.applications.call_form import ExtendForm, answered, call_form
from eventhub.applications.document_check import needed_by_kind
from eventhub.applications.models import Call
from eventhub.applications.rule_words import rule_rows
from eventhub.applications.score_facts import rule_of
from eventhub.core import clock
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
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
    festival = festival_or_404(slug)
    call = queries.call_of(festival)
    if call is None:
        abort(404)
    form = ExtendForm()
    if form.carry_out(lambda: call_actions.extend_call(call, answered(form.closes_at), actor(), form.seen_version)):
        flash("截止时间延后了，节会页上发了通知。", "ok")
        return redirect(url_for("call_desk.edit", slug=slug), 303)
    return _page(festival, call, None, form), form.status


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
        rule_rows=rule_rows(rule_of(call)) if call else [],
        category_labels="、".join(GoodsCategory(kind).label for kind in call.categories) if call else "",
        reserve_text="、".join(f"{r['class']}类 {r['booths']} 个" for r in call.reserves) if call else "",
        needed=needed_by_kind(),
        preferences=call_actions.PREFERENCES,
    )
