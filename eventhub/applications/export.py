"""The list of applications as xlsx, for the organiser's own sheets."""

from collections.abc import Sequence

from eventhub.applications.goods_lines import goods_text
from eventhub.applications.review_queries import ReviewRow
from eventhub.applications.summary import booths_text, days_text, power_text, zones_text
from eventhub.core.clock import local
from eventhub.core.table_columns import CellValue, Column, ColumnKind
from eventhub.core.tables import write_sheet

COLUMNS = (
    Column("receipt", "受理编号", width=12),
    Column("state", "状态", width=10),
    Column("household", "户名", width=24),
    Column("uscc", "统一社会信用代码", width=22),
    Column("town", "镇街", width=10),
    Column("contact", "联系人", width=10),
    Column("phone", "电话", width=14),
    Column("agent", "代填人", width=10),
    Column("category", "类别", width=8),
    Column("stall_kind", "卖法", width=14),
    Column("goods", "卖什么", width=40),
    Column("days", "哪几天", width=24),
    Column("booths", "要几个", width=20),
    Column("zones", "想去哪个区", width=28),
    Column("power", "用电（瓦）", ColumnKind.INTEGER, width=10),
    Column("appliances", "电器", width=30),
    Column("flame", "明火", width=6),
    Column("missing", "缺的证照", width=30),
    Column("score", "先后分", ColumnKind.INTEGER, width=8),
    Column("submitted", "交的时间", width=18),
    Column("reason", "不通过的原因", width=16),
    Column("note", "商户留言", width=30),
)


def applications_sheet(rows: Sequence[ReviewRow]) -> bytes:
    """Return an xlsx, one row an application; the caller writes down who looked at the phones."""
    return write_sheet("摊位申请", COLUMNS, [_record(row) for row in rows])


def _record(row: ReviewRow) -> dict[str, CellValue]:
    application, household = row.application, row.application.household
    submitted = application.submitted_at
    return {
        "receipt": application.receipt,
        "state": application.state.label,
        "household": household.name,
        "uscc": household.uscc,
        "town": household.town,
        "contact": application.contact_name,
        "phone": application.contact_phone,
        "agent": application.agent.label if application.agent else None,
        "category": application.category.label,
        "stall_kind": application.stall_kind.label,
        "goods": "、".join(goods_text(item) for item in application.goods),
        "days": days_text(application),
        "booths": booths_text(application),
        "zones": zones_text(application),
        "power": application.power_w,
        "appliances": power_text(application),
        "flame": "有" if "open_flame" in application.needs else "没有",
        "missing": "、".join(gap.requirement.label for gap in row.missing),
        "score": application.score,
        "submitted": f"{local(submitted):%Y-%m-%d %H:%M}" if submitted else None,
        "reason": application.reason.label if application.reason else None,
        "note": application.note,
    }
