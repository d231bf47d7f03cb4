"""The plan: what an organiser may do with booths, and what is refused before anything is written."""

import re
from typing import Any

import pytest

from eventhub.core import revisions
from eventhub.core.errors import BadInput, StateConflict
from eventhub.festivals import actions, plan_actions, plan_rows, plan_zones, queries, signals
from eventhub.festivals.models import Booth, Festival
from eventhub.festivals.plan_actions import BoothPatch, StaleBooths
from eventhub.festivals.plan_view import editor_state
from tests import factories
from tests.festivals.plan_deeds import booth, change, order


@pytest.fixture
def festival(app: Any) -> Festival:
    return factories.a_festival(booths=6)


def test_two_rows_of_ten_are_numbered_placed_and_signed(either_app: Any) -> None:
    festival = factories.a_festival(booths=6)
    rows = plan_rows.generate(festival, order(festival, "B01–B20", rows=2, gap=20, common={"power_w": 2200}), None)
    assert [row.code for row in rows] == ["A-2", "A-3"]
    assert [booth.label for booth in rows[0].booths] == [f"B{n:02d}" for n in range(1, 11)]
    assert [booth.label for booth in rows[1].booths] == [f"B{n:02d}" for n in range(11, 21)]
    assert [booth.position for booth in rows[1].booths] == list(range(1, 11))
    assert [booth.number for row in rows for booth in row.booths] == list(range(7, 27))
    assert (rows[0].booths[1].x - rows[0].booths[0].x, rows[1].booths[0].y - rows[0].booths[0].y) == (320, 700)
    signs = {booth.sign_code for booth in queries.booths_of(festival)}
    assert len(signs) == 26
    assert all(re.fullmatch("[2356789BCDFGHJKMNPQRSTVWXYZ]{6}", b.sign_code) for row in rows for b in row.booths)
    assert {booth.power_w for row in rows for booth in row.booths} == {2200}


def test_the_second_row_may_be_numbered_from_the_far_end(festival: Festival) -> None:
    rows = plan_rows.generate(festival, order(festival, "B01–B06", rows=2, snake=True), None)
    left_to_right = sorted(rows[1].booths, key=lambda booth: booth.x)
    assert [booth.label for booth in left_to_right] == ["B06", "B05", "B04"]


