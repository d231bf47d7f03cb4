"""The plans of the audit log by festival."""

from sqlalchemy import select

from eventhub.accounts.audit_labels import Kind
from eventhub.allocation.models import StoredPlan
from eventhub.core.database import db
from eventhub.festivals.models import Festival


def plan_names(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return plans as the log shows them: id → (festival and number, the board)."""
    chosen = select(StoredPlan.id, Festival.short_name, Festival.slug).join(Festival).where(StoredPlan.id.in_(ids))
    return {
        number: (f"{name}排位 {number}", f"/desk/{slug}/allocation/")
        for number, name, slug in db.session.execute(chosen)
    }


AUDIT_KINDS = {
    "plan": Kind("排位", plan_names),
    "objection": Kind("异议"),
    "objections": Kind("到期的异议"),
}
