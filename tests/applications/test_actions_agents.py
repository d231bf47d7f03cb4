"""Town agents who file for others: both names stand on it; the household hears of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.applications import actions, queries
from eventhub.core.database import db, writing
from eventhub.core.errors import NotAllowed, NotFound, StateConflict
from eventhub.core.models import OutboxMessage
from tests import factories
from tests.applications.filed_drafts import a_draft, filled, messages


def test_an_agent_files_for_a_household_of_the_own_town_and_both_are_named(app: Flask) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    town = factories.an_organisation(town="石林镇")
    agent = factories.a_staff_member(Role.TOWN_AGENT, organisation=town)
    household = factories.a_household(town="石林镇", account=None)
    draft = filled(actions.start_application(festival, household, agent), agent)
    actions.submit_application(draft, agent)
    assert draft.agent_id == agent.id
    assert draft.household.owner_name == household.owner_name
    assert any(
        text.startswith("【万盛节会】周工替“") and household.name in text and "CS0001" in text for text in messages()
    )
    to = db.session.scalars(select(OutboxMessage.to).order_by(OutboxMessage.id)).all()
    assert to[-1] == household.phone


def test_an_agent_of_another_town_files_nothing(app: Flask) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    agent = factories.a_staff_member(Role.TOWN_AGENT, organisation=factories.an_organisation(town="青年镇"))
    with pytest.raises(NotAllowed, match="本镇街"):
        actions.start_application(festival, factories.a_household(town="石林镇"), agent)


def test_an_agent_goes_on_with_a_households_own_draft_but_not_with_what_it_handed_in(app: Flask) -> None:
    draft, account = a_draft()
    agent = factories.a_staff_member(Role.TOWN_AGENT, organisation=factories.an_organisation(town="石林镇"))
    assert actions.start_application(draft.festival, draft.household, agent).agent_id == agent.id
    other, account = a_draft(draft.festival)
    actions.submit_application(other, account)
    with pytest.raises(StateConflict, match="已经有一份"):
        actions.start_application(other.festival, other.household, agent)


def test_an_agent_keeps_what_it_filed_only_while_it_is_one(app: Flask) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    agent = factories.a_staff_member(Role.TOWN_AGENT, organisation=factories.an_organisation(town="石林镇"))
    draft = actions.start_application(festival, factories.a_household(town="石林镇", account=None), agent)
    assert queries.application_for(agent, draft.id).id == draft.id
    with writing() as session:
        session.delete(agent.grants[0])
    db.session.expire_all()
    with pytest.raises(NotFound):
        queries.application_for(agent, draft.id)
