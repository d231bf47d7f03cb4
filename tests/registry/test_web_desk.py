"""The registry at the desk: search, one household, filing for others, the import with its dry run."""

import io
import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Role
from eventhub.core.database import db
from eventhub.core.models import AuditEntry
from eventhub.registry.documents import GoodsCategory, StallKind
from eventhub.registry.household_table import HouseholdRecord, write_households
from eventhub.registry.models import Household
from tests import factories
from tests.conftest import new_client
from tests.page_check import CheckedClient

READERS = (Role.ORGANISER, Role.REVIEWER, Role.TOWN_AGENT, Role.REGULATOR, Role.ADMINISTRATOR)


@pytest.fixture
def organiser(client: CheckedClient) -> CheckedClient:
    return client.sign_in(factories.a_staff_member(Role.ORGANISER))


def a_record(**values: object) -> HouseholdRecord:
    fields: dict[str, object] = {
        "uscc": factories.a_uscc(),
        "name": "堡堂面坊",
        "owner_name": "周大山",
        "phone": "19900003333",
        "town": "青年镇",
        "category": GoodsCategory.FARM,
        "stall_kind": StallKind.WORKSHOP,
    }
    return HouseholdRecord(**(fields | values))  # type: ignore[arg-type]


def typed(**values: object) -> dict[str, object]:
    data = {"name": "新登记的", "owner_name": "田三妹", "phone": "19900004444", "town": "石林镇", "address": ""}
    return data | {"category": "food", "stall_kind": "street_food", "heritage_item": "", "story": ""} | values


def test_the_list_hides_the_phone_and_so_does_the_page(organiser: CheckedClient) -> None:
    household = factories.a_household(phone="19900005678")
    for path in ("/desk/households/", f"/desk/households/{household.id}"):
        page = organiser.get(path).text
        assert "199****5678" in page
        assert "19900005678" not in page


def test_a_tap_shows_the_phone_and_is_written_down(organiser: CheckedClient) -> None:
    household = factories.a_household(phone="19900005678")
    path = f"/desk/households/{household.id}/phone"
    assert organiser.get(path).status_code == 405
    assert "19900005678" in organiser.post(path).text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "household.show_phone")).one()
    assert entry.subject == f"household:{household.id}"


def test_opening_the_form_that_holds_the_phone_is_a_look_too(organiser: CheckedClient) -> None:
    household = factories.a_household(phone="19900005678")
    assert "19900005678" in organiser.get(f"/desk/households/{household.id}/edit").text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "household.show_phone")).one()
    assert entry.subject == f"household:{household.id}"


def test_the_list_is_filtered_by_town_class_category_and_mark(organiser: CheckedClient) -> None:
    noodles = factories.a_household(name="堡堂面坊", town="青年镇", category=GoodsCategory.FARM)
    factories.a_household(name="苗家米酒", town="石林镇")
    factories.a_recognition(noodles)
    for query in ("q=堡堂", "town=青年镇", "class=specialty", "category=farm", "q=糯米酒&town=青年镇"):
        page = organiser.get(f"/desk/households/?{query}").text
        assert "堡堂面坊" in page, query
        assert "苗家米酒" not in page, query
    assert "共 0 户" in organiser.get("/desk/households/?only=missing").text
    assert "没有符合的户" in organiser.get("/desk/households/?q=没有这家").text


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=9" * 30,
        "page=%00",
        "page=١",
        "q=%00%ff",
        "q=" + "x" * 3000,
        "class=king",
        "category=%F0%9F%98%80",
        "town='--",
        "only=all",
        "q=%25_%5C",
    ],
)
def test_rubbish_in_the_address_shows_a_page(organiser: CheckedClient, query: str) -> None:
    assert organiser.get(f"/desk/households/?{query}").status_code == 200


