"""The plan as a plain value, and its file (docs/allocation.md, “Files”)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from eventhub.allocation.layout import Block
from eventhub.allocation.strict_json import FileError, Node, parse

FORMAT = "eventhub-plan/1"
LEVELS = ("placed", "size", "zones", "neighbours", "moves")
NO_BOOTH = "no_booth"
OUTRANKED = "outranked"
TIME_LIMIT = "time_limit"
NEEDS = ("category", "zone", "power_w", "features", "size", "closed")


class PlanError(FileError):
    """A plan file that cannot be read."""


@dataclass(frozen=True)
class Level:
    """A level's value; `proven` when it is known to be the best, else `bound` (where known) says how far it
    could go.
    """

    level: str
    value: int
    proven: bool
    bound: int | None = None


@dataclass(frozen=True)
class Unplaced:
    """Why a household has no booth: `failing` needs for no_booth, `blockers` for outranked."""

    household: str
    reason: str
    failing: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A whole plan. `placements`: household id to its booths in row order, fixed ones first, then in the order."""

    problem: str
    order: tuple[str, ...]
    levels: tuple[Level, ...]
    placements: Mapping[str, Block]
    unplaced: tuple[Unplaced, ...]
    solver: Mapping[str, str] = field(default_factory=dict)

    def level(self, name: str) -> Level:
        """The level of that name. Raises KeyError when the plan has none."""
        for level in self.levels:
            if level.level == name:
                return level
        raise KeyError(name)

    @property
    def proven(self) -> bool:
        """Whether every level is proven."""
        return all(level.proven for level in self.levels)

    def to_value(self) -> dict[str, Any]:
        """The plan as the JSON value of the file."""
        return {
            "format": FORMAT,
            "problem": self.problem,
            "solver": dict(self.solver),
            "order": list(self.order),
            "levels": [_level_value(level) for level in self.levels],
            "placements": [{"household": name, "booths": list(block)} for name, block in self.placements.items()],
            "unplaced": [_unplaced_value(item) for item in self.unplaced],
        }

    def to_bytes(self) -> bytes:
        """The plan file: JSON, UTF-8, the same bytes for the same plan."""
        return (json.dumps(self.to_value(), ensure_ascii=False, indent=1) + "\n").encode()


def _level_value(level: Level) -> dict[str, Any]:
    out: dict[str, Any] = {"level": level.level, "value": level.value, "proven": level.proven}
    if level.bound is not None and not level.proven:
        out["bound"] = level.bound
    return out


def _unplaced_value(item: Unplaced) -> dict[str, Any]:
    out: dict[str, Any] = {"household": item.household, "reason": item.reason}
    if item.reason == NO_BOOTH:
        out["failing"] = list(item.failing)
    if item.reason == OUTRANKED:
        out["blockers"] = list(item.blockers)
    return out


def read_plan(data: bytes | str | dict[str, Any]) -> Plan:
    """A plan file's bytes, text or parsed value to a `Plan`.

    Reads the form only; whether it fits a problem is for `verify`. Raises `PlanError` (Chinese sentence and JSON path).
    """
    root = Node(parse(data, PlanError), "$", PlanError)
    top = root.members(("format", "problem", "solver", "order", "levels", "placements", "unplaced"))
    if top["format"].text() != FORMAT:
        top["format"].refuse(f"格式应当是“{FORMAT}”。")
    return Plan(
        problem=top["problem"].text(),
        solver=MappingProxyType({key: value.text() for key, value in top["solver"].mapping()}),
        order=top["order"].texts(),
        levels=tuple(_read_level(node) for node in top["levels"].items()),
        placements=MappingProxyType(_read_placements(top["placements"])),
        unplaced=_read_unplaced(top["unplaced"]),
    )


def _read_level(node: Node) -> Level:
    part = node.members(("level", "value", "proven"), ("bound",))
    return Level(
        level=part["level"].text(),
        value=part["value"].integer(),
        proven=part["proven"].boolean(),
        bound=part["bound"].integer() if "bound" in part else None,
    )


def _read_placements(node: Node) -> dict[str, Block]:
    out: dict[str, Block] = {}
    for item in node.items():
        part = item.members(("household", "booths"))
        name = part["household"].text()
        if name in out:
            part["household"].refuse(f"受理编号“{name}”写了两次。")
        out[name] = part["booths"].texts()
        if not out[name]:
            part["booths"].refuse("有位置的至少要写一个摊位。")
    return out


def _read_unplaced(node: Node) -> tuple[Unplaced, ...]:
    out: dict[str, Unplaced] = {}
    for item in node.items():
        part = item.members(("household", "reason"), ("failing", "blockers"))
        name = part["household"].text()
        if name in out:
            part["household"].refuse(f"受理编号“{name}”写了两次。")
        out[name] = Unplaced(
            household=name,
            reason=part["reason"].text(),
            failing=part["failing"].texts() if "failing" in part else (),
            blockers=part["blockers"].texts() if "blockers" in part else (),
        )
    return tuple(out.values())
