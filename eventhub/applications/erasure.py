"""What this room does when a household's personal data is removed on its own request (PIPL article 47)."""

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.core.database import db
from eventhub.core.errors import StateConflict
from eventhub.core.models import OutboxMessage
from eventhub.festivals.models import FestivalState, Phase
from eventhub.registry.models import Household
from eventhub.registry.signals import household_erased

LIVING = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.ACCEPTED)
ERASED = "已删除"


def listen() -> None:
    """Connect the listener; connecting twice changes nothing."""
    household_erased.connect(_erase)


def _erase(household: Household, **_detail: object) -> None:
    """Remove names, numbers and notes from its applications, and what was sent to them; drafts go altogether.

    Raises StateConflict while a festival still to come counts on one of them.
    """
    kept = db.session.scalars(
        select(Application).where(Application.household_id == household.id).options(joinedload(Application.festival))
    ).all()
    needed = next((application for application in kept if _still_needed(application)), None)
    if needed is not None:
        raise StateConflict(
            f"这一户还有没办完的摊位申请（{needed.festival.short_name} {needed.receipt}），先撤回再删。",
            code="living_application",
        )
    _delete_messages({household.phone, *(application.contact_phone for application in kept)})
    for application in kept:
        if application.state is ApplicationState.DRAFT:
            db.session.delete(application)
            continue
        application.contact_name, application.contact_phone, application.note = ERASED, "", ""


def _delete_messages(phones: set[str]) -> None:
    """Delete what was sent to these numbers, unless somebody signs in with them: an account keeps its own messages."""
    known = select(Account.phone).where(Account.phone.in_(phones))
    nobodys = phones - {phone for phone in db.session.scalars(known) if phone}
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.to.in_(nobodys)))


def _still_needed(application: Application) -> bool:
    festival = application.festival
    over = festival.state is FestivalState.CANCELLED or festival.phase is Phase.PAST
    return application.state in LIVING and not over
