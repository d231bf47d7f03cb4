"""Codes stay within the size a cheap phone reads from afar, and say exactly their address."""

import xml.etree.ElementTree as ElementTree

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.passes.qr import (
    CodeTooLarge,
    Matrix,
    pass_address,
    pass_matrix,
    qr_matrix,
    qr_path,
    qr_svg,
    sign_address,
    sign_matrix,
    version_of,
)
from tests.passes.samples import address, read_by_opencv, read_by_zxing

LONGEST_HOST = "https://" + "h" * 20


def picture(matrix: Matrix, pixels: int = 8) -> numpy.ndarray:
    modules = numpy.pad(numpy.array(matrix, dtype=bool), 4)
    return numpy.kron(numpy.where(modules, 0, 255), numpy.ones((pixels, pixels))).astype(numpy.uint8)


def test_a_pass_at_the_longest_host_is_version_6_level_m_and_both_decoders_read_it() -> None:
    digits = address().rsplit("/", 1)[1]
    text = pass_address(LONGEST_HOST, digits)
    assert len(text) - len(digits) == 31
    matrix = pass_matrix(text)
    assert version_of(matrix) == 6
    (reading,) = read_by_zxing(picture(matrix))
    assert (reading.text, reading.extra["Version"], reading.extra["ECLevel"]) == (text, "6", "M")
    assert read_by_opencv(picture(matrix)) == {text}


def test_a_pass_at_a_short_host_has_the_same_size() -> None:
    assert version_of(pass_matrix(pass_address("http://a.cn", address()[-176:]))) == 6


def test_one_more_character_of_host_is_refused_by_name() -> None:
    with pytest.raises(CodeTooLarge) as refusal:
        pass_matrix(pass_address(LONGEST_HOST + "h", address()[-176:]))
    assert refusal.value.host == "h" * 21
    assert "h" * 21 in str(refusal.value)
    assert refusal.value.code == "code_too_large"


@pytest.mark.parametrize("code", ["K7M2", "K7M2QX"])
def test_a_sign_at_the_longest_host_is_version_4_level_q_at_most(code: str) -> None:
    text = sign_address(LONGEST_HOST, code)
    matrix = sign_matrix(text)
    assert version_of(matrix) <= 4
    (reading,) = read_by_zxing(picture(matrix))
    assert (reading.text, reading.extra["ECLevel"]) == (text, "Q")
    assert read_by_opencv(picture(matrix)) == {text}


def test_a_sign_at_a_host_too_long_is_refused_by_name() -> None:
    with pytest.raises(CodeTooLarge, match="a-very-long-name"):
        sign_matrix(sign_address("https://a-very-long-name.of-a-district.example", "K7M2QX"))


def test_a_text_beyond_any_code_is_refused() -> None:
    with pytest.raises(CodeTooLarge):
        qr_matrix("https://x.cn/" + "y" * 4000, "M")


@pytest.mark.parametrize("text", ["", "https://万盛.中国/p/1"])
def test_only_ascii_addresses_are_drawn(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        qr_matrix(text, "M")


@settings(max_examples=40, deadline=None)
@given(st.from_regex(r"https://[a-z]{1,9}/[a-z0-9]{0,9}[0-9]{15,40}[a-z?]{0,6}", fullmatch=True))
def test_digits_in_any_place_are_read_back(text: str) -> None:
    (reading,) = read_by_zxing(picture(qr_matrix(text, "M")))
    assert reading.text == text


@pytest.mark.parametrize("base_url", ["https://x.cn", "https://x.cn/"])
def test_addresses_are_put_together_with_one_slash(base_url: str) -> None:
    assert pass_address(base_url, "17") == "https://x.cn/p/17"
    assert sign_address(base_url, "K7M2") == "https://x.cn/s/K7M2"


def test_the_svg_is_one_dark_path_with_a_quiet_zone_and_no_inline_style() -> None:
    matrix = pass_matrix(address())
    svg = qr_svg(matrix)
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox") == "0 0 49 49"
    assert root.get("aria-label") == "二维码"
    assert len(root) == 2
    assert "style" not in svg
    assert sum(len(row) for row in matrix) == 41 * 41


def test_the_path_covers_the_dark_modules_and_no_others() -> None:
    matrix = sign_matrix("https://x.cn/s/K7M2")
    drawn = numpy.zeros((len(matrix) + 8, len(matrix) + 8), dtype=bool)
    for run in qr_path(matrix).split("M")[1:]:
        corner, length = run.split("h")[:2]
        x, y = map(int, corner.split())
        width = int(length.split("v")[0])
        assert not drawn[y, x : x + width].any()
        drawn[y, x : x + width] = True
    assert (drawn == numpy.pad(numpy.array(matrix, dtype=bool), 4)).all()
