"""The booth table out as xlsx and back in: first a try that shows what would happen, then the real thing."""

import base64
import binascii

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core.errors import BadInput, DomainError
from eventhub.core.tables import XLSX_MIME
from eventhub.festivals import plan_import
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
from eventhub.festivals.organiser import Page

bp = Blueprint("booth_table_desk", __name__)
# A table that was tried travels back in a hidden field, so that nothing need be kept here between the two steps.
MAX_TABLE = 300_000


@bp.get("/desk/<slug>/plan/booths.xlsx")
@staff(Role.ORGANISER, Role.REVIEWER)
def export(slug: str) -> Response:
    """The booth table."""
    festival = festival_or_404(slug)
    return _file(plan_import.export_booths(festival), f"booths-{festival.slug}.xlsx")


@bp.route("/desk/<slug>/plan/import", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def bring_in(slug: str) -> Page:
    """Try an uploaded table, hand its bad rows back, or store it."""
    festival = festival_or_404(slug)
    if request.method == "GET":
        return _page(festival)
    try:
        data = _uploaded()
        match request.form.get("do"):
            case "bad_rows":
                bad = plan_import.try_import(festival, data).sheet.bad_rows()
                return _file(bad, f"booths-{festival.slug}-fix.xlsx")
            case "store":
                report = plan_import.import_booths(festival, data, actor())
                flash(f"存好了：新加 {len(report.new)} 个，改了 {len(report.changed)} 个。", "ok")
                return redirect(url_for("plan_desk.editor", slug=slug), 303)
            case _:
                report = plan_import.try_import(festival, data)
                return _page(festival, report, base64.b64encode(data).decode(), status=422 if report.errors else 200)
    except DomainError as error:
        return _page(festival, wrong=error.sentence, status=error.status)


def _uploaded() -> bytes:
    """Return the file: chosen just now, or carried along from the try. Raises BadInput."""
    chosen = request.files.get("table")
    data = chosen.read(MAX_TABLE + 1) if chosen else b""
    if not data:
        try:
            data = base64.b64decode(request.form.get("tried", ""), validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadInput("文件没有传完整，请重新选一次。") from error
    if not data:
        raise BadInput("还没选文件。请选一个 .xlsx 表格。")
    if len(data) > MAX_TABLE:
        raise BadInput("表格太大了，最多 300 千字节。请删掉图片和多余的表再传。")
    return data


def _page(
    festival: Festival,
    report: plan_import.BoothImport | None = None,
    tried: str = "",
    wrong: str = "",
    status: int = 200,
) -> Page:
    page = render_template("festivals/plan_import.html", festival=festival, report=report, tried=tried, wrong=wrong)
    return page, status


def _file(data: bytes, name: str) -> Response:
    return Response(data, mimetype=XLSX_MIME, headers={"Content-Disposition": f'attachment; filename="{name}"'})