@pytest.mark.parametrize(
    ("numbers", "place", "field"),
    [
        ("A06–A08", (2000, 4000), "numbers"),
        ("B01–B03", (1320, 1100), "x"),
        ("B01–B03", (11_900, 4000), "x"),
        ("B01–B03", (2000, 9001), "y"),
    ],
)
def test_rows_on_taken_numbers_on_other_booths_or_off_the_ground_are_refused(
    festival: Festival, numbers: str, place: tuple[int, int], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        plan_rows.generate(festival, order(festival, numbers, *place), None)
    assert field in refused.value.fields
    assert queries.booth_count(festival) == 6


def test_a_row_in_another_festivals_zone_is_refused(festival: Festival) -> None:
    other = factories.a_festival(booths=0)
    with pytest.raises(BadInput):
        plan_rows.generate(festival, order(other, "B01–B03"), None)


def test_a_plan_takes_at_most_a_thousand_booths(festival: Festival, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_rows, "MAX_ON_PLAN", 8)
    plan_rows.generate(festival, order(festival, "B01–B02"), None)
    with pytest.raises(BadInput):
        plan_rows.generate(festival, order(festival, "B03", y=6000), None)


def test_moving_turning_and_equipping_several_at_once(either_app: Any) -> None:
    festival = factories.a_festival(booths=6)
    first, second = booth(festival, "A01"), booth(festival, "A02")
    before = revisions.current(f"festival:{festival.id}")
    plan_actions.change_booths(
        festival,
        [
            BoothPatch(first.id, first.version, {"x": 3000, "y": 5010, "rotation": -90}),
            BoothPatch(second.id, second.version, {"features": ["corner", "water"], "power_w": 0, "closed": True}),
        ],
        None,
    )
    assert (first.x, first.y, first.rotation) == (3000, 5010, 270)
    assert (second.features, second.power_w, second.closed) == (["water", "corner"], 0, True)
    assert revisions.current(f"festival:{festival.id}") > before


def test_two_organisers_on_one_booth_one_is_told_and_nothing_of_the_batch_is_written(either_app: Any) -> None:
    festival = factories.a_festival(booths=6)
    first, second = booth(festival, "A01"), booth(festival, "A02")
    seen = first.version
    change(festival, "A01", seen, x=3000)
    with pytest.raises(StaleBooths) as told:
        plan_actions.change_booths(
            festival,
            [BoothPatch(second.id, second.version, {"x": 4000}), BoothPatch(first.id, seen, {"x": 5000})],
            None,
        )
    assert told.value.labels == ["A01"]
    assert told.value.status == 409
    assert (first.x, second.x) == (3000, 1640)


def test_a_booth_taken_away_meanwhile_is_told(festival: Festival) -> None:
    gone = booth(festival, "A01")
    number, version = gone.id, gone.version
    plan_actions.remove_booths(festival, [(number, version)], None)
    for ids in ([(number, version)], [(2**70, 1)], [(-1, 1)]):
        with pytest.raises(StaleBooths):
            plan_actions.change_booths(festival, [BoothPatch(*ids[0], {"x": 1})], None)


def test_another_festivals_booth_is_out_of_reach(festival: Festival) -> None:
    other = factories.a_festival(booths=1)
    foreign = booth(other, "A01")
    with pytest.raises(StaleBooths):
        plan_actions.change_booths(festival, [BoothPatch(foreign.id, foreign.version, {"x": 1})], None)
    with pytest.raises(StaleBooths):
        plan_actions.remove_booths(festival, [(foreign.id, foreign.version)], None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"x": -1}, "x"),
        ({"x": 12_001}, "x"),
        ({"y": 10**30}, "y"),
        ({"width": 49}, "width"),
        ({"depth": 3001}, "depth"),
        ({"power_w": -1}, "power_w"),
        ({"power_w": 50_001}, "power_w"),
        ({"features": ["swimming_pool"]}, "features"),
        ({"service": "长" * 21}, "service"),
        ({"label": "甲1"}, "label"),
        ({"label": "A02"}, "label"),
    ],
)
def test_values_out_of_range_are_refused_at_their_field(festival: Festival, values: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        change(festival, "A01", **values)
    assert field in refused.value.fields


def test_control_characters_never_reach_the_plan(festival: Festival) -> None:
    change(festival, "A01", service="服\x00务\x1b台\ud800")
    assert booth(festival, "A01").service == "服务台"


def test_booths_may_swap_numbers(either_app: Any) -> None:
    festival = factories.a_festival(booths=6)
    first, second = booth(festival, "A01"), booth(festival, "A02")
    patches = [BoothPatch(first.id, None, {"label": "a02"}), BoothPatch(second.id, None, {"label": "Ａ０１"})]
    plan_actions.change_booths(festival, patches, None)
    assert (first.label, second.label) == ("A02", "A01")
    both = [BoothPatch(first.id, None, {"label": "A09"}), BoothPatch(second.id, None, {"label": "A09"})]
    with pytest.raises(BadInput):
        plan_actions.change_booths(festival, both, None)


def test_a_later_room_may_refuse_a_renaming(festival: Festival) -> None:
    def refuse(_sender: Any, **said: Any) -> None:
        (renamed,) = said["renamed"]
        raise StateConflict(f"{renamed[0].label} 已经排给人了。")

    with signals.booth_renaming.connected_to(refuse):
        change(festival, "A01", label="A01")
        with pytest.raises(StateConflict):
            change(festival, "A01", label="A99")
    assert booth(festival, "A01").label == "A01"


def test_booths_on_top_of_each_other_are_allowed_and_shown(festival: Festival) -> None:
    change(festival, "A01", x=booth(festival, "A02").x - 50)
    assert plan_actions.overlaps_of(festival) == [("A01", "A02")]
    assert editor_state(festival)["overlaps"] == [("A01", "A02")]


def test_removing_a_booth_breaks_the_row_where_it_stood(either_app: Any) -> None:
    festival = factories.a_festival(booths=6)
    wanted = [(booth(festival, label).id, None) for label in ("A03", "A04")]
    assert plan_actions.remove_booths(festival, wanted, None) == ["A03", "A04"]
    left = {found.label: found.break_after for found in queries.booths_of(festival)}
    assert left == {"A01": False, "A02": True, "A05": False, "A06": False}
    first = booth(festival, "A01")
    plan_actions.remove_booths(festival, [(first.id, first.version)], None)
    assert not any(found.break_after for found in queries.booths_of(festival) if found.label == "A06")


def test_the_first_booth_of_a_ring_leaves_a_gap_after_the_last(festival: Festival) -> None:
    plan_zones.set_circular(queries.zones_of(festival)[0].rows[0], True, None)
    plan_actions.remove_booths(festival, [(booth(festival, "A01").id, None)], None)
    assert booth(festival, "A06").break_after


def test_a_held_booth_is_not_removed_and_neither_is_its_zone(festival: Festival) -> None:
    zone = queries.zones_of(festival)[0]

    def veto(_sender: Any, booths: list[Booth], **_said: Any) -> None:
        if any(found.label == "A02" for found in booths):
            raise StateConflict("A02 已经排给罗姐苗家米酒，不能删。请先收回。")

    with signals.booth_removal.connected_to(veto):
        with pytest.raises(StateConflict, match="A02"):
            plan_actions.remove_booths(festival, [(b.id, None) for b in queries.booths_of(festival)], None)
        with pytest.raises(StateConflict):
            plan_zones.remove_zone(zone, None)
        plan_actions.remove_booths(festival, [(booth(festival, "A01").id, None)], None)
    assert queries.booth_count(festival) == 5
    plan_zones.remove_zone(zone, None)
    assert queries.booth_count(festival) == 0


def test_nothing_chosen_is_said_and_not_done(festival: Festival) -> None:
    with pytest.raises(BadInput):
        plan_actions.change_booths(festival, [], None)


def test_a_cancelled_festivals_plan_is_fixed(festival: Festival) -> None:
    actions.cancel(festival, "暴雨。", None)
    zone = queries.zones_of(festival)[0]
    for deed in (
        lambda: change(festival, "A01", x=1),
        lambda: plan_actions.remove_booths(festival, [(booth(festival, "A01").id, None)], None),
        lambda: plan_rows.generate(festival, order(festival, "B01–B03"), None),
        lambda: plan_zones.add_zone(festival, {"code": "B", "name": "新区"}, None),
        lambda: plan_zones.edit_zone(zone, {"name": "新区"}, None),
        lambda: plan_zones.remove_zone(zone, None),
        lambda: plan_zones.add_mark(festival, {"kind": "toilet", "x": 1, "y": 1}, None),
        lambda: plan_zones.set_ground(festival, 20_000, 20_000, True, None),
    ):
        with pytest.raises(StateConflict):
            deed()
