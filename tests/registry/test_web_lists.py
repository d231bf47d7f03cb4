"""The products and licences on a household's own pages."""

import re

import pytest
from flask import Flask

from eventhub.core.database import db
from eventhub.registry.models import Household
from tests import factories
from tests.page_check import CheckedClient


@pytest.fixture
def household(app: Flask) -> Household:
    made: Household = factories.a_household()
    return made


@pytest.fixture
def owner(client: CheckedClient, household: Household) -> CheckedClient:
    assert household.account is not None
    return client.sign_in(household.account)


def sentences(page: str) -> str:
    return " ".join(re.findall(r'<a href="#[^"]+">([^<]+)</a>', page))


def test_products_are_added_changed_and_removed(owner: CheckedClient, household: Household) -> None:
    base = f"/my/household/{household.id}/products"
    data = {
        "name": "堡堂面",
        "price": "１２.5 元",
        "unit": "把",
        "named": "堡堂手工面",
        "note": "",
        "version": household.version,
    }
    assert owner.post(f"{base}/new", data=data).status_code == 303
    db.session.rollback()
    product = household.products[-1]
    assert (product.name, product.price_fen, product.named) == ("堡堂面", 1250, "堡堂手工面")
    assert 'value="12.50"' in owner.get(f"{base}/{product.id}").text
    data |= {"price": "", "version": household.version}
    assert owner.post(f"{base}/{product.id}", data=data).status_code == 303
    db.session.rollback()
    assert product.price_fen is None
    assert owner.post(f"{base}/{product.id}/remove", data={"version": 1}).status_code == 409
    assert owner.post(f"{base}/{product.id}/remove", data={"version": household.version}).status_code == 303
    assert owner.get(f"{base}/{product.id}").status_code == 404


@pytest.mark.parametrize(
    ("price", "says"),
    [
        ("十五", "只填数字"),
        ("一块", "只填数字"),
        ("便宜", "只填数字"),
        ("-5", "只填数字"),
        ("1.234", "最多两位小数"),
        ("1e9", "只填数字"),
        ("99999999", "最多 9,999,999 元"),
        ("١٥", "不是普通数字"),
        ("😀", "只填数字"),
    ],
)
def test_a_bad_price_is_told_and_kept(owner: CheckedClient, household: Household, price: str, says: str) -> None:
    data = {"name": "米酒", "price": price, "unit": "", "named": "", "note": "", "version": household.version}
    answer = owner.post(f"/my/household/{household.id}/products/new", data=data)
    assert answer.status_code == 422
    assert says in sentences(answer.text)
    assert f'value="{price}"' in answer.text


def test_licences_are_kept_with_number_and_last_day(owner: CheckedClient, household: Household) -> None:
    base = f"/my/household/{household.id}/licences"
    data = {
        "kind": "health",
        "number": "JK-77",
        "holder": "罗小妹",
        "valid_to": "2027-04-16",
        "version": household.version,
    }
    assert owner.post(f"{base}/new", data=data).status_code == 303
    page = owner.get(f"/my/household/{household.id}").text
    assert "2027年4月16日已过期" in page
    db.session.rollback()
    licence = household.licences[-1]
    form = owner.get(f"{base}/{licence.id}").text
    assert 'value="2027-04-16"' in form
    assert re.search(
        r'<option[^>]*selected[^>]*value="health"|<option value="health" selected|<option selected value="health"', form
    )
    data |= {"kind": "business", "valid_to": "", "version": household.version}
    assert owner.post(f"{base}/{licence.id}", data=data).status_code == 303
    assert "长期有效" in owner.get(f"/my/household/{household.id}").text


def test_a_health_certificate_always_has_a_last_day(owner: CheckedClient, household: Household) -> None:
    data = {"kind": "health", "number": "JK-77", "holder": "", "valid_to": "", "version": household.version}
    answer = owner.post(f"/my/household/{household.id}/licences/new", data=data)
    assert answer.status_code == 422
    assert "健康证都有期限，写上证上的那一天。" in sentences(answer.text)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2027-02-30", "不是日期"),
        ("明天", "不是日期"),
        ("20270501x", "不是日期"),
        ("0001-01-01", "年份要在 2000 到 2100 之间"),
        ("99999-01-01", "不是日期"),
        ("２０２７年", "不是日期"),
        ("2027-05-01" * 400, "不是日期"),
    ],
)
def test_a_day_that_is_none_is_refused(owner: CheckedClient, household: Household, day: str, says: str) -> None:
    data = {"kind": "health", "number": "JK-77", "valid_to": day, "version": household.version}
    answer = owner.post(f"/my/household/{household.id}/licences/new", data=data)
    assert answer.status_code == 422
    assert says in sentences(answer.text)