def test_the_class_on_the_page_says_when_it_no_longer_counts(organiser: CheckedClient) -> None:
    household = factories.a_household()
    factories.a_recognition(household, valid_to=date(2027, 4, 16))
    assert "现在不计" in organiser.get(f"/desk/households/{household.id}").text
    assert "已过期" in organiser.get("/desk/households/").text


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read(app: Flask, role: Role) -> None:
    browser = new_client(app).sign_in(factories.a_staff_member(role))
    household = factories.a_household()
    expected = 200 if role in READERS else 403
    assert browser.get("/desk/households/").status_code == expected
    assert browser.get(f"/desk/households/{household.id}").status_code == expected
    assert browser.post(f"/desk/households/{household.id}/phone").status_code == expected


@pytest.mark.parametrize("role", list(Role))
def test_who_may_write_import_and_erase(app: Flask, role: Role) -> None:
    browser = new_client(app).sign_in(factories.a_staff_member(role))
    household = factories.a_household()
    writes = role in (Role.ORGANISER, Role.TOWN_AGENT, Role.ADMINISTRATOR)
    imports = role in (Role.ORGANISER, Role.REGULATOR, Role.ADMINISTRATOR)
    alone = role is Role.ADMINISTRATOR
    for path, may in (
        ("new", writes),
        (f"{household.id}/edit", writes),
        ("import", imports),
        ("template.xlsx", imports),
        ("export.xlsx", imports),
        (f"{household.id}/recognition", alone),
    ):
        assert browser.get(f"/desk/households/{path}").status_code == (200 if may else 403), path
    assert browser.post(f"/desk/households/{household.id}/erase").status_code == (409 if alone else 403)


def test_households_and_strangers_stay_outside(app: Flask) -> None:
    household = factories.a_household()
    assert new_client(app).get("/desk/households/").status_code == 302
    browser = new_client(app).sign_in(household.account)
    assert browser.get("/desk/households/").status_code == 403
    assert browser.post(f"/desk/households/{household.id}/phone").status_code == 403


def test_a_town_agent_files_for_the_own_town_only(app: Flask) -> None:
    town = factories.an_organisation(town="石林镇")
    agent = new_client(app).sign_in(factories.a_staff_member(Role.TOWN_AGENT, organisation=town))
    there = factories.a_household(town="黑山镇", name="黑山的店")
    assert "黑山的店" not in agent.get("/desk/households/").text
    assert "黑山的店" not in agent.get("/desk/households/?town=黑山镇").text
    for path in ("", "/edit"):
        assert agent.get(f"/desk/households/{there.id}{path}").status_code == 404
    assert agent.post(f"/desk/households/{there.id}/phone").status_code == 404
    assert "黑山镇" not in agent.get("/desk/households/new").text
    refused = agent.post("/desk/households/new", data=typed(uscc=factories.a_uscc(), town="黑山镇"))
    assert refused.status_code == 422
    made = agent.post("/desk/households/new", data=typed(uscc=factories.a_uscc()))
    assert made.status_code == 303
    assert "本人还没有登录过" in agent.get(made.location).text


def test_details_are_corrected_at_the_desk_under_the_version_that_was_seen(organiser: CheckedClient) -> None:
    household = factories.a_household()
    path, seen = f"/desk/households/{household.id}/edit", household.version
    assert organiser.post(path, data=typed(version=seen)).status_code == 303
    answer = organiser.post(path, data=typed(version=seen, name="晚了一步"))
    assert answer.status_code == 409
    assert 'value="晚了一步"' in answer.text
    db.session.rollback()
    assert household.name == "新登记的"


def test_a_code_that_is_registered_is_told_to_the_desk_by_name(organiser: CheckedClient) -> None:
    known = factories.a_household(name="已有的店")
    answer = organiser.post("/desk/households/new", data=typed(uscc=known.uscc))
    assert answer.status_code == 422
    assert "“已有的店”" in answer.text


