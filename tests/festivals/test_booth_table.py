"""The booth table: out, mended in a spreadsheet, in again."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.core.tables import read_table, write_sheet
from eventhub.festivals.booth_features import BoothFeature
from eventhub.festivals.booth_table import BOOTH_COLUMNS, BoothRecord, read_booths, write_booths
from eventhub.festivals.layout import RowSpec, generate_rows

A01 = {"number": "A01", "zone": "A", "row": "A-1", "position": 1, "x": 500, "y": 500}


def sheet(*rows):
    return write_sheet("摊位表", BOOTH_COLUMNS, rows)


def test_a_short_row_gets_the_usual_booth():
    read = read_booths(sheet(A01))
    assert read.errors == []
    assert read.booths == [(2, BoothRecord("A01", "A", "A-1", 1, 500, 500))]
    assert (read.booths[0][1].width, read.booths[0][1].depth) == (300, 300)


def test_facilities_turned_and_closed_booths():
    row = A01 | {
        "rotation": -90, "power_w": 3000, "features": "上下水、可用明火，转角/上下水", "closed": True,
        "break_after": True, "service": "流动受理窗口",
    }  # fmt: skip
    [(_, booth)] = read_booths(sheet(row)).booths
    assert booth.features == ("water", "open_flame", "corner")
    assert (booth.rotation, booth.power_w, booth.closed, booth.break_after) == (270, 3000, True, True)
    assert booth.service == "流动受理窗口"


@pytest.mark.parametrize(
    ("change", "title", "told"),
    [
        ({"number": "一号"}, "摊位号", "要写成字母加数字"),
        ({"number": None}, "摊位号", "没有填"),
        ({"zone": "Z"}, "展区", "没有“Z”这个展区（A、B）"),
        ({"row": None}, "排", "没有填"),
        ({"position": 0}, "序", "要在 1 到 500 之间"),
        ({"x": -1}, "横坐标（厘米）", "要在 0 到"),
        ({"y": "远"}, "纵坐标（厘米）", "要填整数"),
        ({"rotation": 500}, "角度", "要在 -360 到 360 之间"),
        ({"power_w": 60_000}, "功率（瓦）", "要在 0 到 50,000 之间"),
        ({"features": "上下水、游泳池"}, "设施", "没有“游泳池”这种设施"),
        ({"closed": "可能"}, "停用", "“是”或“否”"),
    ],
)
def test_one_thing_wrong_gives_one_reason_at_its_cell(change, title, told):
    read = read_booths(sheet(A01 | change), zones=["A", "B"])
    assert read.booths == []
    [error] = read.errors
    assert (error.row, error.title) == (2, title)
    assert told in error.reason


def test_a_number_twice_and_a_place_twice_are_told_with_the_first_row():
    twice = A01 | {"position": 2, "number": "ａ０１"}
    [error] = read_booths(sheet(A01, twice)).errors
    assert "“A01”和第 2 行重复" in error.reason
    same_place = A01 | {"number": "A02"}
    [error] = read_booths(sheet(A01, same_place)).errors
    assert "第 2 行已经是“A-1”排的第 1 个" in error.reason


def test_two_zones_may_each_have_a_row_of_the_same_name():
    other = A01 | {"number": "B01", "zone": "B", "x": 5_000}
    assert read_booths(sheet(A01, other)).errors == []


def test_booths_on_each_other_are_pointed_out_but_may_be_imported():
    read = read_booths(sheet(A01, A01 | {"number": "A02", "position": 2, "x": 600}))
    assert read.errors == []
    assert read.overlaps == [("A01", "A02")]


def test_zones_are_found_whatever_their_case_and_any_is_taken_when_none_is_given():
    assert read_booths(sheet(A01 | {"zone": "ａ"}), zones=["A"]).booths[0][1].zone == "A"
    assert read_booths(sheet(A01 | {"zone": "新区"})).booths[0][1].zone == "新区"


def test_bad_rows_come_back():
    read = read_booths(sheet(A01, A01 | {"number": "坏"}))
    [row] = read_table(read.bad_rows(), BOOTH_COLUMNS).rows
    assert row.values["number"] == "坏"


def test_a_generated_plan_goes_out_and_comes_back():
    booths = [
        BoothRecord(place.number, "A", f"A-{row}", position, place.x, place.y, place.rotation)
        for row, places in enumerate(generate_rows(RowSpec.from_range("A01–A20", 500, 500, 2)), start=1)
        for position, place in enumerate(places, start=1)
    ]
    read = read_booths(write_booths(reversed(booths)), zones=["A"])
    assert [booth for _, booth in read.booths] == booths
    assert read.errors == read.overlaps == []


@settings(max_examples=40)
@given(
    st.lists(
        st.builds(
            BoothRecord,
            number=st.from_regex(r"[A-C][0-9]{2}", fullmatch=True),
            zone=st.sampled_from(["A", "B"]),
            row=st.sampled_from(["1", "2"]),
            position=st.integers(1, 500),
            x=st.integers(0, 200_000),
            y=st.integers(0, 200_000),
            rotation=st.integers(0, 359),
            width=st.integers(50, 3_000),
            depth=st.integers(50, 3_000),
            power_w=st.integers(0, 50_000),
            features=st.lists(st.sampled_from([member.value for member in BoothFeature]), unique=True).map(tuple),
            closed=st.booleans(),
            break_after=st.booleans(),
            service=st.sampled_from(["", "服务台"]),
        ),
        min_size=1,
        max_size=5,
        unique_by=(lambda booth: booth.number, lambda booth: (booth.zone, booth.row, booth.position)),
    )
)
def test_any_plan_survives_the_spreadsheet(booths):
    read = read_booths(write_booths(booths))
    assert read.errors == []
    assert {booth for _, booth in read.booths} == set(booths)


def test_features_have_labels_of_their_own():
    assert len({member.label for member in BoothFeature}) == len(BoothFeature)
    assert replace(read_booths(sheet(A01 | {"features": "water"})).booths[0][1]).features == ("water",)
