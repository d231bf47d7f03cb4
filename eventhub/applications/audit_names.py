"""The applications of the audit log by household and festival."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub.accounts.audit_labels import Kind
from eventhub.applications.models import Application
from eventhub.core.database import db


def application_names(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return applications as the log shows them: id → (household, festival and number, page at the desk)."""
    both = (joinedload(Application.household), joinedload(Application.festival))
    found = db.session.scalars(select(Application).where(Application.id.in_(ids)).options(*both))
    return {
        one.id: (
            f"{one.household.name}（{one.festival.short_name} {one.receipt or '没交的草稿'}）",
            f"/desk/{one.festival.slug}/applications/{one.id}/",
        )
        for one in found
    }


AUDIT_KINDS = {"application": Kind("申请", application_names)}
