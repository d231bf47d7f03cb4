"""Each entry is held against what was true at its own moment: revoked, suspended, issued anew, on the list."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.core import clock
from eventhub.core.database import writing
from eventhub.festivals.models import Festival
from eventhub.gate.actions import admit
from eventhub.gate.board import board_of
from eventhub.passes.actions import keys_of, reissue, set_state
from eventhub.passes.keys import open_private_key
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.queries import check_pass
from eventhub.passes.token import sign
from tests import factories
from tests.conftest import at, new_client
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import Ground, scans

EVENING = "2027-04-17T20:00"


@pytest.fixture
def organiser(ground: Ground) -> Account:
    return factories.a_staff_member(Role.ORGANISER, festival=ground[0])


def told(festival: Festival) -> list[str]:
    """What the board asks a person to look at, seen in the evening."""
    with clock.fixed(at(EVENING)):
        return [f"{one.booth} {one.words}" for one in board_of(festival, at(EVENING).date()).conflicts]


def entered(phone: Phone, stall_pass: StallPass, moment: str, **more: Any) -> None:
    """Let in at a moment, by a phone that syncs in the evening."""
    with clock.fixed(at(EVENING)):
        phone.sync(phone.scan(stall_pass.serial, at=at(moment), raw=stall_pass.digits, **more))


@pytest.mark.parametrize("state", [PassState.REVOKED, PassState.SUSPENDED])
def test_who_came_in_before_the_pass_was_stopped_is_no_conflict_who_came_after_is(
    phone: Phone, ground: Ground, organiser: Account, state: PassState
) -> None:
    festival, (one, other, _) = ground
    entered(phone, one, "2027-04-17T08:00")
    with clock.fixed(at("2027-04-17T12:00")):
        for stall_pass in (one, other):
            set_state(stall_pass, state, organiser, None, "查")
    assert told(festival) == []
    entered(phone, other, "2027-04-17T12:30")
    (line,) = told(festival)
    assert line.startswith("A02 12:30 从南门放行的时候")
    assert state.label in line
    entered(phone, other, "2027-04-17T13:30", verdict=state.value, override={"who": "老王", "why": "主办方同意"})
    assert len(told(festival)) == 1, "who was told and let in all the same wrote down why"


def test_who_is_let_in_again_after_a_pause_is_no_conflict(phone: Phone, ground: Ground, organiser: Account) -> None:
    festival, (one, *_) = ground
    with clock.fixed(at("2027-04-17T08:00")):
        set_state(one, PassState.SUSPENDED, organiser, None, "查")
    with clock.fixed(at("2027-04-17T10:00")):
        set_state(one, PassState.VALID, organiser, None)
    entered(phone, one, "2027-04-17T12:30")
    assert told(festival) == []


def test_an_old_print_let_in_after_it_was_issued_anew_is_told(phone: Phone, ground: Ground, organiser: Account) -> None:
    festival, (one, other, _) = ground
    entered(phone, other, "2027-04-17T11:00")
    lost = one.digits
    with clock.fixed(at("2027-04-17T12:00")):
        reissue(one, organiser, None)
        reissue(other, organiser, None)
    entered(phone, one, "2027-04-17T12:10")
    assert told(festival) == [], "the new print, and the old one before it was void"
    with clock.fixed(at(EVENING)):
        phone.sync(phone.scan(one.serial, at=at("2027-04-17T15:00"), raw=f"https://h/p/{lost}", verdict="ok"))
    assert any("15:00 从南门拿旧证进的" in line for line in told(festival))


def test_a_green_without_a_number_and_one_of_no_known_pass_are_listed_for_a_person(
    phone: Phone, ground: Ground, either_app: Flask, organiser: Account
) -> None:
    festival = ground[0]
    phone.sync(phone.scan(None, "ok"), phone.scan(999), phone.scan(None, "forged"))
    assert told(festival) == [
        "证号 999 9:30 从南门放行的，签名是真的，名单上没有这张证。",
        "没有证号 9:30 从南门放行的，手机没说是哪张证。",
    ]
    assert board_of(festival, clock.today()).stopped == [("仿造", 1)], "nobody let in is counted as stopped"
    page = new_client(either_app).sign_in(organiser).get(f"/desk/{festival.slug}/gate/").get_data(as_text=True)
    assert "名单上没有这张证" in page
    assert "放行 1" not in page


def test_a_genuine_pass_our_list_lacks_is_let_in_by_its_signature_as_at_a_phone(
    ground: Ground, organiser: Account, either_app: Flask
) -> None:
    festival, (one, *_) = ground
    claims = check_pass(one.digits).claims
    assert claims is not None
    (key,) = keys_of(festival)
    unknown = sign(
        replace(claims, serial=777),
        festival.id,
        open_private_key(key.sealed, "only-for-tests-and-long-enough-for-them"),
    )
    assert check_pass(unknown).verdict == "ok"
    assert "名单上没有" in check_pass(unknown).sentence
    done = admit(festival, "南门", unknown, organiser, str(uuid4()))
    assert (done.verdict.value, done.scan.serial, done.stall_pass) == ("ok", 777, None)
    assert len(told(festival)) == 1
    page = new_client(either_app).get(f"/p/{unknown}")
    assert page.status_code == 200
    assert "名单上没有" in page.get_data(as_text=True)


@pytest.mark.parametrize("first", [0, 0b010_11111, 0b111_00001], ids=["zeros", "version 2", "version 7"])
def test_another_version_is_unreadable_whatever_key_it_names(ground: Ground, first: int) -> None:
    number = int.from_bytes(bytes([first]) + bytes(72), "big")
    assert check_pass(str(number).zfill(176)).verdict == "unreadable"


def test_the_days_that_were_signed_count(ground: Ground, organiser: Account) -> None:
    festival, (one, *_) = ground
    with writing():
        one.days = 0b10
    done = admit(festival, "南门", one.digits, organiser, str(uuid4()))
    assert done.verdict.value == "ok", "the print says both days, and a phone without a network goes by it"
    assert scans()[0].verdict.value == "ok"
