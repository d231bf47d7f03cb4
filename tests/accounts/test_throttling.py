"""Limits by address, forged posts and bodies that are too large, on an app as it runs for people."""

import re

from flask import Flask

from tests.conftest import new_client


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_one_address_may_try_ten_times_a_minute_whatever_the_name(limited_app: Flask) -> None:
    client = new_client(limited_app)
    answers = [
        client.post("/sign-in/staff", data={"login": f"name{number}", "password": "wrong-wrong"})
        for number in range(12)
    ]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert "点得太快了" in answers[-1].text


def test_the_ways_in_share_one_limit(limited_app: Flask) -> None:
    client = new_client(limited_app)
    for number in range(5):
        client.post("/sign-in/staff", data={"login": f"name{number}", "password": "wrong"})
        client.post("/sign-in/password", data={"phone": f"1990000000{number}", "password": "wrong"})
    assert client.post("/sign-in/staff", data={"login": "a", "password": "b"}).status_code == 429
    assert client.post("/sign-in/second", data={"code": "123456"}).status_code == 429


def test_looking_at_the_sign_in_pages_is_not_limited(limited_app: Flask) -> None:
    client = new_client(limited_app)
    assert {client.get("/sign-in/staff").status_code for _ in range(40)} == {200}


def test_one_address_may_ask_for_three_codes_a_minute(limited_app: Flask) -> None:
    client = new_client(limited_app)
    statuses = [client.post("/sign-in", data={"phone": f"1990000000{number}"}).status_code for number in range(5)]
    assert statuses == [303, 303, 303, 429, 429]


def test_another_address_is_not_held_up(limited_app: Flask) -> None:
    client = new_client(limited_app)
    for number in range(12):
        client.post("/sign-in/staff", data={"login": f"name{number}", "password": "wrong"})
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    answer = client.post("/sign-in/staff", data={"login": "a", "password": "b"}, environ_base=elsewhere)
    assert answer.status_code == 422


def test_a_form_without_its_token_is_refused_and_nothing_is_sent(strict_app: Flask) -> None:
    client = new_client(strict_app)
    for token in ({}, {"csrf_token": "forged"}):
        answer = client.post("/sign-in", data={"phone": "19900001234", **token})
        assert answer.status_code == 400


def test_a_form_with_its_token_goes_through(strict_app: Flask) -> None:
    client = new_client(strict_app)
    token = token_of(client.get("/sign-in").text)
    answer = client.post(
        "/sign-in",
        data={"phone": "19900001234", "csrf_token": token},
        headers={"Referer": "http://localhost/sign-in"},
    )
    assert answer.status_code == 303


def test_a_body_of_ten_megabytes_is_refused_with_a_sentence(strict_app: Flask) -> None:
    client = new_client(strict_app)
    answer = client.post("/sign-in", data={"phone": "1" * 10_000_000})
    assert answer.status_code == 413
    assert "太大" in answer.text
