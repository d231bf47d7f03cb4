"""The plan editor's page: the drawing, the list of the same, and the forms that do without dragging."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core.database import db
from eventhub.festivals import plan_actions, plan_rows, plan_zones, queries
from eventhub.festivals.forms import DeskForm, PlainForm
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Booth, Festival, Row, Zone
from eventhub.festivals.organiser import Page, manages
from eventhub.festivals.plan_actions import BoothPatch
from eventhub.festivals.plan_forms import BoothForm, GroundForm, MarkForm, RowsForm, ZoneForm
from eventhub.festivals.plan_rows import RowOrder
from eventhub.festivals.plan_view import editor_state, plan_of

bp = Blueprint("plan_desk", __name__)
PANELS = ("rows", "zone", "mark", "size")


@bp.get("/desk/<slug>/plan/")
@staff(Role.ORGANISER, Role.REVIEWER)
def editor(slug: str) -> Page:
    """The plan. `?booth=A01`, `?zone=A`, `?mark=…` open what is there, `?add=rows|zone|mark|size` a new one."""
    festival = festival_or_404(slug)
    return _page(festival, *_asked(festival))


@bp.post("/desk/<slug>/plan/booths/<int:number>")
@staff(Role.ORGANISER)
def save_booth(slug: str, number: int) -> Page:
    """Change one booth."""
    festival, form = festival_or_404(slug), BoothForm()
    booth = _one(Booth, Booth.festival_id == festival.id, Booth.id == number)

    def deed() -> None:
        patch = BoothPatch(number, form.seen_version, form.values())
        plan_actions.change_booths(festival, [patch], actor())

    return _done_or_shown(festival, form, deed, "booth", booth, lambda: {"booth": booth.label})


@bp.post("/desk/<slug>/plan/booths/<int:number>/remove")
@staff(Role.ORGANISER)
def remove_booth(slug: str, number: int) -> Page:
    """Take one booth away."""
    festival, form = festival_or_404(slug), PlainForm()
    booth = _one(Booth, Booth.festival_id == festival.id, Booth.id == number)
    return _button(
        festival,
        form,
        lambda: plan_actions.remove_booths(festival, [(number, form.seen_version)], actor()),
        {"booth": booth.label},
    )


@bp.post("/desk/<slug>/plan/rows")
@staff(Role.ORGANISER)
def add_rows(slug: str) -> Page:
    """Generate rows of booths."""
    festival, form = festival_or_404(slug), RowsForm()
    _offer_zones(form, festival)

    def deed() -> None:
        common = {"power_w": form.power_w.data, "features": list(form.features.data or [])}
        order = RowOrder(int(form.zone_id.data or 0), form.spec(), form.circular.data, common)
        plan_rows.generate(festival, order, actor())

    return _done_or_shown(festival, form, deed, "rows", None, dict)


@bp.post("/desk/<slug>/plan/zones")
@staff(Role.ORGANISER)
def add_zone(slug: str) -> Page:
    """Add a zone; its rows come next."""
    festival, form = festival_or_404(slug), ZoneForm()
    return _done_or_shown(
        festival,
        form,
        lambda: plan_zones.add_zone(festival, form.values(), actor()),
        "zone",
        None,
        lambda: {"add": "rows", "in": form.code.data.upper()},
    )


@bp.post("/desk/<slug>/plan/zones/<int:number>")
@staff(Role.ORGANISER)
def save_zone(slug: str, number: int) -> Page:
    """Change a zone."""
    festival, form = festival_or_404(slug), ZoneForm()
    zone = _one(Zone, Zone.festival_id == festival.id, Zone.id == number)
    return _done_or_shown(
        festival,
        form,
        lambda: plan_zones.edit_zone(zone, form.values(), actor(), form.seen_version),
        "zone",
        zone,
        lambda: {"zone": zone.code},
    )


@bp.post("/desk/<slug>/plan/zones/<int:number>/remove")
@staff(Role.ORGANISER)
def remove_zone(slug: str, number: int) -> Page:
    """Take a zone away with its booths."""
    festival, form = festival_or_404(slug), PlainForm()
    zone = _one(Zone, Zone.festival_id == festival.id, Zone.id == number)
    return _button(
        festival,
        form,
        lambda: plan_zones.remove_zone(zone, actor(), form.seen_version),
        {"zone": zone.code},
    )


@bp.post("/desk/<slug>/plan/rows/<int:number>/ring")
@staff(Role.ORGANISER)
def toggle_ring(slug: str, number: int) -> Page:
    """Close a row to a ring, or open it."""
    festival, form = festival_or_404(slug), PlainForm()
    row = _one(Row, Row.id == number, Row.zone.has(Zone.festival_id == festival.id))
    closed = request.form.get("ring") == "1"
    return _button(festival, form, lambda: plan_zones.set_circular(row, closed, actor()), {"zone": row.zone.code})


@bp.post("/desk/<slug>/plan/marks")
@staff(Role.ORGANISER)
def add_mark(slug: str) -> Page:
    """Put a landmark on the ground."""
    festival, form = festival_or_404(slug), MarkForm()
    return _done_or_shown(
        festival,
        form,
        lambda: plan_zones.add_mark(festival, form.mark(), actor(), form.seen_version),
        "mark",
        None,
        lambda: {"add": "mark"},
    )


@bp.post("/desk/<slug>/plan/marks/<number>")
@staff(Role.ORGANISER)
def save_mark(slug: str, number: str) -> Page:
    """Change a landmark."""
    festival, form = festival_or_404(slug), MarkForm()
    mark = _mark_or_404(festival, number)
    return _done_or_shown(
        festival,
        form,
        lambda: plan_zones.edit_mark(festival, number, form.mark(), actor(), form.seen_version),
        "mark",
        mark,
        lambda: {"mark": number},
    )


@bp.post("/desk/<slug>/plan/marks/<number>/remove")
@staff(Role.ORGANISER)
def remove_mark(slug: str, number: str) -> Page:
    """Take a landmark away."""
    festival, form = festival_or_404(slug), PlainForm()
    _mark_or_404(festival, number)
    return _button(festival, form, lambda: plan_zones.remove_mark(festival, number, actor(), form.seen_version), {})


@bp.post("/desk/<slug>/plan/size")
@staff(Role.ORGANISER)
def save_size(slug: str) -> Page:
    """Set the size of the ground and its rule of neighbours."""
    festival, form = festival_or_404(slug), GroundForm()

    def deed() -> None:
        width, height = int(form.plan_width.data or 0), int(form.plan_height.data or 0)
        plan_zones.set_ground(festival, width, height, form.flame_apart.data, actor(), form.seen_version)

    return _done_or_shown(festival, form, deed, "size", festival, dict)


def _done_or_shown(
    festival: Festival,
    form: DeskForm,
    deed: Callable[[], Any],
    panel: str,
    row: Any,
    there: Callable[[], dict[str, str]],
) -> Page:
    """Do what a form asks and go on to where `there` leads, or show the plan with the form and its faults."""
    status = form.attempt(deed, None if panel == "mark" else row)
    if status is None:
        flash("存好了。", "ok")
        query = urlencode(there())
        return redirect(url_for("plan_desk.editor", slug=festival.slug) + (f"?{query}" if query else ""), 303)
    if panel == "mark":
        form.version.data = str(festival.version)
    return _page(festival, panel, row, form, status)


def _button(festival: Festival, form: PlainForm, deed: Callable[[], Any], back: dict[str, str]) -> Page:
    status = form.attempt(deed)
    if status is None:
        flash("存好了。", "ok")
        return redirect(url_for("plan_desk.editor", slug=festival.slug), 303)
    for sentence in form.form_errors:
        flash(sentence, "bad")
    return _page(festival, *_asked(festival, back), status=status)


def _asked(festival: Festival, query: Any = None) -> tuple[str, Any]:
    """What the address opens: the name of the panel, and the row or landmark it is about (None: a new one, or nothing)."""
    query = request.args if query is None else query
    zones = queries.zones_of(festival)
    if label := query.get("booth"):
        booths = (booth for zone in zones for row in zone.rows for booth in row.booths)
        return "booth", next((booth for booth in booths if booth.label == label), None)
    if code := query.get("zone"):
        zone = next((zone for zone in zones if zone.code == code), None)
        return ("zone", zone) if zone else ("", None)
    if number := query.get("mark"):
        mark = next((mark for mark in festival.ground if mark.get("id") == number), None)
        return ("mark", mark) if mark else ("", None)
    asked = query.get("add", "")
    return (asked if asked in PANELS else "", None)


def _page(festival: Festival, panel: str, row: Any, form: DeskForm | None = None, status: int = 200) -> Page:
    state = editor_state(festival)
    forms = {"booth": BoothForm, "rows": RowsForm, "zone": ZoneForm, "mark": MarkForm, "size": GroundForm}
    if form is None and panel:
        form = _filled(forms[panel](formdata=None), festival, panel, row)
    page = render_template(
        "festivals/plan.html",
        festival=festival,
        plan=plan_of(festival, _shown),
        state=state,
        zones=queries.zones_of(festival),
        kinds=plan_zones.KINDS,
        panel=panel,
        row=row,
        form=form,
        booth_form=form if panel == "booth" else BoothForm(formdata=None),
        plain=PlainForm(formdata=None, version=festival.version),
        manages=manages(festival),
    )
    return page, status


def _filled(form: DeskForm, festival: Festival, panel: str, row: Any) -> DeskForm:
    """Fill a form from what it is about, or with what a new one starts from."""
    if isinstance(form, RowsForm):
        zone = next((zone for zone in festival.zones if zone.code == request.args.get("in")), None)
        _offer_zones(form, festival)
        form.process(data={**form.defaults, "zone_id": str(zone.id) if zone else None})
    elif panel == "size":
        form.fill(festival)
    elif panel == "mark":
        form.process(data={**(form.shown(row) if row else {}), "version": festival.version})
    elif row is not None:
        form.fill(row)
    return form


def _offer_zones(form: RowsForm, festival: Festival) -> None:
    form.zone_id.offer([(zone.id, f"{zone.code}区 {zone.name}") for zone in festival.zones])


def _shown(booth: Booth) -> dict[str, Any]:
    words = [booth.service] if booth.service else []
    words += [f"{booth.power_w} 瓦"] if booth.power_w else []
    return {
        "href": f"?booth={booth.label}",
        "state": "on",
        "aria_label": "，".join([f"摊位 {booth.label}", *words]),
    }


def _one(kind: type[Any], *conditions: Any) -> Any:
    """Return the row of the festival with these conditions, or end the request with 404."""
    row = db.session.scalar(select(kind).where(*conditions))
    if row is None:
        abort(404)
    return row


def _mark_or_404(festival: Festival, number: str) -> dict[str, Any]:
    mark = next((mark for mark in festival.ground if mark.get("id") == number), None)
    if mark is None:
        abort(404)
    return mark
