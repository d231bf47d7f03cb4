"""What the plan editor's script asks and sends: JSON over the same actions as the forms."""

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Response, jsonify, request
from msgspec import UNSET, Struct, UnsetType

from eventhub.accounts.access import actor, staff
from eventhub.accounts.models import Role
from eventhub.core.errors import BadInput, DomainError
from eventhub.festivals import plan_actions, plan_rows, plan_view, plan_zones
from eventhub.festivals.from_address import festival_or_404
from eventhub.festivals.models import Festival
from eventhub.festivals.plan_actions import BoothPatch
from eventhub.festivals.plan_forms import RowsForm

bp = Blueprint("plan_api", __name__)
Answer = Response | tuple[Response, int]
MAX_AT_ONCE = plan_rows.MAX_ON_PLAN


class Patch(Struct, forbid_unknown_fields=True):
    """Changes to one booth."""

    id: int
    version: int
    label: str | UnsetType = UNSET
    x: int | UnsetType = UNSET
    y: int | UnsetType = UNSET
    rotation: int | UnsetType = UNSET
    width: int | UnsetType = UNSET
    depth: int | UnsetType = UNSET
    power_w: int | UnsetType = UNSET
    features: list[str] | UnsetType = UNSET
    closed: bool | UnsetType = UNSET
    break_after: bool | UnsetType = UNSET
    service: str | UnsetType = UNSET

    def as_patch(self) -> BoothPatch:
        """Return the change as the action takes it."""
        values = {
            name: value
            for name in self.__struct_fields__
            if name not in ("id", "version") and (value := getattr(self, name)) is not UNSET
        }
        return BoothPatch(self.id, self.version, values)


class Patches(Struct, forbid_unknown_fields=True):
    """Changes to several booths, all or none."""

    booths: list[Patch]


class Which(Struct, forbid_unknown_fields=True):
    """A booth and the version seen."""

    id: int
    version: int


class Removal(Struct, forbid_unknown_fields=True):
    """Booths to take away."""

    booths: list[Which]


class MarkMove(Struct, forbid_unknown_fields=True):
    """A landmark dragged to another place, and the version of the ground it was seen on."""

    id: str
    version: int
    x: int
    y: int


@bp.get("/desk/<slug>/plan/data.json")
@staff(Role.ORGANISER, Role.REVIEWER)
def data(slug: str) -> Answer:
    """Everything the editor keeps beside the drawing."""
    return jsonify(plan_view.editor_state(festival_or_404(slug)))


@bp.post("/desk/<slug>/plan/booths.json")
@staff(Role.ORGANISER)
def change(slug: str) -> Answer:
    """Change booths."""
    festival = festival_or_404(slug)

    def deed() -> None:
        patches = [patch.as_patch() for patch in _body(Patches).booths]
        _refuse_flood(patches)
        plan_actions.change_booths(festival, patches, actor())

    return _answer(festival, deed)


@bp.post("/desk/<slug>/plan/booths/remove.json")
@staff(Role.ORGANISER)
def remove(slug: str) -> Answer:
    """Take booths away."""
    festival = festival_or_404(slug)

    def deed() -> None:
        wanted = [(which.id, which.version) for which in _body(Removal).booths]
        _refuse_flood(wanted)
        plan_actions.remove_booths(festival, wanted, actor())

    return _answer(festival, deed)


@bp.post("/desk/<slug>/plan/marks.json")
@staff(Role.ORGANISER)
def move_mark(slug: str) -> Answer:
    """Move a landmark."""
    festival = festival_or_404(slug)

    def deed() -> None:
        move = _body(MarkMove)
        old = next((mark for mark in festival.ground if mark.get("id") == move.id), {})
        plan_zones.edit_mark(festival, move.id, {**old, "x": move.x, "y": move.y}, actor(), move.version)

    return _answer(festival, deed)


@bp.post("/desk/<slug>/plan/rows/preview.json")
@staff(Role.ORGANISER)
def preview(slug: str) -> Answer:
    """Where the rows of a form would stand; nothing is stored."""
    festival, form = festival_or_404(slug), RowsForm()
    form.zone_id.offer([(zone.id, zone.name) for zone in festival.zones])
    if not form.validate():
        return jsonify(error="bad_input", message=next(iter(form.errors.values()))[0]), 422
    try:
        rows = plan_rows.lay_out(festival, form.spec())
    except DomainError as error:
        return jsonify(error=error.code, message=error.sentence), error.status
    return jsonify(booths=[msgspec.to_builtins(booth) for row in rows for booth in row])


def _body(kind: type[Any]) -> Any:
    """Read the body as JSON of that shape. Raises BadInput."""
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadInput("交来的内容看不懂。请刷新页面再试。", code="bad_body") from error


def _refuse_flood(entries: list[Any]) -> None:
    if len(entries) > MAX_AT_ONCE:
        raise BadInput(f"一次最多改 {MAX_AT_ONCE} 个摊位，请分几次。")


def _answer(festival: Festival, deed: Callable[[], None]) -> Answer:
    """Do the deed and answer with the plan as it then is; on an error too, so that the editor shows what is stored."""
    try:
        deed()
    except DomainError as error:
        state = plan_view.editor_state(festival)
        return jsonify(error=error.code, message=error.sentence, state=state), error.status
    return jsonify(plan_view.editor_state(festival))
