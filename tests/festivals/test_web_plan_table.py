"""The booth table on the desk: tried before it is stored, named row by row when it is bad, and handed out again."""

import base64
import io
import re
from typing import Any

import pytest

from eventhub.festivals import plan_import, queries
from eventhub.festivals.booth_table import BoothRecord, write_booths
from eventhub.festivals.models import Festival
from tests.festivals.desk_pages import text
from tests.page_check import CheckedClient

BASE = "/desk/caishan-2027/plan/"


def upload(data: bytes, **form: str) -> dict[str, Any]:
    return {**form, "table": (io.BytesIO(data), "booths.xlsx")}


def test_a_table_is_tried_then_stored(desk: CheckedClient, festival: Festival) -> None:
    exported = desk.get(f"{BASE}booths.xlsx")
    assert exported.headers["Content-Disposition"] == 'attachment; filename="booths-caishan-2027.xlsx"'
    data = write_booths([BoothRecord("B01", "A", "A-9", 1, 8000, 8000)])
    page = desk.post(f"{BASE}import", data=upload(data, do="try"))
    assert "新加" in text(page)
    assert queries.booth_count(festival) == 6
    tried = re.search(r'name="tried" value="([^"]+)"', text(page))
    assert tried
    answer = desk.post(f"{BASE}import", data={"do": "store", "tried": tried[1]}, follow_redirects=True)
    assert "新加 1 个" in text(answer)
    assert queries.booth_count(festival) == 7


def test_a_bad_table_names_its_rows_and_hands_them_back(desk: CheckedClient, festival: Festival) -> None:
    data = write_booths([BoothRecord("B01", "Z", "A-9", 1, 8000, 8000)])
    page = desk.post(f"{BASE}import", data=upload(data, do="try"))
    assert page.status_code == 422
    assert "没有“Z”这个展区" in text(page)
    tried = base64.b64encode(data).decode()
    file = desk.post(f"{BASE}import", data={"do": "bad_rows", "tried": tried})
    assert file.data.startswith(b"PK")
    assert desk.post(f"{BASE}import", data={"do": "store", "tried": tried}).status_code == 422
    assert queries.booth_count(festival) == 6


@pytest.mark.parametrize(
    "form", [{}, {"tried": "🍑"}, {"tried": "AAAA"}, {"do": "store"}, {"do": "bad_rows", "tried": "!!"}]
)
def test_no_file_or_a_broken_one_is_said(desk: CheckedClient, form: dict[str, str]) -> None:
    answer = desk.post(f"{BASE}import", data=form)
    assert 400 <= answer.status_code < 500
    assert 'role="alert"' in text(answer)


def test_a_huge_table_is_refused_before_it_is_read(desk: CheckedClient) -> None:
    answer = desk.post(f"{BASE}import", data=upload(b"PK" + b"0" * 400_000))
    assert answer.status_code == 422
    assert "表格太大" in text(answer)
    assert desk.post(f"{BASE}import", data=upload(b"0" * (10 * 1024 * 1024))).status_code == 413


def test_the_export_reads_back_as_the_same_booths(desk: CheckedClient, festival: Festival) -> None:
    report = plan_import.try_import(festival, desk.get(f"{BASE}booths.xlsx").data)
    assert (report.same, report.errors) == (6, [])
