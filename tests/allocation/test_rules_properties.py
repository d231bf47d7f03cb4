"""The checker and the order against the exhaustive search's own reading of the contract, on anything at all."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from eventhub.allocation.layout import Layout
from eventhub.allocation.measures import measure
from eventhub.allocation.order import order_given, ranking
from eventhub.allocation.problem import read_problem
from eventhub.allocation.rules import Board, check_placements
from tests.allocation.brute import Brute
from tests.allocation.random_problems import small

SEEDS = st.integers(min_value=0, max_value=100_000)


def scattered(brute: Brute, rng: random.Random) -> dict[str, frozenset[str]]:
    """Some households on blocks picked with little regard for the rules, the fixed where they belong."""
    plan = dict(brute.fixed)
    for name in brute.people:
        if name not in plan and rng.random() < 0.6:
            choices = brute.solo[name] if brute.solo[name] and rng.random() < 0.8 else brute.blocks
            plan[name] = rng.choice(choices)
    return plan


@settings(max_examples=300, deadline=None)
@given(seed=SEEDS, dice=SEEDS)
def test_a_plan_passes_exactly_when_the_contract_allows_it(seed: int, dice: int) -> None:
    raw = small(seed)
    brute = Brute(raw)
    plan = scattered(brute, random.Random(dice))
    assert (check_placements(read_problem(raw), plan) == []) == brute.valid(plan)


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS, dice=SEEDS)
def test_values_are_counted_as_the_contract_counts_them(seed: int, dice: int) -> None:
    raw = small(seed)
    brute = Brute(raw)
    plan = scattered(brute, random.Random(dice))
    values = measure(read_problem(raw), {name: tuple(block) for name, block in plan.items()})
    assert values["zones"] == brute.costs(plan)
    assert values["neighbours"] == brute.pairs(plan)
    assert values["moves"] == brute.moves(plan)
    assert values["size"] == sum(map(len, plan.values()))


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS, dice=SEEDS)
def test_putting_and_taking_leaves_no_trace(seed: int, dice: int) -> None:
    """A board after any moves answers as a board made afresh from where everybody stands now."""
    problem = read_problem(small(seed))
    rng = random.Random(dice)
    blocks = [block for _, block in Layout(problem).blocks(3)]
    board = Board(problem)
    for _ in range(12):
        name = rng.choice(list(problem.households))
        if rng.random() < 0.3:
            board.take(name)
        else:
            board.put(name, rng.choice(blocks))
    fresh = Board(problem, board.placements)
    for name in problem.households:
        for block in blocks:
            mine, theirs = board.breaches(name, block), fresh.breaches(name, block)
            assert [(b.rule, sorted(b.households)) for b in mine] == [(b.rule, sorted(b.households)) for b in theirs]


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS)
def test_the_order_follows_from_who_is_placed(seed: int) -> None:
    raw = small(seed)
    brute = Brute(raw)
    problem = read_problem(raw)
    order, placed = brute.walk()
    assert order_given(problem, set(placed)) == order
    assert [name for name in ranking(problem) if name not in brute.fixed] == brute.ranked()
