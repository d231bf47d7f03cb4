"""What this room keeps of a person, for the data they may read and take away (PIPL article 45)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.applications.goods_lines import goods_text
from eventhub.applications.models import Application
from eventhub.applications.summary import booths_text, power_text, zones_text
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household


def my_part(_account: Account, households: list[Household]) -> list[dict[str, Any]]:
    """Return the applications of the households as JSON values with Chinese names, the newest first."""
    found = db.session.scalars(
        select(Application)
        .where(Application.household_id.in_([mine.id for mine in households]))
        .order_by(Application.id.desc())
        .options(
            joinedload(Application.household),
            joinedload(Application.agent),
            joinedload(Application.festival).selectinload(Festival.zones),
        )
    )
    return [_application(application) for application in found]


def _application(found: Application) -> dict[str, Any]:
    filed = found.submitted_at
    return {
        "节会": found.festival.name,
        "店": found.household.name,
        "受理编号": found.receipt,
        "状态": found.state.label,
        "交的时间": clock.local(filed).isoformat(timespec="seconds") if filed else None,
        "联系人": found.contact_name,
        "电话": found.contact_phone,
        "代填人": found.agent.label if found.agent else None,
        "卖什么": [goods_text(item) for item in found.goods] or None,
        "哪几天": found.days or None,
        "摊位": booths_text(found),
        "展区": zones_text(found),
        "用电": power_text(found),
        "另外说的": found.note,
        "先后分": found.score,
        "审核的话": found.reason_note,
    }
