"""The private key rests encrypted, and only under the secret that sealed it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.passes.keys import (
    SEALED_BYTES,
    SealBroken,
    new_key_pair,
    open_private_key,
    public_key_of,
    seal_private_key,
)

SECRET = "本实例的密钥 instance secret"
PRIVATE, PUBLIC = new_key_pair()
SEALED = seal_private_key(PRIVATE, SECRET)


@given(st.binary(min_size=32, max_size=32), st.text(min_size=8))
def test_a_sealed_key_opens_under_its_own_secret(private: bytes, secret: str) -> None:
    assert open_private_key(seal_private_key(private, secret), secret) == private


def test_the_key_itself_is_nowhere_in_what_is_stored_and_no_two_seals_are_alike() -> None:
    assert PRIVATE not in SEALED
    assert len(SEALED) == SEALED_BYTES
    assert seal_private_key(PRIVATE, SECRET) != SEALED


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(SealBroken) as refusal:
        open_private_key(SEALED, SECRET + "x")
    assert refusal.value.code == "seal_broken"
    assert refusal.value.sentence.endswith("。")


@pytest.mark.parametrize("byte", range(SEALED_BYTES))
def test_a_damaged_seal_opens_nothing(byte: int) -> None:
    damaged = bytearray(SEALED)
    damaged[byte] ^= 1
    with pytest.raises(SealBroken):
        open_private_key(bytes(damaged), SECRET)


@pytest.mark.parametrize("sealed", [b"", SEALED[:-1], SEALED + b"x"], ids=["empty", "short", "long"])
def test_a_seal_of_another_length_opens_nothing(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        open_private_key(sealed, SECRET)


def test_an_empty_secret_and_a_short_key_are_mistakes_of_the_caller() -> None:
    with pytest.raises(ValueError, match="secret"):
        seal_private_key(PRIVATE, "")
    with pytest.raises(ValueError, match="32 bytes"):
        seal_private_key(PRIVATE[:8], SECRET)


def test_each_pair_is_new_and_its_halves_belong_together() -> None:
    assert public_key_of(PRIVATE) == PUBLIC
    assert new_key_pair()[0] != PRIVATE
