"""The sheet of households: its columns, read from the bureau's list and checked row by row, and written out again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from eventhub.accounts.phone import PhoneError, normalise_phone
from eventhub.core.tables import (
    CellError,
    CellValue,
    Column,
    ColumnKind,
    TableRead,
    TableRow,
    error_sheet,
    read_table,
    write_sheet,
)
from eventhub.registry.documents import GoodsCategory, StallKind
from eventhub.registry.policy_class import PolicyClass
from eventhub.registry.towns import OUTSIDE, TOWNS, town_key
from eventhub.registry.uscc import UsccError, parse_uscc

_CLASS_LABELS = {member.label: member.value for member in PolicyClass} | {
    member.badge: member.value for member in PolicyClass
}
_GOODS_LABELS = {member.label: member.value for member in GoodsCategory}
_STALL_LABELS = {member.label: member.value for member in StallKind}

HOUSEHOLD_COLUMNS: tuple[Column, ...] = (
    Column("uscc", "统一社会信用代码", required=True, aliases=("信用代码", "代码"), width=24, max_length=40,
           note="营业执照上的 18 位代码。请把这一列保持为文本。"),
    Column("name", "字号", required=True, aliases=("字号名称", "名称", "个体工商户名称"),
           width=26, max_length=60),
    Column("owner_name", "经营者", required=True, aliases=("经营者姓名", "负责人"), max_length=40),
    Column("phone", "电话", aliases=("联系电话", "手机", "手机号"), width=16, max_length=40),
    Column("town", "镇街", aliases=("所属镇街", "乡镇街道"), max_length=20,
           note="万盛的十个镇街之一；不在万盛的填“区外”。"),
    Column("address", "地址", aliases=("经营场所", "经营地址"), width=34, max_length=120),
    Column("category", "主营商品", ColumnKind.CHOICE, choices=_GOODS_LABELS),
    Column("stall_kind", "经营方式", ColumnKind.CHOICE, choices=_STALL_LABELS),
    Column("heritage_item", "非遗项目", max_length=40),
    Column("policy_class", "类别", ColumnKind.CHOICE, aliases=("名特优新类别", "分类", "认定类别"),
           choices=_CLASS_LABELS),
    Column("level", "级别", aliases=("认定级别",), max_length=20),
    Column("class_number", "编号", aliases=("认定编号", "证书编号"), width=18, max_length=40),
    Column("issuer", "认定单位", aliases=("发证单位",), width=20, max_length=60),
    Column("valid_from", "有效期起", ColumnKind.DATE, aliases=("有效期开始", "认定日期")),
    Column("valid_to", "有效期止", ColumnKind.DATE, aliases=("有效期至", "有效期截止")),
)  # fmt: skip
TITLES = {column.key: column.title for column in HOUSEHOLD_COLUMNS}
CLASS_FIELDS = ("policy_class", "level", "class_number", "issuer", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """A household as the sheet or the registry tells it. None: not told.

    Every field has the key of its column; `uscc`, `phone` and `town` are normalised.
    """

    uscc: str
    name: str
    owner_name: str
    phone: str | None = None
    town: str | None = None
    address: str | None = None
    category: GoodsCategory | None = None
    stall_kind: StallKind | None = None
    heritage_item: str | None = None
    policy_class: PolicyClass | None = None
    level: str | None = None
    class_number: str | None = None
    issuer: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def values(self) -> dict[str, Any]:
        """Return every field by its key."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


@dataclass(frozen=True, slots=True)
class HouseholdSheet:
    """What an uploaded sheet held: good records with their row numbers, and the errors of the others."""

    records: list[tuple[int, HouseholdRecord]]
    errors: list[CellError]
    table: TableRead

    def bad_rows(self) -> bytes:
        """Return the bad rows as xlsx with the reasons beside them."""
        return error_sheet(HOUSEHOLD_COLUMNS, self.table.rows, self.errors)


def household_template() -> bytes:
    """Return the empty sheet to fill in."""
    return write_sheet("个体工商户", HOUSEHOLD_COLUMNS, [])


def write_households(records: Iterable[HouseholdRecord]) -> bytes:
    """Write records as the same sheet that is imported.

    Holds personal data: only for the desk. The caller keeps the access log.
    """
    return write_sheet("个体工商户", HOUSEHOLD_COLUMNS, [record.values() for record in records])


