"""The way to a booth: from the nearest gate, through nothing, never longer than it must be by much."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.demo.grounds import LANE, MOUNTAIN, PROMENADE, Ground
from eventhub.festivals.layout import PlacedBooth
from eventhub.visitors.route import Gate, Road, Round, Terrain, Way, way_to

SOUTH = Gate("南门", 100, 4_000)
EAST = Gate("东门", 11_900, 4_000)


def a_row(y: int, first: int = 1_000, count: int = 10, rotation: int = 0) -> list[PlacedBooth]:
    """Booths of 3 m side by side."""
    return [PlacedBooth(f"{y}-{n}", first + 300 * n, y, rotation) for n in range(count)]


def crosses(way: Way, booth: PlacedBooth) -> bool:
    """Tell whether the walk runs through the inside of a booth, looked at every 10 cm."""
    angle = math.radians(booth.rotation)
    cos, sin = math.cos(angle), math.sin(angle)
    for a, b in zip(way.points, way.points[1:], strict=False):
        parts = max(1, int(math.dist(a, b) / 10))
        for part in range(parts + 1):
            x = a[0] + (b[0] - a[0]) * part / parts - booth.x
            y = a[1] + (b[1] - a[1]) * part / parts - booth.y
            if abs(x * cos + y * sin) < booth.width / 2 - 60 and abs(-x * sin + y * cos) < booth.depth / 2 - 60:
                return True
    return False


def test_the_nearest_gate_by_walking_is_taken() -> None:
    booths = a_row(3_000)
    near, far = (way_to(booths[place], booths, [EAST, SOUTH]) for place in (0, 9))
    assert near
    assert far
    assert (near.gate.name, far.gate.name) == ("南门", "南门")
    right = a_row(3_000, first=8_000)
    way = way_to(right[5], right, [SOUTH, EAST])
    assert way is not None
    assert way.gate.name == "东门"


def test_it_ends_before_the_open_side_of_the_booth() -> None:
    booths = a_row(3_000)
    way = way_to(booths[4], booths, [SOUTH])
    assert way is not None
    assert way.points[0] == (100, 4_000)
    assert way.points[-1] == (booths[4].x, 3_000 + 150 + 60)


def test_a_row_in_between_is_walked_round() -> None:
    wall = a_row(3_500, first=150, count=30)
    behind = a_row(2_000, first=2_000, count=3)
    way = way_to(behind[1], [*wall, *behind], [Gate("南门", 300, 4_500)])
    assert way is not None
    assert not any(crosses(way, booth) for booth in wall)
    assert max(x for x, _ in way.points) > 8_900


def test_the_stage_is_not_walked_over() -> None:
    booths = a_row(3_000, first=9_000, count=2)
    stage = Round(5_000, 3_500, 1_200)
    way = way_to(booths[0], booths, [SOUTH], Terrain([stage]))
    assert way is not None
    for a, b in zip(way.points, way.points[1:], strict=False):
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        assert math.dist(middle, (stage.x, stage.y)) > stage.r * 0.9


def test_the_way_keeps_to_the_paths_and_leaves_them_at_a_right_angle() -> None:
    upper, lower = a_row(1_300, first=7_600), a_row(2_000, first=7_600, rotation=180)
    north, road = Gate("北门", 6_350, 500), Road([(6_350, 600), (6_350, 7_000)], 360)
    way = way_to(upper[2], [*upper, *lower], [north], Terrain(roads=[road]))
    assert way is not None
    on_path = [x for x, _ in way.points if abs(x - 6_350) <= 180]
    assert len(on_path) >= 2, "first down the path"
    (x, y), turn = way.points[len(on_path) - 1 :][:2]
    assert abs(y - 1_510) < 250, "left where the aisle begins, not before"
    assert abs(turn[1] - y) < 0.35 * abs(turn[0] - x)
    straight = way_to(upper[2], [*upper, *lower], [north])
    assert straight is not None
    assert len(straight.points) < len(way.points)


def test_a_river_is_crossed_on_a_bridge_only() -> None:
    booths = a_row(6_000, first=2_000)
    river = [(0, 4_500), (12_000, 4_500), (12_000, 5_200), (0, 5_200)]
    gate = Gate("北门", 2_000, 500)
    assert way_to(booths[0], booths, [gate], Terrain(shores=[river])) is None
    bridge = Road([(9_000, 4_000), (9_000, 5_600)], 400)
    way = way_to(booths[0], booths, [gate], Terrain(shores=[river], roads=[bridge]))
    assert way is not None
    assert any(abs(x - 9_000) <= 300 for x, _ in way.points)


def test_a_booth_whose_front_is_shut_off_is_reached_from_another_side() -> None:
    booth = PlacedBooth("A01", 3_000, 3_000, 0)
    before = PlacedBooth("B01", 3_000, 3_310, 180)
    way = way_to(booth, [booth, before], [SOUTH])
    assert way is not None
    assert way.points[-1] == (3_000, 3_000 - 210)


def test_without_a_gate_or_a_free_way_there_is_none() -> None:
    booths = a_row(3_000)
    assert way_to(booths[0], booths, []) is None
    assert way_to(booths[0], booths, [SOUTH], Terrain([Round(1_000, 3_000, 900)])) is None


def test_words_about_the_length() -> None:
    way = Way(SOUTH, ((0, 0), (0, 12_300)))
    assert (way.metres, way.minutes) == (120, 2)
    assert (Way(SOUTH, ((0, 0), (0, 10))).metres, Way(SOUTH, ((0, 0), (0, 10))).minutes) == (10, 1)


@pytest.mark.parametrize("size", [(600, 600), (200_000, 200_000)])
def test_tiny_and_huge_grounds_are_answered(size: tuple[int, int]) -> None:
    booth = PlacedBooth("A01", size[0] // 2, size[1] // 2, 0)
    assert way_to(booth, [booth], [Gate("门", 0, 0)], size=size) is not None


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(0, 359)),
        min_size=1,
        max_size=25,
        unique_by=lambda p: p[:2],
    ),
    st.data(),
)
def test_no_way_leads_through_a_booth(places: list[tuple[int, int, int]], data: st.DataObject) -> None:
    booths = [PlacedBooth(f"A{r}{c}", 1_000 + 1_000 * c, 1_500 + 1_400 * r, turn) for r, c, turn in places]
    target = data.draw(st.sampled_from(booths))
    way = way_to(target, booths, [SOUTH, EAST])
    assert way is not None
    assert not any(crosses(way, booth) for booth in booths)
    shortest = math.dist(way.points[0], way.points[-1])
    walked = sum(math.dist(a, b) for a, b in zip(way.points, way.points[1:], strict=False))
    assert shortest <= walked <= shortest * 1.6 + 800


@pytest.mark.parametrize("ground", [MOUNTAIN, PROMENADE, LANE], ids=["mountain", "promenade", "lane"])
def test_every_booth_of_the_demos_grounds_is_reached_at_its_open_side(ground: Ground) -> None:
    places = [place for area in ground.areas for line in area.lines for place in line.places()]
    booths = [PlacedBooth(str(number), x, y, turn) for number, (x, y, turn) in enumerate(places)]
    gates = [Gate(mark["text"], mark["x"], mark["y"]) for mark in ground.features if mark["kind"] == "gate"]
    stages = [Round(mark["x"], mark["y"], mark["r"]) for mark in ground.features if mark["kind"] == "stage"]
    for booth in booths:
        way = way_to(booth, booths, gates, Terrain(stages), (ground.width, ground.height))
        assert way is not None, booth
        x, y = way.points[-1]
        turn = math.radians(booth.rotation)
        before = -(x - booth.x) * math.sin(turn) + (y - booth.y) * math.cos(turn)
        assert before > booth.depth / 2, f"{booth} is entered from behind or from the side"
