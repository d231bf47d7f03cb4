"""统一社会信用代码: what is printed on a licence is accepted, what isn't is refused in a useful sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.errors import BadInput
from eventhub.registry.uscc import ALPHABET, UsccError, UsccKind, check_character, parse_uscc

# Fictional codes: region 500199 is unassigned, so none of them belongs to anybody.
DEMO_CODES = [
    "92500199MA00000158",
    "92500199MA00000233",
    "92500199MA0000031X",
    "92500199MA000004XM",
    "92500199MA0000058M",
    "92500199MA0000066G",
    "92500199MA0000074B",
    "92500199MA00000826",
    "92500199MA00000901",
    "92500199MA0000103N",
    "92500199MA0000111H",
    "92500199MA000012X9",
    "92500199MA00001389",
    "92500199MA00001464",
    "92500199MA0000154Y",
    "92500199MA0000162R",
    "92500199MA0000170L",
    "92500199MA0000189H",
    "92500199MA0000197C",
    "92500199MA000020XW",
    "92500199MA0000218W",
    "92500199MA0000226P",
    "92500199MA0000234J",
    "92500199MA0000242D",
    "92500199MA00002508",
    "92500199MA00002695",
    "92500199MA00002770",
    "92500199MA0000285T",
    "92500199MA0000293M",
    "92500199MA0000306B",
    "92500199MA00003146",
    "92500199MA00003221",
    "92500199MA0000330U",
    "92500199MA0000349Q",
    "92500199MA0000357K",
    "92500199MA0000365E",
    "92500199MA00003739",
    "92500199MA00003814",
    "92500199MA000039XU",
    "92500199MA0000402L",
]
GOOD = "92500199MA00000158"
CHECK_IS_ZERO = "92500199MA00002770"

first17 = st.text(alphabet=ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("code", DEMO_CODES)
def test_the_demo_codes_are_individual_households(code):
    assert parse_uscc(code).value == code
    assert parse_uscc(code).kind is UsccKind.INDIVIDUAL


def test_a_check_of_zero_is_valid_and_any_other_is_told_to_be_zero():
    assert parse_uscc(CHECK_IS_ZERO).value == CHECK_IS_ZERO
    with pytest.raises(UsccError, match="应当是“0”") as refused:
        parse_uscc(CHECK_IS_ZERO[:-1] + "Y")
    assert refused.value.expected == "0"


@given(first17)
def test_exactly_one_last_character_is_accepted_for_any_first_17(first):
    accepted, told = [], set()
    for last in ALPHABET:
        try:
            accepted.append(parse_uscc(first + last).value[-1])
        except UsccError as error:
            told.add((error.code, error.expected))
    assert accepted == [check_character(first)]
    assert told == {("uscc_check", check_character(first))}


@given(first17, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_anywhere_is_noticed(first, position, other):
    code = first + check_character(first)
    changed = code[:position] + other + code[position + 1 :]
    if other == code[position]:
        return
    with pytest.raises(UsccError):
        parse_uscc(changed)


@given(first17, st.lists(st.sampled_from(" \u3000\t\u00a0\u200b\ufeff"), max_size=6), st.randoms())
def test_spaces_lower_case_and_full_width_are_forgiven(first, spaces, random):
    code = first + check_character(first)
    typed = [chr(ord(char) + 0xFEE0) if random.random() < 0.5 else char.lower() for char in code]
    for space in spaces:
        typed.insert(random.randrange(len(typed) + 1), space)
    assert parse_uscc("".join(typed)).value == code


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("92", UsccKind.INDIVIDUAL),
        ("N2", UsccKind.VILLAGE_COLLECTIVE),
        ("N1", UsccKind.VILLAGE_COLLECTIVE),
        ("91", UsccKind.COMPANY),
        ("93", UsccKind.COOPERATIVE),
        ("52", UsccKind.OTHER),
    ],
)
def test_other_prefixes_are_kept_and_named(prefix, kind):
    first = prefix + "500199MF0000027"
    read = parse_uscc(first + check_character(first))
    assert read.kind is kind
    assert kind.label


@pytest.mark.parametrize(
    ("text", "told"), [(GOOD[:-1], "现在是 17 位，还差 1 位"), (GOOD + "00", "现在是 20 位，多了 2 位")]
)
def test_wrong_length_says_how_many(text, told):
    with pytest.raises(UsccError, match=told) as refused:
        parse_uscc(text)
    assert refused.value.code == "uscc_length"


@pytest.mark.parametrize("letter", "IOSVZ")
def test_unused_letters_are_named_with_their_place(letter):
    with pytest.raises(UsccError, match=f"第 5 位是字母“{letter}”") as refused:
        parse_uscc(GOOD[:4] + letter.lower() + GOOD[5:])
    assert (refused.value.code, refused.value.position) == ("uscc_character", 5)


@pytest.mark.parametrize("char", ["٣", "①", "😀", "十", "-", "\x00"])
def test_other_characters_are_refused_at_their_place(char):
    with pytest.raises(UsccError) as refused:
        parse_uscc(GOOD[:9] + char + GOOD[10:])
    assert (refused.value.code, refused.value.position) == ("uscc_character", 10)


@pytest.mark.parametrize("text", ["", "  ", "\u200b"])
def test_nothing_typed_asks_for_it(text):
    with pytest.raises(UsccError, match="请填写") as refused:
        parse_uscc(text)
    assert refused.value.code == "uscc_empty"


@given(st.text(max_size=17) | st.text(min_size=19, max_size=60).filter(lambda text: len(text.split()) < 2))
def test_anything_else_gives_a_sentence_never_another_error(text):
    with pytest.raises(UsccError) as refused:
        parse_uscc(text)
    assert refused.value.sentence.endswith("。")
    assert isinstance(refused.value, BadInput)
    assert isinstance(refused.value, ValueError)
    assert refused.value.status == 422


def test_check_character_wants_17():
    with pytest.raises(ValueError, match="17"):
        check_character("123")
