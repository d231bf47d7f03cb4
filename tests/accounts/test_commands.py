"""`eventhub user …`: accounts from the command line."""

from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from eventhub.accounts import commands
from eventhub.accounts.models import Role
from eventhub.accounts.passwords import matches
from eventhub.accounts.queries import account_by_name
from eventhub.core.database import db
from tests import factories


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(commands, "_app", lambda: app)

    def invoke(*words: str) -> Result:
        result = CliRunner().invoke(commands.user, list(words))
        db.session.rollback()
        return result

    return invoke


def test_the_first_administrator_is_added_with_a_password_printed_once(run: Any) -> None:
    result = run("add", "guanli", "--name", "管理员", "--role", "administrator")
    assert result.exit_code == 0, result.output
    account = account_by_name("guanli")
    assert account is not None
    assert matches(account.password_hash, result.output.strip().rpartition("：")[2])
    assert [grant.role for grant in account.grants] == [Role.ADMINISTRATOR]


def test_a_given_password_is_not_printed_and_must_be_strong(run: Any) -> None:
    assert run("add", "guanli", "--password", "12345678").exit_code == 1
    assert account_by_name("guanli") is None
    result = run("add", "guanli", "--password", "mi-jiu-27-shuai")
    assert result.exit_code == 0
    assert "mi-jiu-27" not in result.output


def test_a_password_is_reset_for_a_login_or_a_phone(run: Any) -> None:
    household = factories.a_household()
    result = run("password", household.account.phone)
    db.session.refresh(household.account)
    assert matches(household.account.password_hash, result.output.strip().rpartition("：")[2])


def test_a_role_is_granted_for_an_organisation_by_its_name(run: Any) -> None:
    account, bureau = factories.a_staff_member(), factories.an_organisation(name="石林镇人民政府")
    assert run("grant", account.login, "town_agent", "--organisation", "石林镇人民政府").exit_code == 0
    db.session.refresh(account)
    assert [(grant.role, grant.organisation_id) for grant in account.grants] == [(Role.TOWN_AGENT, bureau.id)]
    again = run("grant", account.login, "town_agent", "--organisation", "石林镇人民政府")
    assert again.exit_code == 1
    assert "已经有这个角色" in again.output


def test_mistakes_are_told_in_a_sentence(run: Any) -> None:
    account = factories.a_staff_member()
    assert "没有登录名或手机号" in run("password", "nobody").output
    assert "没有叫“火星”的单位" in run("grant", account.login, "gate", "--organisation", "火星").output
    assert run("grant", account.login, "king").exit_code == 2
    assert run("add", "周工").exit_code == 1


def test_the_list_names_staff_and_roles_but_no_households(run: Any) -> None:
    account, household = factories.a_staff_member(Role.GATE), factories.a_household()
    output = run("list").output
    assert f"{account.login}\t周工\t检票" in output
    assert household.account.phone not in output
