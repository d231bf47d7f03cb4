"""The audit log: `record` is called inside `writing()` by the action that does the deed."""

from typing import Any, Protocol

from eventhub.core.database import db
from eventhub.core.models import AuditEntry


class Actor(Protocol):
    """Whoever acts: an account of the accounts room."""

    id: int

    @property
    def label(self) -> str:
        """Name shown in the log."""


def record(actor: Actor | None, action: str, subject: str, **detail: Any) -> None:
    """Add an entry: actor (None: the system itself), action such as "application.submit", subject such as "application:12".

    The detail must be JSON values and must not hold phone numbers or secrets.
    """
    db.session.add(
        AuditEntry(
            actor_id=actor.id if actor else None,
            actor_name=actor.label if actor else "系统",
            action=action,
            subject=subject,
            detail=detail,
        )
    )
