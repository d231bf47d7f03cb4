"""Addresses: whatever stands in one is a number within bounds, a day, or clean words; never an error."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.accounts.access import public
from eventhub.core.addresses import asked, day_of, whole_number


@given(st.text(max_size=40))
def test_any_text_in_an_address_is_a_number_within_bounds(text: str) -> None:
    assert 1 <= whole_number(text, 1, 1, 100) <= 100


def test_numbers_in_an_address() -> None:
    assert [whole_number(text, 1, 1, 9) for text in (None, "", "5", "0", "10", "٣", "9" * 5000)] == [
        1,
        1,
        5,
        1,
        9,
        1,
        9,
    ]


def test_days_in_an_address() -> None:
    assert day_of("2027年5月1日") == day_of("20270501") == date(2027, 5, 1)
    assert [day_of(text) for text in ("", "x", "1949-12-31", "2027-02-30", "2027-05-01" * 99)] == [None] * 5


@pytest.mark.parametrize("part", ["a%00b", "%ef%bf%bf", "%1b", "%7f"])
def test_a_path_that_no_database_can_be_asked_for_is_no_page(app: Flask, part: str) -> None:
    app.add_url_rule("/word/<word>", view_func=public(lambda word: word), endpoint="word")
    assert app.test_client().get("/word/米酒").text == "米酒"
    assert app.test_client().get(f"/word/{part}").status_code == 404


@pytest.mark.parametrize("part", ["2147483648", "9" * 5000, "-1", "1.5", "²", "١", "1_0"])
def test_an_id_in_a_path_that_no_row_can_have_is_no_page(app: Flask, part: str) -> None:
    app.add_url_rule("/id/<int:number>", view_func=public(lambda number: str(number)), endpoint="id")
    assert app.test_client().get("/id/2147483647").text == "2147483647"
    assert app.test_client().get(f"/id/{part}").status_code == 404


def test_words_in_an_address_are_clean_and_short(app: Flask) -> None:
    with app.test_request_context("/?q=%00%20米%1B酒%20%20&long=" + "长" * 99):
        assert asked("q") == "米酒"
        assert asked("long", 40) == "长" * 40
        assert asked("none") == ""
