"""A pass comes in during its entry window: the server at the gate, and what phones are told."""

from uuid import uuid4

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import writing
from eventhub.festivals.models import Festival
from eventhub.gate import actions
from eventhub.gate.models import Direction
from eventhub.gate.words import screen_of
from eventhub.passes.actions import issue_another
from eventhub.passes.entry_actions import set_rules
from eventhub.passes.entry_terms import DAY, STALL, VEHICLE
from eventhub.passes.models import StallPass
from eventhub.passes.token import PassKind
from tests import factories
from tests.conftest import at
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import Ground, running_festival

EDGES = {
    "set_up_from": at("2027-04-16T14:00"),
    "set_up_until": at("2027-04-17T08:30"),
    "take_down_from": at("2027-04-18T17:00"),
    "take_down_until": at("2027-04-18T21:00"),
}


def with_vehicle(**values: object) -> tuple[Festival, StallPass, StallPass]:
    """A festival open from 9:00 to 18:00, the pass of a stall and the card of its vehicle."""
    festival, (stall_pass,) = running_festival(stalls=1, **values)
    assert stall_pass.application is not None
    with writing():
        vehicle = issue_another(stall_pass.application, PassKind.VEHICLE, plate="渝B·0A000")
    return festival, stall_pass, vehicle


def verdict(festival: Festival, entry: StallPass, moment: str, direction: Direction = Direction.IN) -> str:
    """What the gate says of a pass at a moment."""
    with clock.fixed(at(moment)):
        return actions.admit(festival, "南门", entry.digits, None, str(uuid4()), direction).verdict.value


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2027-04-17T08:59", "ok"),
        ("2027-04-17T09:00", "early"),  # the evening's range is still to come
        ("2027-04-17T17:59", "early"),
        ("2027-04-17T18:00", "ok"),
        ("2027-04-16T10:00", "wrong_day"),
    ],
)
def test_without_rules_a_vehicle_comes_in_before_opening_and_after_closing(app: Flask, moment: str, said: str) -> None:
    festival, _, vehicle = with_vehicle()
    assert verdict(festival, vehicle, moment) == said


def test_without_rules_a_stallholder_comes_in_at_any_hour_of_the_day(app: Flask) -> None:
    festival, stall_pass, _ = with_vehicle()
    assert verdict(festival, stall_pass, "2027-04-17T12:00") == "ok"
    assert verdict(festival, stall_pass, "2027-04-18T23:59") == "ok"


def test_what_the_organiser_sets_counts_at_once_for_passes_already_printed(app: Flask) -> None:
    festival, stall_pass, vehicle = with_vehicle()
    organiser = factories.a_staff_member(Role.ORGANISER, festival=festival)
    set_rules(festival, {STALL: ((390, 600),), VEHICLE: ()}, 2, organiser, 0)
    assert verdict(festival, stall_pass, "2027-04-17T06:29") == "early"
    assert verdict(festival, stall_pass, "2027-04-17T06:30") == "ok"
    assert verdict(festival, stall_pass, "2027-04-18T10:00") == "late"
    assert verdict(festival, vehicle, "2027-04-17T12:00") == "ok"


def test_set_up_and_take_down_are_open_to_everybody(app: Flask) -> None:
    festival, stall_pass, vehicle = with_vehicle(**EDGES)
    organiser = factories.a_staff_member(Role.ORGANISER, festival=festival)
    set_rules(festival, {STALL: ((540, 600),), VEHICLE: ((0, 60),)}, 2, organiser, 0)
    assert verdict(festival, vehicle, "2027-04-16T15:00") == "ok"
    assert verdict(festival, vehicle, "2027-04-17T08:00") == "ok"
    assert verdict(festival, stall_pass, "2027-04-17T08:31") == "early"
    assert verdict(festival, stall_pass, "2027-04-18T17:30") == "ok"


def test_nobody_is_kept_from_leaving_and_a_second_entry_is_told_by_the_hour_first(app: Flask) -> None:
    festival, _, vehicle = with_vehicle()
    assert verdict(festival, vehicle, "2027-04-17T08:00") == "ok"
    assert verdict(festival, vehicle, "2027-04-17T08:30") == "again"
    assert verdict(festival, vehicle, "2027-04-17T10:00") == "early"
    assert verdict(festival, vehicle, "2027-04-17T10:00", Direction.OUT) == "ok"


def test_an_early_one_is_looked_at_and_may_be_let_in_with_a_reason(app: Flask) -> None:
    festival, _, vehicle = with_vehicle()
    account = factories.a_staff_member(Role.GATE, festival=festival)
    with clock.fixed(at("2027-04-17T10:00")):
        said = actions.admit(festival, "南门", vehicle.digits, account, str(uuid4()))
        screen = screen_of(said.verdict, said.before)
        assert (screen.state, screen.say) == ("warn", "看一眼")
        assert "还没到进场的时间" in screen.why
        assert actions.let_in_all_the_same(said.scan, "主办方电话同意", account, str(uuid4())).passage


def test_phones_are_told_the_hours_and_the_window_of_each_pass(phone: Phone, ground: Ground) -> None:
    festival, _ = ground
    before = phone.manifest().json
    assert before is not None
    assert before["festival"]["hours"] == {"2": [[0, 540], [1080, DAY]]}
    assert [entry["window"] for entry in before["passes"]] == [1, 1, 1]
    organiser = factories.a_staff_member(Role.ORGANISER, festival=festival)
    set_rules(festival, {STALL: ((390, DAY),), VEHICLE: ()}, 2, organiser, 0)
    after = phone.manifest(before["cursor"]).json
    assert after is not None
    assert after["festival"]["hours"] == {"1": [[390, DAY]], "2": []}, "a changed hour reaches phones that ask for news"
