"""A pass proves itself: what was signed is read back, and nothing else gets through."""

import string
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eventhub.passes.keys import new_key_pair
from eventhub.passes.token import (
    CONTEXT,
    DIGITS,
    TOKEN_BYTES,
    ForgedPass,
    PassClaims,
    PassError,
    PassKind,
    UnknownPassKey,
    UnreadablePass,
    read_digits,
    sign,
    verify,
)
from tests.passes.samples import CLAIMS, FESTIVAL, KEYS, PRIVATE, PUBLIC

claims_of_any_pass = st.builds(
    PassClaims,
    kid=st.integers(0, 31),
    serial=st.integers(1, 0xFFFFFF),
    rev=st.integers(0, 15),
    kind=st.sampled_from(PassKind),
    booth=st.integers(0, 0xFFFF),
    days=st.integers(1, 255),
    heads=st.integers(0, 15),
    window=st.integers(0, 15),
)
DIGITS_OF_CLAIMS = sign(CLAIMS, FESTIVAL, PRIVATE)


PRINTED_BEFORE = (
    "0865656608601791980124839845137111570641515778957471113712907883980489349866295512258036"
    "7119819287644263334633556221328973228164608806978023464207297742336692475959947658002432"
)


def digits_of(token: bytes) -> str:
    return str(int.from_bytes(token, "big")).zfill(DIGITS)


@given(claims_of_any_pass, st.integers(0, 0xFFFF))
def test_what_was_signed_is_read_back_in_176_digits(claims: PassClaims, festival: int) -> None:
    digits = sign(claims, festival, PRIVATE)
    assert len(digits) == 176
    assert digits.isascii()
    assert digits.isdigit()
    assert verify(digits, {claims.kid: (festival, PUBLIC)}) == claims


def test_the_bytes_stand_where_the_contract_says() -> None:
    claims = PassClaims(
        kid=0b10101,
        serial=0x010203,
        rev=0xA,
        kind=PassKind.WORKER,
        booth=0x0405,
        days=0x81,
        heads=0xB,
        window=0xC,
    )
    token = read_digits(sign(claims, 0x0607, PRIVATE))
    assert token[:9].hex() == "35" + "010203" + "a3" + "0405" + "81" + "bc"
    assert len(token) == TOKEN_BYTES == 73
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    assert CONTEXT == b"eventhub/pass/1\x00"
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(token[9:], CONTEXT + b"\x06\x07" + token[:9])


def test_passes_printed_by_earlier_editions_stay_genuine() -> None:
    assert verify(PRINTED_BEFORE, KEYS) == CLAIMS
    assert sign(CLAIMS, FESTIVAL, PRIVATE) == PRINTED_BEFORE


@pytest.mark.parametrize("bit", range(TOKEN_BYTES * 8))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    number = int(DIGITS_OF_CLAIMS) ^ 1 << bit
    every_kid = dict.fromkeys(range(32), (FESTIVAL, PUBLIC))
    with pytest.raises(PassError) as refusal:
        verify(str(number).zfill(DIGITS), every_kid)
    assert refusal.value.code == ("unreadable" if bit >= 581 else "forged")


@given(st.integers(0, DIGITS - 1), st.integers(1, 9))
def test_any_digit_misread_is_refused(position: int, off_by: int) -> None:
    digit = str((int(DIGITS_OF_CLAIMS[position]) + off_by) % 10)
    with pytest.raises(PassError):
        verify(DIGITS_OF_CLAIMS[:position] + digit + DIGITS_OF_CLAIMS[position + 1 :], KEYS)


@given(st.integers(0, 0xFFFF).filter(lambda number: number != FESTIVAL))
def test_a_pass_of_another_festival_under_the_same_kid_is_forged(number: int) -> None:
    with pytest.raises(ForgedPass) as refusal:
        verify(DIGITS_OF_CLAIMS, {3: (number, PUBLIC)})
    assert refusal.value.code == "forged"


def test_a_pass_signed_by_somebody_else_is_forged() -> None:
    stranger, _ = new_key_pair()
    with pytest.raises(ForgedPass):
        verify(sign(CLAIMS, FESTIVAL, stranger), KEYS)


