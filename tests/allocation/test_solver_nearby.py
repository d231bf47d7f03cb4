"""Questions answered close by are answered as the whole ground would: on small problems by exhaustive search, on larger ones
by the solver without it.
"""

from collections import Counter
from typing import Any

import pytest

from benchmarks._festivals import festival
from eventhub.allocation.problem import read_problem
from eventhub.allocation.rules import check_placements
from eventhub.allocation.solver import decide, nearby, solve
from tests.allocation.test_against_brute import differences


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Counter[bool | None]:
    """Ask nearby about every ground, however small, and count what it says."""
    said: Counter[bool | None] = Counter()
    real = nearby.Nearby.answer

    def counted(self: Any, *arguments: Any) -> bool | None:
        answer = real(self, *arguments)
        said[answer] += 1
        return answer

    monkeypatch.setattr(nearby.Nearby, "answer", counted)
    monkeypatch.setattr(decide, "LARGE", 0)
    return said


def test_small_grounds_equal_exhaustive_search(answers: Counter[bool | None]) -> None:
    wrong = {seed: found for seed in range(50_000, 50_150) if (found := differences(seed))}
    assert wrong == {}
    assert answers[False] > 0


def test_a_larger_ground_comes_to_the_same_levels(
    answers: Counter[bool | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "SHORT", decide.Search(0, 0, 0))
    monkeypatch.setattr(decide, "LONG", decide.Search(0, 0, 0))
    problem = read_problem(festival(90, 60, 5, "consecutive"))
    close = solve(problem, levels=("placed", "size", "zones"))
    assert answers[True] > 0, "chains were switched off, so that making room is nearby's work"
    assert answers[False] > 0
    assert check_placements(problem, close.placements) == []
    monkeypatch.undo()
    whole = solve(problem, levels=("placed", "size", "zones"))
    assert set(close.placements) == set(whole.placements)
    for mine, other in zip(close.levels[:3], whole.levels[:3], strict=True):
        assert (mine.value, mine.proven) == (other.value, other.proven)


def test_who_cannot_be_pushed_aside_is_not(answers: Counter[bool | None], monkeypatch: pytest.MonkeyPatch) -> None:
    """With only one household asked to move, a plan is still a plan and a refusal still one."""
    monkeypatch.setattr(nearby, "ROUNDS", (1, 2))
    monkeypatch.setattr(nearby, "MOST_TO_REFUSE", 2)
    wrong = {seed: found for seed in range(51_000, 51_080) if (found := differences(seed))}
    assert wrong == {}
    assert answers[None] > 0, "too few to decide is no answer"
