"""The checker: every rule says which one it is, who stands in the way, and does not cry where nothing is broken."""

import pytest

from benchmarks._festivals import festival
from eventhub.allocation.layout import Layout
from eventhub.allocation.problem import Problem, read_problem
from eventhub.allocation.rules import Board, breaches_of, check_placements
from tests.allocation.samples import raw


@pytest.fixture
def problem() -> Problem:
    return read_problem(raw())


def rules(problem: Problem, household: str, booths: list[str], **placed: list[str]) -> dict[str, tuple[str, ...]]:
    return {breach.rule: breach.households for breach in breaches_of(problem, household, booths, placed)}


def test_each_rule_is_named_with_those_in_the_way(problem: Problem) -> None:
    assert rules(problem, "H1", ["A01"]) == {}
    assert rules(problem, "H4", ["A01"], H1=["A01"]) == {"taken": ("H1",)}
    assert rules(problem, "H2", ["B03"]) == {"closed": ()}
    assert rules(problem, "H2", ["A02", "A03"]) == {"block": ()}
    assert rules(problem, "H1", ["A02"]) == {"features": ()}
    assert rules(problem, "H4", ["A01", "A02"]) == {"size": ()}
    assert rules(problem, "H6", ["A01"]) == {"power_w": (), "zone_power": ()}
    assert rules(problem, "H3", ["A01"]) == {"category": ()}
    assert rules(problem, "H4", ["B01"]) == {"power_w": (), "zone": ()}
    assert rules(problem, "H7", ["B01"]) == {"fixed": ()}


def test_a_cap_counts_households_of_a_slot_and_names_them(problem: Problem) -> None:
    assert rules(problem, "H5", ["A03"], H1=["A01"]) == {}
    assert rules(problem, "H5", ["A03"], H1=["A01"], H4=["A02"]) == {"category_cap": ("H1", "H4")}


def test_a_zone_limit_counts_needs_of_holders_not_what_booths_offer() -> None:
    changed = raw()
    changed["zones"][0]["power_w"] = 3000
    changed["zones"][0]["category_caps"] = {}
    problem = read_problem(changed)
    assert rules(problem, "H4", ["A02"], H1=["A01"]) == {}
    assert rules(problem, "H5", ["A03"], H1=["A01"], H4=["A02"]) == {"zone_power": ("H1", "H4")}


def test_keep_apart_works_both_ways_round_a_ring_but_not_over_a_break() -> None:
    changed = raw()
    changed["households"][0]["needs"] = {}
    changed["fixed"] = []
    problem = read_problem(changed)
    assert rules(problem, "H1", ["B01"], H3=["B04"]) == {"keep_apart": ("H3",)}
    assert rules(problem, "H3", ["B04"], H1=["B01"]) == {"keep_apart": ("H1",)}
    changed["breaks"].append(["B04", "B01"])
    assert rules(read_problem(changed), "H1", ["B01"], H3=["B04"]) == {}


def test_days_that_do_not_meet_do_not_disturb_each_other() -> None:
    changed = raw()
    changed["households"][4]["slots"] = ["d2"]
    problem = read_problem(changed)
    assert rules(problem, "H5", ["A02"], H4=["A02"]) == {}


def test_a_household_does_not_stand_in_its_own_way(problem: Problem) -> None:
    board = Board(problem, {"H2": ["A01"]})
    assert board.breaches("H2", ["A01", "A02"]) == []
    assert board.placements["H2"] == ("A01",)


def test_a_whole_plan_is_checked_and_a_missing_fixed_household_noticed(problem: Problem) -> None:
    assert check_placements(problem, {"H7": ["B04"], "H1": ["A01"], "H2": ["A02"]}) == []
    found = check_placements(problem, {"H1": ["A01"], "H4": ["A01"]})
    assert {breach.rule for breach in found} == {"fixed", "taken"}
    assert {breach.households for breach in found if breach.rule == "taken"} == {("H1", "H4"), ("H4", "H1")}


def test_colour_answers_for_every_block_of_the_households_sizes(problem: Problem) -> None:
    colours = Board(problem, {"H7": ["B04"]}).colour("H2")
    assert ("A02", "A03") not in colours
    assert colours[("A01", "A02")] == []
    assert {breach.rule for breach in colours[("B04", "B01")]} == {"taken"}
    assert all(1 <= len(block) <= 2 for block in colours)


def test_rings_make_blocks_over_the_end_and_a_whole_ring_once() -> None:
    changed = raw()
    changed["breaks"] = []
    layout = Layout(read_problem(changed))
    ring = [block for zone, block in layout.blocks(4) if zone == "B"]
    assert len(ring) == 4 * 3 + 1
    assert ("B04", "B01") in ring
    assert layout.arrange(["B01", "B04", "B03"]) == ("B03", "B04", "B01")
    assert layout.arrange(["B01", "B03"]) is None


def test_a_broken_ring_is_a_line_that_begins_behind_the_break() -> None:
    changed = raw()
    changed["breaks"] = [["B02", "B03"]]
    layout = Layout(read_problem(changed))
    assert layout.arrange(["B04", "B01", "B03"]) == ("B03", "B04", "B01")
    assert layout.arrange(["B02", "B03"]) is None
    assert layout.arrange(["B01", "B02", "B03", "B04"]) == ("B03", "B04", "B01", "B02")


def test_a_ring_of_two_is_a_line() -> None:
    changed = raw()
    changed["rows"][1]["booths"] = ["B01", "B02"]
    changed["rows"].append({"id": "B-2", "zone": "B", "booths": ["B03", "B04"]})
    assert [pair for pair in Layout(read_problem(changed)).pairs if pair[0].startswith("B0")] == [
        ("B01", "B02"),
        ("B03", "B04"),
    ]


def test_the_colours_of_300_booths_are_what_trying_each_block_says() -> None:
    problem = read_problem(festival(400, 300))
    board = Board(problem)
    for name in problem.households:
        if free := next((block for block, breaches in board.colour(name).items() if not breaches), None):
            board.put(name, free)
    assert len(board.placements) > 200
    household = next(name for name, h in problem.households.items() if h.size_max > 1)
    colours = board.colour(household)
    assert len({block[0] for block in colours}) > 200
    for block, breaches in colours.items():
        assert breaches == board.breaches(household, block), block
