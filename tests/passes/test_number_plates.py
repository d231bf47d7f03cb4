"""Number plates are written as they are painted, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.errors import BadInput
from eventhub.passes.extra_passes import normal_plate


@pytest.mark.parametrize(
    ("typed", "painted"),
    [
        ("渝B0A000", "渝B·0A000"),
        ("渝b·0a000", "渝B·0A000"),
        (" 渝 A-D12345 ", "渝A·D12345"),
        ("渝01 12345", "渝01·12345"),
        ("渝B1234挂", "渝B·1234挂"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_plate_is_written_as_it_is_painted(typed: str, painted: str) -> None:
    assert normal_plate(typed) == painted


@pytest.mark.parametrize(
    "typed", ["B0A000", "渝B0A00", "渝B0O000", "渝I12345", "渝B1234567", "渝" * 9, "渝B0A000\n渝B0A001"]
)
def test_what_is_no_plate_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="车牌"):
        normal_plate(typed)


@given(st.text(max_size=20))
def test_any_text_is_a_plate_that_fits_its_column_or_refused(typed: str) -> None:
    try:
        plate = normal_plate(typed)
    except BadInput:
        return
    assert len(plate) <= 12
    assert normal_plate(plate) == plate
