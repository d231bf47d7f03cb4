"""Signing in with a password: the same answer for everybody who may not, locks, sessions that end."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.accounts.passwords import hash_password
from eventhub.core import clock
from eventhub.core.database import db, writing
from tests import factories
from tests.conftest import NOW, new_client
from tests.page_check import CheckedClient

RIGHT = "shuai-mi-jiu-27"
HASH = hash_password(RIGHT)


@pytest.fixture
def organiser(app: Flask) -> Account:
    account = factories.a_staff_member(Role.ORGANISER)
    with writing():
        account.password_hash = HASH
    return account


def enter(client: CheckedClient, login: str | None, password: str = RIGHT) -> int:
    return client.post("/sign-in/staff", data={"login": login, "password": password}).status_code


def test_staff_enter_by_name_and_password(client: CheckedClient, organiser: Account) -> None:
    answer = client.post("/sign-in/staff", data={"login": organiser.login, "password": RIGHT})
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert client.get("/account/").status_code == 200


def test_a_household_enters_by_phone_and_password(client: CheckedClient) -> None:
    factories.saved(Account(phone="19900007777", password_hash=HASH))
    answer = client.post("/sign-in/password", data={"phone": "199-0000-7777", "password": RIGHT})
    assert (answer.status_code, answer.location) == (303, "/my/")


def test_a_phone_is_no_login_and_a_login_no_phone(client: CheckedClient, organiser: Account) -> None:
    factories.saved(Account(phone="19900007777", password_hash=HASH))
    assert enter(client, "19900007777") == 422
    assert client.post("/sign-in/password", data={"phone": organiser.login, "password": RIGHT}).status_code == 422


def test_unknown_name_wrong_password_and_no_password_read_the_same(client: CheckedClient, organiser: Account) -> None:
    without = factories.a_staff_member(Role.GATE)
    answers = [
        client.post("/sign-in/staff", data={"login": login, "password": "wrong-wrong"})
        for login in (organiser.login, "nobody", without.login)
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}) == 1


def test_the_password_is_never_sent_back(client: CheckedClient, organiser: Account) -> None:
    answer = client.post("/sign-in/staff", data={"login": organiser.login, "password": "typed-wrong-1"})
    assert "typed-wrong-1" not in answer.text
    assert f'value="{organiser.login}"' in answer.text


def test_five_failures_lock_the_account_even_for_the_right_password(client: CheckedClient, organiser: Account) -> None:
    for _ in range(5):
        assert enter(client, organiser.login, "wrong-wrong") == 422
    assert enter(client, organiser.login) == 422
    with clock.fixed(NOW + timedelta(minutes=4, seconds=59)):
        assert enter(client, organiser.login) == 422
    with clock.fixed(NOW + timedelta(minutes=5)):
        assert enter(client, organiser.login) == 303
    db.session.rollback()
    assert (organiser.failed_count, organiser.locked_until) == (0, None)


def test_each_further_failure_locks_twice_as_long_up_to_an_hour(client: CheckedClient, organiser: Account) -> None:
    moment, lengths = NOW, []
    for _ in range(12):
        with clock.fixed(moment):
            enter(client, organiser.login, "wrong-wrong")
        db.session.rollback()
        until = organiser.locked_until
        lengths.append(int((until - moment).total_seconds() // 60) if until and until > moment else 0)
        moment = max(until or moment, moment)
    assert lengths == [0, 0, 0, 0, 5, 10, 20, 40, 60, 60, 60, 60]


def test_four_failures_and_a_success_start_counting_anew(client: CheckedClient, organiser: Account) -> None:
    for _ in range(3):
        for _ in range(4):
            enter(client, organiser.login, "wrong-wrong")
        assert enter(client, organiser.login) == 303


def test_a_switched_off_account_is_told_so_only_with_the_right_password(
    client: CheckedClient, organiser: Account
) -> None:
    with writing():
        organiser.active = False
    assert enter(client, organiser.login, "wrong-wrong") == 422
    assert enter(client, organiser.login) == 403


def test_signing_out_ends_the_session_and_is_a_post(client: CheckedClient, organiser: Account) -> None:
    enter(client, organiser.login)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 303
    assert client.get("/account/").status_code == 302
    assert client.post("/sign-out").status_code == 303


def test_signing_out_everywhere_ends_every_session(app: Flask, organiser: Account) -> None:
    phone, desktop = new_client(app), new_client(app)
    for browser in (phone, desktop):
        enter(browser, organiser.login)
    assert phone.post("/account/sign-out-everywhere").status_code == 303
    assert desktop.get("/account/").status_code == 302
    assert phone.get("/account/").status_code == 302


def test_a_cookie_from_before_signing_in_is_not_carried_over(client: CheckedClient, organiser: Account) -> None:
    with client.session_transaction() as session:
        session["code_phone"] = "19900001111"
        session["second_factor"] = True
    enter(client, organiser.login)
    with client.session_transaction() as session:
        assert "code_phone" not in session
        assert session["second_factor"] is False


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("", ""),
        ("x" * 5000, "y"),
        ("zhou", "z" * 5000),
        ("\x00", "\x00"),
        ("周工😀", "😀" * 20),
        ("' or 1=1 --", "x"),
    ],
)
def test_rubbish_is_refused(client: CheckedClient, login: str, password: str) -> None:
    assert enter(client, login, password) == 422


def test_pages_with_a_session_are_not_kept_by_caches(client: CheckedClient, organiser: Account) -> None:
    assert "private" in client.get("/sign-in").headers["Cache-Control"]
    enter(client, organiser.login)
    assert "private" in client.get("/account/").headers["Cache-Control"]
