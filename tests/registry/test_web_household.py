"""A household's own pages, as people use them and as they misuse them."""

import json
import re
from datetime import date

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.core.database import db
from eventhub.registry import actions
from eventhub.registry.models import Household
from eventhub.registry.my_data import add_part
from tests import factories
from tests.conftest import new_client
from tests.page_check import CheckedClient


@pytest.fixture
def household(app: Flask) -> Household:
    made: Household = factories.a_household(address="石鼓村 3 组", story="家传三代。")
    return made


@pytest.fixture
def owner(client: CheckedClient, household: Household) -> CheckedClient:
    assert household.account is not None
    return client.sign_in(household.account)


def typed(household: Household | None = None, **values: object) -> dict[str, object]:
    data = {
        "name": "罗姐苗家米酒",
        "owner_name": "罗小妹",
        "phone": "199 0000 1111",
        "town": "石林镇",
        "address": "石鼓村 3 组",
        "category": "drink",
        "stall_kind": "workshop",
        "heritage_item": "",
        "story": "",
    }
    return data | ({"version": household.version} if household else {}) | values


def sentences(page: str) -> str:
    return " ".join(re.findall(r'<a href="#[^"]+">([^<]+)</a>', page))


def test_a_newcomer_registers_the_business_once(client: CheckedClient, app: Flask) -> None:
    account = factories.saved(Account(phone="19900001111"))
    client.sign_in(account)
    assert client.get("/my/household/").location == "/my/household/new"
    assert 'value="19900001111"' in client.get("/my/household/new").text
    answer = client.post("/my/household/new", data=typed(uscc=factories.a_uscc()))
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "罗姐苗家米酒" in page.text
    assert "自家小作坊产品" in page.text
    assert client.get("/my/household/").location == answer.location


def test_a_person_with_several_businesses_chooses(owner: CheckedClient, household: Household) -> None:
    factories.a_household(account=household.account, name="罗姐第二家")
    page = owner.get("/my/household/").text
    assert household.name in page
    assert "罗姐第二家" in page


def test_the_page_tells_the_class_and_why_an_expired_one_does_not_count(
    owner: CheckedClient, household: Household
) -> None:
    factories.a_recognition(household, valid_to=date(2027, 4, 16), number="万特2025-009")
    page = owner.get(f"/my/household/{household.id}").text
    assert "2027年4月16日" in page
    assert "已经过期，不计" in page
    assert "不加分" in page
    factories.a_recognition(household, number="万特2027-001")
    page = owner.get(f"/my/household/{household.id}").text
    assert "有效期到" in page
    assert "过期的类别不加分" not in page


def test_details_are_changed_and_the_change_is_seen(owner: CheckedClient, household: Household) -> None:
    path = f"/my/household/{household.id}/edit"
    assert "石鼓村 3 组" in owner.get(path).text
    assert owner.post(path, data=typed(household, name="罗姐米酒坊", story="第一行\r\n第二行")).status_code == 303
    db.session.rollback()
    assert (household.name, household.phone, household.story) == ("罗姐米酒坊", "19900001111", "第一行\n第二行")


