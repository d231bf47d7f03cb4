"""What an application names as its goods, taken over onto the household's own list: nobody should type it twice."""

from typing import Any

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.core.database import db, writing
from eventhub.core.typed_text import without_spaces
from eventhub.registry.actions import save_product
from eventhub.registry.household_details import ProductDetails
from eventhub.registry.models import Household, Product
from eventhub.registry.named_products import NAMED_PRODUCTS


def goods_to_take(application: Application) -> list[dict[str, Any]]:
    """Return the goods of the application whose name is not on the household's list, spaces aside."""
    known = {without_spaces(product.name) for product in application.household.products}
    return [item for item in application.goods if without_spaces(str(item["name"])) not in known]


def take_goods_over(application: Application, actor: Account) -> list[Product]:
    """Put the goods onto the household's list, with price and unit; what is there stays as it is.

    Raises BadInput where the list would grow too long.
    """
    taken = []
    with writing():
        for item in goods_to_take(application):
            name = str(item["name"])
            named = name if name in NAMED_PRODUCTS else ""
            details = ProductDetails(name, named, item.get("price_fen"), str(item.get("unit", "")))
            taken.append(save_product(application.household, None, details, application.household.version, actor))
    return taken


def last_with_goods(household: Household) -> Application | None:
    """Return the newest application the household handed in whose goods are not all on its list, or None."""
    newest = db.session.scalars(
        select(Application)
        .where(Application.household_id == household.id, Application.state != ApplicationState.DRAFT)
        .order_by(Application.id.desc())
        .limit(1)
    ).first()
    return newest if newest is not None and goods_to_take(newest) else None
