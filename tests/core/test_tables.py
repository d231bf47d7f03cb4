"""Tables as xlsx: text stays text, bad cells are named, and no file can hurt the server."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.core.tables import (
    TableFileError,
    TableLimits,
    error_sheet,
    read_table,
)
from tests.core.table_files import COLUMNS, part, raw_sheet, repacked


def one_error(header, cell):
    [error] = read_table(raw_sheet([["名称", header], ["面", cell]]), COLUMNS).errors
    assert (error.row, error.column, error.title) == (2, "B", header)
    assert error.sentence.startswith("第 2 行 B 列：")
    return error.reason


@pytest.mark.parametrize(
    ("header", "cell", "told"),
    [
        ("代码", 9.2500199e17, "末尾几位已经变了"),
        ("代码", datetime(2027, 1, 2), "当成了日期"),  # noqa: DTZ001 - a cell has no zone
        ("代码", "长" * 501, "最多 500 个字，现在 501 个"),
        ("代码", "#N/A", "公式出错"),
        ("数量", "三", "要填整数，现在是“三”"),
        ("数量", 2.5, "要填整数"),
        ("数量", "٣", "要填整数"),
        ("数量", 101, "要在 0 到 100 之间，现在是 101"),
        ("数量", "-1", "要在 0 到 100 之间"),
        ("日期", "明天", "“明天”不是日期"),
        ("日期", "2027-02-30", "不是日期"),
        ("日期", 2027, "不是日期"),
        ("日期", "1900-01-01", "年份 1900 不对"),
        ("种类", "喝的", "没有“喝的”，只能填吃的、手工"),
        ("停用", "也许", "请填“是”或“否”"),
    ],
)
def test_bad_cells_are_named_by_row_letter_and_reason(header, cell, told):
    assert told in one_error(header, cell)


@pytest.mark.parametrize(
    ("header", "cell", "key", "value"),
    [
        ("代码", 19900001234, "code", "19900001234"),
        ("代码", 2.5, "code", "2.5"),
        ("代码", "  面\u200b 条 ", "code", "面 条"),
        ("数量", 42.0, "count", 42),
        ("数量", "４２", "count", 42),
        ("数量", "1,0", "count", 10),
        ("日期", "2027/5/1", "day", date(2027, 5, 1)),
        ("日期", "2027年5月1日", "day", date(2027, 5, 1)),
        ("日期", "２０２７．０５．０１", "day", date(2027, 5, 1)),
        ("日期", 20270501, "day", date(2027, 5, 1)),
        ("日期", 46508, "day", date(2027, 5, 1)),
        ("日期", datetime(2027, 5, 1, 12, 30), "day", date(2027, 5, 1)),  # noqa: DTZ001 - a cell has no zone
        ("种类", " 吃的 ", "kind", "food"),
        ("种类", "Craft", "kind", "craft"),
        ("停用", "是", "closed", True),
        ("停用", "√", "closed", True),
        ("停用", 1, "closed", True),
        ("停用", False, "closed", False),
        ("停用", "否", "closed", False),
        ("停用", None, "closed", False),
        ("数量", None, "count", None),
    ],
)
def test_good_cells_are_read_as_people_write_them(header, cell, key, value):
    read = read_table(raw_sheet([["名称", header], ["面", cell]]), COLUMNS)
    assert read.errors == []
    assert read.rows[0].values[key] == value


def test_a_missing_required_cell_is_told_and_the_row_is_not_good():
    read = read_table(raw_sheet([["名称", "代码"], [None, "7"], ["面", "8"]]), COLUMNS)
    assert [error.sentence for error in read.errors] == ["第 2 行 A 列：“名称”没有填。"]
    assert [row.number for row in read.good_rows()] == [3]


def test_bad_rows_come_back_with_reasons_and_can_be_imported_again():
    data = raw_sheet([["名称", "代码", "数量"], ["面", 19900001234, 3], ["粉", 19900001235, 999], [None, "007", "三"]])
    read = read_table(data, COLUMNS)
    back = error_sheet(COLUMNS, read.rows, read.errors)
    again = read_table(back, COLUMNS)
    assert again.ignored == ["原行号", "哪里要改"]
    assert [row.values.get("code") for row in again.rows] == ["19900001235", "007"]
    assert [error.reason for error in again.errors] == [error.reason for error in read.errors]
    cells = part(back, "xl/sharedStrings.xml")
    assert "“名称”没有填；“数量”要填整数，现在是“三”。" in cells


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table_empty"),
        (b"name,code\n1,2\n", "table_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "table_kind"),
        (b"%PDF-1.7", "table_kind"),
        (b"PK\x03\x04 nonsense", "table_broken"),
        (b"PK\x03\x04" + bytes(5_000_001), "table_size"),
    ],
)
def test_other_files_are_refused_with_what_to_do(data, code):
    with pytest.raises(TableFileError, match="请") as refused:
        read_table(data, COLUMNS)
    assert (refused.value.code, refused.value.status) == (code, 422)


def test_another_kind_of_zip_is_no_table():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    with pytest.raises(TableFileError, match="不是 Excel 表格"):
        read_table(out.getvalue(), COLUMNS)


GOOD = raw_sheet([["名称", "代码"], ["面", "7"]])


def test_a_zip_bomb_is_refused_before_it_is_read():
    bomb = repacked(GOOD, {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 40_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(TableFileError, match="展开以后太大") as refused:
        read_table(bomb, COLUMNS)
    assert refused.value.code == "table_bomb"


@pytest.mark.parametrize("element", [b"<a/>", b"<row/>", b"<c/>"])
def test_millions_of_tiny_elements_do_not_keep_the_server_busy(element):
    bomb = repacked(GOOD, {"xl/styles.xml": b"<styleSheet>" + element * 1_600_000 + b"</styleSheet>"})
    with pytest.raises(TableFileError) as refused:
        read_table(bomb, COLUMNS)
    assert refused.value.code == "table_bomb"


def test_many_parts_are_refused():
    with pytest.raises(TableFileError) as refused:
        read_table(repacked(GOOD, {f"xl/media/{number}.png": b"" for number in range(600)}), COLUMNS)
    assert refused.value.code == "table_bomb"


def test_entities_are_refused():
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(TableFileError) as refused:
        read_table(repacked(GOOD, {"xl/worksheets/sheet1.xml": evil}), COLUMNS)
    assert refused.value.code == "table_bomb"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "table_rows"),
        ('<row r="1048576"><c><v>1</v></c></row>', "table_rows"),
        ('<row r="3"><c r="XFD3"><v>1</v></c></row>', "table_columns"),
        ('<row r="3"><c r="A0000001048576"><v>1</v></c></row>', "table_broken"),
        ('<row r="000001048576"><c><v>1</v></c></row>', "table_broken"),
    ],
)
def test_a_cell_far_away_does_not_make_the_reader_fill_the_grid(cell, code):
    sheet = part(GOOD, "xl/worksheets/sheet1.xml").replace("</sheetData>", cell + "</sheetData>")
    with pytest.raises(TableFileError) as refused:
        read_table(repacked(GOOD, {"xl/worksheets/sheet1.xml": sheet.encode()}), COLUMNS)
    assert refused.value.code == code


def test_a_sheet_hidden_under_another_parts_name_is_measured_too():
    sheet = '<worksheet><sheetData><row r="9"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(TableFileError) as refused:
        read_table(repacked(GOOD, {"xl/sharedStrings.xml": sheet.encode()}), COLUMNS)
    assert refused.value.code == "table_rows"


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("xl/sharedStrings.xml", 'uniqueCount="'),
        ("xl/sharedStrings.xml", ' count="'),
        ("xl/styles.xml", 'cellXfs count="'),
    ],
)
def test_an_announced_count_does_not_reserve_the_memory_of_the_machine(name, old):
    damaged = part(GOOD, name).replace(old, old + "9999999999")
    with pytest.raises(TableFileError) as refused:
        read_table(repacked(GOOD, {name: damaged.encode()}), COLUMNS)
    assert refused.value.code == "table_bomb"


def test_only_utf8_is_read_so_that_both_readers_see_the_same_cells():
    sheet = part(GOOD, "xl/worksheets/sheet1.xml").replace("UTF-8", "UTF-99")
    read = read_table(repacked(GOOD, {"xl/worksheets/sheet1.xml": sheet.encode()}), COLUMNS)
    assert read.rows[0].values["name"] == "面"
    with pytest.raises(TableFileError, match="文件坏了"):
        read_table(repacked(GOOD, {"xl/worksheets/sheet1.xml": sheet.encode("utf-16")}), COLUMNS)


def test_rows_that_only_carry_a_style_do_not_count():
    styled = '<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'
    sheet = part(GOOD, "xl/worksheets/sheet1.xml").replace("</sheetData>", styled)
    read = read_table(repacked(GOOD, {"xl/worksheets/sheet1.xml": sheet.encode()}), COLUMNS)
    assert [row.values["name"] for row in read.rows] == ["面"]


def test_limits_are_told_in_figures():
    data = raw_sheet([["名称"], *[["面"]] * 30])
    with pytest.raises(TableFileError, match="第 21 行还有内容，一次最多 20 行"):
        read_table(data, COLUMNS, TableLimits(rows=20))


@pytest.mark.parametrize(
    ("rows", "code", "told"),
    [
        ([["别的", "东西"], ["1", "2"]], "table_header", "没有找到表头"),
        ([["代码", "数量"], ["1", "2"]], "table_header", "没有“名称”这一列"),
        ([["名称", "代码", "编码"], ["1", "2", "3"]], "table_header", "“代码”这一列出现了 2 次"),
        ([["名称", "代码"]], "table_empty", "一行内容也没有"),
    ],
)
def test_headers_that_do_not_fit_are_told(rows, code, told):
    with pytest.raises(TableFileError, match=told) as refused:
        read_table(raw_sheet(rows), COLUMNS)
    assert refused.value.code == code


def outcome(data):
    """Some damage doesn't matter: then there are rows. Any other error than ours fails the test."""
    try:
        rows = read_table(data, COLUMNS).rows
    except TableFileError as refused:
        return "sentence" if refused.sentence.endswith("。") else refused.sentence
    return "rows" if rows else "nothing"


@settings(max_examples=150)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_damaged_file_gives_a_sentence_never_a_crash(place, byte):
    damaged = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    assert outcome(damaged) in ("rows", "sentence")


@settings(max_examples=150)
@given(
    st.sampled_from(
        [
            "xl/worksheets/sheet1.xml",
            "xl/workbook.xml",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "[Content_Types].xml",
        ]
    ),
    st.data(),
)
def test_a_damaged_part_gives_a_sentence_never_a_crash(name, data):
    text = part(GOOD, name)
    place = data.draw(st.integers(0, len(text) - 1))
    damaged = (
        text[:place]
        + data.draw(st.sampled_from(["", "<", "9", '"', "&", "r", "999999999999999999999"]))
        + text[place + 1 :]
    )
    assert outcome(repacked(GOOD, {name: damaged.encode()})) in ("rows", "sentence")
