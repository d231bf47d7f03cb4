"""The batches of those who stand at a festival, at the desk: found by the code on the packing, recalled with a reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core.addresses import whole_number
from eventhub.core.paging import MAX_PAGE
from eventhub.festivals.from_address import festival_or_404
from eventhub.visitors import batches
from eventhub.visitors.asked import asked
from eventhub.visitors.forms import RecallForm

bp = Blueprint("desk_batches", __name__, url_prefix="/desk/<slug>/batches")
RECALLERS = (Role.ORGANISER, Role.REVIEWER, Role.REGULATOR)
Page = str | AnyResponse | tuple[str, int]


@bp.get("/")
@staff(*RECALLERS)
def listing(slug: str) -> Page:
    """Search the batches."""
    festival, text = festival_or_404(slug), asked("q")
    page = batches.batches_at(festival, text, whole_number(request.args.get("page"), 1, 1, MAX_PAGE))
    return render_template("visitors/desk_batches.html", festival=festival, page=page, text=text)


@bp.route("/<code>", methods=["GET", "POST"])
@staff(*RECALLERS)
def one(slug: str, code: str) -> Page:
    """See a batch, and recall it: it can't be taken back."""
    festival, form = festival_or_404(slug), RecallForm()
    batch = batches.batch_at(festival, code)

    def deed() -> bool:
        batches.recall_batch(batch, form.reason.data, form.seen_version, actor())
        return True

    if form.carry_out(deed):
        flash("召回了。批次页和摊位页上都写着，也给摊主发了短信。", "ok")
        return redirect(url_for(".listing", slug=slug), 303)
    form.about(batch.version)
    return render_template("visitors/desk_batch.html", festival=festival, batch=batch, form=form), form.status
