"""The problem of allocation as a plain value, and its strict reader (docs/allocation.md, section “Files”).

A problem is everything the allocation depends on: the ground, the rules, the households in it, the lottery's seed. It
holds no names, no telephone numbers: only receipt numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from eventhub.allocation.strict_json import FileError

FORMAT = "eventhub-problem/1"
SERIAL = "serial"
TOTAL = "total"


class ProblemError(FileError):
    """A problem file that is refused; nothing may be written for it."""


@dataclass(frozen=True)
class Zone:
    """A part of the ground. `categories` empty: any; `power_w` None: no limit."""

    id: str
    categories: frozenset[str]
    category_caps: Mapping[str, int]
    power_w: int | None

    def allows(self, category: str) -> bool:
        """Whether households of this category may stand here at all (caps aside)."""
        return not self.categories or category in self.categories


@dataclass(frozen=True)
class Row:
    """Booths in a line; `circular` closes the line into a ring when it has three or more."""

    id: str
    zone: str
    booths: tuple[str, ...]
    circular: bool


@dataclass(frozen=True)
class Booth:
    """One booth: what it offers."""

    id: str
    power_w: int
    features: frozenset[str]
    closed: bool


@dataclass(frozen=True)
class Household:
    """One application: what it needs and wishes. `slots` and `zones` keep the file's order."""

    id: str
    group: str
    category: str
    tags: frozenset[str]
    score: int
    power_w: int
    features: frozenset[str]
    size_min: int
    size_max: int
    slots: tuple[str, ...]
    zones: tuple[str, ...]
    anywhere: bool

    def wants(self, zone: str) -> bool:
        """Whether it would stand in this zone at all."""
        return self.anywhere or zone in self.zones

    def zone_cost(self, zone: str) -> int:
        """How far down its list the zone stands (a zone outside the list: the list's length; no list: 0)."""
        return self.zones.index(zone) if zone in self.zones else len(self.zones)


@dataclass(frozen=True)
class Reserve:
    """So many booths are first walked through for one class."""

    group: str
    booths: int


@dataclass(frozen=True)
class Problem:
    """A whole problem, already checked. `source` is the file's own JSON value, which the hash is taken of."""

    id: str
    seed: str
    slots: tuple[str, ...]
    zones: Mapping[str, Zone]
    rows: tuple[Row, ...]
    booths: Mapping[str, Booth]
    breaks: frozenset[frozenset[str]]
    keep_apart: tuple[tuple[str, str], ...]
    reserves: tuple[Reserve, ...]
    preference: str
    households: Mapping[str, Household]
    fixed: Mapping[str, tuple[str, ...]]
    previous: Mapping[str, tuple[str, ...]]
    source: Mapping[str, Any] = field(repr=False, compare=False)

    @cached_property
    def zone_of(self) -> Mapping[str, str]:
        """Booth id to zone id."""
        return MappingProxyType({booth: row.zone for row in self.rows for booth in row.booths})


def read_problem(data: bytes | str | dict[str, Any]) -> Problem:
    """A problem file's bytes, text or parsed value to a `Problem`.

    Raises `ProblemError` (Chinese sentence and JSON path) for anything the contract refuses: wrong format or types,
    unknown references, ids given twice, negative numbers, min > max, empty slots, fixed placements that break a rule.
    """
    from eventhub.allocation.problem_reader import read

    return read(data)


def canonical_bytes(problem: Problem) -> bytes:
    """The canonical form that is hashed: keys sorted, no spaces, UTF-8."""
    return json.dumps(problem.source, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def problem_hash(problem: Problem) -> str:
    """`sha256:` and the hex digest of the canonical form."""
    return "sha256:" + hashlib.sha256(canonical_bytes(problem)).hexdigest()
