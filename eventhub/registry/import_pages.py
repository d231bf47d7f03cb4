"""Taking in the bureau's list at the desk: upload, read the report, confirm. And the sheets that go out."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from eventhub.accounts.access import actor, staff
from eventhub.core import clock
from eventhub.core.errors import BadInput, DomainError
from eventhub.core.tables import XLSX_MIME
from eventhub.core.typed_text import clean_line
from eventhub.registry import pending_import
from eventhub.registry.household_import import export_households, import_households
from eventhub.registry.household_table import household_template
from eventhub.registry.organiser import IMPORTERS
from eventhub.registry.queries import import_reports

bp = Blueprint("household_import", __name__, url_prefix="/desk/households")
importer = staff(*IMPORTERS, scoped=False)
SHOWN = 100


@bp.route("/import", methods=["GET", "POST"])
@importer
def upload() -> Any:
    """Take a sheet and lead to its report."""
    if request.method == "GET":
        return _upload_page("", 200)
    try:
        data = _posted_file()
        import_households(data, "", actor(), dry_run=True)
    except DomainError as error:
        return _upload_page(error.sentence, error.status)
    name = clean_line(request.files["file"].filename or "")[:120]
    token = pending_import.keep(data, actor().id)
    return redirect(url_for(".report", token=token, name=name), 303)


@bp.get("/import/<token>")
@importer
def report(token: str) -> Any:
    """Say what the sheet would do."""
    outcome = import_households(pending_import.read(token, actor().id), "", actor(), dry_run=True)
    return render_template("registry/import_report.html", outcome=outcome, token=token, name=_name(), shown=SHOWN)


@bp.get("/import/<token>/bad-rows.xlsx")
@importer
def bad_rows(token: str) -> Response:
    """Hand the bad rows back with the reasons beside them."""
    outcome = import_households(pending_import.read(token, actor().id), "", actor(), dry_run=True)
    return _sheet(outcome.error_file or household_template(), "bad-rows.xlsx")


@bp.post("/import/<token>")
@importer
def confirm(token: str) -> Any:
    """Take the good rows in."""
    account = actor()
    outcome = import_households(pending_import.read(token, account.id), _name() or "名单.xlsx", account, dry_run=False)
    pending_import.discard(token, account.id)
    flash(outcome.summary, "warn" if outcome.errors else "ok")
    return redirect(url_for("household_desk.search"), 303)


@bp.get("/template.xlsx")
@importer
def template() -> Response:
    """Hand out the empty sheet."""
    return _sheet(household_template(), "template.xlsx")


@bp.get("/export.xlsx")
@importer
def export() -> Response:
    """Hand out every household as the sheet that is imported; who took it is written down."""
    return _sheet(export_households(actor()), f"households-{clock.today().isoformat()}.xlsx")


def _posted_file() -> bytes:
    posted = request.files.get("file")
    data = posted.read() if posted else b""
    if not data:
        raise BadInput("还没有选文件，或者文件是空的。请选一个 .xlsx 再传。", code="file_missing")
    return data


def _upload_page(sentence: str, status: int) -> tuple[str, int]:
    return render_template("registry/import.html", sentence=sentence, reports=import_reports()), status


def _name() -> str:
    return clean_line(request.values.get("name", ""))[:120]


def _sheet(data: bytes, name: str) -> Response:
    response = Response(data, mimetype=XLSX_MIME)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    return response
