"""What a person confirmed at the gate becomes one credit event of the household, or nothing at all."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.errors import StateConflict
from eventhub.gate import attendance
from eventhub.gate.models import AttendanceFinding
from eventhub.gate.signals import attendance_confirmed
from eventhub.registry.credit import CreditKind
from eventhub.registry.credit_queries import credit_total
from eventhub.registry.models import CreditEvent
from tests import factories
from tests.conftest import at
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import running_festival

EVENING = "2027-04-17T18:30"


@pytest.fixture
def ground(app: Flask) -> Any:
    return running_festival(stalls=3)


@pytest.fixture
def organiser(ground: Any) -> Account:
    return factories.a_staff_member(Role.ORGANISER, festival=ground[0])


def events() -> list[CreditEvent]:
    return list(db.session.scalars(select(CreditEvent).order_by(CreditEvent.id)))


def test_each_confirmation_gives_exactly_one_event(app: Flask, ground: Any, organiser: Account) -> None:
    festival, passes = ground
    phone, day = Phone(app, festival), clock.today()
    phone.sync(phone.scan(2, at=at("2027-04-17T08:30")))
    with clock.fixed(at(EVENING)):
        phone.sync(phone.scan(2, direction="out", at=at("2027-04-17T15:00")))
        assert events() == []  # the log alone accuses nobody
        left = attendance.confirm_finding(festival, day, 2, organiser)
        absent = attendance.confirm_finding(festival, day, 3, organiser)
        with pytest.raises(StateConflict):
            attendance.confirm_finding(festival, day, 3, organiser)
    assert [(one.kind, one.source, one.evidence, one.day) for one in events()] == [
        (CreditKind.LEFT_EARLY, f"gate:finding:{left.id}", "15:00 从南门出场，没再进来", day),
        (CreditKind.ABSENT, f"gate:finding:{absent.id}", "检票记录里当天没有进场", day),
    ]
    assert {(one.festival_name, one.recorded_by_id) for one in events()} == {(festival.name, organiser.id)}
    household = passes[2].application.household
    assert events()[1].household_id == household.id
    assert credit_total(household, day) == events()[1].points < 0


def test_finding_and_event_are_kept_together_or_not_at_all(ground: Any, organiser: Account) -> None:
    festival = ground[0]

    def fail(_sender: Any, **_: Any) -> None:
        raise StateConflict("后面的事没办成。")

    with (
        attendance_confirmed.connected_to(fail, sender=festival),
        clock.fixed(at(EVENING)),
        pytest.raises(StateConflict, match="后面的事"),
    ):
        attendance.confirm_finding(festival, at(EVENING).date(), 1, organiser)
    assert events() == []
    assert db.session.scalars(select(AttendanceFinding)).all() == []
