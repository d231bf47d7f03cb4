"""Rows of booths generated from "A01–A20, two rows"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.festivals import queries
from eventhub.festivals.layout import PlacedBooth, RowSpec, generate_rows, overlapping
from eventhub.festivals.models import Booth, Festival, FestivalState, Row, Zone
from eventhub.festivals.plan_actions import check_on_ground, plan_changed
from eventhub.festivals.plan_view import placed
from eventhub.festivals.sign_codes import new_sign_codes

MAX_ON_PLAN = 1_000


@dataclass(frozen=True)
class RowOrder:
    """Rows to make: the zone's id, the layout, whether each is a ring, and columns common to all booths.

    `common` may hold `power_w`, `features` and `service`.
    """

    zone_id: int
    spec: RowSpec
    circular: bool
    common: Mapping[str, Any]


def lay_out(festival: Festival, spec: RowSpec) -> list[list[PlacedBooth]]:
    """Lay out rows without storing them (what a preview shows).

    Raises:
        BadInput: a figure out of range, a number that exists already, booths off the plan, or on top of others.
    """
    rows = generate_rows(spec)
    fresh = [booth for row in rows for booth in row]
    standing = queries.booths_of(festival)
    if len(standing) + len(fresh) > MAX_ON_PLAN:
        raise BadInput(fields={"numbers": f"一张平面图最多 {MAX_ON_PLAN} 个摊位，现在已经有 {len(standing)} 个。"})
    taken = {booth.label for booth in standing} & {booth.number for booth in fresh}
    if taken:
        names = "、".join(sorted(taken)[:6])
        raise BadInput(fields={"numbers": f"摊位号 {names} 已经有了，请换一段号。"})
    for booth in fresh:
        check_on_ground(festival, booth.x, booth.y, booth.number)
    new = {booth.number for booth in fresh}
    clash = [pair for pair in overlapping([*map(placed, standing), *fresh]) if new & set(pair)]
    if clash:
        one, other = clash[0]
        raise BadInput(fields={"x": f"{one} 和 {other} 叠在一起了（共 {len(clash)} 处），请挪一挪起点或加大间距。"})
    return rows


def generate(festival: Festival, order: RowOrder, actor: Account | None) -> list[Row]:
    """Make rows of booths in a zone; returns the rows.

    Booths are counted on from the highest number the plan ever gave out; each gets a sign code of its own.

    Raises:
        BadInput: as `lay_out`, or the zone is not one of the festival's.
        StateConflict: the festival is cancelled.
    """
    with writing() as session:
        # The festival's row is held so that two organisers never count on from the same number.
        locked(festival)
        if festival.state is FestivalState.CANCELLED:
            raise StateConflict("这届已经取消，平面图不能再改。")
        zone = session.scalar(select(Zone).where(Zone.id == order.zone_id, Zone.festival_id == festival.id))
        if zone is None:
            raise BadInput(fields={"zone_id": "请选一个展区；还没有就先画一个。"})
        laid = lay_out(festival, order.spec)
        codes = iter(new_sign_codes(sum(map(len, laid))))
        number = _highest_number(festival)
        rows = []
        for places in laid:
            row = Row(code=_next_code(zone), circular=order.circular)
            zone.rows.append(row)
            for position, place in enumerate(places, start=1):
                number += 1
                row.booths.append(_booth(festival, place, position, number, next(codes), order.common))
            rows.append(row)
        session.flush()
        plan_changed(festival, "rows.generate", actor, zone=zone.code, booths=[b.label for r in rows for b in r.booths])
    return rows


def _booth(
    festival: Festival, place: PlacedBooth, position: int, number: int, code: str, common: Mapping[str, Any]
) -> Booth:
    return Booth(
        festival_id=festival.id,
        label=place.number,
        number=number,
        sign_code=code,
        position=position,
        x=place.x,
        y=place.y,
        width=place.width,
        depth=place.depth,
        rotation=place.rotation,
        **{name: list(value) if isinstance(value, list) else value for name, value in common.items()},
    )


def _highest_number(festival: Festival) -> int:
    return db.session.scalar(select(func.max(Booth.number)).where(Booth.festival_id == festival.id)) or 0


def _next_code(zone: Zone) -> str:
    taken = {row.code for row in zone.rows}
    return next(code for n in range(1, 1_000) if (code := f"{zone.code}-{n}") not in taken)
