"""What an application names as its goods is offered for the shop's own list, once."""

import pytest

from eventhub.accounts.models import Role
from eventhub.applications import goods_taken
from eventhub.applications.models import Application
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household, Product
from tests import factories
from tests.applications.apply_pages import text_of
from tests.page_check import CheckedClient

GOODS = [
    {"name": "糯米酒", "price_fen": 1500, "unit": "斤"},
    {"name": "堡堂手工面", "price_fen": 800, "unit": "把"},
    {"name": "杨梅酒", "price_fen": 2500, "unit": "瓶"},
]


@pytest.fixture
def filed(festival: Festival, household: Household) -> Application:
    return factories.an_application(festival, household, goods=GOODS)


def test_the_shop_offers_what_is_not_on_its_list_and_takes_it_once(
    phone: CheckedClient, filed: Application, household: Household
) -> None:
    shop = phone.get(f"/my/household/{household.id}")
    assert "您申请踩山会时写了堡堂手工面、杨梅酒，这里还没有。" in text_of(shop)
    url = f"/my/applications/{filed.receipt}/goods?f={filed.festival.slug}"
    assert url in shop.get_data(as_text=True).replace("&amp;", "&")
    assert phone.post(url).location.endswith(f"/my/household/{household.id}#products")
    db.session.rollback()
    assert [(p.name, p.named, p.price_fen, p.unit) for p in household.products[1:]] == [
        ("堡堂手工面", "堡堂手工面", 800, "把"),
        ("杨梅酒", "", 2500, "瓶"),
    ]
    assert household.products[0].price_fen == 2500
    phone.post(url)
    db.session.rollback()
    assert len(household.products) == 3
    assert "这里还没有。" not in text_of(phone.get(f"/my/household/{household.id}"))


def test_spaces_do_not_make_another_product(filed: Application, household: Household) -> None:
    household.products.append(Product(name="杨 梅酒"))
    assert [item["name"] for item in goods_taken.goods_to_take(filed)] == ["堡堂手工面"]


def test_others_take_nothing_over(client: CheckedClient, filed: Application) -> None:
    stranger = factories.a_household().account
    assert stranger is not None
    client.sign_in(stranger)
    assert client.post(f"/my/applications/{filed.receipt}/goods").status_code == 404


def test_an_agent_is_not_offered_what_belongs_to_the_household(
    client: CheckedClient, filed: Application, festival: Festival
) -> None:
    agent = factories.a_staff_member(Role.TOWN_AGENT, organisation=factories.an_organisation(town="石林镇"))
    filed.agent_id = agent.id
    db.session.commit()
    client.sign_in(agent)
    assert "登到“我的店”" not in text_of(client.get(f"/my/applications/{filed.receipt}/?f={festival.slug}"))
