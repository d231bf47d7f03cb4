"""Phones and names: one stored form, and masks that never give away more than they should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.accounts.phone import PhoneError, mask_name, mask_phone, normalise_phone

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("19900001234", "19900001234"),
        (" 199 0000 1234 ", "19900001234"),
        ("199-0000-1234", "19900001234"),
        ("+86 199 0000 1234", "19900001234"),
        ("+86-19900001234", "19900001234"),
        ("008619900001234", "19900001234"),
        ("8619900001234", "19900001234"),
        ("１９９００００１２３４", "19900001234"),
        ("\u202d19900001234\u202c", "19900001234"),
        ("023-12345678", "023-12345678"),
        ("02312345678", "023-12345678"),
        ("（023）1234 5678", "023-12345678"),
        ("023—1234—5678", "023-12345678"),
        ("+86 023 12345678", "023-12345678"),
        ("0851-1234567", "0851-1234567"),
        ("010-12345678", "010-12345678"),
    ],
)
def test_numbers_as_people_write_them(typed, stored):
    assert normalise_phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("", "phone_empty", "请填写手机号"),
        ("1990000123", "phone_length", "现在是 10 位"),
        ("199000012345", "phone_length", "现在是 12 位"),
        ("12900001234", "phone_form", "第二位"),
        ("023-1234567", "phone_length", "现在是 7 位"),
        ("12345678", "phone_length", "11 位"),
        ("48270000", "phone_form", "区号"),
        ("19900001２3x", "phone_form", "只能有数字"),
        ("1990000123٤", "phone_digits", "“٤”不是普通数字"),
        ("199000012३4", "phone_digits", "不是普通数字"),
        ("1990000123④", "phone_digits", "不是普通数字"),
        ("一九九零零零零一二三四", "phone_digits", "不是普通数字"),
        ("😀", "phone_form", "只能有数字"),
        ("+1 415 555 0100", "phone_form", "只能有数字"),
        ("0000", "phone_form", "不像电话号码"),
    ],
)
def test_what_is_no_number_is_told_how_to_mend_it(typed, code, told):
    with pytest.raises(PhoneError) as refused:
        normalise_phone(typed)
    assert refused.value.code == code
    assert told in refused.value.sentence


@given(mobiles)
def test_normalising_twice_changes_nothing(number):
    assert normalise_phone(normalise_phone(number)) == number == normalise_phone("+86" + number)


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_sentence(text):
    sentence = stored = ""
    try:
        stored = normalise_phone(text)
    except PhoneError as error:
        sentence = error.sentence
    assert sentence.endswith("。") or (stored.isascii() and normalise_phone(stored) == stored)


@given(mobiles)
def test_a_masked_mobile_shows_seven_digits(number):
    assert mask_phone(number) == number[:3] + "****" + number[-4:]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("023-12345678", "023-****5678"),
        ("0851-1234567", "0851-****4567"),
        ("", ""),
        ("12345", "****"),
        ("微信", "****"),
    ],
)
def test_other_masks(stored, shown):
    assert mask_phone(stored) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("李明", "李**"),
        ("李小明", "李**"),
        ("欧阳锋", "欧阳**"),
        ("欧阳小明", "欧阳**"),
        ("欧阳", "欧**"),
        ("阿依古丽·买买提", "阿**"),
        ("阿依古丽•买买提", "阿**"),
        ("Tom Smith", "T**"),
        ("Ｔｏｍ", "T**"),
        ("李　明", "李**"),
        ("𠮷田", "𠮷**"),
        ("李", "**"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_names_keep_the_surname_and_hide_the_length(name, shown):
    assert mask_name(name) == shown


@given(st.text(min_size=1, max_size=20))
def test_a_masked_name_never_shows_more_than_two_characters(name):
    shown = mask_name(name)
    assert len(shown) <= 4
    if shown:
        assert shown.endswith("**")
