"""Taking in the bureau's list of households: first only told what it would do, then done, in one transaction."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from eventhub.accounts.models import Account
from eventhub.core import clock
from eventhub.core.audit import record
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.revisions import bump
from eventhub.core.tables import CellError, TableRow
from eventhub.core.typed_text import without_spaces
from eventhub.registry.household_diff import HouseholdDiff, diff_households
from eventhub.registry.household_table import (
    TITLES,
    HouseholdRecord,
    HouseholdSheet,
    read_households,
    write_households,
)
from eventhub.registry.models import ClassRecognition, Household, ImportReport
from eventhub.registry.signals import household_changed

PLAIN = ("name", "owner_name", "phone", "town", "address", "category", "stall_kind", "heritage_item")
NEEDED_OF_NEW = ("category", "stall_kind")


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did, or would do: counts by kind, what is wrong by cell, and the bad rows as xlsx."""

    dry_run: bool
    diff: HouseholdDiff
    errors: list[CellError] = field(default_factory=list)
    error_file: bytes | None = None

    @property
    def counts(self) -> dict[str, Any]:
        """Rows by what happens to them: new, changed, same, absent (only marked 未出现), bad."""
        return {
            "new": len(self.diff.new),
            "changed": len(self.diff.changed),
            "same": len(self.diff.same),
            "absent": len(self.diff.absent),
            "bad": len({error.row for error in self.errors}),
        }

    @property
    def summary(self) -> str:
        """One Chinese sentence for people."""
        counts = self.counts
        verb = "将新增" if self.dry_run else "新增"
        text = f"{verb} {counts['new']} 户，改动 {counts['changed']} 户，没变 {counts['same']} 户"
        text += f"；名单里未出现 {counts['absent']} 户，只做标记，不删除"
        return text + (f"；有 {counts['bad']} 行要改，没有收。" if counts["bad"] else "。")


def import_households(data: bytes, file_name: str, actor: Account | None, dry_run: bool) -> ImportOutcome:
    """Take in a sheet of households.

    Good rows are written and bad ones left out; households that are not in the sheet are only marked. The same sheet
    twice changes nothing the second time. With `dry_run` nothing is written.

    Args:
        data: the xlsx.
        file_name: its name, kept in the report.
        actor: who does it; None for the command line.
        dry_run: only say what would happen.

    Raises:
        TableFileError (BadInput): the file as a whole can't be used.
        StateConflict: somebody registered one of its households in the same moment; nothing was written.
    """
    sheet = read_households(data)
    if dry_run:
        return _outcome(sheet, _known(sheet, hold=False), dry_run=True)
    with writing() as session:
        known = _known(sheet, hold=True)
        outcome = _outcome(sheet, known, dry_run=False)
        try:
            _apply(outcome.diff, known)
        except IntegrityError as error:
            raise StateConflict(
                "刚才有人也在登记同样的户。请再看一遍报告，重新导入。", code="import_at_once"
            ) from error
        session.add(
            ImportReport(account_id=actor.id if actor else None, file_name=file_name[:120], counts=outcome.counts)
        )
        record(actor, "household.import", "households", file=file_name[:120], **outcome.counts)
        bump("households")
    return outcome


def export_households(actor: Account) -> bytes:
    """Return every household as the sheet that is imported (xlsx); writes down who took it."""
    with writing() as session:
        statement = select(Household).options(selectinload(Household.recognitions)).order_by(Household.uscc)
        records = [record_of(household) for household in session.scalars(statement)]
        record(actor, "household.export", "households", count=len(records))
    return write_households(records)


def record_of(household: Household, wanted: HouseholdRecord | None = None) -> HouseholdRecord:
    """Return a household as the sheet tells it.

    Of several classes the one with the class and number of `wanted` is told, else the one that lasts longest.
    """
    entry = _recognition(household, wanted) if wanted else None
    if entry is None and household.recognitions:
        entry = max(household.recognitions, key=lambda known: known.valid_to)
    told: dict[str, Any] = {name: getattr(household, name) or None for name in PLAIN}
    if entry is not None:
        told |= {
            "policy_class": entry.policy_class,
            "level": entry.level or None,
            "class_number": entry.number or None,
            "issuer": entry.issuer or None,
            "valid_from": entry.valid_from,
            "valid_to": entry.valid_to,
        }
    return HouseholdRecord(uscc=household.uscc, **told)


