"""The household's pages of its batches, /my/batches/: add, correct by appending, recall."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import actor, household
from eventhub.visitors import batches
from eventhub.visitors.forms import BatchForm, BatchNoteForm

bp = Blueprint("my_batches", __name__, url_prefix="/my/batches")
Page = str | AnyResponse | tuple[str, int]


@bp.get("/")
@household
def listing() -> Page:
    """Every product with its batches."""
    return render_template("visitors/my_batches.html", products=batches.products_for(actor()))


@bp.route("/new/<int:product_id>", methods=["GET", "POST"])
@household
def add(product_id: int) -> Page:
    """Write a batch down."""
    product, form = batches.own_product(actor(), product_id), BatchForm()
    if form.carry_out(lambda: batches.add_batch(product, form.details(), actor())) is None:
        return render_template("visitors/my_batch_new.html", product=product, form=form), form.status
    flash("记下了。摊位页上看得到，批次码可以写在包装上。", "ok")
    return redirect(url_for(".listing"), 303)


@bp.route("/<code>", methods=["GET", "POST"])
@household
def one(code: str) -> Page:
    """Correct a batch or recall it; nothing that was written is taken back."""
    batch, form = batches.own_batch(actor(), code), BatchNoteForm()

    def deed() -> bool:
        act = batches.recall_batch if form.is_recall else batches.correct_batch
        act(batch, form.text.data, form.seen_version, actor())
        return True

    if form.carry_out(deed):
        flash("召回了，批次页和摊位页上都写着。" if form.is_recall else "更正记上了。", "ok")
        return redirect(url_for(".listing"), 303)
    form.about(batch.version)
    return render_template("visitors/my_batch.html", batch=batch, form=form), form.status
