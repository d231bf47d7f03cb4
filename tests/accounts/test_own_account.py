"""What a person sets of the own account."""

from collections.abc import Callable

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.accounts.passwords import hash_password, matches
from eventhub.core.database import db, writing
from tests import factories
from tests.conftest import new_client
from tests.page_check import CheckedClient

OLD, NEW = "old-mi-jiu-27", "new-mi-jiu-28"


@pytest.fixture
def account(app: Flask) -> Account:
    account = factories.a_staff_member(Role.REVIEWER, organisation=factories.an_organisation(name="城市管理局"))
    with writing():
        account.password_hash = hash_password(OLD)
    return account


def change(client: CheckedClient, current: str, new: str, again: str | None = None) -> int:
    data = {"current": current, "new": new, "again": new if again is None else again}
    return client.post("/account/password", data=data).status_code


def test_the_page_tells_the_roles_and_where_they_hold(client: CheckedClient, account: Account) -> None:
    page = client.sign_in(account).get("/account/").text
    assert "部门审核" in page
    assert "城市管理局" in page


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(app: Flask, account: Account) -> None:
    here, elsewhere = new_client(app).sign_in(account), new_client(app).sign_in(account)
    assert change(here, OLD, NEW) == 303
    db.session.rollback()
    assert matches(account.password_hash, NEW)
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("current", "new", "again"),
    [
        ("wrong", NEW, NEW),
        ("", NEW, NEW),
        (OLD, "short1", "short1"),
        (OLD, "1234567890", "1234567890"),
        (OLD, "aaaaaaaaaa", "aaaaaaaaaa"),
        (OLD, NEW, "another-27"),
        (OLD, "x1" * 200, "x1" * 200),
        (OLD, "", ""),
    ],
)
def test_a_wrong_or_weak_password_changes_nothing(
    client: CheckedClient, account: Account, current: str, new: str, again: str
) -> None:
    assert change(client.sign_in(account), current, new, again) == 422
    db.session.rollback()
    assert matches(account.password_hash, OLD)
    assert account.epoch == 1


def test_a_forgotten_password_is_replaced_after_a_code_to_the_phone(
    client: CheckedClient, last_code: Callable[[str], str]
) -> None:
    account = factories.saved(Account(phone="19900005555", password_hash=hash_password(OLD)))
    client.post("/sign-in", data={"phone": account.phone})
    client.post("/sign-in/code", data={"code": last_code("19900005555")})
    assert "现在的密码" not in client.get("/account/password").text
    assert change(client, "", NEW) == 303
    db.session.rollback()
    assert matches(account.password_hash, NEW)


def test_the_name_is_kept_and_emoji_are_refused(client: CheckedClient, account: Account) -> None:
    client.sign_in(account)
    assert client.post("/account/name", data={"display_name": "  周　工\x00 "}).status_code == 303
    db.session.rollback()
    assert account.display_name == "周 工"
    for typed in ("", "😀", "周" * 41):
        assert client.post("/account/name", data={"display_name": typed}).status_code == 422


def test_a_rare_character_outside_the_basic_plane_is_a_name(client: CheckedClient, account: Account) -> None:
    assert client.sign_in(account).post("/account/name", data={"display_name": "𠮷工"}).status_code == 303


@pytest.mark.parametrize("path", ["/account/", "/account/name", "/account/password", "/account/second-factor/remove"])
def test_without_a_session_the_pages_lead_to_the_sign_in(client: CheckedClient, path: str) -> None:
    assert client.get(path).location == f"/sign-in?next={path}"
    if path != "/account/":
        assert client.post(path).status_code == 401
