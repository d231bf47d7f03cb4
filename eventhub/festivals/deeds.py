"""What the audit log says of this room: the actions of festivals, venues, programme and plan."""

from sqlalchemy import select

from eventhub.accounts.audit_labels import Kind
from eventhub.core.database import db
from eventhub.festivals.models import Festival, Venue

AUDIT_LABELS = {
    "festival.create": "新建节会",
    "festival.edit": "改节会基本信息",
    "festival.announce": "发布节会",
    "festival.withdraw": "撤回成草稿",
    "festival.postpone": "改期",
    "festival.cancel": "取消节会",
    "festival.clone": "再办一届",
    "venue.add": "新加场地",
    "venue.edit": "改场地",
    "announcement.add": "发通知",
    "announcement.remove": "撤下通知",
    "session.added": "加一场节目",
    "session.edited": "改节目",
    "session.moved": "节目挪时间、地点",
    "session.published": "公开节目",
    "session.unpublished": "收起节目",
    "session.cancelled": "取消节目",
    "session.restored": "恢复节目",
    "session.deleted": "删掉节目",
    "plan.zone.add": "加展区",
    "plan.zone.edit": "改展区",
    "plan.zone.remove": "删展区",
    "plan.rows.generate": "加一排摊位",
    "plan.row.edit": "改一排摊位",
    "plan.booths.change": "改摊位",
    "plan.booths.remove": "删摊位",
    "plan.booths.import": "导入摊位表",
    "plan.ground": "改地标",
    "plan.size": "改场地大小和规矩",
}


def festival_names(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return festivals as the log shows them: id → (name with year, page at the desk)."""
    festivals = db.session.scalars(select(Festival).where(Festival.id.in_(ids)))
    return {festival.id: (festival.name_with_year, f"/desk/{festival.slug}/") for festival in festivals}


def venue_names(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return venues as the log shows them: id → (name, no page of its own)."""
    rows = db.session.execute(select(Venue.id, Venue.name).where(Venue.id.in_(ids)))
    return {number: (name, "") for number, name in rows}


AUDIT_KINDS = {"festival": Kind("节会", festival_names), "venue": Kind("场地", venue_names)}
