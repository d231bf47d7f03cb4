"""The organiser's desk about the gate: the live board, the call list, the devices."""

from io import BytesIO
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.addresses import whole_number
from eventhub.core.display import cn_date
from eventhub.core.errors import StateConflict
from eventhub.core.tables import XLSX_MIME
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
from eventhub.gate import attendance, devices, queries, sync
from eventhub.gate.board import Standing, board_day, board_of
from eventhub.gate.forms import DeviceForm
from eventhub.gate.models import Enrolment, GateDevice
from eventhub.passes.qr import qr_matrix, qr_svg
from eventhub.passes.queries import pass_in

bp = Blueprint("gate_desk", __name__, url_prefix="/desk/<slug>/gate")
GREATEST_SERIAL = 0xFFFFFF


@bp.get("/")
@staff(Role.ORGANISER)
def board(slug: str) -> Response:
    """The live board; the page asks again every five seconds and hears 304 while nothing changed."""
    return _board(festival_or_404(slug))


@bp.post("/phone")
@staff(Role.ORGANISER)
def phone(slug: str) -> Response:
    """Show the phone of a stall that did not come, on the board; that it was looked at is written down."""
    festival = festival_or_404(slug)
    stall_pass = pass_in(festival, _serial())
    if stall_pass is None:
        abort(404)
    return _board(festival, shown={stall_pass.serial: attendance.phone_to_call(stall_pass, actor())})


@bp.post("/finding")
@staff(Role.ORGANISER)
def finding(slug: str) -> Any:
    """Confirm that a stall stayed away or left early."""
    festival = festival_or_404(slug)
    day = board_day(festival, request.form.get("day", ""))
    try:
        made = attendance.confirm_finding(festival, day, _serial(), actor())
    except StateConflict as error:
        return _board(festival, refused=error)
    flash(f"记下了：{made.kind.label}。", "ok")
    return redirect(url_for(".board", slug=slug, day=day.isoformat()), 303)


@bp.get("/attendance.xlsx")
@staff(Role.ORGANISER)
def workbook(slug: str) -> Response:
    """The day as an xlsx: stalls and scans."""
    festival = festival_or_404(slug)
    shown = board_of(festival, board_day(festival, request.args.get("day", "")))
    name = f"{festival.short_name}到场{shown.day.isoformat()}.xlsx"
    file = BytesIO(attendance.attendance_workbook(festival, shown))
    response = send_file(file, mimetype=XLSX_MIME, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"  # names of stalls and where they were
    return response


@bp.route("/devices/", methods=["GET", "POST"])
@staff(Role.ORGANISER)
def device_list(slug: str) -> Any:
    """The phones at the gates; a form that makes a code for one more."""
    festival = festival_or_404(slug)
    form = DeviceForm()
    made = form.carry_out(lambda: devices.make_enrolment(festival, form.gate.data, actor()))
    if made is not None:
        return redirect(url_for(".code", slug=slug, number=made.id), 303)
    lines = board_of(festival, board_day(festival, "")).devices
    return render_template("gate/devices.html", festival=festival, form=form, lines=lines), form.status


@bp.get("/devices/code/<int:number>")
@staff(Role.ORGANISER)
def code(slug: str, number: int) -> str:
    """The code that enrols one phone: to be scanned, or typed."""
    festival = festival_or_404(slug)
    enrolment = _enrolment_or_404(festival, number)
    text = devices.shown_code(enrolment)
    address = f"{current_app.config['SETTINGS'].host_prefix}/gate/#{text}"
    return render_template(
        "gate/code.html",
        festival=festival,
        enrolment=enrolment,
        used=enrolment.device_id is not None,
        expired=enrolment.expires_at <= clock.now(),
        typed=f"{text[:5]} {text[5:]}",
        qr=qr_svg(qr_matrix(address, "M", max_version=10), "开通码"),
    )


@bp.post("/devices/<int:number>/revoke")
@staff(Role.ORGANISER)
def revoke(slug: str, number: int) -> Any:
    """Let a phone record no more."""
    device = _device_or_404(festival_or_404(slug), number)
    devices.revoke(device, actor())
    flash(f"停用了“{device.gate} {device.label}”。它再传来的记录会另放一边，等您看。", "ok")
    return redirect(url_for(".device_list", slug=slug), 303)


@bp.post("/devices/<int:number>/held")
@staff(Role.ORGANISER)
def held(slug: str, number: int) -> Any:
    """Accept or refuse what a revoked phone sent."""
    festival = festival_or_404(slug)
    device = _device_or_404(festival, number)
    if request.form.get("do") == "accept":
        count = sync.accept_held(festival, device, actor())
        flash(f"收下了，{count} 条记进了检票记录。", "ok")
    else:
        count = sync.refuse_held(festival, device, actor())
        flash(f"没有收，{count} 条留着备查，不算数。", "ok")
    return redirect(url_for(".device_list", slug=slug), 303)


def _board(festival: Festival, shown: dict[int, str] | None = None, refused: StateConflict | None = None) -> Response:
    asked = request.form.get("day") or request.args.get("day", "")
    board = board_of(festival, board_day(festival, asked))
    etag = board.etag
    if request.method == "GET" and request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        page = render_template(
            "gate/board.html",
            festival=festival,
            board=board,
            Standing=Standing,
            day_tabs=[(cn_date(day), f"?day={day.isoformat()}", day == board.day) for day in festival.days],
            phones=shown or {},
            refused=refused,
            day_over=clock.now() >= board.may_leave_from,
        )
        response = make_response(page, refused.status if refused else 200)
    if request.method == "GET":
        response.set_etag(etag)
        response.headers["Cache-Control"] = "private, no-cache"  # asked all day long, and the answer is mostly a 304
    return response


def _serial() -> int:
    return whole_number(request.form.get("serial"), 0, 0, GREATEST_SERIAL)


def _device_or_404(festival: Festival, number: int) -> GateDevice:
    return queries.device_in(festival, number) or abort(404)


def _enrolment_or_404(festival: Festival, number: int) -> Enrolment:
    return queries.enrolment_in(festival, number) or abort(404)
