"""Appeals against credit events at the desk, /desk/credit/: read, then uphold or withdraw."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.registry.credit_actions import decide_appeal
from eventhub.registry.credit_queries import appealed_event, appealed_events
from eventhub.registry.forms import AppealDecisionForm

bp = Blueprint("credit_desk", __name__, url_prefix="/desk/credit")
DECIDERS = (Role.ORGANISER,)
decider = staff(*DECIDERS, scoped=False)


@bp.get("/")
@decider
def inbox() -> Any:
    """Show the appeals, those that wait first."""
    return render_template("registry/credit_inbox.html", events=appealed_events())


@bp.route("/<int:event_id>", methods=["GET", "POST"])
@decider
def decide(event_id: int) -> Any:
    """Show one appeal and decide it."""
    event = appealed_event(event_id) or abort(404)
    form = AppealDecisionForm()
    done = form.carry_out(
        lambda: decide_appeal(event, form.uphold.data == "yes", form.text.data, actor(), form.seen_version)
    )
    if done is None:
        form.about(event.version)
        return render_template("registry/credit_decide.html", form=form, event=event, today=clock.today()), form.status
    flash(f"答复了：{done.appeal_state.label}，这一户看得到。", "ok")
    return redirect(url_for(".inbox"), 303)
