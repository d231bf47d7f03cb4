"""From JSON to `Problem`: every check of the file format, with the JSON path of what is wrong."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from eventhub.allocation.problem import (
    FORMAT,
    SERIAL,
    TOTAL,
    Booth,
    Household,
    Problem,
    ProblemError,
    Reserve,
    Row,
    Zone,
)
from eventhub.allocation.rules import Board
from eventhub.allocation.strict_json import Node, parse

REQUIRED = ("format", "id", "lottery", "slots", "zones", "rows", "booths", "households")
MOST_BROKEN = 5
OPTIONAL = ("breaks", "keep_apart", "reserves", "preference", "fixed", "previous")


def read(data: bytes | str | dict[str, Any]) -> Problem:
    """See `problem.read_problem`."""
    root = Node(parse(data, ProblemError), "$", ProblemError)
    top = _root(root)
    absent = Node([], "$", ProblemError)
    slots = _slots(top["slots"])
    zones = _zones(top["zones"])
    booths = _booths(top["booths"])
    rows = _rows(top["rows"], zones, booths)
    _every_booth_in_a_row(top["booths"], rows)
    households = _households(top["households"], slots, zones)
    preference = _preference(top["preference"]) if "preference" in top else SERIAL
    problem = Problem(
        id=top["id"].text(),
        seed=_seed(top["lottery"]),
        slots=slots,
        zones=MappingProxyType(zones),
        rows=rows,
        booths=MappingProxyType(booths),
        breaks=_breaks(top.get("breaks", absent), rows, booths),
        keep_apart=_keep_apart(top.get("keep_apart", absent)),
        reserves=_reserves(top.get("reserves", absent)),
        preference=preference,
        households=MappingProxyType(households),
        fixed=MappingProxyType(_placements(top.get("fixed", absent), households, booths)),
        previous=MappingProxyType(_placements(top.get("previous", absent), households, booths)),
        source=root.value,
    )
    return _with_fixed_checked(problem, top.get("fixed", absent))


def _root(root: Node) -> dict[str, Node]:
    if isinstance(root.value, dict) and "format" in root.value and root.value["format"] != FORMAT:
        raise ProblemError("$.format", f"格式应当是“{FORMAT}”。")
    return root.members(REQUIRED, OPTIONAL)


def _seed(node: Node) -> str:
    lottery = node.members(("seed",), ("source",))
    if "source" in lottery:
        lottery["source"].text()
    return lottery["seed"].text()


def _slots(node: Node) -> tuple[str, ...]:
    out: dict[str, None] = {}
    for item in node.items():
        _new(item, item.name(), out, "时段")
        out[item.value] = None
    if not out:
        node.refuse("至少要有一个时段。")
    return tuple(out)


def _new(node: Node, value: str, known: Any, what: str) -> str:
    if value in known:
        node.refuse(f"{what}“{value}”写了两次，请删去一个。")
    return value


def _zones(node: Node) -> dict[str, Zone]:
    out: dict[str, Zone] = {}
    for item in node.items():
        part = item.members(("id",), ("categories", "category_caps", "power_w"))
        name = _new(part["id"], part["id"].name(), out, "展区")
        caps = {}
        if "category_caps" in part:
            caps = {category: cap.integer() for category, cap in part["category_caps"].mapping()}
        out[name] = Zone(
            id=name,
            categories=frozenset(part["categories"].texts()) if "categories" in part else frozenset(),
            category_caps=MappingProxyType(caps),
            power_w=part["power_w"].integer() if "power_w" in part else None,
        )
    return out


def _booths(node: Node) -> dict[str, Booth]:
    out: dict[str, Booth] = {}
    for item in node.items():
        part = item.members(("id",), ("power_w", "features", "closed"))
        name = _new(part["id"], part["id"].name(), out, "摊位")
        out[name] = Booth(
            id=name,
            power_w=part["power_w"].integer() if "power_w" in part else 0,
            features=frozenset(part["features"].texts()) if "features" in part else frozenset(),
            closed=part["closed"].boolean() if "closed" in part else False,
        )
    return out


def _rows(node: Node, zones: dict[str, Zone], booths: dict[str, Booth]) -> tuple[Row, ...]:
    out: dict[str, Row] = {}
    placed: dict[str, str] = {}
    for item in node.items():
        part = item.members(("id", "zone", "booths"), ("circular",))
        name = _new(part["id"], part["id"].name(), out, "排")
        members = part["booths"].references(booths.__contains__, "摊位")
        for booth_node, booth in zip(part["booths"].items(), members, strict=True):
            if booth in placed:
                booth_node.refuse(f"摊位“{booth}”已经在排“{placed[booth]}”里了，一个摊位只能在一排。")
            placed[booth] = name
        out[name] = Row(
            id=name,
            zone=part["zone"].reference(zones.__contains__, "展区"),
            booths=members,
            circular=part["circular"].boolean() if "circular" in part else False,
        )
    return tuple(out.values())


def _every_booth_in_a_row(node: Node, rows: tuple[Row, ...]) -> None:
    placed = {booth for row in rows for booth in row.booths}
    for item in node.items():
        if item.value["id"] not in placed:
            raise ProblemError(f"{item.path}.id", f"摊位“{item.value['id']}”不在任何一排里，请把它加进一排。")


def _pair(node: Node) -> list[Node]:
    pair = node.items()
    if len(pair) != 2:
        node.refuse("这里应当正好写两个。")
    return pair


def _breaks(node: Node, rows: tuple[Row, ...], booths: dict[str, Booth]) -> frozenset[frozenset[str]]:
    consecutive = set()
    for row in rows:
        consecutive |= {frozenset(pair) for pair in zip(row.booths, row.booths[1:], strict=False)}
        if row.circular and len(row.booths) >= 3:
            consecutive.add(frozenset((row.booths[-1], row.booths[0])))
    out = set()
    for item in node.items():
        pair = frozenset(part.reference(booths.__contains__, "摊位") for part in _pair(item))
        if pair not in consecutive:
            item.refuse("断开处要写同一排里前后相接的两个摊位。")
        out.add(pair)
    return frozenset(out)


def _keep_apart(node: Node) -> tuple[tuple[str, str], ...]:
    out: dict[tuple[str, str], None] = {}
    for item in node.items():
        first, second = (part.text() for part in _pair(item))
        out[min(first, second), max(first, second)] = None
    return tuple(out)


def _reserves(node: Node) -> tuple[Reserve, ...]:
    parts = [item.members(("class", "booths")) for item in node.items()]
    return tuple(Reserve(part["class"].text(), part["booths"].integer()) for part in parts)


def _preference(node: Node) -> str:
    if node.text() not in (SERIAL, TOTAL):
        node.refuse("只能写 serial（先抽号后选位）或 total（总和最小）。")
    return node.text()


def _households(node: Node, slots: tuple[str, ...], zones: dict[str, Zone]) -> dict[str, Household]:
    out: dict[str, Household] = {}
    for item in node.items():
        household = _household(item, slots, zones)
        _new(Node(household.id, f"{item.path}.id", ProblemError), household.id, out, "受理编号")
        out[household.id] = household
    return out


def _household(item: Node, all_slots: tuple[str, ...], zones: dict[str, Zone]) -> Household:
    part = item.members(("id", "class", "category", "score"), ("tags", "needs", "size", "slots", "zones", "anywhere"))
    needs = part["needs"].members((), ("power_w", "features")) if "needs" in part else {}
    least, most = _size(part["size"]) if "size" in part else (1, 1)
    slots = all_slots
    if "slots" in part:
        slots = part["slots"].references(all_slots.__contains__, "时段")
        if not slots:
            part["slots"].refuse("至少要有一个时段；全部时段都来就删去这一项。")
    return Household(
        id=part["id"].name(),
        group=part["class"].text(),
        category=part["category"].text(),
        tags=frozenset(part["tags"].texts()) if "tags" in part else frozenset(),
        score=part["score"].integer(),
        power_w=needs["power_w"].integer() if "power_w" in needs else 0,
        features=frozenset(needs["features"].texts()) if "features" in needs else frozenset(),
        size_min=least,
        size_max=most,
        slots=slots,
        zones=part["zones"].references(zones.__contains__, "展区") if "zones" in part else (),
        anywhere=part["anywhere"].boolean() if "anywhere" in part else True,
    )


def _size(node: Node) -> tuple[int, int]:
    part = node.members(("min", "max"))
    least, most = part["min"].integer(least=1), part["max"].integer(least=1)
    if least > most:
        node.refuse(f"最少 {least} 个比最多 {most} 个还多，请改过来。")
    return least, most


def _placements(node: Node, households: dict[str, Household], booths: dict[str, Booth]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for item in node.items():
        part = item.members(("household", "booths"))
        name = part["household"].reference(households.__contains__, "受理编号")
        _new(part["household"], name, out, "受理编号")
        out[name] = part["booths"].references(booths.__contains__, "摊位")
        if not out[name]:
            part["booths"].refuse("至少要写一个摊位。")
    return out


def _with_fixed_checked(problem: Problem, node: Node) -> Problem:
    """Fixed placements must obey every rule by themselves (the zone wish excepted); booths are put in row order."""
    board = Board(problem)
    fixed: dict[str, tuple[str, ...]] = {}
    broken: dict[int, str] = {}
    for index, (household, booths) in enumerate(problem.fixed.items()):
        breaches = board.breaches(household, booths)
        if breaches:
            rules = "；".join(breach.sentence.rstrip("。") for breach in breaches)
            broken[index] = f"固定的安排（{household}）自己就违反规则：{rules}。"
        else:
            fixed[household] = board.put(household, booths)
    if broken:
        raise ProblemError(f"{node.path}[{min(broken)}]", "".join(list(broken.values())[:MOST_BROKEN]))
    return replace(problem, fixed=MappingProxyType(fixed))
