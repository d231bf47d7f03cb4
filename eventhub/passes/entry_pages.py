"""The desk's page of the terms of entry."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.festivals.from_address import festival_or_404
from eventhub.passes.entry_actions import set_rules
from eventhub.passes.forms import EntryForm
from eventhub.passes.queries import rules_of, terms_in

bp = Blueprint("passes_entry", __name__, url_prefix="/desk/<slug>/passes/entry")


@bp.route("/", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def entry(slug: str) -> AnyResponse | tuple[str, int]:
    """Show and set when passes let in, and how many people a household's pass admits."""
    festival = festival_or_404(slug)
    form = EntryForm()
    done = form.carry_out(lambda: set_rules(festival, form.hours(), form.heads.data, actor(), form.seen_version))
    if done is not None:
        flash("存好了。检票手机联网一次就照新的来，证不用重新打印。", "ok")
        return redirect(url_for("passes_organiser.index", slug=slug), 303)
    rules = rules_of(festival)
    form.show(terms_in(festival, rules), rules.version if rules else 0)
    page = render_template("passes/entry.html", festival=festival, desk_where=festival.short_name, form=form)
    return page, form.status
