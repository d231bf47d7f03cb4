"""Buyer enquiries: from a public page without a cookie, from no other site, to the household and the organiser."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from python_calamine import load_workbook
from sqlalchemy import select

from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.registry.signals import household_erased
from eventhub.visitors.models import Enquiry, Outcome
from tests import factories
from tests.conftest import at, new_client
from tests.page_check import CheckedClient
from tests.visitors.conftest import Ground

TYPED = {"goods": "豆花", "quantity": "200 斤", "buyer": "王经理", "phone": "199 0000 4321", "company": "渝味超市"}
OURS = {"Sec-Fetch-Site": "same-origin"}


def path_of(ground: Ground, number: int = 0) -> str:
    """Address of the form at a household's stall."""
    return f"/s/{ground.booth_of(number).sign_code}/enquiry"


def token_of(client: CheckedClient, path: str) -> str:
    """Open the form and return the token in it."""
    page = client.get(path).get_data(as_text=True)
    return page.split('name="token" value="')[1].split('"')[0]


def send(client: CheckedClient, path: str, headers: dict[str, str] | None = None, **typed: str) -> Any:
    """Fill the form in and send it as a browser does."""
    data = TYPED | {"token": token_of(client, path)} | typed
    return client.post(path, data=data, headers=OURS if headers is None else headers)


def stored() -> list[Enquiry]:
    """Every enquiry there is."""
    return list(db.session.scalars(select(Enquiry)))


def test_an_enquiry_reaches_the_household_and_no_cookie_is_set(fair: Ground, client: CheckedClient) -> None:
    path = path_of(fair)
    answer = send(client, path)
    assert answer.status_code == 303
    sent = client.get(answer.headers["Location"])
    assert "交给石林豆花饭了" in sent.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in client.get(path).headers
    (message,) = db.session.scalars(select(OutboxMessage).where(OutboxMessage.key.like("enquiry:%")))
    assert message.to == fair.households[0].phone
    assert not any(word in message.text for word in ("4321", "豆花", "王经理", "渝味超市"))
    inbox = new_client(client.application).sign_in(fair.households[0].account)
    page = inbox.get("/my/enquiries/").get_data(as_text=True)
    assert "豆花，200 斤" in page
    assert "有 1 个买家等您回电" in inbox.get("/my/").get_data(as_text=True)
    one = inbox.get(f"/my/enquiries/{stored()[0].id}").get_data(as_text=True)
    assert "19900004321" in one.replace(" ", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/localhost"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_post_that_another_site_caused_is_refused_and_keeps_what_was_typed(
    fair: Ground, client: CheckedClient, headers: dict[str, str]
) -> None:
    answer = send(client, path_of(fair), headers)
    assert answer.status_code == 400
    assert stored() == []
    page = answer.get_data(as_text=True)
    assert "不是从本站的页面发来的" in page
    assert 'value="王经理"' in page


def test_an_old_browser_that_only_sends_its_origin_is_heard(fair: Ground, client: CheckedClient) -> None:
    assert send(client, path_of(fair), {"Origin": "http://localhost"}).status_code == 303


def test_a_token_of_another_stall_a_forged_or_an_old_one_is_refused(fair: Ground, client: CheckedClient) -> None:
    other = token_of(client, path_of(fair, 1))
    for token in (other, "", "1.abc", "x" * 500, "验证"):
        assert send(client, path_of(fair), token=token).status_code == 400
    old = token_of(client, path_of(fair))
    with clock.fixed(at("2027-04-17T16:00")):
        answer = client.post(path_of(fair), data=TYPED | {"token": old}, headers=OURS)
    assert answer.status_code == 400
    assert stored() == []


@pytest.mark.parametrize(
    ("field", "typed"), [("goods", ""), ("phone", "12"), ("buyer", ""), ("text", "好" * 301), ("goods", "米" * 61)]
)
def test_what_is_missing_or_wrong_is_said_at_its_field(
    fair: Ground, client: CheckedClient, field: str, typed: str
) -> None:
    answer = send(client, path_of(fair), **{field: typed})
    assert answer.status_code == 422
    assert "渝味超市" in answer.get_data(as_text=True)
    assert stored() == []


def test_nobody_can_be_flooded(fair: Ground, client: CheckedClient) -> None:
    path = path_of(fair)
    assert [send(client, path).status_code for _ in range(4)] == [303, 303, 303, 409]
    assert send(client, path_of(fair, 1)).status_code == 303
    with clock.fixed(at("2027-04-18T09:00")):
        assert send(client, path).status_code == 303


