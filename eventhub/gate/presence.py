"""Who is in, who went out, which admissions contradict each other: derived from the log, never stored.

Two gates without a network may both let one pass in, and a later sync may bring an earlier scan. So nothing is
decided when a scan arrives: whoever asks gets what the whole log says, ordered by corrected time, whatever the order
of arrival.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

UNDO_WITHIN = timedelta(minutes=15)
Key = tuple[int, date]


class Passage(NamedTuple):
    """A scan by which somebody went through, or which takes such a scan back (`undoes`).

    `known` tells that the person at the gate knew of an earlier entry and let in all the same. `device` is whoever
    recorded it: an undo counts only from the same one, and `seq` orders its scans of one moment.
    """

    id: str
    serial: int
    day: date
    at: datetime
    gate: str
    device: str
    out: bool = False
    known: bool = False
    undoes: str | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Presence:
    """What the log says of one pass on one day.

    `first` is the earliest entry, which stands; `conflicts` are entries that another gate admitted as first while the
    pass was in already; `last_out` is the latest leaving; `inside` whether it is in now.
    """

    first: Passage | None
    conflicts: tuple[Passage, ...]
    last_out: Passage | None
    inside: bool


NOWHERE = Presence(None, (), None, False)


def presences(passages: Iterable[Passage]) -> dict[Key, Presence]:
    """Return (serial, day) → presence. The order of the passages makes no difference."""
    grouped: dict[Key, list[Passage]] = defaultdict(list)
    for passage in passages:
        grouped[passage.serial, passage.day].append(passage)
    return {key: _walk(found) for key, found in grouped.items()}


def standing(passages: Iterable[Passage]) -> list[Passage]:
    """Return the passages that were not taken back, by corrected time.

    Ties fall one way whatever the order of arrival: by device, its own count, and id.
    """
    known = {passage.id: passage for passage in passages}
    undone = {
        passage.undoes
        for passage in known.values()
        if passage.undoes and (taken_back := known.get(passage.undoes)) and _may_undo(passage, taken_back)
    }
    kept = (passage for passage in known.values() if not passage.undoes and passage.id not in undone)
    return sorted(kept, key=lambda passage: (passage.at, passage.device, passage.seq, passage.id))


def _walk(passages: list[Passage]) -> Presence:
    first, last_out, inside = None, None, False
    conflicts: list[Passage] = []
    for passage in standing(passages):
        if passage.out:
            last_out, inside = passage, False
            continue
        if first is None:
            first = passage
        elif inside and not passage.known:
            conflicts.append(passage)
        inside = True
    return Presence(first, tuple(conflicts), last_out, inside)


def _may_undo(undo: Passage, scan: Passage) -> bool:
    """Only from the same device, within 15 minutes after the scan."""
    return undo.device == scan.device and timedelta(0) <= undo.at - scan.at <= UNDO_WITHIN
