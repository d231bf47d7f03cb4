"""The plan editor without a script, and what its script asks for."""

import re
from typing import Any

import pytest
from flask import Flask

from eventhub.core.errors import StateConflict
from eventhub.festivals import plan_zones, queries, signals
from eventhub.festivals.models import Booth, Festival
from tests import factories
from tests.festivals.desk_pages import text, version_on
from tests.page_check import CheckedClient

BASE = "/desk/caishan-2027/plan/"


def booth(festival: Festival, label: str) -> Booth:
    return next(found for found in queries.booths_of(festival) if found.label == label)


def booth_form(page: Any, **values: str) -> dict[str, str]:
    """What the browser would send of the booth's form, with some boxes filled in anew."""
    form = {"label": "A01", "x": "13.2", "y": "10", "rotation": "0", "width": "3", "depth": "3", "power_w": "3000"}
    return {**form, "version": version_on(page), **values}


def test_every_booth_is_on_the_drawing_and_in_the_list(desk: CheckedClient) -> None:
    page = text(desk.get(BASE))
    for label in ("A01", "A06"):
        assert f'data-id="{label}"' in page
        assert page.count(f'href="?booth={label}"') == 2


def test_a_booth_is_moved_by_typing_metres(desk: CheckedClient, festival: Festival) -> None:
    page = desk.get(f"{BASE}?booth=A01")
    number = booth(festival, "A01").id
    assert f'action="{BASE}booths/{number}"' in text(page)
    data = booth_form(page, x="１２.５", y="30.05", rotation="-90", features="water", closed="y", label="a09")
    answer = desk.post(f"{BASE}booths/{number}", data=data)
    assert answer.headers["Location"] == f"{BASE}?booth=A09"
    moved = booth(festival, "A09")
    assert (moved.x, moved.y, moved.rotation, moved.features, moved.closed) == (1250, 3005, 270, ["water"], True)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("x", "", "这里还没填"),
        ("x", "很远", "要填米数"),
        ("x", "٣", "不是普通数字"),
        ("x", "1e5", "要填米数"),
        ("x", "9" * 40, "要填米数"),
        ("x", "500", "场地外面"),
        ("rotation", "999", "要在 -360 到 360"),
        ("power_w", "60000", "要在 0 到 50,000"),
        ("label", "甲", "字母加数字"),
        ("label", "A02", "已经有了"),
        ("features", "pool", "请从列出的里面选"),
        ("service", "长" * 21, "最多 20 个字"),
    ],
)
def test_bad_figures_are_answered_at_their_field(
    desk: CheckedClient, festival: Festival, field: str, value: str, sentence: str
) -> None:
    page = desk.get(f"{BASE}?booth=A01")
    answer = desk.post(f"{BASE}booths/{booth(festival, 'A01').id}", data=booth_form(page, **{field: value}))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert booth(festival, "A01").version == 1


def test_two_organisers_on_one_booth_by_form(desk: CheckedClient, festival: Festival) -> None:
    page = desk.get(f"{BASE}?booth=A01")
    path = f"{BASE}booths/{booth(festival, 'A01').id}"
    assert desk.post(path, data=booth_form(page, x="20")).status_code == 303
    answer = desk.post(path, data=booth_form(page, x="30"))
    assert answer.status_code == 409
    assert "摊位 A01刚才被别人改过" in text(answer)
    assert "现在存着的是“20”" in text(answer)
    assert 'value="30"' in text(answer)


def test_somebody_elses_booth_zone_row_and_mark_are_not_found(desk: CheckedClient) -> None:
    other = factories.a_festival(booths=1)
    zone = queries.zones_of(other)[0]
    for path in (
        f"booths/{booth(other, 'A01').id}",
        f"booths/{booth(other, 'A01').id}/remove",
        f"zones/{zone.id}",
        f"zones/{zone.id}/remove",
        f"rows/{zone.rows[0].id}/ring",
        "marks/ffff",
        "marks/ffff/remove",
        f"booths/{10**30}",
    ):
        assert desk.post(BASE + path, data={"version": "1"}).status_code == 404, path


