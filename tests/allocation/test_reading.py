"""Problem files: what is refused names its place; what is absent takes its default; the hash is of the
file's own value.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from eventhub.allocation.problem import ProblemError, canonical_bytes, problem_hash, read_problem
from tests.allocation.samples import raw

Change = Callable[[dict[str, Any]], object]


def put(*path: Any) -> Change:
    """A change that sets the last of `path` at the keys before it."""
    *steps, last, value = path

    def change(problem: dict[str, Any]) -> None:
        here: Any = problem
        for step in steps:
            here = here[step]
        here[last] = value

    return change


def drop(*path: Any) -> Change:
    """A change that takes the last key of `path` out."""

    def change(problem: dict[str, Any]) -> None:
        here: Any = problem
        for step in path[:-1]:
            here = here[step]
        del here[path[-1]]

    return change


def add(*path: Any) -> Change:
    """A change that appends to the list at `path`."""
    *steps, value = path

    def change(problem: dict[str, Any]) -> None:
        here: Any = problem
        for step in steps:
            here = here[step]
        here.append(value)

    return change


BAD: list[tuple[Change, str]] = [
    (put("format", "eventhub-problem/2"), "$.format"),
    (put("format", 1), "$.format"),
    (drop("format"), "$.format"),
    (drop("lottery"), "$.lottery"),
    (drop("lottery", "seed"), "$.lottery.seed"),
    (put("lottery", "seed", 7), "$.lottery.seed"),
    (put("lottery", "source", None), "$.lottery.source"),
    (put("surprise", 1), "$.surprise"),
    (put("slots", []), "$.slots"),
    (put("slots", "d1"), "$.slots"),
    (put("slots", ["d1", "d1"]), "$.slots[1]"),
    (put("zones", {}), "$.zones"),
    (add("zones", {"id": "A"}), "$.zones[2].id"),
    (put("zones", 0, "power_w", -1), "$.zones[0].power_w"),
    (put("zones", 0, "power_w", None), "$.zones[0].power_w"),
    (put("zones", 0, "power_w", 6000.0), "$.zones[0].power_w"),
    (put("zones", 0, "category_caps", {"食": True}), "$.zones[0].category_caps.食"),
    (put("zones", 0, "category_caps", {"食": -1}), "$.zones[0].category_caps.食"),
    (put("zones", 0, "categories", [1]), "$.zones[0].categories[0]"),
    (add("rows", {"id": "A-1", "zone": "A", "booths": []}), "$.rows[2].id"),
    (put("rows", 0, "zone", "Z"), "$.rows[0].zone"),
    (put("rows", 0, "booths", ["A01", "A02", "X"]), "$.rows[0].booths[2]"),
    (put("rows", 0, "booths", ["A01", "A02", "A02"]), "$.rows[0].booths[2]"),
    (put("rows", 0, "booths", ["A01", "A02"]), "$.booths[2].id"),
    (add("rows", 1, "booths", "A01"), "$.rows[1].booths[4]"),
    (put("rows", 0, "circular", 1), "$.rows[0].circular"),
    (add("booths", {"id": "A01"}), "$.booths[7].id"),
    (put("booths", 0, "id", ""), "$.booths[0].id"),
    (put("booths", 0, "power_w", True), "$.booths[0].power_w"),
    (put("booths", 0, "power_w", 10**30), "$.booths[0].power_w"),
    (put("booths", 0, "closed", 0), "$.booths[0].closed"),
    (put("booths", 0, "features", "water"), "$.booths[0].features"),
    (put("breaks", [["A01", "A03"]]), "$.breaks[0]"),
    (put("breaks", [["A01", "B01"]]), "$.breaks[0]"),
    (put("breaks", [["A01"]]), "$.breaks[0]"),
    (put("breaks", [["A01", "X"]]), "$.breaks[0][1]"),
    (put("keep_apart", [["a", "b", "c"]]), "$.keep_apart[0]"),
    (put("reserves", 0, "booths", -2), "$.reserves[0].booths"),
    (add("reserves", {"class": "特色"}), "$.reserves[1].booths"),
    (put("preference", "best"), "$.preference"),
    (put("households", [{}]), "$.households[0].id"),
    (put("households", 1, "id", "H1"), "$.households[1].id"),
    (drop("households", 0, "score"), "$.households[0].score"),
    (put("households", 0, "score", -1), "$.households[0].score"),
    (put("households", 0, "score", "60"), "$.households[0].score"),
    (put("households", 0, "score", False), "$.households[0].score"),
    (put("households", 1, "size", {"min": 0, "max": 2}), "$.households[1].size.min"),
    (put("households", 1, "size", {"min": 3, "max": 2}), "$.households[1].size"),
    (put("households", 1, "size", {"min": 1}), "$.households[1].size.max"),
    (put("households", 3, "slots", []), "$.households[3].slots"),
    (put("households", 3, "slots", ["d9"]), "$.households[3].slots[0]"),
    (put("households", 3, "slots", ["d1", "d1"]), "$.households[3].slots[1]"),
    (put("households", 3, "zones", ["A", "Z"]), "$.households[3].zones[1]"),
    (put("households", 3, "anywhere", "no"), "$.households[3].anywhere"),
    (put("households", 3, "needs", {"power_w": -5}), "$.households[3].needs.power_w"),
    (put("households", 3, "needs", {"water": 1}), "$.households[3].needs.water"),
    (put("fixed", 0, "household", "H99"), "$.fixed[0].household"),
    (put("fixed", 0, "booths", []), "$.fixed[0].booths"),
    (add("fixed", {"household": "H7", "booths": ["B01"]}), "$.fixed[1].household"),
    (put("previous", 0, "booths", ["X"]), "$.previous[0].booths[0]"),
    (put("id", "\ud800"), "$.id"),
]


@pytest.mark.parametrize(("change", "path"), BAD, ids=[f"{i}-{path}" for i, (_, path) in enumerate(BAD)])
def test_a_bad_problem_is_refused_at_its_place(change: Change, path: str) -> None:
    problem = raw()
    change(problem)
    with pytest.raises(ProblemError) as refusal:
        read_problem(problem)
    assert refusal.value.path == path
    assert refusal.value.message.endswith("。")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff\xfe{}",
        b'{"format": NaN}',
        b'{"format": "eventhub-problem/1", "format": "eventhub-problem/1"}',
        b"{" * 100_000,
        b"[" * 50 + b"]" * 50,
        b'{"score": ' + b"9" * 5000 + b"}",
        "null",
        '{"format": "eventhub-problem/1", }',
    ],
    ids=["empty", "list", "utf-16", "nan", "key twice", "unclosed", "deep", "huge number", "null", "trailing comma"],
)
def test_what_is_no_problem_file_is_refused_with_a_sentence(data: bytes | str) -> None:
    with pytest.raises(ProblemError) as refusal:
        read_problem(data)
    assert refusal.value.message.endswith("。")


FIXED_THAT_BREAK: list[tuple[Change, str]] = [
    (put("fixed", 0, "booths", ["B01", "B02"]), "要 1 个摊位"),
    (put("fixed", 0, "booths", ["B03"]), "不开放"),
    (put("fixed", 0, "booths", ["A01"]), "不收"),
    (add("fixed", {"household": "H8", "booths": ["B04"]}), "已经给了 H7"),
    (add("fixed", {"household": "H2", "booths": ["A02", "A03"]}), "不是连着的"),
    (add("fixed", {"household": "H6", "booths": ["A01"]}), "瓦"),
    (add("fixed", {"household": "H1", "booths": ["A02"]}), "缺少所需条件"),
]


@pytest.mark.parametrize(("change", "words"), FIXED_THAT_BREAK, ids=[words for _, words in FIXED_THAT_BREAK])
def test_fixed_placements_that_break_a_rule_are_refused_with_the_rule(change: Change, words: str) -> None:
    problem = raw()
    change(problem)
    with pytest.raises(ProblemError) as refusal:
        read_problem(problem)
    assert refusal.value.path.startswith("$.fixed[")
    assert words in refusal.value.message


def test_fixed_households_are_not_bound_by_their_zone_wish() -> None:
    problem = raw()
    problem["households"][6] |= {"zones": ["A"], "anywhere": False}
    assert read_problem(problem).fixed["H7"] == ("B04",)


def test_fixed_booths_are_put_in_row_order_also_over_the_end_of_a_ring() -> None:
    problem = raw()
    problem["fixed"] = [{"household": "H2", "booths": ["B01", "B04"]}]
    assert read_problem(problem).fixed["H2"] == ("B04", "B01")


def test_absent_members_take_their_defaults() -> None:
    problem = raw()
    for key in ("breaks", "keep_apart", "reserves", "preference", "fixed", "previous"):
        del problem[key]
    household = read_problem(problem).households["H3"]
    assert (household.size_min, household.size_max) == (1, 1)
    assert household.slots == ("d1", "d2")
    assert household.zones == ()
    assert household.anywhere
    assert household.power_w == 0
    assert read_problem(problem).preference == "serial"
    assert read_problem(problem).zones["B"].power_w is None
    assert read_problem(problem).zones["B"].allows("anything")


def test_the_hash_is_of_the_canonical_form_of_the_file() -> None:
    spaced = json.dumps(raw(), ensure_ascii=True, indent=4).encode()
    canonical = json.dumps(raw(), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    problem = read_problem(spaced)
    assert canonical_bytes(problem) == canonical
    assert problem_hash(problem) == "sha256:" + hashlib.sha256(canonical).hexdigest()
    changed = raw()
    changed["lottery"]["seed"] += " "
    assert problem_hash(read_problem(changed)) != problem_hash(problem)


def test_the_last_and_first_booth_of_a_ring_can_be_broken_apart() -> None:
    problem = raw()
    problem["breaks"].append(["B04", "B01"])
    assert frozenset(("B01", "B04")) in read_problem(problem).breaks
