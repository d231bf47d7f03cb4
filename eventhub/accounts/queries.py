"""Selects of the accounts room."""

from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from eventhub.accounts.models import Account, Grant, Organisation, Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.core.paging import Page, containing, page_of


def account_by_name(name: str) -> Account | None:
    """Return the account with this login or phone, as stored."""
    return db.session.scalar(select(Account).where(or_(Account.login == name, Account.phone == name)))


def people(text: str = "", role: Role | None = None, page: int = 1, everyone: bool = False) -> Page[Account]:
    """Return accounts by name: staff alone, or `everyone` with the households that sign in by phone."""
    statement = select(Account).options(selectinload(Account.grants).joinedload(Grant.organisation))
    if text:
        pattern = containing(text)
        statement = statement.where(
            or_(
                Account.login.like(pattern, escape="\\"),
                Account.display_name.like(pattern, escape="\\"),
                Account.phone.like(pattern, escape="\\"),
            )
        )
    if role is not None:
        statement = statement.where(Account.grants.any(Grant.role == role))
    elif not everyone:
        statement = statement.where(or_(Account.login.is_not(None), Account.grants.any()))
    return page_of(statement.order_by(Account.login.is_(None), Account.login, Account.id), page)


def organisations() -> list[Organisation]:
    """Return every organisation by name."""
    return list(db.session.scalars(select(Organisation).order_by(Organisation.name)))


def audit_entries(
    who: str = "",
    action: str = "",
    subject: str = "",
    first: date | None = None,
    last: date | None = None,
    page: int = 1,
) -> Page[AuditEntry]:
    """Return entries of the audit log, newest first.

    `who` is part of a name, `action` an action or, with a dot at the end, all that begin so (`account.`), `subject` a
    subject (`household:12`) or a kind of them (`household`), `first` and `last` days in Shanghai, both included.
    """
    statement = select(AuditEntry)
    if who:
        statement = statement.where(AuditEntry.actor_name.like(containing(who), escape="\\"))
    if action:
        begins = AuditEntry.action.startswith(action, autoescape=True)
        statement = statement.where(begins if action.endswith(".") else AuditEntry.action == action)
    if subject:
        of_kind = AuditEntry.subject.startswith(f"{subject}:", autoescape=True)
        statement = statement.where(or_(AuditEntry.subject == subject, of_kind))
    if first:
        statement = statement.where(AuditEntry.at >= clock.at(first))
    if last:
        statement = statement.where(AuditEntry.at < clock.at(last + timedelta(days=1)))
    return page_of(statement.order_by(AuditEntry.id.desc()), page)


def outbox(phone: str = "") -> list[OutboxMessage]:
    """Return the newest fifty messages, of one phone or of all."""
    statement = select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(50)
    if phone:
        statement = statement.where(OutboxMessage.to == phone)
    return list(db.session.scalars(statement))
