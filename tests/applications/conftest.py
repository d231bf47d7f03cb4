"""A festival that takes applications, a household with its phone, a reviewer with the desk."""

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.festivals.models import Festival, Zone
from eventhub.registry.models import Household
from tests import factories
from tests.conftest import at
from tests.page_check import CheckedClient


@pytest.fixture
def festival(app: Flask) -> Festival:
    festival = factories.a_festival(days=2, named_products=["堡堂手工面"])
    # Two zones, so that there is something to wish for.
    factories.saved(Zone(festival_id=festival.id, code="B", name="农家院坝", categories=[], power_w=20_000, outline=[]))
    factories.a_call(festival, closes=at("2027-04-20T18:00"))
    return festival


@pytest.fixture
def household(app: Flask) -> Household:
    return factories.a_household()


@pytest.fixture
def phone(client: CheckedClient, household: Household) -> CheckedClient:
    assert household.account is not None
    return client.sign_in(household.account)


@pytest.fixture
def reviewer(festival: Festival) -> Account:
    return factories.a_staff_member(Role.REVIEWER, festival=festival)


@pytest.fixture
def desk(client: CheckedClient, reviewer: Account) -> CheckedClient:
    return client.sign_in(reviewer)
