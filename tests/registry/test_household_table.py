"""The household import: each bad cell named, nothing deleted, and importing twice changes nothing."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.core.tables import TableFileError, read_table, write_sheet
from eventhub.registry.documents import GoodsCategory, StallKind
from eventhub.registry.household_diff import diff_households, merged
from eventhub.registry.household_table import (
    CLASS_FIELDS,
    HOUSEHOLD_COLUMNS,
    HouseholdRecord,
    household_template,
    read_households,
    write_households,
)
from eventhub.registry.policy_class import PolicyClass
from eventhub.registry.towns import TOWNS
from eventhub.registry.uscc import check_character

NOODLES = {
    "uscc": "92500199MA00000158",
    "name": "演示面坊",
    "owner_name": "罗桂芳",
    "phone": "199 0000 0001",
    "town": "青年",
    "address": "堡堂村 1 组",
    "category": "food",
    "stall_kind": "workshop",
    "policy_class": "specialty",
    "level": "区级",
    "class_number": "WS-TS-0001",
    "issuer": "区市场监管局",
    "valid_from": date(2026, 1, 1),
    "valid_to": date(2027, 12, 31),
}
SNAILS = {"uscc": "92500199MA00002770", "name": "演示螺蛳", "owner_name": "李明"}
RECORD = HouseholdRecord(
    **(NOODLES | {
        "phone": "19900000001",
        "town": "青年镇",
        "category": GoodsCategory.FOOD,
        "stall_kind": StallKind.WORKSHOP,
        "policy_class": PolicyClass.SPECIALTY,
    })
)  # fmt: skip


def sheet(*rows, columns=HOUSEHOLD_COLUMNS):
    return write_sheet("个体工商户", columns, rows)


def reasons(*rows):
    return [(error.row, error.title, error.reason) for error in read_households(sheet(*rows)).errors]


def test_a_full_row_and_a_short_one():
    read = read_households(sheet(NOODLES, SNAILS))
    assert read.errors == []
    assert read.records == [(2, RECORD), (3, HouseholdRecord(**SNAILS))]


def test_the_bureaus_own_headers_are_understood():
    titles = (
        "信用代码",
        "个体工商户名称",
        "经营者姓名",
        "联系电话",
        "分类",
        "证书编号",
        "认定日期",
        "有效期至",
    )
    keys = ("uscc", "name", "owner_name", "phone", "policy_class", "class_number", "valid_from", "valid_to")
    columns = [
        replace(column, title=titles[keys.index(column.key)], choices={})
        for column in HOUSEHOLD_COLUMNS
        if column.key in keys
    ]
    read = read_households(sheet(NOODLES | {"policy_class": "特色类"}, columns=columns))
    assert read.errors == []
    assert read.records[0][1].policy_class is PolicyClass.SPECIALTY


def test_an_outsiders_and_a_collectives_household_are_taken():
    first = "N2500199MF0000027"
    read = read_households(sheet(NOODLES | {"town": "区外", "uscc": first + check_character(first)}))
    assert read.errors == []
    assert read.records[0][1].town == "区外"


@pytest.mark.parametrize(
    ("change", "title", "told"),
    [
        ({"uscc": "92500199MA00000159"}, "统一社会信用代码", "应当是“8”"),
        ({"uscc": "9250"}, "统一社会信用代码", "现在是 4 位"),
        ({"uscc": None}, "统一社会信用代码", "没有填"),
        ({"name": None}, "字号", "没有填"),
        ({"owner_name": " "}, "经营者", "没有填"),
        ({"phone": "1990000"}, "电话", "现在是 7 位"),
        ({"town": "綦江"}, "镇街", "没有“綦江”这个镇街"),
        ({"policy_class": "一般类"}, "类别", "只能填知名、特色、优质、新兴"),
        ({"policy_class": None}, "类别", "却没有填类别"),
        ({"class_number": None}, "编号", "就要填编号"),
        ({"valid_from": None}, "有效期起", "就要填有效期起"),
        ({"valid_to": None}, "有效期止", "就要填有效期止"),
        ({"valid_to": date(2025, 12, 31)}, "有效期止", "比有效期起还早"),
        ({"stall_kind": "boat"}, "经营方式", "没有“boat”"),
        ({"address": "长" * 121}, "地址", "最多 120 个字"),
    ],
)
def test_one_thing_wrong_gives_one_reason_at_its_cell(change, title, told):
    [(row, found, reason)] = reasons(NOODLES | change)
    assert (row, found) == (2, title)
    assert told in reason
    assert not reason.endswith("。")


def test_an_unreadable_date_is_told_once_not_as_missing_too():
    [(_, title, reason)] = reasons(NOODLES | {"valid_to": "明年"})
    assert title == "有效期止"
    assert "不是日期" in reason


def test_a_code_twice_names_the_first_row_and_keeps_it():
    read = read_households(sheet(SNAILS, NOODLES, SNAILS | {"uscc": " 92500199ma00002770 "}))
    assert [number for number, _ in read.records] == [2, 3]
    [error] = read.errors
    assert (error.row, error.column) == (4, "A")
    assert "和第 2 行是同一个代码" in error.reason


def test_bad_rows_come_back_and_mended_they_pass():
    read = read_households(sheet(NOODLES, SNAILS | {"phone": "12"}))
    assert [number for number, _ in read.records] == [2]
    back = read.bad_rows()
    [row] = read_table(back, HOUSEHOLD_COLUMNS).rows
    assert row.raw["uscc"] == SNAILS["uscc"]
    mended = read_households(sheet(dict(row.values) | {"phone": "19900000002"}))
    assert mended.errors == []


def test_the_template_is_read_as_empty_and_has_every_column():
    with pytest.raises(TableFileError, match="一行内容也没有"):
        read_households(household_template())


def test_columns_of_the_record_and_the_sheet_are_the_same():
    assert [column.key for column in HOUSEHOLD_COLUMNS] == [item.name for item in fields(HouseholdRecord)]


def test_an_empty_cell_and_an_absent_column_leave_what_is_known():
    short = [column for column in HOUSEHOLD_COLUMNS if column.key in SNAILS]
    for data in (sheet(NOODLES | {"phone": None, "town": None}), sheet(NOODLES, columns=short)):
        [(_, incoming)] = read_households(data).records
        diff = diff_households([incoming], {RECORD.uscc: RECORD})
        assert diff.same == [RECORD]
        assert diff.changed == diff.new == diff.absent == []


def test_changes_are_listed_field_by_field():
    incoming = replace(RECORD, phone="19900000009", town=None, address="堡堂村 2 组")
    [change] = diff_households([incoming], {RECORD.uscc: RECORD}).changed
    assert change.record == replace(RECORD, phone="19900000009", address="堡堂村 2 组")
    assert [(item.key, item.title, item.old, item.new) for item in change.changes] == [
        ("phone", "电话", "19900000001", "19900000009"),
        ("address", "地址", "堡堂村 1 组", "堡堂村 2 组"),
    ]


def test_a_new_class_replaces_the_old_one_as_a_whole():
    incoming = replace(
        RECORD,
        policy_class=PolicyClass.FAMOUS,
        level=None,
        issuer=None,
        class_number="WS-ZM-9",
        valid_to=date(2029, 1, 1),
    )
    after = merged(RECORD, incoming)
    assert (after.policy_class, after.level, after.issuer) == (PolicyClass.FAMOUS, None, None)


def test_whoever_is_not_in_the_sheet_is_only_reported():
    other = replace(RECORD, uscc="92500199MA00002770")
    diff = diff_households([RECORD], {RECORD.uscc: RECORD, other.uscc: other})
    assert diff.absent == [other]
    assert diff.same == [RECORD]


codes = st.sampled_from([f"92500199MA{serial:07d}" for serial in range(1, 9)]).map(
    lambda first: first + check_character(first)
)
words = st.text("面粉坊李明甲乙", min_size=1, max_size=5)


@st.composite
def household(draw):
    record = HouseholdRecord(
        uscc=draw(codes),
        name=draw(words),
        owner_name=draw(words),
        phone=draw(st.none() | st.from_regex(r"1990000[0-9]{4}", fullmatch=True)),
        town=draw(st.none() | st.sampled_from(TOWNS)),
        address=draw(st.none() | words),
        category=draw(st.none() | st.sampled_from(GoodsCategory)),
        stall_kind=draw(st.none() | st.sampled_from(StallKind)),
        heritage_item=draw(st.none() | words),
    )
    if draw(st.booleans()):
        first = draw(st.dates(date(2024, 1, 1), date(2026, 1, 1)))
        record = replace(
            record,
            policy_class=draw(st.sampled_from(PolicyClass)),
            level=draw(st.none() | words),
            class_number=draw(words),
            valid_from=first,
            valid_to=draw(st.dates(first, date(2030, 1, 1))),
        )
    return record


sheets = st.lists(household(), min_size=1, max_size=6, unique_by=lambda record: record.uscc)


@settings(max_examples=40)
@given(sheets)
def test_what_is_exported_is_imported_unchanged(records):
    read = read_households(write_households(records))
    assert read.errors == []
    assert [record for _, record in read.records] == records


@given(sheets, sheets)
def test_importing_twice_changes_nothing_and_nobody_is_lost(incoming, known):
    existing = {record.uscc: record for record in known}
    first = diff_households(incoming, existing)
    after = existing | {record.uscc: record for record in first.new} | {c.record.uscc: c.record for c in first.changed}
    second = diff_households(incoming, after)
    assert second.new == second.changed == []
    assert len(second.same) == len(incoming)
    assert existing.keys() <= after.keys()
    assert {record.uscc for record in second.absent} == existing.keys() - {record.uscc for record in incoming}
    for change in first.changed:
        assert {item.key for item in change.changes} <= {item.name for item in fields(HouseholdRecord)} - {"uscc"}


@given(household(), household())
def test_a_class_is_never_half_replaced(existing, incoming):
    after = merged(existing, replace(incoming, uscc=existing.uscc))
    whole = [tuple(getattr(record, key) for key in CLASS_FIELDS) for record in (existing, incoming)]
    assert tuple(getattr(after, key) for key in CLASS_FIELDS) in whole
