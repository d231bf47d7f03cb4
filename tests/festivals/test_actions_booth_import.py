"""The booth table out and back: the same booths come back, bad rows come back as rows, and half a table is never stored."""

import io
from dataclasses import replace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.tables import TableFileError
from eventhub.festivals import actions, plan_actions, plan_import, queries
from eventhub.festivals.booth_table import BoothRecord, read_booths, write_booths
from eventhub.festivals.models import Festival
from eventhub.festivals.plan_actions import BoothPatch
from tests import factories


@pytest.fixture
def festival(either_app: Any) -> Festival:
    festival = factories.a_festival(booths=6)
    first = queries.booths_of(festival)[0]
    values = {"features": ["water", "corner"], "closed": True, "break_after": True, "rotation": 45, "service": "服务台"}
    plan_actions.change_booths(festival, [BoothPatch(first.id, None, values)], None)
    return festival


def records(festival: Festival) -> list[BoothRecord]:
    return [record for _, record in read_booths(plan_import.export_booths(festival)).booths]


def test_a_table_that_comes_back_unchanged_changes_nothing(festival: Festival) -> None:
    versions = [booth.version for booth in queries.booths_of(festival)]
    report = plan_import.import_booths(festival, plan_import.export_booths(festival), None)
    assert (report.new, report.changed, report.same, report.missing) == ([], [], 6, [])
    assert [booth.version for booth in queries.booths_of(festival)] == versions


def test_every_column_survives_the_round_trip(festival: Festival) -> None:
    before = records(festival)
    plan_actions.change_booths(
        festival,
        [BoothPatch(b.id, None, {"features": [], "closed": False, "break_after": False, "rotation": 0, "service": "",
                                 "x": b.x + 10, "power_w": 1}) for b in queries.booths_of(festival)],
        None,
    )  # fmt: skip
    report = plan_import.import_booths(festival, write_booths(before), None)
    assert len(report.changed) == 6
    assert records(festival) == before


def test_trying_stores_nothing_and_tells_what_would_happen(festival: Festival) -> None:
    known = records(festival)
    moved = replace(known[1], x=known[1].x + 500)
    new = BoothRecord("B01", "A", "A-9", 1, 8000, 8000)
    data = write_booths([known[0], moved, new])
    report = plan_import.try_import(festival, data)
    assert (report.new, report.changed, report.same) == (["B01"], ["A02"], 1)
    assert report.missing == ["A03", "A04", "A05", "A06"]
    assert report.overlaps == [("A03", "A02"), ("A04", "A02")]
    assert records(festival) == known


def test_what_is_not_in_the_table_stays(festival: Festival) -> None:
    known = records(festival)
    new = BoothRecord("B01", "A", "A-9", 1, 8000, 8000, power_w=2200)
    plan_import.import_booths(festival, write_booths([new]), None)
    assert records(festival) == [*known, new]
    added = queries.booths_of(festival)[-1]
    assert (added.number, len(added.sign_code)) == (7, 6)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"number": "甲1"}, "摊位号"),
        ({"zone": "Z"}, "没有“Z”这个展区"),
        ({"x": 12_001}, "到场地外面了"),
        ({"y": 9_001}, "到场地外面了"),
        ({"row": "A-1", "position": 3}, "A03"),
    ],
)
def test_a_bad_row_is_named_and_nothing_of_the_table_is_stored(
    festival: Festival, values: dict[str, Any], reason: str
) -> None:
    known = records(festival)
    good = BoothRecord("B01", "A", "A-9", 1, 8000, 8000)
    bad = replace(BoothRecord("B02", "A", "A-9", 2, 8400, 8000), **values)
    data = write_booths([good, bad])
    report = plan_import.try_import(festival, data)
    assert [reason in error.reason for error in report.errors] == [True]
    with pytest.raises(BadInput):
        plan_import.import_booths(festival, data, None)
    assert records(festival) == known


def test_bad_rows_come_back_with_the_reason_and_can_be_mended(festival: Festival) -> None:
    bad = BoothRecord("B01", "Z", "A-9", 1, 8000, 8000)
    report = plan_import.try_import(festival, write_booths([bad, records(festival)[0]]))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(report.sheet.bad_rows())).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert len(rows) == 2
    assert "没有“Z”这个展区" in str(rows[1][-1])
    report = plan_import.import_booths(festival, write_booths([replace(bad, zone="A")]), None)
    assert report.new == ["B01"]


@pytest.mark.parametrize("data", [b"", b"not a spreadsheet", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0" * 100])
def test_a_file_that_is_no_table_is_refused(festival: Festival, data: bytes) -> None:
    with pytest.raises(TableFileError):
        plan_import.try_import(festival, data)


def test_a_table_with_a_thousand_and_one_booths_is_refused(festival: Festival, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_import, "MAX_ON_PLAN", 6)
    report = plan_import.try_import(festival, write_booths([BoothRecord("B01", "A", "A-9", 1, 8000, 8000)]))
    assert "最多 6 个" in report.errors[0].reason


def test_a_cancelled_festival_takes_no_table(festival: Festival) -> None:
    data = plan_import.export_booths(festival)
    actions.cancel(festival, "暴雨。", None)
    with pytest.raises(StateConflict):
        plan_import.import_booths(festival, data, None)
