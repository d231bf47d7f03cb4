"""How tests walk through the pages of an application: what is typed, what is sent, what is read."""

import re
from html import unescape
from typing import Any

from sqlalchemy import select

from eventhub.applications.models import Application
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household
from tests.page_check import CheckedClient

GOODS = {
    "category": "drink",
    "stall_kind": "trader",
    "goods": "糯米酒 15 元一斤\r\n杨梅酒 25 元一瓶",
    "handles_food": "no",
}
NEEDS = {
    "days": ["2027-05-01"],
    "size": "1-2",
    "zone_1": "A",
    "anywhere": "yes",
    "uses_power": "yes",
    "use_freezer": "1",
    "use_light": "4",
    "water": "yes",
    "flame": "no",
}
PAPERS = {"kind_0": "business", "number_0": "YY-1", "valid_to_0": "2035-01-01", "committed": "y"}


def the_application() -> Application:
    db.session.rollback()
    return db.session.scalars(select(Application).order_by(Application.id.desc())).first()  # type: ignore[return-value]


def version_in(html: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', html)
    assert found is not None
    return found[1]


def send(client: CheckedClient, url: str, data: dict[str, Any], **kept: Any) -> Any:
    """Open the form, then post it with its version, as a browser does."""
    version = version_in(client.get(url).get_data(as_text=True))
    return client.post(url, data={"version": version, **data, **kept})


def started(phone: CheckedClient, festival: Festival, household: Household) -> str:
    """Begin an application and return the address its steps stand under."""
    answer = phone.post(f"/apply/{festival.slug}/", data={"household": str(household.id)})
    assert answer.status_code == 303
    return f"/apply/{festival.slug}/{the_application().id}"


def fill(phone: CheckedClient, base: str) -> None:
    """Fill in all four steps."""
    contact = {"contact_name": "罗小妹", "contact_phone": "199 0000 1234"}
    for key, data in (("contact", contact), ("goods", GOODS), ("needs", NEEDS), ("papers", PAPERS)):
        answer = send(phone, f"{base}/{key}", data)
        assert answer.status_code == 303, (key, text_of(answer))


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))
