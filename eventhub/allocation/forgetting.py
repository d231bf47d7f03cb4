"""Forgetting objectors: name and telephone are removed in time; the objection, its receipt and the reply stay."""

from datetime import datetime

from sqlalchemy import func, select, update

from eventhub.allocation.notice_models import Objection
from eventhub.core import audit
from eventhub.core.database import db, writing
from eventhub.core.models import OutboxMessage

FORGOTTEN = "已删除"


def forget_objectors(before: datetime) -> int:
    """Remove name and telephone of those whose objection was answered before a moment, or made before it and never
    answered since its festival was called off (PIPL articles 19 and 47).

    The number goes out of the messages that told them too: they hold the receipt code, which would lead back to it.
    Returns how many were removed.
    """
    due = (func.coalesce(Objection.replied_at, Objection.made_at) < before, Objection.phone != "")
    if db.session.scalar(select(Objection.id).where(*due).limit(1)) is None:
        return 0
    with writing() as session:
        # The version rises, so that whoever has such an objection open is told instead of writing over the change.
        blank = {"name": FORGOTTEN, "phone": "", "version": Objection.version + 1}
        removed = update(Objection).where(*due).values(**blank).returning(Objection.id)
        ids = session.scalars(removed).all()
        keys = [f"objection:{number}:{what}" for number in ids for what in ("received", "answered")]
        session.execute(update(OutboxMessage).where(OutboxMessage.key.in_(keys)).values(to=""))
        audit.record(None, "objection.forget", "objections", count=len(ids), before=before.isoformat())
    return len(ids)
