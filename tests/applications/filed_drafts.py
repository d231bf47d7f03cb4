"""Drafts filled in through the actions, and the messages that followed."""

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.applications import actions
from eventhub.applications.models import Application
from eventhub.applications.papers import save_papers
from eventhub.core.database import db
from eventhub.core.models import OutboxMessage
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household
from tests import factories

GOODS = [{"name": "糯米酒", "price_fen": 1500, "unit": "斤"}]


def messages() -> list[str]:
    """Every text queued so far."""
    return list(db.session.scalars(select(OutboxMessage.text).order_by(OutboxMessage.id)))


def filled(application: Application, actor: Account) -> Application:
    """Fill every step in through the actions."""
    actions.save_step(application, "contact", {"contact_name": "罗小妹", "contact_phone": "19900001234"}, actor)
    actions.save_step(application, "goods", {"goods": GOODS}, actor)
    actions.save_step(application, "needs", {"anywhere": True}, actor)
    return save_papers(application, [], True, actor)


def a_draft(festival: Festival | None = None, household: Household | None = None) -> tuple[Application, Account]:
    """A filled-in draft and the account that keeps it."""
    if festival is None:
        festival = factories.a_festival()
        factories.a_call(festival)
    household = household or factories.a_household()
    account: Account = household.account
    return filled(actions.start_application(festival, household, account), account), account
