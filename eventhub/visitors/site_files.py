"""Covers, and the files that search engines and chat programs read."""

from zlib import crc32

from flask import Blueprint, Response, current_app, render_template, request

from eventhub.accounts.access import public
from eventhub.festivals.cover_art import cover_svg
from eventhub.festivals.queries import public_festivals
from eventhub.visitors.cards import cover_version
from eventhub.visitors.cover_png import cover_png
from eventhub.visitors.queries import public_festival

bp = Blueprint("visitors_files", __name__)
HOUR, YEAR = 3_600, 31_536_000
# Feeds may be read; what lies behind a sign-in, and a reader's own choices, are of no use to a crawler.
CLOSED = ("/my/", "/desk/", "/admin/", "/gate/", "/api/", "/apply/", "/sign-in", "/display", "/p/")


@bp.get("/festivals/<slug>/cover.svg")
@public
def cover(slug: str) -> Response:
    """The cross-stitch cover; for a year where the address names its version, else for an hour."""
    shown = public_festival(slug)
    version = cover_version(shown)
    # Drawing takes 20 ms: a browser that has it isn't made to wait.
    body = "" if request.if_none_match.contains(version) else cover_svg(shown.cover_seed, shown.skin)
    return _kept("image/svg+xml", body, version, YEAR if request.args.get("v") == version else HOUR)


@bp.get("/festivals/<slug>/cover.png")
@public
def cover_picture(slug: str) -> Response:
    """The cover as chat programs want it beside a link: they show no SVG."""
    shown = public_festival(slug)
    version = cover_version(shown)
    body = b"" if request.if_none_match.contains(version) else cover_png(shown.cover_seed, shown.skin)
    return _kept("image/png", body, version, YEAR if request.args.get("v") == version else HOUR)


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Everything public may be read, feeds too."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {_base_url()}/sitemap.xml",
        "",
    ]
    body = "\n".join(lines)
    return _kept("text/plain", body, _hash(body), HOUR)


@bp.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """The public pages of every edition."""
    body = render_template("visitors/sitemap.xml", festivals=public_festivals(), base_url=_base_url())
    return _kept("application/xml", body, _hash(body), HOUR)


def _kept(mimetype: str, body: str | bytes, etag: str, seconds: int) -> Response:
    response = Response(body, mimetype=mimetype)
    response.set_etag(etag)
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    if seconds == YEAR:
        response.cache_control.immutable = True
    response.make_conditional(request)
    return response


def _hash(body: str) -> str:
    return f"{crc32(body.encode()):08x}"


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].host_prefix)
