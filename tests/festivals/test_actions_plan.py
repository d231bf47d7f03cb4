"""The plan: what an organiser may do with booths, and what is refused before anything is written."""

import re
from typing import Any

import pytest

from eventhub.core import revisions
from eventhub.core.database import writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import Stale
from eventhub.festivals import actions, plan_actions, plan_rows, plan_zones, queries, signals
from eventhub.festivals.booth_numbers import parse_booth_range
from eventhub.festivals.layout import RowSpec
from eventhub.festivals.models import Booth, Festival, Zone
from eventhub.festivals.plan_actions import BoothPatch, StaleBooths
from eventhub.festivals.plan_rows import RowOrder
from eventhub.festivals.plan_view import editor_state, plan_of
from tests import factories


@pytest.fixture
def festival(app: Any) -> Festival:
    return factories.a_festival(booths=6)


def booth(festival: Festival, label: str) -> Booth:
    return next(found for found in queries.booths_of(festival) if found.label == label)


def change(festival: Festival, number: str, version: int | None = None, **values: Any) -> None:
    plan_actions.change_booths(festival, [BoothPatch(booth(festival, number).id, version, values)], None)


def order(festival: Festival, numbers: str, x: int = 2000, y: int = 4000, rows: int = 1, **values: Any) -> RowOrder:
    common = values.pop("common", {"power_w": 3000})
    circular = values.pop("circular", False)
    spec = RowSpec(parse_booth_range(numbers), x, y, rows, **values)
    return RowOrder(queries.zones_of(festival)[0].id, spec, circular, common)


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


def test_zones_have_a_code_of_their_own_and_known_categories(either_app: Any) -> None:
    festival = factories.a_festival(booths=1)
    zone = plan_zones.add_zone(festival, {"code": "b", "name": "农特产", "categories": ["farm"]}, None)
    assert zone.code == "B"
    for values, field in (
        ({"code": "A", "name": "又一个"}, "code"),
        ({"code": "乙", "name": "又一个"}, "code"),
        ({"code": "C", "name": "酒", "categories": ["beer"]}, "categories"),
        ({"code": "C", "name": "酒", "category_caps": {"beer": 2}}, "categories"),
        ({"code": "C", "name": "酒", "outline": [[0, 0], [100, 0]]}, "outline"),
        ({"code": "C", "name": "酒", "outline": [[0, 0], [100, 0], [100, 99_999]]}, "outline"),
    ):
        with pytest.raises(BadInput) as refused:
            plan_zones.add_zone(festival, values, None)
        assert field in refused.value.fields
    seen = zone.version
    plan_zones.edit_zone(zone, {"name": "土特产"}, None, seen)
    with pytest.raises(Stale):
        plan_zones.edit_zone(zone, {"name": "别的"}, None, seen)


def test_landmarks_are_checked_moved_and_removed_under_the_grounds_version(festival: Festival) -> None:
    seen = festival.version
    gate = plan_zones.add_mark(festival, {"kind": "gate", "x": 600, "y": 400, "text": "南门"}, None, seen)
    with pytest.raises(Stale):
        plan_zones.add_mark(festival, {"kind": "toilet", "x": 1, "y": 1}, None, seen)
    for mark, field in (
        ({"kind": "castle", "x": 1, "y": 1}, "kind"),
        ({"kind": "toilet", "x": None, "y": 1}, "x"),
        ({"kind": "toilet", "x": 99_999, "y": 1}, "x"),
        ({"kind": "gate", "x": 1, "y": 1, "text": ""}, "text"),
        ({"kind": "stage", "x": 1, "y": 1, "r": 5}, "r"),
        ({"kind": "road", "points": [[1, 1]]}, "points"),
    ):
        with pytest.raises(BadInput) as refused:
            plan_zones.add_mark(festival, mark, None)
        assert field in refused.value.fields
    plan_zones.edit_mark(festival, gate["id"], {**gate, "x": 700}, None, festival.version)
    assert festival.ground[0]["x"] == 700
    plan_zones.remove_mark(festival, gate["id"], None)
    with pytest.raises(StateConflict):
        plan_zones.remove_mark(festival, gate["id"], None)
    assert festival.ground == []


def test_the_ground_does_not_shrink_under_a_booth(festival: Festival) -> None:
    with pytest.raises(BadInput) as refused:
        plan_zones.set_ground(festival, 2000, 9000, True, None)
    assert "A04" in refused.value.fields["plan_width"]
    plan_zones.set_ground(festival, 5000, 2000, True, None)
    assert (festival.plan_width, festival.plan_height) == (5000, 2000)


def test_flame_and_cloth_are_kept_apart_where_the_organiser_says_so(festival: Festival) -> None:
    with writing():
        festival.keep_apart = [["open_flame", "open_flame"]]
    for wanted in (True, True, False):
        plan_zones.set_ground(festival, 9000, 9000, wanted, None)
        assert festival.flame_apart is wanted
    assert festival.keep_apart == [["open_flame", "open_flame"]], "other rules of neighbours stay"


