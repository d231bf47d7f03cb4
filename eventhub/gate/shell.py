"""The gate page that works without a network: its shell, its service worker, and nothing about anybody.

The shell is the same for everyone and holds no data: those come with the device's credential (see `api`).
"""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, json, make_response, render_template

from eventhub.accounts.access import public
from eventhub.core.security import POLICY

bp = Blueprint("gate_shell", __name__)
# Compiling our own WebAssembly (the code reader) is all that is added; no script from elsewhere, no eval.
SHELL_POLICY = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:"
SHELL_STYLES = ("css/tokens.css", "css/site.css", "css/gate.css")
SHELL_SCRIPTS = "js/gate"
WORKER = "js/gate/service_worker.js"
VENDOR = ("vendor/ed25519.js", "vendor/zxing/reader/index.js", "vendor/zxing/share.js", "vendor/zxing/zxing_reader.wasm")


@bp.get("/gate/")
@public
def shell() -> Response:
    """The page; everything on it is filled by its scripts."""
    response = make_response(render_template("gate/shell.html"))
    response.headers["Content-Security-Policy"] = SHELL_POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/sw.js")
@public
def service_worker() -> Response:
    """The worker that serves the shell without a network; asked for afresh at every visit."""
    folder: Path = current_app.config["STATIC_FOLDER"]
    lead = f"self.SHELL = {json.dumps(shell_files(folder))};\n"
    response = Response(lead + (folder / WORKER).read_text("utf-8"), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/gate/"
    return response


def shell_files(folder: Path) -> dict[str, Any]:
    """Return what the worker keeps: the version of the files, and their addresses."""
    version = current_app.config["ASSET_VERSION"]
    scripts = sorted(path.relative_to(folder).as_posix() for path in (folder / SHELL_SCRIPTS).glob("*.js"))
    files = [*SHELL_STYLES, *(path for path in scripts if path != WORKER), *existing(folder, VENDOR)]
    files += ["js/ui.js", "img/icon.svg", "img/gate-192.png"]
    return {"version": version, "page": "/gate/", "files": [f"/static/{version}/{path}" for path in files]}


def existing(folder: Path, paths: tuple[str, ...]) -> list[str]:
    """Return those of the paths that are installed: without the code reader the gate still types and looks up."""
    return [path for path in paths if (folder / path).is_file()]
