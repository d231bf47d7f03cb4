"""A confirmed absence or early leaving becomes a credit event of the household, in the same transaction."""

from typing import Any

from eventhub.accounts.models import Account
from eventhub.applications.models import Application
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.gate.models import AttendanceFinding, FindingKind
from eventhub.registry.credit import CreditKind
from eventhub.registry.credit_actions import record_credit_event

KINDS = {FindingKind.ABSENT: CreditKind.ABSENT, FindingKind.LEFT_EARLY: CreditKind.LEFT_EARLY}


def record_finding(festival: Festival, finding: AttendanceFinding, actor: Account, **_: Any) -> None:
    """Record the credit event of a confirmed finding; receiver of `attendance_confirmed`, inside its transaction."""
    application = db.session.get_one(Application, finding.application_id)
    record_credit_event(
        application.household,
        KINDS[finding.kind],
        finding.day,
        festival.name,
        f"gate:finding:{finding.id}",
        actor,
        finding.evidence,
    )
