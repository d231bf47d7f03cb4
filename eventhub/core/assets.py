"""Static files under hashed addresses: one version over the whole tree, so relative links inside CSS and JS hold."""

import hashlib
import mimetypes
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory

# The machine's own table may lack these, and a script of the wrong type is not run.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("application/manifest+json", ".webmanifest")


def tree_version(folder: Path) -> str:
    """Return 12 hex digits over the names and contents of every file below the folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def init_app(app: Flask) -> None:
    """Serve `/static/<version>/<path>` for ever-cached files and give templates `asset(path)`."""
    folder = Path(app.root_path) / str(app.config["STATIC_FOLDER"])
    version = tree_version(folder)

    def asset(path: str) -> str:
        if not (folder / path).is_file():
            raise FileNotFoundError(path)
        return f"/static/{version}/{path}"

    def static(asked: str, path: str) -> Response:
        if any(part.startswith(".") for part in Path(path).parts):
            abort(404)
        response = send_from_directory(folder, path, max_age=31_536_000 if asked == version else 0)
        if asked == version:
            response.cache_control.immutable = True
        response.cache_control.public = True
        return response

    static.audience = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/static/<asked>/<path:path>", "static", static)
    app.jinja_env.globals["asset"] = asset
    app.config["ASSET_VERSION"] = version
