"""Ranges of booth numbers as organisers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.festivals.booth_numbers import (
    BoothNumberError,
    booth_sort_key,
    parse_booth_number,
    parse_booth_range,
)

A01_TO_A20 = tuple(f"A{number:02d}" for number in range(1, 21))


@pytest.mark.parametrize(
    "typed",
    [
        "A01–A20", "A01-A20", "A01—A20", "A01——A20",
        "A01~A20", "A01～A20", "A01－A20", "A01到A20", "A01 至 A20",
        "a01-a20", "Ａ０１－Ａ２０", "A01-20", " A01 – A20 ", "A01–A10，A11–A20", "A01–A10、A11－20；",
    ],
)  # fmt: skip
def test_every_way_of_writing_a_range(typed):
    assert parse_booth_range(typed) == A01_TO_A20


def test_padding_follows_the_first_number():
    assert parse_booth_range("A8-A11") == ("A8", "A9", "A10", "A11")
    assert parse_booth_range("A098-A101") == ("A098", "A099", "A100", "A101")
    assert parse_booth_range("A98-A101") == ("A98", "A99", "A100", "A101")


def test_single_numbers_and_order_are_kept():
    assert parse_booth_range("B03, A01") == ("B03", "A01")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "请填写摊位号"),
        ("，", "请填写摊位号"),
        ("A20–A01", "前大后小"),
        ("A01–B20", "前后字母不一样"),
        ("01–20", "少了字母"),
        ("A01–A02–A03", "看不懂"),
        ("A01–", "看不懂"),
        ("甲01–甲20", "看不懂"),
        ("A٠١–A٢٠", "看不懂"),
        ("A01–A10，A10", "“A10”写了两次"),
        ("A0001–A9999", "最多排 500 个"),
        ("A001-A300,B001-B300", "最多排 500 个"),
        ("很多摊位", "不对"),
        ("😀", "不对"),
    ],
)
def test_what_can_not_be_read_is_told(typed, told):
    with pytest.raises(BoothNumberError, match=told):
        parse_booth_range(typed)


@given(st.sampled_from(["A", "B", "VIP"]), st.integers(0, 500), st.integers(0, 499))
def test_a_range_holds_every_number_once(letters, first, more):
    numbers = parse_booth_range(f"{letters}{first:03d}–{letters}{first + more:03d}")
    assert len(numbers) == len(set(numbers)) == more + 1
    assert list(numbers) == sorted(numbers, key=booth_sort_key)


@given(st.text(max_size=25))
def test_any_text_gives_numbers_or_a_sentence(text):
    numbers, sentence = (), ""
    try:
        numbers = parse_booth_range(text)
    except BoothNumberError as error:
        sentence = error.sentence
    assert sentence.endswith("。") != bool(numbers)
    assert all(parse_booth_number(number) == number for number in numbers)


def test_a2_comes_before_a10():
    assert sorted(["B1", "A10", "A2", "入口"], key=booth_sort_key) == ["A2", "A10", "B1", "入口"]
