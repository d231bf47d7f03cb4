"""Power of a stall: at most 12 kW, with a sentence that says what to leave at home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.applications.appliances import (
    MAX_STALL_WATTS,
    PRESETS,
    ApplianceUse,
    PowerError,
    appliance_use,
    preset_use,
    require_within_limit,
    total_watts,
)


def test_an_induction_cooker_draws_2200_watts():
    assert preset_use("induction_cooker") == ApplianceUse("电磁炉", 2_200, 1)


def test_presets_are_distinct_and_fit_a_stall():
    assert len({preset.key for preset in PRESETS}) == len({preset.label for preset in PRESETS}) == len(PRESETS)
    assert all(0 < preset.watts <= MAX_STALL_WATTS for preset in PRESETS)


def test_exactly_12_kilowatts_is_allowed_and_one_watt_more_is_not():
    full = [appliance_use("大灶", 6_000, 2)]
    assert require_within_limit(full) == 12_000
    with pytest.raises(PowerError, match="多了 1 瓦") as refused:
        require_within_limit([*full, appliance_use("小灯", 1)])
    assert refused.value.code == "power_over_limit"
    assert "大灶（12,000 瓦）" in refused.value.sentence


@given(st.lists(st.tuples(st.integers(1, 12_000), st.integers(1, 20)), max_size=20))
def test_a_list_passes_exactly_when_its_sum_does(lines):
    uses = [appliance_use("电器", watts, count) for watts, count in lines]
    total = sum(watts * count for watts, count in lines)
    assert total_watts(uses) == total
    if total <= MAX_STALL_WATTS:
        assert require_within_limit(uses) == total
    else:
        with pytest.raises(PowerError):
            require_within_limit(uses)


def test_no_appliances_draw_nothing():
    assert require_within_limit([]) == 0


@pytest.mark.parametrize(
    ("name", "watts", "count", "field"),
    [
        (" ", 100, 1, "name"),
        ("灯" * 21, 100, 1, "name"),
        ("灯", 0, 1, "watts"),
        ("灯", 12_001, 1, "watts"),
        ("灯", 5, 0, "count"),
        ("灯", 5, 21, "count"),
    ],
)
def test_bad_lines_are_told_at_their_field(name, watts, count, field):
    with pytest.raises(PowerError) as refused:
        appliance_use(name, watts, count)
    assert list(refused.value.fields) == [field]


def test_unknown_presets_and_endless_lists_are_refused():
    with pytest.raises(PowerError, match="没有这种电器"):
        preset_use("time_machine")
    with pytest.raises(PowerError, match="最多列 20 行"):
        require_within_limit([appliance_use("灯", 1)] * 21)
