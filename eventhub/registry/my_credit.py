"""A household's own credit, /my/credit/: every event with its evidence, the appeal, and a record to show a bank."""

from typing import Any

from flask import Blueprint, Response, abort, flash, json, redirect, render_template, url_for

from eventhub.accounts.access import actor, household
from eventhub.accounts.models import Account
from eventhub.core import clock
from eventhub.registry import credit_actions
from eventhub.registry.credit import rule_lines
from eventhub.registry.credit_queries import credit_event_for, credit_events_of, credit_total
from eventhub.registry.forms import AppealForm
from eventhub.registry.household import own
from eventhub.registry.models import CreditEvent, Household
from eventhub.registry.queries import households_of

bp = Blueprint("my_credit", __name__, url_prefix="/my/credit")


@bp.get("/")
@household
def show() -> Any:
    """Show the credit of every business of the account, and the rule."""
    today = clock.today()
    records = [(mine, credit_total(mine, today), credit_events_of(mine)) for mine in households_of(actor())]
    return render_template("registry/my_credit.html", records=records, today=today, rule=rule_lines())


@bp.route("/<int:event_id>/appeal", methods=["GET", "POST"])
@household
def appeal(event_id: int) -> Any:
    """Appeal against an event."""
    event, form = own_event(event_id), AppealForm()
    done = form.carry_out(lambda: credit_actions.appeal(event, form.text.data, actor(), form.seen_version))
    if done is None:
        form.about(event.version)
        return render_template("registry/credit_appeal.html", form=form, event=event, today=clock.today()), form.status
    flash("申诉交上去了。主办方核实后答复，结果发短信，也写在这里。", "ok")
    return redirect(url_for(".show"), 303)


@bp.get("/<int:household_id>.json")
@household
def download(household_id: int) -> Response:
    """Hand out the record of one business as JSON."""
    text = json.dumps(credit_record(own(household_id)), ensure_ascii=False, indent=2, sort_keys=False)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=credit.json"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<int:household_id>/print")
@household
def paper(household_id: int) -> Any:
    """Show the record of one business as a sheet to print."""
    mine, today = own(household_id), clock.today()
    return render_template(
        "registry/credit_paper.html",
        household=mine,
        events=credit_events_of(mine),
        total=credit_total(mine, today),
        today=today,
    )


def own_event(event_id: int) -> CreditEvent:
    """Return an event about the account's own household; 404 for anybody else's."""
    return credit_event_for(actor(), event_id) or abort(404)


def my_part(_account: Account, households: list[Household]) -> list[dict[str, Any]]:
    """Return the credit records of the households, for the data kept of a person."""
    return [credit_record(mine) for mine in households]


def credit_record(mine: Household) -> dict[str, Any]:
    """Return a household's whole record as JSON values with Chinese names; the total is that of today."""
    today = clock.today()
    return {
        "字号": mine.name,
        "统一社会信用代码": mine.uscc,
        "出具时间": clock.local(clock.now()).isoformat(timespec="seconds"),
        "当日合计": credit_total(mine, today),
        "说明": "这是节会上的守信记录，按公开的规则由记录自动计分，不是银行信用评分。",
        "记录": [_event(event) | {"当日算分": event.counts_on(today)} for event in credit_events_of(mine)],
    }


def _event(event: CreditEvent) -> dict[str, Any]:
    return {
        "日期": event.day.isoformat(),
        "节会": event.festival_name,
        "事项": event.kind.label,
        "分": event.points,
        "凭据": event.evidence,
        "来源": event.source,
        "不再算分的日期": event.expires_on.isoformat(),
        "申诉": event.appeal_state.label,
        "申诉内容": event.appeal_text,
        "答复": event.decision_text,
    }
