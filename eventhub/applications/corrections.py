"""Corrections of an application: what the reviewer asked for, where it is mended, what was mended since. Read from the
audit log, which holds each return, each change and each filing with its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from eventhub.applications.document_check import missing_of
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.applications.steps import FILLED_STEPS
from eventhub.core.database import db
from eventhub.core.models import AuditEntry

# What a household does to its entry in the registry when documents or details were asked for.
REGISTRY_CHANGES = ("licence.save", "licence.remove", "household.edit")


@dataclass
class Correction:
    """One return: when, in what words, at which steps; whether anything was changed since, and when it was filed again
    (None: not yet).
    """

    returned_at: datetime
    what: str
    steps: Sequence[str]
    mended: bool = False
    filed_at: datetime | None = None


def corrections_of(application: Application) -> list[Correction]:
    """Return the corrections asked for, the oldest first."""
    own, registry = f"application:{application.id}", f"household:{application.household_id}"
    entries = db.session.scalars(
        select(AuditEntry)
        .where(
            or_(
                AuditEntry.subject == own,
                (AuditEntry.subject == registry) & AuditEntry.action.in_(REGISTRY_CHANGES),
            )
        )
        .order_by(AuditEntry.id)
    )
    found: list[Correction] = []
    for entry in entries:
        if entry.action == "application.return":
            found.append(Correction(entry.at, str(entry.detail.get("what", "")), entry.detail.get("steps", ())))
        elif found and entry.action == "application.resubmit":
            found[-1].filed_at = entry.at
        elif found and found[-1].filed_at is None:
            found[-1].mended |= entry.action in ("application.edit", *REGISTRY_CHANGES)
    return found


def open_correction(application: Application) -> Correction | None:
    """Return what has to be mended now, or None. Where the reviewer named no step, missing documents name theirs."""
    if application.state is not ApplicationState.RETURNED:
        return None
    last = next(reversed(corrections_of(application)), None)
    if last is not None and not last.steps and missing_of(application):
        last.steps = ["papers"]
    return last


def first_to_mend(application: Application) -> str | None:
    """Return the key of the first step that has to be mended, or None where nobody said which."""
    correction = open_correction(application)
    asked = correction.steps if correction else ()
    return next((step.key for step in FILLED_STEPS if step.key in asked), None)
