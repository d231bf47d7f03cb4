"""What a household reads when it has no booth: who has it and why they came first, or which of its needs is too much."""

from typing import Any

import pytest

from eventhub.allocation.order import ranking
from eventhub.allocation.own_why import own_why
from eventhub.allocation.problem import Problem, read_problem
from tests.allocation.samples import RAW

NAMES = {"B": "罗**", "C": "石**"}


def problem(fixed: tuple[str, ...] = (), **mine: Any) -> Problem:
    """Household A (62 points), whom the others, B (88) and C (62, a reserve's), stand before."""
    base = {"category": "食", "score": 62, "class": ""}
    households = [
        {**base, "id": "A", **mine},
        {**base, "id": "B", "score": 88},
        {**base, "id": "C", "score": 50, "class": "特色"},
    ]
    placed = [{"household": name, "booths": ["A01"]} for name in fixed]
    return read_problem({**RAW, "households": households, "fixed": placed, "previous": []})


def outranked(*blockers: str) -> dict[str, Any]:
    """A reason of the plan file."""
    return {"household": "A", "reason": "outranked", "blockers": list(blockers)}


def test_one_with_more_points_is_named_with_booth_and_points() -> None:
    said = own_why("A", outranked("B"), problem(), {"B": ["A01"]}, NAMES)
    assert said == (
        "能放的位置都给了排在前面的户。A01 给了 罗**（B），他家 88 分，您 62 分，分高的先排。这户不来，就轮到您。"
    )


def test_a_reserve_is_said_to_be_one_and_several_are_said_to_be_all_in_the_way() -> None:
    said = own_why("A", outranked("B", "C"), problem(), {"B": ["A01"], "C": ["A02"]}, NAMES)
    assert "A02 给了 石**（C），先给特色类留的" in said
    assert said.endswith("这几户都不来，才腾得出您要的地方。")


def test_equal_points_are_the_lottery_s() -> None:
    same = problem(score=50)
    first, second = (name for name in ranking(same) if name != "B")
    said = own_why(second, outranked(first), same, {first: ["A01"]}, {})
    assert f"A01 给了 {first}，和您一样 50 分，抽签在您前面" in said


def test_a_place_given_before_is_said_to_be_that() -> None:
    assert "早先就定了" in own_why("A", outranked("B"), problem(fixed=("B",)), {"B": ["A01"]}, NAMES)


@pytest.mark.parametrize(
    ("failing", "mine", "expected"),
    [
        (["power_w"], {"needs": {"power_w": 9000, "features": []}}, "您要用 9,000 瓦电，没有摊位带得动。这一样放宽了，就有合适的。"),
        (["zone", "size"], {"size": {"min": 3, "max": 3}}, "您只肯去的展区里没有合适的；您要连着 3 个，没有这么长的一排。里头随便哪一样放宽了，就有合适的。"),
        ([], {}, "几样要求凑不到一起"),
    ],
)  # fmt: skip
def test_what_no_booth_would_do_for_is_said_with_what_would_help(
    failing: list[str], mine: dict[str, Any], expected: str
) -> None:
    assert expected in own_why("A", {"reason": "no_booth", "failing": failing}, problem(**mine), {}, {})


def test_time_that_ran_out_and_a_hand_are_said_plainly() -> None:
    assert "再排一遍" in own_why("A", {"reason": "time_limit"}, problem(), {}, {})
    assert "手工" in own_why("A", None, problem(), {}, {})
