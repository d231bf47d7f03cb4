"""Appliances of a stall and the power they draw, in integer watts.

A stall may draw at most 12 kW. Presets are typical rated powers, so that people who can't find the
plate on the back of a machine still answer with something the ground's electrician can work with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from eventhub.core.errors import BadInput

MAX_STALL_WATTS = 12_000
MAX_COUNT = 20
MAX_LINES = 20
MAX_NAME_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Preset:
    """An appliance offered in the list: stored key, Chinese label, rated power in watts."""

    key: str
    label: str
    watts: int


PRESETS: tuple[Preset, ...] = (
    Preset("induction_cooker", "电磁炉", 2_200),
    Preset("commercial_induction", "商用电磁灶", 5_000),
    Preset("electric_fryer", "电炸炉", 3_000),
    Preset("electric_griddle", "电扒炉", 3_000),
    Preset("electric_oven", "电烤箱", 3_000),
    Preset("steamer", "电蒸炉", 3_000),
    Preset("noodle_boiler", "煮面桶", 6_000),
    Preset("microwave", "微波炉", 1_300),
    Preset("rice_cooker", "电饭煲", 1_000),
    Preset("electric_kettle", "电热水壶", 1_800),
    Preset("water_boiler", "开水器", 3_000),
    Preset("warming_cabinet", "保温柜", 1_000),
    Preset("sausage_roller", "烤肠机", 1_600),
    Preset("juicer", "榨汁机", 500),
    Preset("ice_maker", "制冰机", 500),
    Preset("freezer", "冰柜", 300),
    Preset("display_fridge", "展示冷柜", 500),
    Preset("heater", "取暖器", 2_000),
    Preset("fan", "风扇", 60),
    Preset("speaker", "音箱", 200),
    Preset("light", "照明灯", 50),
    Preset("payment_printer", "收款机、打印机", 60),
)
PRESET_BY_KEY = {preset.key: preset for preset in PRESETS}


@dataclass(frozen=True, slots=True)
class ApplianceUse:
    """One line of a stall's list: name shown, watts of one, how many."""

    name: str
    watts: int
    count: int = 1

    @property
    def total(self) -> int:
        """Watts of the whole line."""
        return self.watts * self.count


class PowerError(BadInput):
    """The list can't be used. `code`: `appliance` or `power_over_limit`."""

    default_code: ClassVar[str] = "appliance"


def preset_use(key: str, count: int = 1) -> ApplianceUse:
    """Make a checked line from a preset.

    Args:
        key: key of a preset.
        count: how many, 1 to `MAX_COUNT`.

    Raises:
        PowerError: unknown key or count out of range.
    """
    preset = PRESET_BY_KEY.get(key)
    if preset is None:
        raise PowerError("没有这种电器，请从列表里选，或者填名称和功率。")
    return appliance_use(preset.label, preset.watts, count)


def appliance_use(name: str, watts: int, count: int = 1) -> ApplianceUse:
    """Make a checked line from what somebody typed.

    Args:
        name: what it is, 1 to `MAX_NAME_LENGTH` characters.
        watts: rated power of one, 1 to `MAX_STALL_WATTS`.
        count: how many, 1 to `MAX_COUNT`.

    Raises:
        PowerError: a value out of range, with the sentence for its field.
    """
    shown = name.strip()
    if not shown or len(shown) > MAX_NAME_LENGTH:
        raise PowerError(fields={"name": f"请写电器名称，最多 {MAX_NAME_LENGTH} 个字。"})
    if not 1 <= watts <= MAX_STALL_WATTS:
        sentence = f"{shown}的功率要在 1 到 {MAX_STALL_WATTS:,} 瓦之间，请看铭牌上的“W”。"
        raise PowerError(fields={"watts": sentence})
    if not 1 <= count <= MAX_COUNT:
        raise PowerError(fields={"count": f"{shown}的数量要在 1 到 {MAX_COUNT} 台之间。"})
    return ApplianceUse(shown, watts, count)


def total_watts(uses: Iterable[ApplianceUse]) -> int:
    """Sum the power of all lines, as if everything ran at once. In watts."""
    return sum(use.total for use in uses)


def require_within_limit(uses: Iterable[ApplianceUse], limit: int = MAX_STALL_WATTS) -> int:
    """Check a stall's list against the limit of a stall.

    Args:
        uses: the lines.
        limit: most watts a stall may draw; exactly the limit is allowed.

    Returns:
        The total in watts.

    Raises:
        PowerError: `power_over_limit` with how much is too much and the biggest line;
            `appliance` when there are more than `MAX_LINES` lines.
    """
    listed = list(uses)
    if len(listed) > MAX_LINES:
        raise PowerError(f"电器最多列 {MAX_LINES} 行，请把同样的合成一行。")
    total = total_watts(listed)
    if total <= limit:
        return total
    biggest = max(listed, key=lambda use: use.total)
    raise PowerError(
        f"一个摊最多用 {limit:,} 瓦，现在一共 {total:,} 瓦，多了 {total - limit:,} 瓦。"
        f"用电最多的是{biggest.name}（{biggest.total:,} 瓦），请减少几样，或换成功率小的。",
        code="power_over_limit",
    )
