"""Files that the tests of tables read: honest ones, and honest ones with parts replaced."""

import io
import zipfile

import xlsxwriter

from eventhub.core.tables import (
    Column,
    ColumnKind,
)

COLUMNS = (
    Column("name", "名称", required=True, max_length=100),
    Column("code", "代码", aliases=("编码",)),
    Column("count", "数量", ColumnKind.INTEGER, low=0, high=100),
    Column("day", "日期", ColumnKind.DATE, note="写成 2027-05-01"),
    Column("kind", "种类", ColumnKind.CHOICE, choices={"吃的": "food", "手工": "craft"}),
    Column("closed", "停用", ColumnKind.YES_NO),
)


def raw_sheet(rows, name="表"):
    """Write cells as a person's spreadsheet would hold them: numbers as numbers, dates as dates."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, place, cell)
    book.close()
    return out.getvalue()


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def repacked(data, changes):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, changes.get(name, source.read(name)))
        for name in changes.keys() - set(source.namelist()):
            target.writestr(name, changes[name])
    return out.getvalue()
