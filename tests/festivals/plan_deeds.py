"""Deeds on a plan, short enough for tests to say."""

from typing import Any

from eventhub.festivals import plan_actions, queries
from eventhub.festivals.booth_numbers import parse_booth_range
from eventhub.festivals.layout import RowSpec
from eventhub.festivals.models import Booth, Festival
from eventhub.festivals.plan_actions import BoothPatch
from eventhub.festivals.plan_rows import RowOrder


def booth(festival: Festival, label: str) -> Booth:
    return next(found for found in queries.booths_of(festival) if found.label == label)


def change(festival: Festival, number: str, version: int | None = None, **values: Any) -> None:
    plan_actions.change_booths(festival, [BoothPatch(booth(festival, number).id, version, values)], None)


def order(festival: Festival, numbers: str, x: int = 2000, y: int = 4000, rows: int = 1, **values: Any) -> RowOrder:
    common = values.pop("common", {"power_w": 3000})
    circular = values.pop("circular", False)
    spec = RowSpec(parse_booth_range(numbers), x, y, rows, **values)
    return RowOrder(queries.zones_of(festival)[0].id, spec, circular, common)