def _known(sheet: HouseholdSheet, hold: bool) -> dict[str, Household]:
    statement = select(Household).options(selectinload(Household.recognitions))
    if hold:
        statement = statement.with_for_update(of=Household).execution_options(populate_existing=True)
    return {household.uscc: household for household in db.session.scalars(statement)}


def _outcome(sheet: HouseholdSheet, known: dict[str, Household], dry_run: bool) -> ImportOutcome:
    errors = list(sheet.errors)
    good: list[HouseholdRecord] = []
    for row, entry in sheet.records:
        lacking = [name for name in NEEDED_OF_NEW if getattr(entry, name) is None] if entry.uscc not in known else []
        for name in lacking:
            letter = sheet.table.letters.get(name, "")
            errors.append(CellError(row, letter, TITLES[name], f"新登记的户要填{TITLES[name]}"))
        if not lacking:
            good.append(entry)
    wanted = {entry.uscc: entry for entry in good}
    # A household whose row is bad is in the list all the same: it is not marked as absent.
    listed = wanted.keys() | {_code(row) for row in sheet.table.rows}
    existing = {uscc: record_of(household, wanted.get(uscc)) for uscc, household in known.items()}
    diff = diff_households(good, existing)
    diff.absent[:] = [entry for entry in diff.absent if entry.uscc not in listed]
    errors.sort()
    bad_file = HouseholdSheet([], errors, sheet.table).bad_rows() if errors else None
    return ImportOutcome(dry_run, diff, errors, bad_file)


def _code(row: TableRow) -> str:
    return without_spaces(str(row.values.get("uscc") or "")).upper()


def _apply(diff: HouseholdDiff, known: dict[str, Household]) -> None:
    accounts = _accounts_of({entry.phone for entry in diff.new if entry.phone})
    written: list[Household] = []
    for entry in diff.new:
        household = Household(uscc=entry.uscc, recognitions=[], account_id=accounts.get(entry.phone or ""))
        _write(household, entry)
        db.session.add(household)
        written.append(household)
    for change in diff.changed:
        _write(known[change.record.uscc], change.record)
        written.append(known[change.record.uscc])
    for entry in [change.record for change in diff.changed] + diff.same:
        known[entry.uscc].missing_since = None
    for entry in diff.absent:
        known[entry.uscc].missing_since = known[entry.uscc].missing_since or clock.now()
    db.session.flush()
    for household in written:
        household_changed.send(household)


def _write(household: Household, entry: HouseholdRecord) -> None:
    for name in PLAIN:
        value = getattr(entry, name)
        if value is not None:
            setattr(household, name, value)
    household.phone = household.phone or ""
    if entry.policy_class is not None and entry.valid_from and entry.valid_to:
        known = _recognition(household, entry) or ClassRecognition(
            policy_class=entry.policy_class, number=entry.class_number or ""
        )
        known.level, known.issuer = entry.level or "", entry.issuer or ""
        known.valid_from, known.valid_to = entry.valid_from, entry.valid_to
        if known not in household.recognitions:
            household.recognitions.append(known)


def _recognition(household: Household, entry: HouseholdRecord) -> ClassRecognition | None:
    wanted = (entry.policy_class, entry.class_number or "")
    return next((known for known in household.recognitions if (known.policy_class, known.number) == wanted), None)


def _accounts_of(phones: set[str]) -> dict[str, int]:
    """Return the ids of the accounts that sign in with these phones."""
    found = db.session.execute(select(Account.phone, Account.id).where(Account.phone.in_(phones)))
    return {phone: number for phone, number in found if phone}
