"""Tables that go out are text and nothing else, and come back as they went."""

import io
import re
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.core.tables import (
    Sheet,
    column_letter,
    read_table,
    write_sheet,
    write_workbook,
)
from tests.core.table_files import COLUMNS, part, raw_sheet


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "http://a.cn", "_x0041_", "00123", "1E5"],
)
def test_text_is_written_as_text_and_read_back_as_it_was(text):
    data = write_sheet("表", COLUMNS, [{"name": text, "code": text}])
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert read_table(data, COLUMNS).rows[0].values["name"] == text


def test_formula_like_text_keeps_its_quote_when_edited():
    assert 'quotePrefix="1"' in part(write_sheet("表", COLUMNS, [{"name": "=1+1"}]), "xl/styles.xml")


def test_long_digits_stay_digits():
    data = write_sheet("表", COLUMNS, [{"name": "925001990000000000", "code": 925001990000000000}])
    row = read_table(data, COLUMNS).rows[0]
    assert row.values["name"] == row.values["code"] == "925001990000000000"


def test_header_is_frozen_and_choices_are_offered():
    sheet = part(write_sheet("表", COLUMNS, []), "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    assert "吃的,手工" in sheet
    assert "是,否" in sheet
    assert "写成 2027-05-01" in sheet


def test_the_same_rows_give_the_same_bytes():
    rows = [{"name": "面", "day": date(2027, 5, 1)}]
    assert write_sheet("表", COLUMNS, rows) == write_sheet("表", COLUMNS, rows)


def test_sheet_names_are_made_legal_and_unique():
    names = ["摊位[A]:*?/\\", "", "'摊'", "𠮷" * 40, "𠮷" * 40, "摊", "History"]
    workbook = part(write_workbook([Sheet(name, COLUMNS, []) for name in names]), "xl/workbook.xml")
    found = re.findall(r'<sheet name="([^"]+)"', workbook)
    assert len(found) == len({name.lower() for name in found}) == 7
    assert all(len(name.encode("utf-16-le")) <= 62 for name in found)
    assert found[1] == "表"
    assert found[2] == "摊"


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letters(index, letter):
    assert column_letter(index) == letter


texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co", "Z"]), min_size=1, max_size=30)
records = st.fixed_dictionaries(
    {
        "name": texts,
        "code": st.none() | texts,
        "count": st.none() | st.integers(0, 100),
        "day": st.none() | st.dates(date(1950, 1, 1), date(2100, 12, 31)),
        "kind": st.none() | st.sampled_from(["food", "craft"]),
        "closed": st.booleans(),
    }
)


@settings(max_examples=40)
@given(st.lists(records, min_size=1, max_size=6))
def test_what_is_written_is_read_back(rows):
    read = read_table(write_sheet("表", COLUMNS, rows), COLUMNS)
    errors = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
    if not errors & {cell for row in rows for cell in row.values() if isinstance(cell, str)}:
        assert [row.values for row in read.rows] == rows
        assert [row.number for row in read.rows] == list(range(2, len(rows) + 2))


@settings(max_examples=40)
@given(st.text(max_size=40))
def test_any_text_can_be_written(text):
    assert write_sheet(text, COLUMNS, [{"name": text}]).startswith(b"PK")


def test_headers_may_stand_lower_in_any_order_with_stars_and_other_names():
    data = raw_sheet(
        [["2027 年摊位登记表"], [], ["备注", "编 码", "名称（必填）*"], ["x", "7", "面"], [], ["", "8", "粉"]]
    )
    read = read_table(data, COLUMNS)
    assert [(row.number, row.values) for row in read.rows] == [
        (4, {"name": "面", "code": "7"}),
        (6, {"name": "粉", "code": "8"}),
    ]
    assert read.letters == {"name": "C", "code": "B"}
    assert read.ignored == ["备注"]


def test_the_sheet_with_the_headers_is_found_among_others():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("说明").write(0, 0, "怎么填")
    sheet = book.add_worksheet("数据")
    sheet.write_row(0, 0, ["名称", "代码"])
    sheet.write_row(1, 0, ["面", "1"])
    hidden = book.add_worksheet("旧")
    hidden.write_row(0, 0, ["名称", "代码", "数量", "日期"])
    hidden.hide()
    book.close()
    assert read_table(out.getvalue(), COLUMNS).rows[0].values["name"] == "面"
