"""The accounts and organisations of the audit log by name."""

from sqlalchemy import select

from eventhub.accounts.audit_labels import Kind
from eventhub.accounts.models import Account, Organisation
from eventhub.core.database import db


def account_names(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return accounts as the log shows them: id → (name, page)."""
    accounts = db.session.scalars(select(Account).where(Account.id.in_(ids)))
    return {account.id: (account.label, f"/admin/users/{account.id}") for account in accounts}


def organisation_names(ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return organisations as the log shows them: id → (name, page)."""
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    return {number: (name, f"/admin/organisations/{number}") for number, name in rows}


KINDS = {"account": Kind("账号", account_names), "organisation": Kind("单位", organisation_names)}