def test_a_household_is_not_rung_and_filled_by_whoever_types_ever_new_numbers(
    fair: Ground, client: CheckedClient
) -> None:
    path = path_of(fair)
    answers = [send(client, path, phone=f"199{number:08d}").status_code for number in range(102)]
    assert answers == [303] * 100 + [409] * 2
    assert len(stored()) == 100
    sent = db.session.scalars(select(OutboxMessage).where(OutboxMessage.key.like("enquiry:%"))).all()
    assert len(sent) == 5
    assert send(client, path_of(fair, 1)).status_code == 303


def test_an_empty_booth_takes_no_enquiry(fair: Ground, client: CheckedClient) -> None:
    path = f"/s/{fair.booth('A04').sign_code}/enquiry"
    assert "留不了话" in client.get(path).get_data(as_text=True)
    token = token_of(client, path_of(fair))
    assert client.post(path, data=TYPED | {"token": token}, headers=OURS).status_code == 400


def test_others_cannot_read_an_enquiry(fair: Ground, client: CheckedClient, app: Flask) -> None:
    send(client, path_of(fair))
    number = stored()[0].id
    stranger = new_client(app).sign_in(factories.a_household().account)
    assert stranger.get(f"/my/enquiries/{number}").status_code == 404
    assert "豆花" not in stranger.get("/my/enquiries/").get_data(as_text=True)
    other_desk = factories.a_festival()
    organiser = new_client(app).sign_in(fair.organiser)
    assert organiser.get(f"/desk/{other_desk.slug}/enquiries/").status_code == 403


def test_the_outcome_is_kept_and_a_stale_one_is_told(fair: Ground, client: CheckedClient, app: Flask) -> None:
    send(client, path_of(fair))
    entry = stored()[0]
    mine = new_client(app).sign_in(fair.households[0].account)
    desk = new_client(app).sign_in(fair.organiser)
    typed = {"outcome": "deal", "note": "先订 200 斤", "version": str(entry.version)}
    assert mine.post(f"/my/enquiries/{entry.id}", data=typed).status_code == 303
    late = desk.post(
        f"/desk/{fair.festival.slug}/enquiries/{entry.id}", data=typed | {"outcome": "nothing", "note": "没谈拢"}
    )
    assert late.status_code == 409
    assert "没谈拢" in late.get_data(as_text=True)
    db.session.expire_all()
    assert (stored()[0].outcome, stored()[0].outcome_note) == (Outcome.DEAL, "先订 200 斤")


def test_the_ledger_holds_every_enquiry_with_its_outcome_and_is_audited(
    fair: Ground, client: CheckedClient, app: Flask
) -> None:
    send(client, path_of(fair), goods="=1+1")
    send(client, path_of(fair, 1))
    desk = new_client(app).sign_in(fair.organiser)
    assert "渝味超市" in desk.get(f"/desk/{fair.festival.slug}/enquiries/").get_data(as_text=True)
    answer = desk.get(f"/desk/{fair.festival.slug}/enquiries/ledger.xlsx")
    rows = load_workbook(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 3
    assert "结果" in rows[0]
    assert any("=1+1" in row for row in rows)
    assert all("还没联系" in row for row in rows[1:])
    assert db.session.scalar(select(AuditEntry.id).where(AuditEntry.action == "enquiry.ledger"))


def test_a_household_downloads_and_erases_what_was_written_to_it(
    fair: Ground, client: CheckedClient, app: Flask
) -> None:
    send(client, path_of(fair))
    send(client, path_of(fair, 1))
    mine = new_client(app).sign_in(fair.households[0].account)
    kept = mine.get("/my/household/data.json").json["采购意向"]
    assert [entry["联系人"] for entry in kept] == ["王经理"]
    with clock.fixed(at("2027-06-01T09:00")), writing():
        household_erased.send(fair.households[0])
    assert [entry.household_id for entry in stored()] == [fair.households[1].id]


def test_an_enquiry_outlives_its_booth(fair: Ground, client: CheckedClient) -> None:
    send(client, path_of(fair))
    (entry,) = stored()
    with writing():
        entry.booth_id = fair.booth("A04").id
    with writing() as session:
        session.delete(fair.booth("A04"))
    db.session.expire_all()
    (entry,) = stored()
    assert (entry.goods, entry.booth_id) == ("豆花", None)
