"""Rows of booths on the plan: where they stand, who is whose neighbour, what stands on what."""

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eventhub.festivals.layout import (
    LayoutError,
    PlacedBooth,
    RowSpec,
    generate_rows,
    neighbour_pairs,
    overlapping,
)

TWO_ROWS = RowSpec.from_range("A01–A20", 500, 600, rows=2)


def all_booths(spec):
    return [booth for row in generate_rows(spec) for booth in row]


def test_two_rows_of_ten():
    rows = generate_rows(TWO_ROWS)
    assert [len(row) for row in rows] == [10, 10]
    assert rows[0][0] == PlacedBooth("A01", 500, 600, 0)
    assert (rows[0][9].number, rows[0][9].x, rows[0][9].y) == ("A10", 500 + 9 * 300, 600)
    assert (rows[1][0].number, rows[1][0].x, rows[1][0].y) == ("A11", 500, 600 + 300 + 400)


def test_an_odd_booth_goes_to_the_first_row():
    assert [len(row) for row in generate_rows(RowSpec.from_range("A01–A07", 500, 500, 3))] == [3, 2, 2]


def test_gaps_and_sizes():
    first, second = generate_rows(replace(RowSpec.from_range("A1-A2", 500, 500), width=400, gap=50))[0]
    assert second.x - first.x == 450
    assert first.width == 400


def test_a_quarter_turn_makes_the_row_run_down():
    rows = generate_rows(replace(TWO_ROWS, x=5_000, rotation=90))
    assert [(booth.x, booth.y, booth.rotation) for booth in rows[0][:2]] == [
        (5_000, 600, 90),
        (5_000, 900, 90),
    ]
    assert (rows[1][0].x, rows[1][0].y) == (5_000 - 700, 600)


def test_snake_numbers_the_second_row_from_the_far_end():
    first, second = generate_rows(replace(TWO_ROWS, snake=True))
    assert second[0].number == "A11"
    assert second[0].x == first[-1].x
    assert [booth.x for booth in second] == [booth.x for booth in reversed(first)]


@pytest.mark.parametrize("radius", [2_000, -2_000])
def test_booths_of_an_arc_lie_on_the_circle_and_turn_with_it(radius):
    spec = replace(RowSpec.from_range("A01–A10", 20_000, 20_000), arc_radius=radius)
    booths = all_booths(spec)
    for booth in booths:
        assert math.hypot(booth.x - 20_000, booth.y - (20_000 + radius)) == pytest.approx(2_000, abs=1)
    turns = [booth.rotation if radius > 0 else -booth.rotation % 360 for booth in booths]
    assert turns == sorted(turns)
    assert turns[0] == 0
    assert turns[-1] > 60


specs = st.builds(
    RowSpec,
    numbers=st.integers(1, 40).map(lambda count: tuple(f"A{number:02d}" for number in range(1, count + 1))),
    x=st.just(100_000),
    y=st.just(100_000),
    rows=st.integers(1, 4),
    width=st.integers(200, 600),
    depth=st.integers(200, 600),
    gap=st.integers(0, 200),
    row_gap=st.integers(0, 600),
    rotation=st.integers(-360, 360),
    arc_radius=st.just(0) | st.integers(4_000, 20_000) | st.integers(-20_000, -2_000),
    snake=st.booleans(),
)


@given(specs)
def test_generated_booths_never_overlap_and_keep_their_numbers(spec):
    assume(spec.rows <= len(spec.numbers))
    try:
        booths = all_booths(spec)
    except LayoutError as refused:
        assume("排不下" not in refused.sentence)
        raise
    assert tuple(booth.number for booth in booths) == spec.numbers
    assert overlapping(booths) == []
    assert all(0 <= booth.rotation < 360 for booth in booths)


@given(specs)
def test_a_row_is_never_pulled_apart(spec):
    assume(spec.rows <= len(spec.numbers) and spec.arc_radius == 0)
    for row in generate_rows(spec):
        for one, other in itertools.pairwise(row):
            apart = math.hypot(one.x - other.x, one.y - other.y)
            assert apart == pytest.approx(spec.width + spec.gap, abs=1.5)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rows": 0}, "rows"),
        ({"rows": 21}, "rows"),
        ({"numbers": ()}, "numbers"),
        ({"numbers": ("A1",), "rows": 2}, "rows"),
        ({"width": 10}, "width"),
        ({"gap": -1}, "gap"),
        ({"rotation": 400}, "rotation"),
        ({"x": -1}, "x"),
        ({"y": 200_001}, "y"),
        ({"arc_radius": 200}, "arc_radius"),
        ({"arc_radius": -100}, "arc_radius"),
    ],
)
def test_figures_out_of_range_are_told_at_their_field(change, field):
    with pytest.raises(LayoutError) as refused:
        generate_rows(replace(TWO_ROWS, **change))
    assert list(refused.value.fields) == [field]
    assert refused.value.fields[field].endswith("。")


def test_booths_that_would_fall_off_the_plan_are_refused():
    with pytest.raises(LayoutError, match="排到平面图外面"):
        generate_rows(replace(TWO_ROWS, rotation=180))


def test_booths_side_by_side_touch_and_one_moved_half_way_overlaps():
    one, other = PlacedBooth("A01", 1_000, 1_000, 0), PlacedBooth("A02", 1_300, 1_000, 0)
    assert overlapping([one, other]) == []
    assert overlapping([one, replace(other, x=1_150)]) == [("A01", "A02")]
    assert overlapping([replace(other, x=1_150), one]) == [("A02", "A01")]


def test_turned_corners_that_reach_into_the_neighbour_are_seen():
    one, other = PlacedBooth("A01", 1_000, 1_000, 0), PlacedBooth("A02", 1_310, 1_000, 45)
    assert overlapping([one, other]) == [("A01", "A02")]
    assert overlapping([one, replace(other, x=1_370)]) == []


def test_diagonal_neighbours_whose_boxes_cross_but_shapes_do_not():
    one = PlacedBooth("A01", 1_000, 1_000, 45, 600, 100)
    other = PlacedBooth("A02", 1_200, 800, 45, 600, 100)
    assert overlapping([one, other]) == []


@given(
    st.lists(
        st.builds(PlacedBooth, st.just(""), st.integers(0, 2_000), st.integers(0, 2_000), st.integers(0, 359)),
        min_size=2,
        max_size=12,
    )
)
def test_two_booths_whose_middles_are_close_always_overlap_and_far_ones_never(booths):
    named = [replace(booth, number=f"A{place:02d}") for place, booth in enumerate(booths)]
    found = set(overlapping(named))
    for place, one in enumerate(named):
        for other in named[place + 1 :]:
            apart = math.hypot(one.x - other.x, one.y - other.y)
            if apart < 290:
                assert (one.number, other.number) in found
            if apart > 425:
                assert (one.number, other.number) not in found


def test_neighbours_follow_the_row_without_its_breaks():
    row = ["A01", "A02", "A03", "A04"]
    assert neighbour_pairs(row) == [("A01", "A02"), ("A02", "A03"), ("A03", "A04")]
    assert neighbour_pairs(row, breaks=[("A03", "A02")]) == [("A01", "A02"), ("A03", "A04")]


def test_a_circle_closes_from_three_booths_on():
    assert neighbour_pairs(["A01", "A02", "A03"], circular=True)[-1] == ("A03", "A01")
    assert neighbour_pairs(["A01", "A02"], circular=True) == [("A01", "A02")]
    assert neighbour_pairs(["A01"], circular=True) == []
    assert neighbour_pairs([], circular=True) == []