def test_an_administrator_enters_a_class_and_erases_on_wish(app: Flask, client: CheckedClient) -> None:
    household = factories.a_household()
    client.sign_in(factories.a_staff_member(Role.ADMINISTRATOR))
    path = f"/desk/households/{household.id}"
    letter = {
        "policy_class": "famous",
        "level": "",
        "number": "万知-1",
        "issuer": "市场监管局",
        "valid_from": "2027-01-01",
        "valid_to": "2026-01-01",
    }
    assert client.post(f"{path}/recognition", data=letter).status_code == 422
    assert client.post(f"{path}/recognition", data=letter | {"valid_to": "2028-01-01"}).status_code == 303
    assert "知名类" in client.get(path).text
    new_client(app).sign_in(household.account).post(f"/my/household/{household.id}/deletion", data={"sure": "y"})
    assert "要求删除资料" in client.get(path).text
    assert "共 1 户" in client.get("/desk/households/?only=asked").text
    assert client.post(f"{path}/erase").status_code == 303
    page = client.get(path).text
    assert "罗小妹" not in page
    assert "已删除" in page


def upload(browser: CheckedClient, data: bytes, name: str = "名单.xlsx") -> str:
    answer = browser.post("/desk/households/import", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_list_is_reported_first_and_taken_in_on_confirmation(organiser: CheckedClient) -> None:
    good, bad = a_record(), a_record(phone="12345", name="电话错的店")
    report = upload(organiser, write_households([good, bad]))
    page = organiser.get(report).text
    assert "将新增 1 户" in page
    assert "第 3 行" in page
    assert "电话" in page
    assert db.session.scalar(select(func.count(Household.id))) == 0
    token = re.search(r"import/([0-9]+-[0-9a-f]{32})", report)
    assert token
    sheet = organiser.get(f"/desk/households/import/{token.group(1)}/bad-rows.xlsx")
    assert sheet.data[:2] == b"PK"
    answer = organiser.post(f"/desk/households/import/{token.group(1)}", data={"name": "名单.xlsx"})
    assert answer.status_code == 303
    assert "新增 1 户" in organiser.get(answer.location).text
    assert db.session.scalars(select(Household.uscc)).all() == [good.uscc]
    assert organiser.post(f"/desk/households/import/{token.group(1)}").status_code == 404
    assert "名单.xlsx" in organiser.get("/desk/households/import").text


def test_an_uploaded_list_is_its_uploaders_alone(app: Flask, organiser: CheckedClient) -> None:
    report = upload(organiser, write_households([a_record()]))
    other = new_client(app).sign_in(factories.a_staff_member(Role.ORGANISER))
    path = report.partition("?")[0]
    assert other.get(path).status_code == 404
    assert other.post(path).status_code == 404
    assert other.get(f"{path}/bad-rows.xlsx").status_code == 404


@pytest.mark.parametrize("token", ["x", "1-zz", "..%2F..%2Fsecret_key", "1-" + "0" * 32, "%00"])
def test_a_made_up_token_finds_nothing(organiser: CheckedClient, token: str) -> None:
    assert organiser.get(f"/desk/households/import/{token}").status_code == 404


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "还没有选文件"), (b"hello", ""), (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, ""), (b"PK\x03\x04rubbish", "")],
)
def test_a_file_that_is_none_is_refused_on_the_page(organiser: CheckedClient, data: bytes, says: str) -> None:
    answer = organiser.post("/desk/households/import", data={"file": (io.BytesIO(data), "x.xlsx")})
    assert answer.status_code == 422
    assert "有 1 处要改" in answer.text
    assert says in answer.text


def test_no_file_at_all_is_told(organiser: CheckedClient) -> None:
    assert organiser.post("/desk/households/import").status_code == 422


def test_ten_megabytes_are_refused(organiser: CheckedClient) -> None:
    answer = organiser.post("/desk/households/import", data={"file": (io.BytesIO(b"0" * 10_000_000), "x.xlsx")})
    assert answer.status_code == 413


def test_taking_the_whole_list_out_is_written_down(organiser: CheckedClient) -> None:
    factories.a_household()
    assert organiser.get("/desk/households/export.xlsx").data[:2] == b"PK"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "household.export")).one()
    assert entry.detail == {"count": 1}