def test_the_drawn_plan_outlines_zones_and_crosses_out_what_is_closed(festival: Festival) -> None:
    change(festival, "A02", closed=True)
    plan_zones.add_mark(festival, {"kind": "stage", "x": 6000, "y": 4000, "r": 500, "text": "主舞台"}, None)
    plan = plan_of(festival, lambda found: {"state": "on", "href": f"/stalls/{found.label}", "name": "罗姐"})
    (zone,) = plan["zones"]
    assert [(shown["number"], shown["state"], shown["href"]) for shown in zone["booths"][:2]] == [
        ("A01", "on", "/stalls/A01"),
        ("A02", "off", "/stalls/A02"),
    ]
    xs, ys = zip(*zone["points"], strict=True)
    for shown in zone["booths"]:
        assert min(xs) < shown["x"] < max(xs)
        assert min(ys) < shown["y"] < max(ys)
    assert [feature["kind"] for feature in plan["features"]] == ["plaza", "stage", "label"]
    left, top, width, height = plan["box"]
    assert left <= 1000
    assert left + width >= 6000
    assert top + height >= 4000


@pytest.mark.parametrize(
    "outline",
    [
        [[500, 500]] * 4,
        [[0, 0], [3000, 0], [0, 0]],
        [[0, 0], [1000, 1000], [2000, 2000], [3000, 3000]],
        [[0, 0], [90, 0], [90, 90], [0, 90]],
    ],
)
def test_an_outline_round_nothing_is_refused(festival: Festival, outline: list[list[int]]) -> None:
    with pytest.raises(BadInput) as refused:
        plan_zones.add_zone(festival, {"code": "B", "name": "点出来的", "outline": outline}, None)
    assert "围不出一块地" in refused.value.fields["outline"]
    assert [zone.code for zone in queries.zones_of(festival)] == ["A"]


def test_an_outline_round_nothing_that_is_stored_hides_no_booth(festival: Festival) -> None:
    festival.zones[0].outline = [[500, 500]] * 4
    (zone,) = plan_of(festival)["zones"]
    assert len({tuple(point) for point in zone["points"]}) > 2, "drawn round the booths instead"


def test_booths_outside_the_outline_are_within_the_picture_of_plan_and_zone(festival: Festival) -> None:
    festival.zones[0].outline = [[900, 900], [1400, 900], [1400, 1400], [900, 1400]]
    plan = plan_of(festival)
    for left, top, width, height in (plan["box"], plan["zones"][0]["box"]):
        for booth in plan["zones"][0]["booths"]:
            assert left < booth["x"] - booth["w"] / 2
            assert booth["x"] + booth["w"] / 2 < left + width
            assert top < booth["y"] - booth["h"] / 2
            assert booth["y"] + booth["h"] / 2 < top + height


def test_a_gate_at_the_edge_of_the_ground_is_not_cut_off(festival: Festival) -> None:
    plan_zones.add_mark(festival, {"kind": "gate", "x": 6000, "y": 0, "text": "北门"}, None)
    _, top, _, _ = plan_of(festival)["box"]
    assert top <= -150, "its sign is 250 cm high on the plan, half of it beyond the edge"


def test_a_single_booth_is_shown_with_its_surroundings(app: Any) -> None:
    lonely = factories.a_festival(booths=1)
    _, _, width, height = plan_of(lonely)["box"]
    assert min(width, height) >= 2_000


def test_a_drawn_outline_stays_and_an_empty_zone_has_none(festival: Festival) -> None:
    drawn = [[0, 0], [500, 0], [500, 500]]
    plan_zones.add_zone(festival, {"code": "B", "name": "空区"}, None)
    plan_zones.edit_zone(queries.zones_of(festival)[0], {"outline": drawn}, None)
    first, second = plan_of(festival)["zones"]
    assert [list(point) for point in first["points"]] == drawn
    assert second["points"] == []


def test_three_hundred_booths_are_read_in_a_handful_of_selects(app: Any) -> None:
    from sqlalchemy import event

    from eventhub.core.database import db

    festival = factories.a_festival(booths=0)
    for number, letter in enumerate("ABCDEFGHIJ"):
        spec = order(festival, f"{letter}01–{letter}30", y=500 + 700 * number, x=500)
        plan_rows.generate(festival, spec, None)
    db.session.expire_all()
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        state = editor_state(festival)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(state["booths"]) == 300
    assert len(asked) <= 5, asked


def test_a_zone_of_one_bent_row_is_outlined_along_it(app: Any) -> None:
    festival = factories.a_festival(booths=0)
    plan_rows.generate(festival, order(festival, "C01–C12", x=4000, y=4000, arc_radius=1500), None)
    (zone,) = plan_of(festival)["zones"]
    centre = (4000, 5500)
    assert all(((x - centre[0]) ** 2 + (y - centre[1]) ** 2) ** 0.5 > 1200 for x, y in zone["points"])


def test_a_zone_belongs_to_its_festival(festival: Festival) -> None:
    assert isinstance(queries.zones_of(festival)[0], Zone)
    assert queries.zones_of(factories.a_festival(booths=0))[0].festival_id != festival.id
