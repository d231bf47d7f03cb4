"""What the stamp script asks: a stamp at a sign, and what the device has collected. JSON, no session, own pages only."""

from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers.response import Response as AnyResponse

from eventhub.accounts.access import public
from eventhub.core.errors import BadInput, DomainError, StateConflict
from eventhub.core.limits import limiter
from eventhub.festivals.models import Booth, Festival
from eventhub.visitors import queries, stamp_code, stamps
from eventhub.visitors.own_pages import require_own_page, secret
from eventhub.visitors.stamps import Booklet

bp = Blueprint("stamp_api", __name__)
# A whole village may stand behind one address of a mobile network; the pace of a device is held by the rules.
ASKED = "600 per minute"
# Three signed texts; more is no question of our script.
MOST_BYTES = 4_000
Answer = AnyResponse | tuple[AnyResponse, int]


@bp.post("/s/<code>/stamp")
@limiter.limit(ASKED)
@public
def stamp(code: str) -> Answer:
    """Take {device, permit, code}, all optional; answer with the booklet, and with tokens the browser shall keep."""
    device = ""
    try:
        body = _body()
        booth = queries.booth_of_sign(code)
        device = body.get("device") or stamps.new_device(secret())
        return jsonify(_stamped(booth, device, body) | {"device": device})
    except DomainError as error:
        # A refused device keeps its name as well: whoever types a wrong code twice is the same one.
        return jsonify(error=error.code, sentence=error.sentence, device=device), error.status


@bp.post("/festivals/<slug>/stamps/book")
@limiter.limit(ASKED)
@public
def book(slug: str) -> Answer:
    """Take {device}; answer with what it has collected."""
    try:
        body = _body()
        festival = queries.public_festival(slug)
        return jsonify(_shown(stamps.booklet_of(festival, stamps.device_of(secret(), body.get("device", "")))))
    except DomainError as error:
        return jsonify(error=error.code, sentence=error.sentence), error.status


def _stamped(booth: Booth, token: str, body: dict[str, str]) -> dict[str, Any]:
    festival = booth.row.zone.festival
    device = stamps.device_of(secret(), token)
    permit = _permit(festival, device, body)
    stall = next(entry for entry in queries.stalls_of(festival) if entry.booth.id == booth.id)
    return _shown(stamps.collect(festival, stall, device)) | {"permit": permit}


def _permit(festival: Festival, device: str, body: dict[str, str]) -> str:
    if not stamps.rally_of(festival).asks_code:
        return ""
    permit = body.get("permit", "")
    if stamp_code.has_permit(secret(), festival, device, permit):
        return permit
    if not body.get("code"):
        raise StateConflict("请输入服务台屏幕上现在的四位数。", code="needs_code")
    return stamp_code.permit_for(secret(), festival, device, body["code"])


def _body() -> dict[str, str]:
    request.max_content_length = MOST_BYTES
    try:
        body = request.get_json(silent=True)
    except (RecursionError, RequestEntityTooLarge):
        body = None
    if not isinstance(body, dict) or not all(isinstance(value, str) and len(value) <= 300 for value in body.values()):
        error = BadInput("发来的内容看不懂，请刷新这一页再试。", code="bad_body")
        error.status = 400
        raise error
    require_own_page()
    return body


def _shown(booklet: Booklet) -> dict[str, Any]:
    return {
        "labels": booklet.labels,
        "needed": booklet.needed,
        "code": booklet.code,
        "redeemed": booklet.redeemed,
    }
