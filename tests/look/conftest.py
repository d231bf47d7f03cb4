"""A tiny application around the templates: the real files, none of the rooms."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response, render_template, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eventhub.festivals.cover_art import cover_svg
from tests.look import sample

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
QR = '<svg viewBox="0 0 8 8"><path d="M0 0h3v3H0zM5 0h3v3H5zM0 5h3v3H0zM4 4h1v1H4z"/></svg>'


def environment_options() -> dict[str, Any]:
    """How the real app sets Jinja up, and stricter: an undefined name is an error."""
    return {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}


def made(source: str, **context: Any) -> str:
    """Render a snippet in Jinja alone, every file of components under its own name; blanks are made one."""
    folder = ROOT / "templates"
    bare = Environment(loader=FileSystemLoader(folder), autoescape=True, **environment_options())
    names = [path.stem for path in (folder / "components").glob("*.html") if path.stem != "gallery"]
    imports = "".join(f'{{% import "components/{name}.html" as {name} %}}' for name in names)
    return re.sub(r"\s+", " ", bare.from_string(imports + source).render(**context)).strip()


def names_of(html: str, attribute: str) -> list[str]:
    """The values of an attribute, in order."""
    return re.findall(rf'\b{attribute}="([^"]*)"', html)


def small_app(size: str = "", theme: str = "") -> Flask:
    """A Flask app with the layouts' context: /gallery, /cover/<skin>.svg, /page/<layout>, /error/<status>."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.secret_key = "only-for-tests"
    app.jinja_loader = FileSystemLoader([ROOT / "templates", HERE / "pages"])
    for name, value in environment_options().items():
        setattr(app.jinja_env, name, value)

    def asset(path: str) -> str:
        assert (ROOT / "static" / path).is_file(), path
        return f"/static/{path}"

    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["csrf_token"] = lambda: "token-of-the-test"

    @app.context_processor
    def context() -> dict[str, Any]:
        shown = SimpleNamespace(size=request.args.get("size", size), theme=request.args.get("theme", theme))
        account = SimpleNamespace(display_name="罗桂芳", label="罗桂芳")
        day = date(2027, 4, 17)
        return {
            "display": shown,
            "demo": True,
            "site_phone": "023-0000 0000",
            "today": day,
            "current_account": account,
        }

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; img-src 'self'; style-src 'self'; script-src 'self'"
        )
        return response

    @app.get("/gallery")
    def gallery() -> str:
        form = sample.application(watts="一个冰柜")
        return render_template(
            "components/gallery.html",
            form=form,
            days=sample.month_days(),
            sessions=sample.sessions(),
            plan=sample.plan(),
            rows=sample.rows(),
            qr_svg=QR,
            cover="/cover/caishan.svg",
        )

    @app.get("/cover/<skin>.svg")
    def cover(skin: str) -> Response:
        return Response(cover_svg("2027", skin), mimetype="image/svg+xml")

    @app.get("/page/<name>")
    def page(name: str) -> str:
        return render_template(
            f"{name}.html", plan=sample.plan(), form=sample.application(), fresh=sample.Application(), nav=NAV
        )

    @app.get("/error/<int:status>")
    def error(status: int) -> str:
        return render_template("errors/error.html", status=status, sentence=request.args.get("sentence", ""))

    return app


NAV = [
    {
        "title": "踩山会",
        "items": [
            {"href": "/desk/", "label": "今天要办的", "icon": "inbox"},
            {"href": "/desk/a", "label": "申请", "icon": "doc", "count": 12},
            {"href": "/desk/b", "label": "排摊位", "icon": "board"},
            {"href": "/desk/c", "label": "节目单", "icon": "list"},
        ],
    },
    {"title": "全部", "items": [{"href": "/page/staff", "label": "农户", "icon": "people"}]},
]

# One small page for each layout.
PAGES = sorted(path.stem for path in (HERE / "pages").glob("*.html"))


@pytest.fixture
def look() -> Iterator[Any]:
    """A client of the small app."""
    with small_app().test_client() as client:
        yield client
