"""What administrators do: staff accounts, roles, organisations, the log. And that nobody else does."""

import re

import pytest
from flask import Flask

from eventhub.accounts import administration
from eventhub.accounts.models import Account, Organisation, Role
from eventhub.accounts.passwords import matches
from eventhub.accounts.phone import mask_phone
from eventhub.core.audit import record
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from tests import factories
from tests.conftest import new_client
from tests.page_check import CheckedClient

PAGES = (
    "/admin/users/",
    "/admin/users/new",
    "/admin/organisations/",
    "/admin/organisations/new",
    "/admin/audit/",
)


@pytest.fixture
def boss(app: Flask) -> Account:
    return factories.a_staff_member(Role.ADMINISTRATOR)


@pytest.fixture
def admin(client: CheckedClient, boss: Account) -> CheckedClient:
    return client.sign_in(boss)


def test_staff_are_created_with_a_password_that_is_shown_once(admin: CheckedClient) -> None:
    answer = admin.post("/admin/users/new", data={"login": "zhougong", "display_name": "周工"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", answer.text)
    assert found
    account = db.session.query(Account).filter_by(login="zhougong").one()
    assert matches(account.password_hash, found.group())
    assert found.group() not in admin.get(f"/admin/users/{account.id}").text
    assert found.group() not in admin.get("/admin/audit/").text


@pytest.mark.parametrize(
    ("login", "name"),
    [
        ("", "周工"),
        ("周工", "周工"),
        ("Zhou", "周工"),
        ("zh", "周工"),
        ("z" * 33, "周工"),
        ("z" * 4000, "周工"),
        ("zhou gong", "周工"),
        ("zhougong", ""),
        ("zhougong", "周" * 41),
        ("zhougong", "周工😀"),
    ],
)
def test_a_malformed_account_is_refused_and_what_was_typed_is_kept(admin: CheckedClient, login: str, name: str) -> None:
    answer = admin.post("/admin/users/new", data={"login": login, "display_name": name})
    assert answer.status_code == 422
    assert f'value="{login}"' in answer.text
    assert f'value="{name}"' in answer.text
    assert db.session.query(Account).count() == 1


def test_a_login_belongs_to_one_person(admin: CheckedClient, boss: Account) -> None:
    answer = admin.post("/admin/users/new", data={"login": boss.login, "display_name": "另一位"})
    assert answer.status_code == 422
    assert "有人用了" in answer.text


def give(admin: CheckedClient, account: Account, role: str, organisation: str = "", festival: str = "") -> int:
    data = {"role": role, "organisation": organisation, "festival": festival, "department": ""}
    return admin.post(f"/admin/users/{account.id}/grants", data=data).status_code


def test_a_role_is_given_for_an_organisation_once_and_taken(admin: CheckedClient) -> None:
    bureau = factories.an_organisation()
    account = factories.a_staff_member()
    assert give(admin, account, "reviewer", str(bureau.id)) == 303
    assert give(admin, account, "reviewer", str(bureau.id)) == 409
    assert give(admin, account, "reviewer") == 303
    db.session.rollback()
    assert [(grant.role, grant.organisation_id) for grant in account.grants] == [
        (Role.REVIEWER, bureau.id),
        (Role.REVIEWER, None),
    ]
    first = account.grants[0].id
    assert admin.post(f"/admin/users/{account.id}/grants/{first}/take").status_code == 303
    assert admin.post(f"/admin/users/{account.id}/grants/{first}/take").status_code == 404


def test_a_role_is_given_for_a_festival_the_later_room_offers(admin: CheckedClient, app: Flask) -> None:
    festival = factories.a_festival()
    app.extensions["festival_choices"] = lambda: [(festival.id, festival.name)]
    account = factories.a_staff_member()
    assert give(admin, account, "gate", festival=str(festival.id)) == 303
    assert festival.name in admin.get(f"/admin/users/{account.id}").text
    assert give(admin, account, "gate", festival="999") == 422


@pytest.mark.parametrize(
    ("role", "organisation"),
    [("", ""), ("king", ""), ("gate", "999"), ("gate", "9" * 40), ("gate", "١"), ("gate", "-1")],
)
def test_an_unknown_role_or_organisation_is_refused(admin: CheckedClient, role: str, organisation: str) -> None:
    account = factories.a_staff_member()
    assert give(admin, account, role, organisation) == 422
    db.session.rollback()
    assert account.grants == []


def test_an_administrator_is_one_everywhere_or_not_at_all(admin: CheckedClient, app: Flask) -> None:
    """The pages of accounts and roles know no single festival: whoever reaches them could make themselves anything."""
    bureau, festival, account = factories.an_organisation(), factories.a_festival(), factories.a_staff_member()
    assert give(admin, account, "administrator", organisation=str(bureau.id)) == 422
    assert give(admin, account, "administrator", festival=str(festival.id)) == 422
    assert give(admin, account, "administrator") == 303
    narrow = new_client(app).sign_in(factories.a_staff_member(Role.ADMINISTRATOR, organisation=bureau))
    assert {narrow.get(path).status_code for path in PAGES} == {403}


def test_another_accounts_role_is_not_taken_through_this_one(admin: CheckedClient) -> None:
    account, other = factories.a_staff_member(), factories.a_staff_member(Role.GATE)
    assert admin.post(f"/admin/users/{account.id}/grants/{other.grants[0].id}/take").status_code == 404
    db.session.rollback()
    assert len(other.grants) == 1


def test_switching_an_account_off_ends_its_sessions_at_once(app: Flask, admin: CheckedClient) -> None:
    account = factories.a_staff_member(Role.GATE)
    browser = new_client(app).sign_in(account)
    assert browser.get("/account/").status_code == 200
    assert admin.post(f"/admin/users/{account.id}/active", data={"active": "0"}).status_code == 303
    assert browser.get("/account/").status_code == 302
    admin.post(f"/admin/users/{account.id}/active", data={"active": "1"})
    assert browser.get("/account/").status_code == 302


def test_nobody_switches_the_own_account_off(admin: CheckedClient, boss: Account) -> None:
    answer = admin.post(f"/admin/users/{boss.id}/active", data={"active": "0"})
    assert answer.status_code == 409
    assert "不能停用自己" in answer.text


def test_the_last_administrator_stays(either_app: Flask) -> None:
    first, second = (factories.a_staff_member(Role.ADMINISTRATOR) for _ in range(2))
    administration.set_active(second, False, first)
    with pytest.raises(StateConflict) as refusal:
        administration.take_role(first, first.grants[0].id, first)
    assert refusal.value.code == "last_administrator"
    administration.set_active(second, True, first)
    administration.take_role(first, first.grants[0].id, first)
    assert first.grants == []


def test_a_reset_password_works_and_the_old_sessions_end(app: Flask, admin: CheckedClient) -> None:
    account = factories.a_staff_member(Role.GATE)
    browser = new_client(app).sign_in(account)
    page = admin.post(f"/admin/users/{account.id}/password")
    found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", page.text)
    assert found
    db.session.rollback()
    assert matches(account.password_hash, found.group())
    assert browser.get("/account/").status_code == 302


def test_a_lost_phone_is_taken_off(admin: CheckedClient) -> None:
    account = factories.a_staff_member(Role.ORGANISER)
    with writing():
        account.totp_secret = "JBSWY3DPEHPK3PXP"
    assert admin.post(f"/admin/users/{account.id}/second-factor").status_code == 303
    db.session.rollback()
    assert (account.totp_secret, account.epoch) == (None, 2)


def test_sessions_are_ended_from_afar(app: Flask, admin: CheckedClient) -> None:
    account = factories.a_staff_member(Role.ORGANISER)
    browser = new_client(app).sign_in(account)
    admin.post(f"/admin/users/{account.id}/sign-out")
    assert browser.get("/account/").status_code == 302


def test_the_list_shows_staff_and_on_demand_households(admin: CheckedClient) -> None:
    staff, household = factories.a_staff_member(Role.GATE), factories.a_household()
    assert household.account.phone not in admin.get("/admin/users/").text
    everyone = admin.get("/admin/users/?all=1").text
    assert mask_phone(household.account.phone) in everyone
    # Whole numbers are looked up at the household's page of the desk, where the look is written down.
    one = admin.get(f"/admin/users/{household.account.id}").text
    assert household.account.phone not in everyone + one
    found = admin.get("/admin/users/?role=gate").text
    assert str(staff.login) in found
    assert "共 1 人" in found
    assert "共 0 人" in admin.get("/admin/users/?q=%25").text


def test_an_organisation_is_created_changed_and_has_its_name_alone(admin: CheckedClient) -> None:
    data = {"name": "石林镇人民政府", "short_name": "石林镇", "town": "石林镇", "phone": "023 4827 1234"}
    assert admin.post("/admin/organisations/new", data=data).status_code == 303
    assert admin.post("/admin/organisations/new", data=data).status_code == 422
    stored = db.session.query(Organisation).one()
    assert (stored.town, stored.phone) == ("石林镇", "023-48271234")
    data |= {"short_name": "石林", "phone": ""}
    assert admin.post(f"/admin/organisations/{stored.id}", data=data).status_code == 303
    db.session.rollback()
    assert (stored.short_name, stored.phone) == ("石林", "")
    assert admin.post(f"/admin/organisations/{stored.id}", data=data | {"phone": "12"}).status_code == 422


def test_the_log_is_filtered_and_paged(admin: CheckedClient, boss: Account) -> None:
    with writing():
        for number in range(60):
            record(boss, "household.edit", f"household:{number}")
        record(None, "account.locked", "account:9", failures=5)
    assert "共 61 条" in admin.get("/admin/audit/").text
    assert '第 <b class="num">2</b> 页' in admin.get("/admin/audit/?page=2").text
    assert "共 60 条" in admin.get("/admin/audit/?action=household.").text
    assert "共 1 条" in admin.get("/admin/audit/?subject=household:1").text
    assert "共 1 条" in admin.get("/admin/audit/?who=系统").text
    assert "共 61 条" in admin.get("/admin/audit/?first=2027-04-17&last=2027-04-17").text
    assert "共 0 条" in admin.get("/admin/audit/?last=2027-04-16").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_staff_are_refused(app: Flask, role: Role) -> None:
    browser = new_client(app).sign_in(factories.a_staff_member(role))
    for page in PAGES:
        assert browser.get(page).status_code == 403, page
    target = factories.a_staff_member(Role.GATE)
    for verb in ("grants", "active", "password", "second-factor", "sign-out"):
        assert browser.post(f"/admin/users/{target.id}/{verb}").status_code == 403, verb
    db.session.rollback()
    assert target.epoch == 1


def test_households_are_refused_and_strangers_sent_to_the_sign_in(app: Flask, client: CheckedClient) -> None:
    for page in PAGES:
        assert client.get(page).status_code == 302
    client.sign_in(factories.a_household().account)
    for page in PAGES:
        assert client.get(page).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=99999999999999999999",
        "page=%00",
        "page=١",
        "q=%ff%fe",
        "role=%00",
        "first=0001-01-01",
        "last=9999-12-31",
        "last=2027-13-45",
        "action=%25_%5C",
        "subject=" + "x" * 3000,
    ],
)
def test_rubbish_in_the_address_shows_a_page(admin: CheckedClient, query: str) -> None:
    for page in ("/admin/users/", "/admin/audit/"):
        assert admin.get(f"{page}?{query}").status_code == 200


@pytest.mark.parametrize("number", ["999", "99999999999999999999", "0"])
def test_accounts_and_organisations_that_are_not_there(admin: CheckedClient, number: str) -> None:
    assert admin.get(f"/admin/users/{number}").status_code == 404
    assert admin.get(f"/admin/organisations/{number}").status_code == 404
    assert admin.post(f"/admin/users/{number}/password").status_code == 404
