"""The gate protocol for enrolled devices. Each request carries the device's own credential, so no cookie and no CSRF
token: `Authorization: Bearer <device>.<secret>`."""

import gzip
from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from eventhub.accounts.access import declare
from eventhub.core.errors import BadInput, DomainError
from eventhub.core.limits import limiter
from eventhub.core.security import csrf
from eventhub.gate.devices import device_of, enrol
from eventhub.gate.manifest import manifest, read_cursor
from eventhub.gate.models import GateDevice
from eventhub.gate.sync import DeviceRevoked, sync
from eventhub.gate.wire import NO_JSON

bp = Blueprint("gate_api", __name__, url_prefix="/api/gate")
csrf.exempt(bp)
MOST_BYTES = 24 * 1024 * 1024  # ten thousand scans of a pass's address, and room for a few absurd ones
WORTH_ZIPPING = 500
GUESSES = "20 per minute; 200 per hour"


class UnknownDevice(DomainError):
    """No device has this credential."""

    default_code = "unknown_device"
    status = 401

    def __init__(self) -> None:
        super().__init__("这台手机还没开通检票，或者开通的记录没了。扫过的还在手机里，请主办方再出一个开通码。")


class UnknownCoding(BadInput):
    """The body of a request is compressed, which the protocol does not ask for."""

    default_code = "unknown_coding"
    status = 415


def device(view: Callable[[GateDevice], Any]) -> Callable[[], Any]:
    """Open a view to an enrolled device, which it is given; revoked ones too, for their scans must not be lost."""

    @wraps(view)
    def guarded() -> Any:
        scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
        found = device_of(credential.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            raise UnknownDevice
        return view(found)

    return declare(guarded, "device")


@bp.post("/enrol")
@limiter.limit(GUESSES)
def enrol_device() -> Response:
    """Exchange the code shown on the desk for a credential: {"code", "label"} → {"device", "credential", "gate", …}."""
    sent = _json_object()
    code, label = sent.get("code"), sent.get("label", "")
    if not isinstance(code, str) or not isinstance(label, str):
        raise BadInput("请输入开通码，十位字母和数字。")
    made, credential = enrol(code, label)
    festival = made.festival
    return _answer(
        {
            "device": made.id,
            "credential": credential,
            "gate": made.gate,
            "festival": {"number": festival.id, "name": festival.name, "short": festival.short_name},
        }
    )


declare(enrol_device, "device")


@bp.get("/manifest")
@device
def get_manifest(found: GateDevice) -> Any:
    """The festival as a gate needs it; with `?since=<cursor>` only what changed. 304 when nothing did."""
    if found.revoked_at is not None:
        raise DeviceRevoked(0)
    body, etag = manifest(found.festival, read_cursor(request.args.get("since")))
    response = _answer(body)
    response.set_etag(etag, weak=True)  # the same manifest, zipped or not
    return response.make_conditional(request)


@bp.post("/sync")
@device
def post_sync(found: GateDevice) -> Response:
    """Take a batch of scans; every one is answered by its id."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise UnknownCoding("这一批记录是压缩过的，这里只收没压缩的。手机里的还在，请更新页面后再传。")
    request.max_content_length = MOST_BYTES
    return _answer(sync(found, request.get_data(cache=False)))


def _json_object() -> dict[str, Any]:
    try:
        sent = msgspec.json.decode(request.get_data())
    except NO_JSON as error:
        raise BadInput("交来的内容看不懂。请刷新这一页再试。") from error
    if not isinstance(sent, dict):
        raise BadInput("交来的内容看不懂。请刷新这一页再试。")
    return sent


def _answer(body: dict[str, Any]) -> Response:
    """Answer JSON, compressed for whoever asks: a manifest of 300 stalls is 60 kB, and mountain networks are slow."""
    data = msgspec.json.encode(body)
    zipped = len(data) >= WORTH_ZIPPING and request.accept_encodings["gzip"] > 0
    response = Response(gzip.compress(data, 6, mtime=0) if zipped else data, mimetype="application/json")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Encoding")
    return response