def test_of_two_who_edit_the_second_sees_both_texts_and_may_save_then(
    owner: CheckedClient, household: Household
) -> None:
    path, seen = f"/my/household/{household.id}/edit", household.version
    owner.post(path, data=typed(household, name="先存的名字"))
    answer = owner.post(path, data=typed(name="后存的名字", version=seen))
    assert answer.status_code == 409
    assert "刚才有人改过" in answer.text
    assert "先存的名字" in answer.text
    assert 'value="后存的名字"' in answer.text
    db.session.rollback()
    assert household.name == "先存的名字"
    found = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert found
    assert owner.post(path, data=typed(name="后存的名字", version=found.group(1))).status_code == 303


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 40, "١"])
def test_a_missing_or_made_up_version_is_stale(owner: CheckedClient, household: Household, version: str) -> None:
    answer = owner.post(f"/my/household/{household.id}/edit", data=typed(version=version))
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "请填营业执照上的字号"),
        ("name", "　 \u200b", "请填营业执照上的字号"),
        ("name", "米" * 61, "最多 60 个字，现在有 61 个"),
        ("name", "米酒🍶", "打印不出来"),
        ("owner_name", "", "请填经营者"),
        ("phone", "", "请填电话"),
        ("phone", "١٩٩٠٠٠٠١١١١", "不是普通数字"),
        ("phone", "1990000111", "11 位"),
        ("phone", "1" * 9000, "太长"),
        ("town", "", "请选在哪个镇街"),
        ("town", "火星镇", "请从列出的镇街里选"),
        ("category", "weapons", "请选主要卖的一样"),
        ("category", "", "请选主要卖的一样"),
        ("stall_kind", "0", "请选怎么卖"),
        ("address", "村" * 121, "最多 120 个字"),
        ("story", "好" * 501, "最多 500 个字"),
        ("heritage_item", "编" * 41, "最多 40 个字"),
    ],
)
def test_a_bad_field_is_told_everything_typed_is_kept_and_nothing_written(
    owner: CheckedClient, household: Household, field: str, value: str, says: str
) -> None:
    before = (household.name, household.version)
    answer = owner.post(
        f"/my/household/{household.id}/edit", data=typed(household, **{"name": "别的名字", field: value})
    )
    assert answer.status_code == 422
    assert says in sentences(answer.text)
    if field != "name":
        assert 'value="别的名字"' in answer.text
    elif value.strip("　 \u200b"):
        assert value in answer.text
    db.session.rollback()
    assert (household.name, household.version) == before


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "请填统一社会信用代码"),
        ("92500199MA0000277", "现在是 17 位，还差 1 位"),
        ("92500199MA00002771", "最后一位不对"),
        ("92500199MAO0002770", "字母“O”"),
        ("９２５００１９９ＭＡ０００２７７", "还差"),
        ("٩٢٥٠٠١٩٩MA00002770", "只有数字和大写字母"),
        ("😀" * 18, "第 1 位"),
        ("9" * 5000, "最多 40 个字"),
        ("'; drop table household", "18 位"),
    ],
)
def test_a_bad_code_is_refused_and_what_was_typed_is_kept(
    client: CheckedClient, app: Flask, code: str, says: str
) -> None:
    client.sign_in(factories.saved(Account(phone="19900001111")))
    answer = client.post("/my/household/new", data=typed(uscc=code))
    assert answer.status_code == 422
    assert says in sentences(answer.text)
    assert 'value="罗姐苗家米酒"' in answer.text
    assert db.session.query(Household).count() == 0


def test_control_characters_and_markup_do_no_harm(owner: CheckedClient, household: Household) -> None:
    name = "罗姐\x00\x1b<script>alert(1)</script>"
    assert owner.post(f"/my/household/{household.id}/edit", data=typed(household, name=name)).status_code == 303
    page = owner.get(f"/my/household/{household.id}").text
    assert "罗姐&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_there_is_no_field_for_a_picture_or_an_identity_card(owner: CheckedClient, household: Household) -> None:
    for path in ("edit", "licences/new", "products/new"):
        page = owner.get(f"/my/household/{household.id}/{path}").text
        assert 'type="file"' not in page
        assert "身份证" not in page