def test_a_kid_without_a_key_here_is_another_festivals() -> None:
    with pytest.raises(UnknownPassKey) as refusal:
        verify(sign(replace(CLAIMS, kid=4), FESTIVAL, PRIVATE), KEYS)
    assert refusal.value.code == "wrong_festival"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "https://jie.wansheng.example/s/K7M2QX",
        DIGITS_OF_CLAIMS[:-1],
        DIGITS_OF_CLAIMS[:100] + " " + DIGITS_OF_CLAIMS[100:],
        DIGITS_OF_CLAIMS.translate(str.maketrans(string.digits, "０１２３４５６７８９")),
        DIGITS_OF_CLAIMS.translate(str.maketrans(string.digits, "٠١٢٣٤٥٦٧٨٩")),
        "9" * 176,
        str(1 << 584).zfill(176),
        "0" * 176,
        digits_of(bytes([2 << 5 | 3]) + read_digits(DIGITS_OF_CLAIMS)[1:]),
    ],
    ids=[
        "empty",
        "words",
        "a sign",
        "cut short",
        "a gap",
        "full-width",
        "Arabic",
        "too large",
        "just too large",
        "zeros",
        "version 2",
    ],
)
def test_what_is_no_pass_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadablePass) as refusal:
        verify(text, KEYS)
    assert refusal.value.code == "unreadable"
    assert str(refusal.value).endswith("。")


@pytest.mark.parametrize(
    "template",
    [
        "{}",
        "https://other.example/p/{}",
        "\x02{}\r\n",
        "]Q1https://x/p/{}\t?from=wechat&t=1714500000",
        "12345 {}",
        "{0}{0}",
        "99{}",
        "{} {}".format("1" * 176, "{}"),
    ],
)
def test_rubbish_around_the_digits_does_no_harm(template: str) -> None:
    assert verify(template.format(DIGITS_OF_CLAIMS), KEYS) == CLAIMS


@given(st.text(max_size=400))
@example("9" * 175)
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(PassError):
        verify(text, KEYS)


@settings(max_examples=20)
@given(st.binary(min_size=73, max_size=73))
def test_no_made_up_token_gets_through(token: bytes) -> None:
    with pytest.raises(PassError):
        verify(digits_of(token), dict.fromkeys(range(32), (FESTIVAL, PUBLIC)))


def test_a_megabyte_of_short_digit_runs_is_read_in_one_pass() -> None:
    hostile = ("1" * 175 + "x") * 6000
    assert verify(hostile + DIGITS_OF_CLAIMS, KEYS) == CLAIMS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kid", -1),
        ("kid", 32),
        ("serial", 0),
        ("serial", 1 << 24),
        ("rev", 16),
        ("booth", 1 << 16),
        ("booth", -1),
        ("days", 0),
        ("days", 256),
        ("heads", 16),
        ("window", 16),
        ("kind", 1),
        ("serial", "7"),
        ("heads", True),
        ("booth", 1.0),
    ],
)
def test_claims_that_do_not_fit_their_bits_are_named(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        replace(CLAIMS, **{field: value})


@pytest.mark.parametrize("number", [-1, 1 << 16])
def test_a_festival_number_beyond_16_bits_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="festival number"):
        sign(CLAIMS, number, PRIVATE)


def test_a_key_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        sign(CLAIMS, FESTIVAL, PRIVATE[:31])


def test_a_signed_kind_this_edition_does_not_know_is_unreadable() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    body = bytearray(read_digits(DIGITS_OF_CLAIMS)[:9])
    body[4] = 0x0F
    message = CONTEXT + FESTIVAL.to_bytes(2, "big") + bytes(body)
    token = bytes(body) + Ed25519PrivateKey.from_private_bytes(PRIVATE).sign(message)
    with pytest.raises(UnreadablePass):
        verify(digits_of(token), KEYS)


def test_a_pass_holds_on_its_own_days_only() -> None:
    claims = replace(CLAIMS, days=0b1000_0101)
    assert [day for day in range(-1, 12) if claims.valid_on(day)] == [1, 3, 8]
