"""A product taken off leaves its batches behind: what was sold of it must still be found and recalled."""

from datetime import date

import pytest
from flask import Flask

from eventhub.core.database import db
from eventhub.core.errors import StateConflict
from eventhub.registry.actions import remove_product
from eventhub.registry.models import Batch, Product
from eventhub.visitors.batches import BatchDetails, add_batch, recall_batch
from tests.conftest import new_client
from tests.page_check import CheckedClient
from tests.visitors.conftest import Ground
from tests.visitors.test_festivals import text_of

DETAILS = BatchDetails("20270412", date(2027, 4, 12), "本地黄豆", "JC-2027-118")


@pytest.fixture
def batch(fair: Ground) -> Batch:
    """A batch of goods that the shop then took off."""
    shop = fair.households[0]
    made = add_batch(shop.products[0], DETAILS, shop.account)
    remove_product(shop, made.product_id, shop.version, shop.account)
    return made


def test_the_product_is_gone_from_the_shop_and_the_batch_is_not(
    fair: Ground, batch: Batch, client: CheckedClient
) -> None:
    assert batch.product_id not in [product.id for product in fair.households[0].products]
    recall_batch(batch, "包装破损，可能变质。", batch.version, fair.organiser)
    assert "召回了" in text_of(client, f"/batches/{batch.code}")


def test_nothing_more_is_written_down_of_it(app: Flask, fair: Ground, batch: Batch) -> None:
    shop = fair.households[0]
    with pytest.raises(StateConflict, match="删掉"):
        add_batch(batch.product, DETAILS, shop.account)
    owner = new_client(app)
    owner.sign_in(shop.account)
    page = owner.get("/my/batches/").text
    assert batch.code in page
    assert f"/my/batches/new/{batch.product_id}" not in page


def test_a_product_without_batches_is_gone_for_good(fair: Ground) -> None:
    shop = fair.households[1]
    number = shop.products[0].id
    remove_product(shop, number, shop.version, shop.account)
    assert db.session.get(Product, number) is None