def read_households(data: bytes, towns: Iterable[str] = TOWNS) -> HouseholdSheet:
    """Read and check an uploaded sheet.

    Args:
        data: the xlsx.
        towns: towns that may be named; 区外 may always be.

    Returns:
        Good records and errors. A code that appears twice is an error on every row after the first.

    Raises:
        TableFileError: the file as a whole can't be used.
    """
    table = read_table(data, HOUSEHOLD_COLUMNS)
    known_towns = {town_key(town): town for town in (*towns, OUTSIDE)}
    errors = list(table.errors)
    records: list[tuple[int, HouseholdRecord]] = []
    first_seen: dict[str, int] = {}
    for row in table.rows:
        check = _RowCheck(row, table, known_towns)
        values = check.run()
        uscc = values.get("uscc")
        if isinstance(uscc, str) and uscc in first_seen:
            check.refuse("uscc", f"和第 {first_seen[uscc]} 行是同一个代码，请只留一行")
        elif isinstance(uscc, str):
            first_seen[uscc] = row.number
        errors.extend(check.errors)
        records.append((row.number, _record(values)))
    bad = {error.row for error in errors}
    return HouseholdSheet([pair for pair in records if pair[0] not in bad], sorted(errors), table)


class _RowCheck:
    """Rules of one row that go beyond a single cell's form."""

    def __init__(self, row: TableRow, table: TableRead, towns: Mapping[str, str]) -> None:
        self.row = row
        self.table = table
        self.towns = towns
        self.values: dict[str, CellValue] = dict(row.values)
        self.errors: list[CellError] = []

    def refuse(self, key: str, reason: str) -> None:
        self.errors.append(CellError(self.row.number, self.table.letters.get(key, ""), TITLES[key], reason))

    def run(self) -> dict[str, CellValue]:
        self.code()
        self.telephone()
        self.town()
        self.policy_class()
        return self.values

    def code(self) -> None:
        text = self.values.get("uscc")
        if isinstance(text, str):
            try:
                self.values["uscc"] = parse_uscc(text).value
            except UsccError as error:
                self.values["uscc"] = None
                self.refuse("uscc", error.sentence.removesuffix("。"))

    def telephone(self) -> None:
        text = self.values.get("phone")
        if isinstance(text, str):
            try:
                self.values["phone"] = normalise_phone(text)
            except PhoneError as error:
                self.refuse("phone", error.sentence.removesuffix("。"))

    def town(self) -> None:
        text = self.values.get("town")
        if isinstance(text, str):
            town = self.towns.get(town_key(text))
            if town is None:
                self.refuse("town", f"没有“{text}”这个镇街，只能填{'、'.join(self.towns.values())}")
            self.values["town"] = town

    def policy_class(self) -> None:
        told = [key for key in CLASS_FIELDS if self.values.get(key) is not None]
        # A class whose own cells are already refused gets no second complaint about what is missing.
        unread = [key for key in CLASS_FIELDS if key in self.row.raw and key not in self.row.values]
        if not told or unread:
            return
        if "policy_class" not in told:
            self.refuse("policy_class", f"填了{TITLES[told[0]]}，却没有填类别")
            return
        for key in ("class_number", "valid_from", "valid_to"):
            if key not in told:
                self.refuse(key, f"填了类别，就要填{TITLES[key]}")
        first, last = self.values.get("valid_from"), self.values.get("valid_to")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.refuse("valid_to", "有效期止比有效期起还早，请核对")


def _record(values: Mapping[str, CellValue]) -> HouseholdRecord:
    def text(key: str) -> str | None:
        value = values.get(key)
        return value if isinstance(value, str) else None

    def day(key: str) -> date | None:
        value = values.get(key)
        return value if isinstance(value, date) else None

    category, stall_kind, policy_class = text("category"), text("stall_kind"), text("policy_class")
    return HouseholdRecord(
        uscc=text("uscc") or "",
        name=text("name") or "",
        owner_name=text("owner_name") or "",
        phone=text("phone"),
        town=text("town"),
        address=text("address"),
        category=GoodsCategory(category) if category else None,
        stall_kind=StallKind(stall_kind) if stall_kind else None,
        heritage_item=text("heritage_item"),
        policy_class=PolicyClass(policy_class) if policy_class else None,
        level=text("level"),
        class_number=text("class_number"),
        issuer=text("issuer"),
        valid_from=day("valid_from"),
        valid_to=day("valid_to"),
    )
