"""Headers that every answer carries, and the CSRF guard whose refusal keeps what was typed."""

from urllib.parse import urlsplit

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers.response import Response as AnyResponse

csrf = CSRFProtect()
POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
YEAR_OF_HTTPS = "max-age=31536000"
TOO_LONG_TO_KEEP = 200_000


def init_app(app: Flask) -> None:
    """Add the headers and the CSRF guard to the app."""
    csrf.init_app(app)
    headers = headers_of(app.config["SETTINGS"].base_url)

    @app.after_request
    def add_headers(response: AnyResponse) -> AnyResponse:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    @app.errorhandler(CSRFError)
    def stale_form(_error: CSRFError) -> tuple[str, int] | Response:
        kept = list(request.form.items(multi=True)) if _from_our_own_page() else []
        fields = [(name, value) for name, value in kept if name != "csrf_token"]
        if sum(len(value) for _, value in fields) > TOO_LONG_TO_KEEP:
            fields = []
        return render_template("errors/stale_form.html", fields=fields, action=request.full_path.rstrip("?")), 400


def headers_of(base_url: str) -> dict[str, str]:
    """Return the headers of every answer of a site at this address."""
    return HEADERS | ({"Strict-Transport-Security": YEAR_OF_HTTPS} if base_url.startswith("https:") else {})


def _from_our_own_page() -> bool:
    """Tell whether the browser says the form came from this site: only then is sending it again offered."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or (
        bool(origin) and urlsplit(origin).netloc == request.host
    )
