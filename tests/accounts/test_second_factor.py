"""The second factor: enrolled when a role asks for it, each code good once, taken off by whoever holds it."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from eventhub.accounts.models import Account, Grant, Role
from eventhub.accounts.passwords import hash_password
from eventhub.accounts.second_factor import STEP, enrolment_address, enrolment_svg, step_of
from eventhub.core import clock
from eventhub.core.database import db, writing
from tests import factories
from tests.conftest import NOW, new_client
from tests.page_check import CheckedClient

PASSWORD = "shuai-mi-jiu-27"
HASH = hash_password(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW_STEP = int(NOW.timestamp()) // STEP


def code_at(steps: int = 0, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).generate_otp(NOW_STEP + steps)


def an_organiser(**values: object) -> Account:
    account = factories.a_staff_member(Role.ORGANISER)
    with writing():
        account.password_hash = HASH
        for name, value in values.items():
            setattr(account, name, value)
    return account


def by_password(client: CheckedClient, account: Account) -> str:
    answer = client.post("/sign-in/staff", data={"login": account.login, "password": PASSWORD, "next": "/account/"})
    assert answer.status_code == 303
    return str(answer.location)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_taken_one_step_early_or_late(steps: int) -> None:
    assert step_of(SECRET, code_at(steps), NOW, 0) == NOW_STEP + steps


@pytest.mark.parametrize("steps", [-2, 2, 100])
def test_a_code_of_another_time_is_refused(steps: int) -> None:
    assert step_of(SECRET, code_at(steps), NOW, 0) is None


def test_a_code_that_was_used_and_older_ones_are_refused() -> None:
    assert step_of(SECRET, code_at(), NOW, NOW_STEP) is None
    assert step_of(SECRET, code_at(-1), NOW, NOW_STEP) is None
    assert step_of(SECRET, code_at(1), NOW, NOW_STEP) == NOW_STEP + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "12a456", "😀" * 6])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert step_of(SECRET, typed, NOW, 0) is None


def test_the_qr_code_holds_the_address_and_no_inline_style() -> None:
    address = enrolment_address(SECRET, "zhuban")
    assert address.startswith("otpauth://totp/")
    assert f"secret={SECRET}" in address
    svg = enrolment_svg(address)
    assert svg.startswith("<svg")
    assert "style=" not in svg


def test_a_protected_role_is_asked_to_enrol_before_the_first_page(
    two_factor_app: Flask, two_factor_client: CheckedClient
) -> None:
    account, client = an_organiser(), two_factor_client
    by_password(client, account)
    answer = client.get("/desk/households/")
    assert answer.location == "/sign-in/second?next=/desk/households/"
    page = client.get(answer.location)
    assert "<svg" in page.text
    with client.session_transaction() as session:
        secret = session["enrolling"]
    wrong = client.post("/sign-in/second", data={"code": "000000", "next": "/desk/households/"})
    assert wrong.status_code == 422
    assert secret in wrong.text
    data = {"code": code_at(secret=secret), "next": "/desk/households/"}
    assert client.post("/sign-in/second", data=data).location == "/desk/households/"
    assert client.get("/desk/households/").status_code == 200
    db.session.rollback()
    assert account.totp_secret == secret


def test_another_role_is_no_way_around_the_second_factor(
    two_factor_app: Flask, two_factor_client: CheckedClient
) -> None:
    """A regulator's page lets an organiser do more: whoever is both shows the code first."""
    account = factories.a_staff_member(Role.REGULATOR, Role.TOWN_AGENT, Role.ORGANISER)
    festival = factories.a_festival()
    with writing():
        account.password_hash = HASH
    client = two_factor_client
    by_password(client, account)
    paths = (f"/desk/{festival.slug}/passes/red-line/", "/desk/filing/", "/desk/households/", "/desk/")
    for path in paths:
        assert client.get(path).location == f"/sign-in/second?next={path}"
    assert client.post(f"/desk/{festival.slug}/passes/1/", data={"do": "reissue"}).status_code == 302