def test_my_data_is_handed_out_whole_and_only_mine(owner: CheckedClient, household: Household, app: Flask) -> None:
    other = factories.a_household(name="别家的店")
    factories.a_recognition(household)
    add_part(app, "申请", lambda _account, mine: [row.id for row in mine])
    answer = owner.get("/my/household/data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.get_data(as_text=True)
    document = json.loads(text)
    assert document["店"][0]["证照"][0]["编号"] == "YY-1"
    assert document["店"][0]["类别"][0]["编号"] == "万特2025-001"
    assert document["店"][0]["商品"][0]["价钱（分）"] == 2500
    assert document["申请"] == [household.id]
    assert other.name not in text
    assert "password" not in text


def test_deletion_is_asked_for_with_a_tick_and_taken_back(owner: CheckedClient, household: Household) -> None:
    path = f"/my/household/{household.id}/deletion"
    assert owner.post(path).status_code == 422
    assert owner.post(path, data={"sure": "y"}).status_code == 303
    assert "要求删除资料" in owner.get(f"/my/household/{household.id}").text
    db.session.rollback()
    assert household.deletion_asked_at is not None
    assert household.owner_name == "罗小妹"
    assert owner.post(f"{path}/withdraw").status_code == 303
    db.session.rollback()
    assert household.deletion_asked_at is None


@pytest.mark.parametrize(
    "path",
    ["", "/edit", "/deletion", "/products/new", "/products/1", "/licences/new", "/licences/1"],
)
def test_somebody_elses_business_is_not_there(owner: CheckedClient, app: Flask, path: str) -> None:
    other = factories.a_household()
    for number in (other.id, 0, 999, 2**31, 10**30):
        assert owner.get(f"/my/household/{number}{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["edit", "deletion", "deletion/withdraw", "products/new", "products/1", "products/1/remove", "licences/1/remove"],
)
def test_somebody_elses_business_can_not_be_changed(owner: CheckedClient, app: Flask, path: str) -> None:
    other = factories.a_household()
    before = (other.version, other.name, len(other.products))
    data = typed(other, sure="y", name="抢来的名字", number="1", kind="health")
    assert owner.post(f"/my/household/{other.id}/{path}", data=data).status_code == 404
    db.session.rollback()
    assert (other.version, other.name, len(other.products)) == before


def test_my_own_page_with_somebody_elses_product_is_not_there(owner: CheckedClient, household: Household) -> None:
    other = factories.a_household()
    base = f"/my/household/{household.id}"
    assert owner.get(f"{base}/products/{other.products[0].id}").status_code == 404
    answer = owner.post(f"{base}/licences/{other.licences[0].id}/remove", data={"version": household.version})
    assert answer.status_code == 404
    db.session.rollback()
    assert len(other.licences) == 1


def test_strangers_are_sent_to_the_sign_in_and_staff_refused(app: Flask, household: Household) -> None:
    path = f"/my/household/{household.id}"
    assert new_client(app).get(path).location == f"/sign-in?next={path}"
    assert new_client(app).post(f"{path}/edit", data=typed(household)).status_code == 401
    organiser = new_client(app).sign_in(factories.a_staff_member(Role.ORGANISER))
    assert organiser.get(path).status_code == 403


def test_a_body_of_ten_megabytes_is_refused_and_nothing_written(owner: CheckedClient, household: Household) -> None:
    answer = owner.post(f"/my/household/{household.id}/edit", data=typed(household, story="好" * 4_000_000))
    assert answer.status_code == 413
    db.session.rollback()
    assert household.story == "家传三代。"


def test_erased_data_takes_the_session_and_the_account_along(owner: CheckedClient, household: Household) -> None:
    actions.ask_for_deletion(household, household.account)
    actions.erase_household(household, factories.a_staff_member())
    path = f"/my/household/{household.id}"
    assert owner.get(path).location == f"/sign-in?next={path}"


def test_registering_tells_everything_that_is_wrong_in_one_go(client: CheckedClient) -> None:
    client.sign_in(factories.saved(Account(phone="19900001111")))
    wrong = typed(uscc="92500199MA00003811", owner_name="张🙂", phone="138abc", town="")
    answer = client.post("/my/household/new", data=wrong)
    assert answer.status_code == 422
    told = sentences(answer.text)
    for said in ("最后一位不对", "打印不出来", "电话里只能有数字", "请选在哪个镇街"):
        assert said in told
    places = [told.index(said) for said in ("最后一位不对", "打印不出来", "电话里只能有数字", "请选在哪个镇街")]
    assert places == sorted(places)
