"""The home page shows stalls in turn: the same for everyone on a day, each as often as any other."""

from collections import Counter
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from eventhub.visitors.stalls import Stall, of_the_day

FIRST = date(2027, 4, 17)


def a_stall(number: int, category: str) -> Stall:
    """A stall of which only number and category matter."""
    shop: Any = SimpleNamespace(id=number, category=SimpleNamespace(value=category))
    return Stall(cast(Any, number), cast(Any, None), shop, (), pending=False)


stalls = st.lists(st.sampled_from(["food", "farm", "craft", "drink"]), max_size=40).map(
    lambda keys: [a_stall(number, key) for number, key in enumerate(keys)]
)


@given(stalls, st.integers(1, 6))
def test_over_as_many_days_as_there_are_stalls_each_is_shown_equally_often(shown: list[Stall], count: int) -> None:
    seen = Counter(
        stall.booth
        for offset in range(len(shown))
        for stall in of_the_day(shown, FIRST + timedelta(days=offset), count)
    )
    assert len(set(seen.values())) <= 1
    assert len(seen) == len(shown)


@given(stalls, st.integers(1, 6))
def test_nobody_stands_twice_on_one_day(shown: list[Stall], count: int) -> None:
    today = of_the_day(shown, FIRST, count)
    assert len({stall.booth for stall in today}) == len(today) == min(count, len(shown))


def test_categories_are_mixed_as_in_the_festival() -> None:
    shown = [a_stall(number, "food" if number < 30 else "craft") for number in range(60)]
    for offset in range(15):
        today = of_the_day(shown, FIRST + timedelta(days=offset), 4)
        assert Counter(stall.category for stall in today) == {"food": 2, "craft": 2}
