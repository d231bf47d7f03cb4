"""Refusals by price: prices of any kind never refuse what can be seated, and those of a refusal say no again by themselves."""

import random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eventhub.allocation.problem import read_problem
from eventhub.allocation.solver import solve
from eventhub.allocation.solver.formulation import Formulation
from eventhub.allocation.solver.ground import Ground
from eventhub.allocation.solver.prices import PriceList, Prices
from eventhub.allocation.solver.relaxation import Relaxation
from tests.allocation.random_problems import small

SEEDS = st.integers(min_value=0, max_value=100_000)


def promised(seed: int, everybody: bool) -> tuple[Formulation, int]:
    """The model of a small problem: those its plan places (or all who fit anywhere) with all their options."""
    problem = read_problem(small(seed))
    ground = Ground(problem)
    plan = solve(problem, levels=("placed",))
    model = Formulation(ground)
    counted = 0
    for number, person in enumerate(ground.people):
        if person.options and (everybody or person.name in plan.placements):
            model.add(number, person.options)
            counted += 1
    return model, counted


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS, dice=SEEDS)
def test_no_prices_whatever_refuse_households_that_have_a_plan(seed: int, dice: int) -> None:
    model, counted = promised(seed, everybody=False)
    assume(counted)
    rng = random.Random(dice)
    prices = {row: rng.choice([0, 1, 5, 1000]) for row in model.scarce_rows().values()}
    assert not PriceList(model, prices).refuses(model.counts)


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_what_the_relaxation_refuses_its_prices_refuse_in_whole_numbers(seed: int) -> None:
    model, counted = promised(seed, everybody=True)
    assume(counted)
    relaxation, prices = Relaxation(model), Prices(model)
    assert not prices.refuse()
    assume(relaxation.refuses(60.0))
    assert prices.learn(relaxation.ray(), model)
    assert prices.refuse()


def test_a_household_more_than_there_are_booths_is_refused_by_a_price_on_each_booth() -> None:
    raw = {
        "format": "eventhub-problem/1", "id": "", "lottery": {"seed": ""}, "slots": ["d"], "zones": [{"id": "Z"}],
        "rows": [{"id": "R", "zone": "Z", "booths": ["a", "b"]}], "booths": [{"id": "a"}, {"id": "b"}],
        "households": [{"id": name, "class": "", "category": "", "score": 0} for name in "xyz"],
    }  # fmt: skip
    ground = Ground(read_problem(raw))
    model = Formulation(ground)
    for person in range(2):
        model.add(person, ground.people[person].options)
    listed = PriceList(model, dict.fromkeys(model.scarce_rows().values(), 1))
    assert not listed.refuses(model.counts)
    model.add(2, ground.people[2].options)
    assert listed.refuses(model.counts)
