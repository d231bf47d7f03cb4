"""Short codes survive being read aloud, typed on a phone and misheard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.short_code import ALPHABET, BadShortCode, new_code, normal_code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("k7m2", "K7M2"),
        (" K7M 2QX ", "K7M2QX"),
        ("k7m-2qx", "K7M2QX"),
        ("Ｋ７Ｍ２", "K7M2"),
        ("koil", "K011"),
        ("oO0o", "0000"),
        ("Lli1", "1111"),
        ("K7M2·QX", "K7M2QX"),
    ],
)
def test_what_was_meant_is_understood(typed: str, meant: str) -> None:
    assert normal_code(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "K7M", "K7M2QXZ", "K7MU", "K7M!", "摊位D3", "٤٤٤٤", "🍜🍜🍜🍜", "K7M2" * 100, "-----"]
)
def test_what_cannot_be_a_code_gets_a_sentence(typed: str) -> None:
    with pytest.raises(BadShortCode) as refusal:
        normal_code(typed)
    assert refusal.value.code == "bad_short_code"
    assert str(refusal.value).endswith("。")


@given(st.text(alphabet=ALPHABET, min_size=4, max_size=6))
def test_every_code_means_itself_in_either_case(code: str) -> None:
    assert normal_code(code) == code
    assert normal_code(code.lower()) == code


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        code = normal_code(text)
    except BadShortCode:
        return
    assert normal_code(code) == code


@pytest.mark.parametrize("length", [4, 5, 6])
def test_new_codes_have_no_letters_or_figures_to_confuse_and_say_nothing_rude(length: int) -> None:
    codes = {new_code(length) for _ in range(3000)}
    assert all(len(code) == length and normal_code(code) == code for code in codes)
    assert not set("".join(codes)) & set("01OIL4AEU")
    assert not [code for code in codes if "250" in code or "SB" in code or "TMD" in code]
    assert not [code for code in codes if code.isdigit()]
    assert len(codes) > 2900


@pytest.mark.parametrize("length", [3, 7])
def test_codes_of_another_length_are_a_mistake_of_the_caller(length: int) -> None:
    with pytest.raises(ValueError, match="4 to 6"):
        new_code(length)
