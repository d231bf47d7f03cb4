"""The gate page that works without a network: its shell, its service worker, and nothing about anybody.

The shell is the same for everyone and holds no data: those come with the device's credential (see `api`).
"""

import hashlib
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, json, make_response, render_template

from eventhub.accounts.access import public
from eventhub.core.security import HEADERS, POLICY

bp = Blueprint("gate_shell", __name__)
# Compiling our own WebAssembly (the code reader) is all that is added; no script from elsewhere, no eval.
SHELL_POLICY = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'"
SHELL_PERMISSIONS = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
SHELL_FILES = (
    "css/tokens.css",
    "css/site.css",
    "css/gate.css",
    "css/gate_app.css",
    "js/ui.js",
    "img/icon.svg",
    "img/gate.webmanifest",
    "img/gate-192.png",
)
SCRIPTS = "js/gate"
WORKER = "js/gate/service_worker.js"
# Installed by npm, see docs/gate.md; without them the phone's own code reader and signature check serve.
VENDOR = (
    "vendor/ed25519.js",
    "vendor/zxing/reader/index.js",
    "vendor/zxing/share.js",
    "vendor/zxing/zxing_reader.wasm",
)


@bp.get("/gate/")
@public
def shell() -> Response:
    """The page; everything on it is filled by its scripts."""
    response = make_response(_page())
    response.headers["Content-Security-Policy"] = SHELL_POLICY
    response.headers["Permissions-Policy"] = SHELL_PERMISSIONS
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/sw.js")
@public
def service_worker() -> Response:
    """The worker that serves the shell without a network; asked for afresh at every visit."""
    folder: Path = current_app.config["STATIC_FOLDER"]
    lead = f"self.SHELL = {json.dumps(shell_parts(folder))};\n"
    response = Response(lead + (folder / WORKER).read_text("utf-8"), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/gate/"
    return response


def shell_parts(folder: Path) -> dict[str, Any]:
    """Return what the worker keeps: a version that changes with any of it, the page, and the files' addresses."""
    assets = current_app.config["ASSET_VERSION"]
    scripts = sorted(path.relative_to(folder).as_posix() for path in (folder / SCRIPTS).glob("*.js"))
    files = [*SHELL_FILES, *(path for path in scripts if path != WORKER), *_installed(folder)]
    page = hashlib.sha256(_page().encode()).hexdigest()[:8]
    return {
        "version": f"{assets}-{page}",
        "page": "/gate/",
        "files": [f"/static/{assets}/{path}" for path in files],
    }


def _page() -> str:
    folder: Path = current_app.config["STATIC_FOLDER"]
    vendor = f"/static/{current_app.config['ASSET_VERSION']}/vendor" if _installed(folder) else ""
    return render_template("gate/shell.html", vendor=vendor)


def _installed(folder: Path) -> list[str]:
    return [path for path in VENDOR if (folder / path).is_file()]
