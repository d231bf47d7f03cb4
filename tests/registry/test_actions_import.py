"""Taking in the bureau's list: told first, done once, nothing deleted, bad rows handed back."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.core.database import db
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.tables import write_sheet
from eventhub.registry import household_import
from eventhub.registry.documents import GoodsCategory, StallKind
from eventhub.registry.household_import import export_households, import_households
from eventhub.registry.household_table import HOUSEHOLD_COLUMNS, HouseholdRecord, read_households, write_households
from eventhub.registry.models import ClassRecognition, Household, ImportReport
from eventhub.registry.policy_class import PolicyClass
from tests import factories


def a_record(**values: object) -> HouseholdRecord:
    record = HouseholdRecord(
        uscc=factories.a_uscc(),
        name="堡堂面坊",
        owner_name="周大山",
        phone="19900003333",
        town="青年镇",
        category=GoodsCategory.FARM,
        stall_kind=StallKind.WORKSHOP,
        policy_class=PolicyClass.SPECIALTY,
        class_number="万特2026-007",
        issuer="万盛经开区市场监督管理局",
        valid_from=date(2026, 1, 1),
        valid_to=date(2028, 12, 31),
    )
    return replace(record, **values)  # type: ignore[arg-type]


def take_in(*records: HouseholdRecord, dry_run: bool = False) -> dict[str, int]:
    return import_households(write_households(records), "名单.xlsx", None, dry_run).counts


def counts(new: int = 0, changed: int = 0, same: int = 0, absent: int = 0, bad: int = 0) -> dict[str, int]:
    return {"new": new, "changed": changed, "same": same, "absent": absent, "bad": bad}


def test_a_dry_run_tells_and_writes_nothing(either_app: Flask) -> None:
    assert take_in(a_record(), a_record(), dry_run=True) == counts(new=2)
    assert db.session.scalars(select(Household)).all() == []
    assert db.session.scalars(select(ImportReport)).all() == []


def test_the_same_list_twice_changes_nothing_the_second_time(either_app: Flask) -> None:
    records = [a_record(phone=f"1990000333{number}") for number in range(3)]
    assert take_in(*records) == counts(new=3)
    versions = {row.uscc: row.version for row in db.session.scalars(select(Household))}
    assert take_in(*records) == counts(same=3)
    assert {row.uscc: row.version for row in db.session.scalars(select(Household))} == versions
    assert len(db.session.scalars(select(ClassRecognition)).all()) == 3
    assert [report.counts["new"] for report in db.session.scalars(select(ImportReport))] == [3, 0]


def test_a_household_registered_in_the_same_moment_stops_the_import_with_nothing_written(
    either_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = factories.a_household()
    monkeypatch.setattr(household_import, "_known", lambda _sheet, hold: {})  # looked a moment too early
    with pytest.raises(StateConflict, match="刚才有人也在登记"):
        take_in(a_record(), a_record(uscc=taken.uscc))
    assert list(db.session.scalars(select(Household.uscc))) == [taken.uscc]
    assert db.session.scalars(select(ImportReport)).all() == []


def test_what_the_sheet_does_not_tell_stays(app: Flask) -> None:
    record = a_record()
    take_in(record)
    told = replace(record, name="堡堂手工面坊", phone=None, town=None, category=None, stall_kind=None)
    assert take_in(
        replace(told, policy_class=None, class_number=None, issuer=None, valid_from=None, valid_to=None)
    ) == counts(changed=1)
    household = db.session.scalars(select(Household)).one()
    assert (household.name, household.phone, household.town) == ("堡堂手工面坊", "19900003333", "青年镇")
    assert len(household.recognitions) == 1


def test_households_that_are_not_in_the_list_are_marked_and_kept(app: Flask) -> None:
    stays, goes = a_record(), a_record()
    take_in(stays, goes)
    assert take_in(stays) == counts(same=1, absent=1)
    rows = {row.uscc: row for row in db.session.scalars(select(Household))}
    assert rows[goes.uscc].missing_since is not None
    assert rows[stays.uscc].missing_since is None
    assert take_in(stays, goes) == counts(same=2)
    assert all(row.missing_since is None for row in db.session.scalars(select(Household)))


def test_a_renewed_class_is_added_and_the_old_one_kept(app: Flask) -> None:
    record = a_record(valid_to=date(2026, 12, 31))
    take_in(record)
    renewed = replace(record, class_number="万特2027-001", valid_from=date(2027, 1, 1), valid_to=date(2029, 12, 31))
    assert take_in(renewed) == counts(changed=1)
    assert take_in(renewed) == counts(same=1)
    assert take_in(record) == counts(same=1)
    household = db.session.scalars(select(Household)).one()
    assert [entry.number for entry in household.recognitions] == ["万特2026-007", "万特2027-001"]


def test_bad_rows_are_left_out_and_come_back_with_reasons(app: Flask) -> None:
    good, bad = a_record(), a_record(town="火星镇", phone="12345")
    sheet = write_households([good, bad, a_record(uscc=good.uscc)])
    outcome = import_households(sheet, "名单.xlsx", None, dry_run=False)
    assert outcome.counts == counts(new=1, bad=2)
    assert {(error.row, error.title) for error in outcome.errors} == {
        (3, "镇街"),
        (3, "电话"),
        (4, "统一社会信用代码"),
    }
    assert outcome.error_file is not None
    assert len(read_households(outcome.error_file).errors) >= 2
    assert "有 2 行要改" in outcome.summary


def test_a_bad_row_does_not_make_its_household_absent(app: Flask) -> None:
    record = a_record()
    take_in(record)
    assert take_in(replace(record, phone="12345"), a_record()) == counts(new=1, bad=1)
    household = db.session.scalars(select(Household).where(Household.uscc == record.uscc)).one()
    assert household.missing_since is None


def test_a_new_household_must_say_what_it_sells(app: Flask) -> None:
    record = a_record(category=None)
    outcome = import_households(write_households([record]), "名单.xlsx", None, dry_run=True)
    assert outcome.counts == counts(bad=1)
    assert "主营商品" in outcome.errors[0].reason
    assert outcome.error_file


def test_mended_bad_rows_are_taken_in_as_they_come_back(app: Flask) -> None:
    outcome = import_households(write_households([a_record(), a_record(name="")]), "a.xlsx", None, dry_run=False)
    assert outcome.error_file
    rows = [row.raw | {"name": "补上的名字"} for row in read_households(outcome.error_file).table.rows]
    mended = write_sheet("改好了", HOUSEHOLD_COLUMNS, rows)
    assert import_households(mended, "b.xlsx", None, dry_run=False).counts == counts(new=1, absent=1)


def test_a_household_is_linked_to_the_account_of_its_phone(app: Flask) -> None:
    account = factories.saved(Account(phone="19900003333"))
    take_in(a_record())
    assert db.session.scalars(select(Household)).one().account_id == account.id


def test_an_import_never_takes_a_household_away_from_its_account(app: Flask) -> None:
    household = factories.a_household()
    factories.saved(Account(phone="19900003333"))
    take_in(a_record(uscc=household.uscc))
    db.session.rollback()
    assert household.account.phone != "19900003333"


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04" + b"\x00" * 200, b"\x00" * 50_000])
def test_a_file_that_is_none_is_refused_with_a_sentence(app: Flask, data: bytes) -> None:
    with pytest.raises(BadInput) as refusal:
        import_households(data, "x.xlsx", None, dry_run=False)
    assert refusal.value.sentence.endswith("。")
    assert db.session.scalars(select(ImportReport)).all() == []


def test_what_goes_out_comes_back_unchanged(app: Flask) -> None:
    take_in(a_record(), a_record(policy_class=None, class_number=None, issuer=None, valid_from=None, valid_to=None))
    sheet = export_households(factories.a_staff_member())
    assert import_households(sheet, "export.xlsx", None, dry_run=True).counts == counts(same=2)
