"""Receipt numbers: read however people write them, said so that nobody mishears."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.applications.receipt import (
    MAX_SERIAL,
    Receipt,
    ReceiptError,
    make_receipt,
    parse_receipt,
    require_prefix,
)

prefixes = st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=2, max_size=2)
serials = st.integers(1, MAX_SERIAL)


def test_written_and_spaced():
    receipt = make_receipt("cs", 141)
    assert str(receipt) == "CS0141"
    assert receipt.spaced == "CS 0141"


@pytest.mark.parametrize(
    "typed",
    [
        "CS0141",
        "cs0141",
        "CS 0141",
        " cs-141 ",
        "ＣＳ０１４１",
        "CS—0141",
        "CSO141",
        "CS0I4l",
        "CS.00141",
        "CS#141",
    ],
)
def test_forgiving_reading(typed):
    assert parse_receipt(typed) == Receipt("CS", 141)


@given(prefixes, serials, st.randoms())
def test_every_number_is_read_back_also_when_mangled(prefix, serial, random):
    receipt = make_receipt(prefix, serial)
    assert parse_receipt(str(receipt)) == receipt
    mangled = "".join(
        random.choice([char, char.lower(), f" {char}", chr(ord(char) + 0xFEE0)])
        for char in receipt.spaced
        if char != " "
    )
    assert parse_receipt(mangled) == receipt


def test_numbers_grow_past_four_digits_and_keep_their_order():
    assert str(make_receipt("CS", 10_000)) == "CS10000"
    assert parse_receipt("CS10000").serial == 10_000
    assert make_receipt("CS", 9_999) < make_receipt("CS", 10_000)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "CS",
        "0141",
        "C0141",
        "CSX141",
        "CS0000",
        "CS1234567",
        "CS٠١٤١",
        "IO0141",
        "CS 一四一",
        "😀",
        "CS999999",
    ],
)
def test_what_can_not_be_a_number_is_refused_with_a_sentence(typed):
    with pytest.raises(ReceiptError) as refused:
        parse_receipt(typed)
    assert refused.value.sentence.endswith("。")


@given(st.text(max_size=15))
def test_any_text_gives_a_number_or_a_sentence(text):
    receipt = sentence = None
    try:
        receipt = parse_receipt(text)
    except ReceiptError as error:
        sentence = error.sentence
    assert sentence.endswith("。") if sentence else parse_receipt(str(receipt)) == receipt


@pytest.mark.parametrize("typed", ["", "C", "CSX", "C1", "IO", "CO", "踩山"])
def test_prefixes_are_two_letters_that_can_not_be_misread(typed):
    with pytest.raises(ReceiptError, match="两个英文字母") as refused:
        require_prefix(typed)
    assert refused.value.code == "receipt_prefix"


@pytest.mark.parametrize("serial", [0, -1, MAX_SERIAL + 1])
def test_a_serial_out_of_range_is_a_mistake_of_the_program(serial):
    with pytest.raises(ValueError, match="serial"):
        make_receipt("CS", serial)
