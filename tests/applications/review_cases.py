"""Applications that wait for review, and what the household was told of them."""

from typing import Any

from sqlalchemy import select

from eventhub.applications.models import Application
from eventhub.applications.score_lines import (
    ClassLine,
    EarlierEditionsLine,
    EarlyFilingLine,
    HeritageLine,
    LocalLine,
    NamedProductLine,
    ScoreRule,
)
from eventhub.applications.score_rule_file import rule_to_json
from eventhub.applications.states import ApplicationState
from eventhub.core.database import db
from eventhub.core.models import OutboxMessage
from eventhub.festivals.models import Festival
from eventhub.registry.policy_class import PolicyClass
from tests import factories

RULE = ScoreRule(
    (
        ClassLine(((PolicyClass.FAMOUS, 40), (PolicyClass.SPECIALTY, 30))),
        HeritageLine(20),
        LocalLine(10, ("石林镇",)),
        NamedProductLine(15, ("堡堂手工面",)),
        EarlierEditionsLine(5, 10),
        EarlyFilingLine(((3, 5), (1, 2))),
    )
)


def submitted(festival: Festival | None = None, **household: Any) -> Application:
    """An application that waits for review, in a festival whose call has the rule above unless one is given."""
    if festival is None:
        festival = factories.a_festival()
        factories.a_call(festival, score_rule=rule_to_json(RULE))
    return factories.an_application(
        festival, factories.a_household(**household), state=ApplicationState.SUBMITTED, score=None
    )


def last_message() -> str:
    return db.session.scalars(select(OutboxMessage.text).order_by(OutboxMessage.id.desc())).first() or ""