def test_a_zone_and_rows_by_form(desk: CheckedClient, festival: Festival) -> None:
    zone = {"code": "b", "name": "农特产", "categories": ["farm", "food"], "power_w": "60000", "cap_farm": "8"}
    answer = desk.post(f"{BASE}zones", data=zone)
    assert answer.headers["Location"] == f"{BASE}?add=rows&in=B"
    made = queries.zones_of(festival)[1]
    assert (made.categories, made.category_caps, made.power_w) == (["farm", "food"], {"farm": 8}, 60_000)
    page = desk.get(f"{BASE}?add=rows&in=B")
    assert f'<option selected value="{made.id}">' in text(page)
    rows = {
        "zone_id": str(made.id), "numbers": "B01－B20", "rows": "2", "x": "20", "y": "40", "rotation": "0", "gap": "0.2",
        "row_gap": "4", "width": "3", "depth": "3", "arc": "straight", "power_w": "2200", "features": ["corner"],
    }  # fmt: skip
    preview = desk.post(f"{BASE}rows/preview.json", data=rows)
    assert [(b["number"], b["x"], b["y"]) for b in preview.json["booths"]][:2] == [
        ("B01", 2000, 4000),
        ("B02", 2320, 4000),
    ]
    assert queries.booth_count(festival) == 6
    assert desk.post(f"{BASE}rows", data=rows).status_code == 303
    assert queries.booth_count(festival) == 26
    for wrong, sentence in (
        ({}, "已经有了"),
        ({"rows": "1", "numbers": "B30"}, "叠在一起了"),
        ({"numbers": "B40–B30"}, "前大后小"),
        ({"rows": "1", "numbers": "B30", "arc": "right"}, "请填半径"),
        ({"rows": "1", "numbers": "B30", "zone_id": "999"}, "请从列出的里面选一个"),
        ({"rows": "1", "numbers": "B30", "x": ""}, "这里还没填"),
    ):
        answer = desk.post(f"{BASE}rows", data={**rows, **wrong})
        assert (answer.status_code, sentence in text(answer)) == (422, True), wrong
        said = desk.post(f"{BASE}rows/preview.json", data={**rows, **wrong})
        assert said.status_code == 422
    assert queries.booth_count(festival) == 26


def test_a_zone_is_changed_closed_to_a_ring_and_removed_by_form(desk: CheckedClient, festival: Festival) -> None:
    zone = queries.zones_of(festival)[0]
    page = desk.get(f"{BASE}?zone=A")
    data = {"code": "A", "name": "吃的", "outline": "1,1\n20,1\n20,20", "version": version_on(page)}
    wrong = desk.post(f"{BASE}zones/{zone.id}", data={**data, "outline": "1,1\n随便"})
    assert wrong.status_code == 422
    assert "“随便”不是一个点" in text(wrong)
    assert desk.post(f"{BASE}zones/{zone.id}", data=data).status_code == 303
    assert zone.outline == [[100, 100], [2000, 100], [2000, 2000]]
    assert desk.post(f"{BASE}zones/{zone.id}", data=data).status_code == 409
    desk.post(f"{BASE}rows/{zone.rows[0].id}/ring", data={"version": "1", "ring": "1"})
    assert zone.rows[0].circular
    assert desk.post(f"{BASE}zones/{zone.id}/remove", data={"version": str(zone.version)}).status_code == 303
    assert queries.zones_of(festival) == []


def test_landmarks_and_size_by_form(desk: CheckedClient, festival: Festival) -> None:
    page = desk.get(f"{BASE}?add=mark")
    form = f'action="{BASE}marks"'
    version = re.search(r'name="version"[^>]*value="(\d+)"', text(page).split(form)[1])
    assert version
    data = {"kind": "gate", "text": "南门", "x": "6", "y": "4", "version": version[1]}
    assert desk.post(f"{BASE}marks", data={**data, "text": ""}).status_code == 422
    assert desk.post(f"{BASE}marks", data=data).status_code == 303
    stale = desk.post(f"{BASE}marks", data=data)
    assert stale.status_code == 409
    (mark,) = festival.ground
    edit = {**data, "kind": "road", "points": "1,1\n2,2", "version": str(festival.version)}
    assert desk.post(f"{BASE}marks/{mark['id']}", data=edit).status_code == 303
    assert festival.ground[0]["points"] == [[100, 100], [200, 200]]
    assert "路" in text(desk.get(f"{BASE}?mark={mark['id']}"))
    desk.post(f"{BASE}marks/{mark['id']}/remove", data={"version": str(festival.version)})
    assert festival.ground == []
    small = desk.post(f"{BASE}size", data={"plan_width": "10", "plan_height": "90", "version": str(festival.version)})
    assert small.status_code == 422
    size = {"plan_width": "200", "plan_height": "90", "flame_apart": "y", "version": str(festival.version)}
    assert desk.post(f"{BASE}size", data=size).status_code == 303
    assert (festival.plan_width, festival.flame_apart) == (20_000, True)
    (box,) = re.findall(r"<input [^>]*name=\"flame_apart\"[^>]*>", desk.get(f"{BASE}?add=size").text)
    assert "checked" in box


