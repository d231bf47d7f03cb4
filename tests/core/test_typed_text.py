"""What people type: full-width twins are folded, other scripts are left for the rule to refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.typed_text import half_width, tidy_line, without_spaces


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_full_width_letters_become_ascii(text):
    assert half_width("".join(chr(ord(char) + 0xFEE0) for char in text)) == text


@pytest.mark.parametrize("text", ["٣", "①", "²", "𝟗", "三", "面条", "İ"])
def test_other_scripts_stay_as_they_are(text):
    assert half_width(text) == text


def test_spaces_and_invisible_marks():
    assert without_spaces(" 1 2\u30003\u00a04\u200b5\ufeff ") == "12345"
    assert tidy_line("  万盛\u200b　 老街 \n") == "万盛 老街"
    assert tidy_line("（面）！") == "（面）！"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    for fold in (half_width, without_spaces, tidy_line):
        assert fold(fold(text)) == fold(text)
