"""The desk of one edition, as its organiser sees it, and what later rooms hear of it."""

from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.festivals import signals
from eventhub.festivals.models import Festival
from tests import factories
from tests.page_check import CheckedClient


@pytest.fixture
def festival(app: Flask) -> Festival:
    """踩山会 2027, two days in May, six booths."""
    return factories.a_festival(slug="caishan-2027", expected_visitors=3000, booths=6)


@pytest.fixture
def organiser(festival: Festival) -> Account:
    """Somebody who organises it."""
    return factories.a_staff_member(Role.ORGANISER, organisation=festival.organisation)


@pytest.fixture
def desk(client: CheckedClient, organiser: Account) -> CheckedClient:
    """The organiser's browser."""
    return client.sign_in(organiser)


@pytest.fixture
def told() -> Any:
    """What later rooms hear, as (signal, what came with it)."""
    heard: list[tuple[str, dict[str, Any]]] = []

    def listener(name: str) -> Any:
        def hear(_sender: Any, **said: Any) -> None:
            heard.append((name, said))

        return hear

    ears = {name: listener(name) for name in ("announced", "cancelled", "postponed", "changed", "withdrawn")}
    for name, ear in ears.items():
        getattr(signals, f"festival_{name}").connect(ear)
    yield heard
    for name, ear in ears.items():
        getattr(signals, f"festival_{name}").disconnect(ear)
