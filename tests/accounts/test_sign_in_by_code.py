"""A household signs in by a code sent to its phone: what the code is good for, and what it is not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Account, SignInCode
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.models import AuditEntry, OutboxMessage
from tests import factories
from tests.conftest import NOW, new_client
from tests.page_check import CheckedClient

PHONE = "19900004321"
Codes = Callable[[str], str]


def ask(client: CheckedClient, phone: str = PHONE) -> None:
    answer = client.post("/sign-in", data={"phone": phone})
    assert answer.status_code == 303, answer.text


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_new_phone_gets_an_account_on_its_first_success(client: CheckedClient, last_code: Codes) -> None:
    ask(client, " +86 199 0000 4321 ")
    assert db.session.scalar(select(func.count(Account.id))) == 0
    answer = client.post("/sign-in/code", data={"code": last_code(PHONE)})
    assert (answer.status_code, answer.location) == (303, "/my/")
    assert client.get("/account/").status_code == 200
    assert db.session.scalar(select(Account.phone)) == PHONE


def test_the_answer_is_the_same_whether_the_phone_is_known_or_not(app: Flask) -> None:
    factories.a_household(phone="19900009999")
    known = new_client(app).post("/sign-in", data={"phone": "19900009999"})
    unknown = new_client(app).post("/sign-in", data={"phone": PHONE})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 2


def test_only_a_hash_of_the_code_is_kept(client: CheckedClient, last_code: Codes) -> None:
    ask(client)
    code = last_code(PHONE)
    stored = db.session.scalars(select(SignInCode)).one()
    assert len(stored.code_hash) == 64
    assert code not in stored.code_hash
    details = [str(entry.detail) for entry in db.session.scalars(select(AuditEntry))]
    assert not any(code in detail for detail in details)


def test_a_code_works_once(app: Flask, last_code: Codes) -> None:
    first, second = new_client(app), new_client(app)
    ask(first)
    with second.session_transaction() as session:
        session["code_phone"] = PHONE
    code = last_code(PHONE)
    assert first.post("/sign-in/code", data={"code": code}).status_code == 303
    answer = second.post("/sign-in/code", data={"code": code})
    assert answer.status_code == 422
    assert "验证码不对" in answer.text


def test_a_code_is_good_to_the_last_second_of_ten_minutes_and_not_longer(
    client: CheckedClient, last_code: Codes
) -> None:
    ask(client)
    code = last_code(PHONE)
    with clock.fixed(NOW + timedelta(minutes=10)):
        assert client.post("/sign-in/code", data={"code": code}).status_code == 422
    with clock.fixed(NOW + timedelta(minutes=9, seconds=59)):
        assert client.post("/sign-in/code", data={"code": code}).status_code == 303


def test_after_five_wrong_tries_the_right_code_is_refused_too(client: CheckedClient, last_code: Codes) -> None:
    ask(client)
    code = last_code(PHONE)
    for _ in range(5):
        assert client.post("/sign-in/code", data={"code": wrong(code)}).status_code == 422
    assert client.post("/sign-in/code", data={"code": code}).status_code == 422
    assert db.session.scalar(select(func.count(Account.id))) == 0


def test_a_newer_code_makes_the_older_one_useless(client: CheckedClient, last_code: Codes) -> None:
    ask(client)
    older = last_code(PHONE)
    with clock.fixed(NOW + timedelta(seconds=61)):
        ask(client)
        newer = last_code(PHONE)
        if older != newer:
            assert client.post("/sign-in/code", data={"code": older}).status_code == 422
        assert client.post("/sign-in/code", data={"code": newer}).status_code == 303


def test_a_phone_is_not_rung_twice_within_a_minute(client: CheckedClient) -> None:
    ask(client)
    answer = client.post("/sign-in", data={"phone": PHONE})
    assert answer.status_code == 429
    assert "等一分钟" in answer.text
    assert 'value="19900004321"' in answer.text
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 1


def test_a_phone_gets_five_unused_codes_an_hour(client: CheckedClient) -> None:
    for minute in range(5):
        with clock.fixed(NOW + timedelta(minutes=2 * minute)):
            ask(client)
    with clock.fixed(NOW + timedelta(minutes=12)):
        assert client.post("/sign-in", data={"phone": PHONE}).status_code == 429
    with clock.fixed(NOW + timedelta(minutes=61)):
        ask(client)


def test_codes_that_were_used_do_not_count_against_the_phone(client: CheckedClient, last_code: Codes) -> None:
    for _ in range(7):
        ask(client)
        assert client.post("/sign-in/code", data={"code": last_code(PHONE)}).status_code == 303
        client.post("/sign-out")


def test_a_switched_off_account_stays_out_with_a_right_code(client: CheckedClient, last_code: Codes) -> None:
    factories.saved(Account(phone=PHONE, active=False))
    ask(client)
    answer = client.post("/sign-in/code", data={"code": last_code(PHONE)})
    assert answer.status_code == 403
    assert "停用" in answer.text
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "请填写手机号"),
        ("١٩٩٠٠٠٠١٢٣٤", "不是普通数字"),
        ("1990000123", "11 位"),
        ("023-48271234", "座机收不到短信"),
        ("😀😀😀", "只能有数字"),
        ("1" * 4000, "太长"),
        ("<b>19900001234</b>", "只能有数字"),
    ],
)
def test_a_bad_phone_is_refused_with_a_sentence_and_kept(client: CheckedClient, typed: str, says: str) -> None:
    answer = client.post("/sign-in", data={"phone": typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert "有 1 处要改" in answer.text
    assert "<b>19900001234" not in answer.text
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0


@pytest.mark.parametrize("typed", ["", "12345", "１２３４５６７", "١٢٣٤٥٦", "9" * 5000, "\x00\x00", "😀"])
def test_a_bad_code_is_refused(client: CheckedClient, typed: str) -> None:
    ask(client)
    assert client.post("/sign-in/code", data={"code": typed}).status_code == 422


def test_full_width_digits_of_a_right_code_are_read(client: CheckedClient, last_code: Codes) -> None:
    ask(client)
    wide = last_code(PHONE).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    assert client.post("/sign-in/code", data={"code": f" {wide} "}).status_code == 303


def test_the_code_page_without_a_phone_leads_back(client: CheckedClient) -> None:
    answer = client.get("/sign-in/code")
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client: CheckedClient, last_code: Codes) -> None:
    start = client.get("/account/")
    assert start.location == "/sign-in?next=/account/"
    ask(client)
    data = {"code": last_code(PHONE), "next": "/account/"}
    assert client.post("/sign-in/code", data=data).location == "/account/"


def test_signing_in_never_leads_to_another_site(client: CheckedClient, last_code: Codes) -> None:
    ask(client)
    data = {"code": last_code(PHONE), "next": "//evil.example/"}
    assert client.post("/sign-in/code", data=data).location == "/my/"


def test_an_imported_household_is_found_by_its_phone(client: CheckedClient, last_code: Codes) -> None:
    mine = factories.a_household(account=None, phone=PHONE)
    other = factories.a_household(account=None, phone="19900008888")
    ask(client)
    client.post("/sign-in/code", data={"code": last_code(PHONE)})
    db.session.rollback()
    assert mine.account is not None
    assert mine.account.phone == PHONE
    assert other.account is None
