"""The ground of the plan: zones, landmarks, its size and rules, and how it is drawn."""

from typing import Any

import pytest

from eventhub.core.database import writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import Stale
from eventhub.festivals import plan_rows, plan_zones, queries
from eventhub.festivals.models import Festival, Zone
from eventhub.festivals.plan_view import editor_state, plan_of
from tests import factories
from tests.festivals.plan_deeds import change, order


@pytest.fixture
def festival(app: Any) -> Festival:
    return factories.a_festival(booths=6)


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
