"""Names are printed whole or refused by name; never an empty box."""

import pytest

from eventhub.passes.glyphs import MissingGlyph, missing_glyphs, require_glyphs

GB2312 = [
    bytes((row, cell)).decode("gb2312")
    for row in range(0xB0, 0xF8)
    for cell in range(0xA1, 0xFF)
    if (row, cell) < (0xD7, 0xFA) or row > 0xD7
]


def test_all_characters_of_gb2312_can_be_printed() -> None:
    assert len(GB2312) == 6763
    assert missing_glyphs("".join(GB2312)) == []


@pytest.mark.parametrize("character", "㛃𬭎囍喆镕堃·𠮷𬱖䶮")
def test_rare_characters_of_names_can_be_printed(character: str) -> None:
    assert missing_glyphs(character) == []


def test_missing_characters_are_listed_once_in_order() -> None:
    assert missing_glyphs("罗🍜桂𠀄芳🍜") == ["🍜", "𠀄"]


@pytest.mark.parametrize("character", ["\t", "\x00", "\u202e", "\ue000", "\ufffe"])
def test_characters_that_would_print_nothing_or_turn_the_line_are_missing(character: str) -> None:
    assert missing_glyphs(f"罗{character}姐") == [character]


def test_the_error_names_the_person_and_the_characters() -> None:
    with pytest.raises(MissingGlyph) as refusal:
        require_glyphs("罗桂芳", ["罗姐米酒", "好吃🍜", "\u202e"])
    assert refusal.value.person == "罗桂芳"
    assert refusal.value.characters == ("🍜", "\u202e")
    assert "罗桂芳" in str(refusal.value)
    assert "“好吃🍜”" in str(refusal.value), "which of the texts is at fault, not only whose"
    assert "🍜 U+1F35C" in str(refusal.value)
    assert "U+202E" in str(refusal.value)
    assert "\u202e" not in str(refusal.value)


def test_texts_that_can_be_printed_pass_with_what_breaks_or_joins_their_lines() -> None:
    texts = ["阿依古丽·买买提", "5月1–3日，共 2 人（含帮工）", "一\n二\u200b三\u2060"]
    assert [missing_glyphs(text) for text in texts] == [[], [], []]
    with pytest.raises(MissingGlyph, match="🍜"):
        require_glyphs("阿依古丽·买买提", [*texts, "🍜"])
