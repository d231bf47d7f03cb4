"""What other rooms find: open calls, accepted applications in order."""

from datetime import timedelta

from flask import Flask

from eventhub.applications import queries
from eventhub.applications.models import Call
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.festivals.models import FestivalState
from tests import factories


def test_open_calls_are_those_of_announced_festivals_open_now(app: Flask) -> None:
    open_ = factories.a_call(factories.a_festival())
    factories.a_call(factories.a_festival(state=FestivalState.DRAFT))
    factories.a_call(factories.a_festival(state=FestivalState.CANCELLED))
    factories.a_call(factories.a_festival(), closes=clock.now())
    coming = factories.a_call(factories.a_festival(), clock.now() + timedelta(days=1), clock.now() + timedelta(days=2))
    assert [call.id for call in queries.open_calls()] == [open_.id]
    assert [call.id for call in queries.coming_calls()] == [coming.id]


def test_accepted_applications_come_in_the_order_of_their_numbers(app: Flask) -> None:
    festival = factories.a_festival()
    for receipt in ("CS10000", "CS0002", "CS9999"):
        factories.an_application(festival, receipt=receipt)
    factories.an_application(festival, receipt="CS0001", state=ApplicationState.SUBMITTED)
    assert [found.receipt for found in queries.accepted_applications(festival)] == ["CS0002", "CS9999", "CS10000"]


def test_a_call_belongs_to_one_festival(app: Flask) -> None:
    festival, other = factories.a_festival(), factories.a_festival()
    call: Call = factories.a_call(festival)
    assert queries.call_of(festival) is call
    assert queries.call_of(other) is None