def test_a_held_booth_is_not_deleted_and_the_page_says_why(desk: CheckedClient, festival: Festival) -> None:
    wanted = booth(festival, "A01")

    def veto(_sender: Any, **_said: Any) -> None:
        raise StateConflict("A01 已经排给罗姐苗家米酒，不能删。")

    with signals.booth_removal.connected_to(veto):
        answer = desk.post(f"{BASE}booths/{wanted.id}/remove", data={"version": str(wanted.version)})
        assert answer.status_code == 409
        assert "已经排给罗姐苗家米酒" in text(answer)
        said = desk.post(f"{BASE}booths/remove.json", json={"booths": [{"id": wanted.id, "version": wanted.version}]})
        assert (said.status_code, said.json["message"]) == (409, "A01 已经排给罗姐苗家米酒，不能删。")
    assert desk.post(f"{BASE}booths/{wanted.id}/remove", data={"version": str(wanted.version)}).status_code == 303
    assert queries.booth_count(festival) == 5


def test_the_script_moves_booths_and_gets_the_plan_as_it_is(desk: CheckedClient, festival: Festival) -> None:
    state = desk.get(f"{BASE}data.json").json
    first = state["booths"][0]
    patch = {"id": first["id"], "version": first["version"], "x": first["x"] + 320, "rotation": 15}
    said = desk.post(f"{BASE}booths.json", json={"booths": [patch]})
    assert said.status_code == 200
    assert said.json["booths"][0]["version"] == first["version"] + 1
    assert ["A01", "A02"] in said.json["overlaps"]
    stale = desk.post(f"{BASE}booths.json", json={"booths": [patch]})
    assert (stale.status_code, stale.json["error"]) == (409, "stale")
    assert stale.json["state"]["booths"][0]["version"] == first["version"] + 1
    assert "刚才被别人改过" in stale.json["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"booths": 1}',
        b'{"booths": [{"id": 1}]}',
        b'{"booths": [{"id": "1", "version": 1}]}',
        b'{"booths": [{"id": 1, "version": 1, "x": 1.5}]}',
        b'{"booths": [{"id": 1, "version": 1, "x": "1"}]}',
        b'{"booths": [{"id": 1, "version": 1, "closed": 1}]}',
        b'{"booths": [{"id": 1, "version": 1, "colour": "red"}]}',
        b'{"booths": [{"id": 1, "version": 1, "service": "\\ud800"}]}',
        b'{"booths": []}',
        b"\xff\xfe",
        b'{"booths": ' + b"[" * 5000,
        b'{"booths": [' + b",".join([b'{"id":1,"version":1}'] * 1001) + b"]}",
    ],
)
def test_a_body_that_makes_no_sense_is_refused(desk: CheckedClient, festival: Festival, body: bytes) -> None:
    for path in ("booths.json", "booths/remove.json", "marks.json"):
        answer = desk.post(BASE + path, data=body, content_type="application/json")
        assert answer.status_code == 422, (path, body[:60])
        assert answer.json["message"]
    assert queries.booth_count(festival) == 6


@pytest.mark.parametrize("number", [0, -1, 10**12, 2**63, 10**30])
def test_an_impossible_id_is_stale_and_not_a_crash(desk: CheckedClient, number: int) -> None:
    answer = desk.post(f"{BASE}booths.json", json={"booths": [{"id": number, "version": 1, "x": 1}]})
    assert answer.status_code == 409


def test_a_landmark_is_dragged(desk: CheckedClient, festival: Festival) -> None:
    mark = plan_zones.add_mark(festival, {"kind": "toilet", "x": 100, "y": 100}, None)
    move = {"id": mark["id"], "version": festival.version, "x": 500, "y": 600}
    assert desk.post(f"{BASE}marks.json", json=move).status_code == 200
    assert (festival.ground[0]["x"], festival.ground[0]["y"]) == (500, 600)
    assert desk.post(f"{BASE}marks.json", json=move).status_code == 409
    gone = {**move, "id": "ffff", "version": festival.version}
    assert desk.post(f"{BASE}marks.json", json=gone).status_code in (409, 422)


def test_changes_need_the_token(app: Flask, desk: CheckedClient, festival: Festival) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    first = booth(festival, "A01")
    body = {"booths": [{"id": first.id, "version": first.version, "x": 500}]}
    assert desk.post(f"{BASE}booths.json", json=body).status_code == 400
    token = re.search(r'data-token="([^"]+)"', text(desk.get(BASE)))
    assert token
    headers = {"X-CSRFToken": token[1], "Referer": "https://localhost/"}
    assert desk.post(f"{BASE}booths.json", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "query", ["booth=Z99", "zone=Z", "mark=zz", "add=castle", "booth=%00", "booth=" + "a" * 300, "in=x"]
)
def test_rubbish_in_the_address_opens_the_plan(desk: CheckedClient, query: str) -> None:
    assert desk.get(f"{BASE}?{query}").status_code == 200
