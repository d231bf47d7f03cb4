"""The households of the audit log by name."""

from sqlalchemy import select

from eventhub.accounts.audit_labels import Kind
from eventhub.core.database import db
from eventhub.registry.models import Household


def household_names(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return households as the log shows them: id → (name, page at the desk)."""
    rows = db.session.execute(select(Household.id, Household.name).where(Household.id.in_(ids)))
    return {number: (name, f"/desk/households/{number}") for number, name in rows}


AUDIT_KINDS = {
    "household": Kind("个体户", household_names),
    "households": Kind("个体户名单"),
    "credit_event": Kind("守信记录"),
}
