"""The ground of the plan: its size, the zones with their limits and outlines, and the landmarks."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import held
from eventhub.festivals import signals
from eventhub.festivals.booth_features import FLAME_FROM_CLOTH
from eventhub.festivals.layout import MAX_PLAN
from eventhub.festivals.models import Festival, FestivalState, Row, Zone
from eventhub.festivals.plan_actions import plan_changed
from eventhub.festivals.plan_view import SERVICES, SMALLEST_ZONE, area_of
from eventhub.registry.documents import GoodsCategory

ZONE_COLUMNS = ("code", "name", "categories", "category_caps", "power_w", "outline")
KINDS = {
    "stage": "舞台",
    "gate": "门",
    **{kind: word for kind, (_, word) in SERVICES.items()},
    "lake": "湖、水面",
    "road": "路",
    "label": "地名",
}
ROUND = ("stage", "lake")
CODE = re.compile(r"[A-Z0-9]{1,4}")
MAX_POINTS, MAX_MARKS = 60, 200
SMALLEST_GROUND = 1_000


def add_zone(festival: Festival, values: dict[str, Any], actor: Account | None) -> Zone:
    """Add a zone. `values`: columns of `ZONE_COLUMNS`; an empty outline follows the booths.

    Raises BadInput for a code that is malformed or taken, unknown categories, an outline off the plan.
    """
    with writing() as session:
        _open(festival)
        zone = Zone(festival_id=festival.id, code="", name="")
        _set_zone(festival, zone, values)
        session.add(zone)
        session.flush()
        plan_changed(festival, "zone.add", actor, zone=zone.code)
    return zone


def edit_zone(zone: Zone, values: dict[str, Any], actor: Account | None, version: int | None = None) -> Zone:
    """Change a zone. Raises Stale when somebody changed it meanwhile, else as `add_zone`."""
    with writing():
        festival = held(zone, version).festival
        _open(festival)
        _set_zone(festival, zone, values)
        plan_changed(festival, "zone.edit", actor, zone=zone.code)
    return zone


def remove_zone(zone: Zone, actor: Account | None, version: int | None = None) -> None:
    """Take a zone away with its rows and booths. A later room refuses when somebody holds one of them."""
    with writing() as session:
        festival = held(zone, version).festival
        _open(festival)
        booths = [booth for row in zone.rows for booth in row.booths]
        if booths:
            signals.booth_removal.send(festival, booths=booths, actor=actor)
        code, labels = zone.code, [booth.label for booth in booths]
        session.delete(zone)
        plan_changed(festival, "zone.remove", actor, zone=code, booths=labels)


def set_circular(row: Row, circular: bool, actor: Account | None) -> None:
    """Say whether the last booth of a row is the neighbour of the first."""
    with writing():
        festival = row.zone.festival
        _open(festival)
        row.circular = circular
        plan_changed(festival, "row.edit", actor, row=row.code, circular=circular)


def set_ground(
    festival: Festival, width: int, height: int, flame_apart: bool, actor: Account | None, version: int | None = None
) -> None:
    """Set the size of the ground in centimetres, and whether open flame may not be the neighbour of cloth.

    Raises BadInput when booths would lie outside.
    """
    with writing():
        held(festival, version)
        _open(festival)
        for name, value, axis in (("plan_width", width, "x"), ("plan_height", height, "y")):
            if not SMALLEST_GROUND <= value <= MAX_PLAN:
                raise BadInput(fields={name: "场地每边要在 10 米到 2000 米之间。"})
            outside = [
                booth.label
                for zone in festival.zones
                for row in zone.rows
                for booth in row.booths
                if getattr(booth, axis) > value
            ]
            if outside:
                raise BadInput(fields={name: f"摊位 {'、'.join(outside[:5])} 会到外面去，请先把它们挪进来。"})
        festival.plan_width, festival.plan_height = width, height
        others = [pair for pair in festival.keep_apart if pair != FLAME_FROM_CLOTH]
        festival.keep_apart = [*others, list(FLAME_FROM_CLOTH)] if flame_apart else others
        plan_changed(festival, "size", actor, width=width, height=height, flame_apart=flame_apart)


def add_mark(
    festival: Festival, mark: dict[str, Any], actor: Account | None, version: int | None = None
) -> dict[str, Any]:
    """Put a landmark on the ground; returns it with its id. See `checked_mark` for its shape."""
    stored = {"id": secrets.token_hex(4), **checked_mark(festival, mark)}
    with _ground_held(festival, version, actor) as ground:
        ground.append(stored)
    return stored


def edit_mark(
    festival: Festival, number: str, mark: dict[str, Any], actor: Account | None, version: int | None = None
) -> None:
    """Replace a landmark. Raises StateConflict when it is gone, Stale when the ground was changed meanwhile."""
    stored = {"id": number, **checked_mark(festival, mark)}
    with _ground_held(festival, version, actor) as ground:
        ground[_place_of(ground, number)] = stored


def remove_mark(festival: Festival, number: str, actor: Account | None, version: int | None = None) -> None:
    """Take a landmark away. Raises as `edit_mark`."""
    with _ground_held(festival, version, actor) as ground:
        del ground[_place_of(ground, number)]


def checked_mark(festival: Festival, mark: dict[str, Any]) -> dict[str, Any]:
    """Return a landmark as it is stored, in centimetres.

    A road is {kind, width, points: [[x, y], …]}; a stage or lake {kind, x, y, r, text}; the others {kind, x, y, text}.
    Raises BadInput with the field.
    """
    kind = mark.get("kind")
    if kind not in KINDS:
        raise BadInput(fields={"kind": "请从列表里选一种。"})
    if kind == "road":
        points = checked_points(festival, mark.get("points") or [], "points", 2)
        return {"kind": kind, "width": _limited(mark, "width", 50, 5_000, 400), "points": points}
    x, y = mark.get("x"), mark.get("y")
    if not isinstance(x, int) or not isinstance(y, int):
        raise BadInput(fields={"x": "请填位置，或者在图上点一下。"})
    checked_points(festival, [[x, y]], "x", 1)
    stored = {"kind": kind, "x": x, "y": y, "text": str(mark.get("text") or "")[:20]}
    if kind in ROUND:
        stored["r"] = _limited(mark, "r", 100, 20_000, 500)
    if kind in ("gate", "label") and not stored["text"]:
        raise BadInput(fields={"text": "请写上字，例如“南门”。"})
    return stored


def checked_points(festival: Festival, points: Sequence[Any], field: str, least: int) -> list[list[int]]:
    """Return points as whole centimetres on the plan. Raises BadInput for too few, too many, or one off the plan."""
    if not least <= len(points) <= MAX_POINTS:
        raise BadInput(fields={field: f"要有 {least} 到 {MAX_POINTS} 个点。"})
    checked = [[int(x), int(y)] for x, y in points]
    if any(not (0 <= x <= festival.plan_width and 0 <= y <= festival.plan_height) for x, y in checked):
        raise BadInput(fields={field: "有的点在场地外面，请改到场地里面。"})
    return checked


def _limited(mark: dict[str, Any], name: str, low: int, high: int, default: int) -> int:
    value = mark.get(name) or default
    if not isinstance(value, int) or not low <= value <= high:
        raise BadInput(fields={name: f"要在 {low / 100:g} 到 {high / 100:g} 米之间。"})
    return value


@contextmanager
def _ground_held(festival: Festival, version: int | None, actor: Account | None) -> Iterator[list[dict[str, Any]]]:
    """Hand out a copy of the landmarks to change; what it holds at the end is stored."""
    with writing():
        held(festival, version)
        _open(festival)
        ground = list(festival.ground)
        yield ground
        if len(ground) > MAX_MARKS:
            raise StateConflict(f"地标最多 {MAX_MARKS} 个，请先删掉几个。")
        festival.ground = ground
        plan_changed(festival, "ground", actor, marks=len(ground))


def _place_of(ground: list[dict[str, Any]], number: str) -> int:
    for place, mark in enumerate(ground):
        if mark.get("id") == number:
            return place
    raise StateConflict("这个地标刚才被别人删掉了，请刷新以后再看。", code="gone")


def _open(festival: Festival) -> None:
    if festival.state is FestivalState.CANCELLED:
        raise StateConflict("这届已经取消，平面图不能再改。")


def _set_zone(festival: Festival, zone: Zone, values: dict[str, Any]) -> None:
    values = {name: values[name] for name in ZONE_COLUMNS if name in values}
    if "code" in values:
        values["code"] = values["code"].upper()
        _check_code(festival, zone, values["code"])
    known = {category.value for category in GoodsCategory}
    if not set(values.get("categories", [])) <= known or not set(values.get("category_caps", {})) <= known:
        raise BadInput(fields={"categories": "请从列表里选类别。"})
    if values.get("outline"):
        values["outline"] = checked_points(festival, values["outline"], "outline", 3)
        if area_of(values["outline"]) < SMALLEST_ZONE:
            raise BadInput(
                fields={"outline": "这几个点围不出一块地。请至少写三个不在一条线上的角，或者空着，就跟着摊位走。"}
            )
    for name, value in values.items():
        if getattr(zone, name) != value:
            setattr(zone, name, value)


def _check_code(festival: Festival, zone: Zone, code: str) -> None:
    if not CODE.fullmatch(code):
        raise BadInput(fields={"code": "展区代号用一到四个大写字母或数字，例如“A”。"})
    with db.session.no_autoflush:
        taken = db.session.scalar(select(Zone.id).where(Zone.festival_id == festival.id, Zone.code == code))
    if taken is not None and taken != zone.id:
        raise BadInput(fields={"code": f"已经有 {code} 区了，请换一个代号。"})