def test_a_protected_agent_files_for_nobody_without_the_second_factor(
    two_factor_app: Flask, two_factor_client: CheckedClient
) -> None:
    settings = two_factor_app.config["SETTINGS"]
    two_factor_app.config["SETTINGS"] = replace(settings, two_factor_roles=frozenset({"town_agent"}))
    festival = factories.a_festival()
    factories.a_call(festival)
    account, client = factories.a_staff_member(Role.TOWN_AGENT), two_factor_client
    with writing():
        account.password_hash = HASH
    by_password(client, account)
    for path in (f"/apply/{festival.slug}/", "/my/"):
        assert client.get(path).location == f"/sign-in/second?next={path}"


def test_a_household_that_also_organises_reads_its_own_pages_without_it(two_factor_app: Flask) -> None:
    account = factories.a_household().account
    with writing():
        account.grants.append(Grant(role=Role.ORGANISER))
    client = new_client(two_factor_app).sign_in(account)
    with client.session_transaction() as session:
        session["second_factor"] = False
    assert client.get("/my/").status_code == 200
    assert client.get("/desk/").location == "/sign-in/second?next=/desk/"


def test_an_enrolled_account_has_no_session_until_the_code_is_shown(
    two_factor_app: Flask, two_factor_client: CheckedClient
) -> None:
    account, client = an_organiser(totp_secret=SECRET), two_factor_client
    assert by_password(client, account) == "/sign-in/second?next=/account/"
    assert client.get("/account/").status_code == 302
    assert client.post("/sign-in/second", data={"code": "000000"}).status_code == 422
    assert client.post("/sign-in/second", data={"code": code_at(), "next": "/account/"}).location == "/account/"
    assert client.get("/account/").status_code == 200


def test_one_code_opens_one_session(two_factor_app: Flask) -> None:
    account = an_organiser(totp_secret=SECRET)
    first, second = new_client(two_factor_app), new_client(two_factor_app)
    for client in (first, second):
        by_password(client, account)
    assert first.post("/sign-in/second", data={"code": code_at()}).status_code == 303
    assert second.post("/sign-in/second", data={"code": code_at()}).status_code == 422
    assert second.post("/sign-in/second", data={"code": code_at(1)}).status_code == 303


def test_five_wrong_codes_lock_the_right_one_out(two_factor_app: Flask, two_factor_client: CheckedClient) -> None:
    account, client = an_organiser(totp_secret=SECRET), two_factor_client
    by_password(client, account)
    for _ in range(5):
        client.post("/sign-in/second", data={"code": "000000"})
    assert client.post("/sign-in/second", data={"code": code_at()}).status_code == 422


def test_the_password_counts_for_ten_minutes_only(two_factor_app: Flask, two_factor_client: CheckedClient) -> None:
    account, client = an_organiser(totp_secret=SECRET), two_factor_client
    by_password(client, account)
    with clock.fixed(NOW + timedelta(minutes=11)):
        assert client.get("/sign-in/second").location == "/sign-in"


def test_nobody_reaches_the_second_step_without_the_first(two_factor_client: CheckedClient) -> None:
    assert client_location(two_factor_client) == "/sign-in"


def client_location(client: CheckedClient) -> str | None:
    return client.post("/sign-in/second", data={"code": code_at()}).location


def test_whoever_holds_the_authenticator_may_take_it_off(app: Flask, client: CheckedClient) -> None:
    account = an_organiser(totp_secret=SECRET)
    client.sign_in(account)
    assert client.post("/account/second-factor/remove", data={"code": "000000"}).status_code == 422
    assert client.post("/account/second-factor/remove", data={"code": code_at()}).status_code == 303
    db.session.rollback()
    assert account.totp_secret is None


def test_taking_it_off_and_on_does_not_bring_a_used_code_back(app: Flask, client: CheckedClient) -> None:
    account = an_organiser(totp_secret=SECRET)
    client.sign_in(account)
    client.post("/account/second-factor/remove", data={"code": code_at()})
    db.session.rollback()
    assert account.totp_last_step == NOW_STEP
