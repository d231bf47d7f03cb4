"""Which licences a stall needs, and whether those held last to the festival's last day."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.registry.document_matrix import (
    DEFAULT_MATRIX,
    DOCUMENTS,
    TRAITS,
    MatrixError,
    matrix_rows,
    read_matrix,
    required_documents,
)
from eventhub.registry.documents import GoodsCategory, LicenceKind, StallKind, missing_documents

LAST_DAY = date(2027, 5, 2)
K, S, G = LicenceKind, StallKind, GoodsCategory


def asked(stall_kind, category, handles_food=False):
    return [need.any_of for need in required_documents(stall_kind, category, handles_food)]


@pytest.mark.parametrize(
    ("stall", "goods", "handles", "expected"),
    [
        (S.TRADER, G.DRINK, False, [(K.BUSINESS,)]),
        (S.TRADER, G.DRINK, True, [(K.BUSINESS,), (K.HEALTH,)]),
        (S.COOKED_FOOD, G.FOOD, True, [(K.FOOD_OPERATION, K.SMALL_CATERING), (K.HEALTH,)]),
        (S.COOKED_FOOD, G.FOOD, False, [(K.FOOD_OPERATION, K.SMALL_CATERING), (K.HEALTH,)]),
        (S.WORKSHOP, G.FOOD, False, [(K.WORKSHOP,)]),
        (S.STREET_FOOD, G.FOOD, True, [(K.STREET_FOOD_CARD,), (K.HEALTH,)]),
        (S.STREET_FOOD, G.FARM, False, [(K.PRODUCE,)]),
        (S.FARM, G.FARM, False, [(K.PRODUCE,)]),
        (S.TRADER, G.FARM, False, [(K.BUSINESS,), (K.PRODUCE,)]),
        (S.CRAFT, G.CRAFT, False, []),
        (S.SERVICE, "咨询", False, []),
    ],
)
def test_the_districts_matrix(stall, goods, handles, expected):
    assert asked(stall, goods, handles) == expected


def test_every_kind_has_a_label_of_its_own():
    for enum in (StallKind, GoodsCategory, LicenceKind):
        assert len({member.label for member in enum}) == len(enum)


def test_either_of_two_licences_will_do():
    needs = required_documents(S.COOKED_FOOD, G.FOOD, True)
    held = [(K.SMALL_CATERING, date(2027, 12, 31)), (K.HEALTH, LAST_DAY)]
    assert missing_documents(needs, held, LAST_DAY) == []


def test_nothing_held_names_both_alternatives():
    [gap, _] = missing_documents(required_documents(S.COOKED_FOOD, G.FOOD, True), [], LAST_DAY)
    assert gap.code == "absent"
    assert "食品经营许可证或小餐饮备案" in gap.sentence


def test_a_licence_that_ends_a_day_early_is_not_enough_and_the_sentence_says_both_days():
    needs = required_documents(S.TRADER, G.DRINK, False)
    [gap] = missing_documents(needs, [(K.BUSINESS, LAST_DAY - timedelta(days=1))], LAST_DAY)
    assert (gap.code, gap.valid_to) == ("expires", date(2027, 5, 1))
    assert "2027年5月1日" in gap.sentence
    assert "2027年5月2日" in gap.sentence


@given(st.integers(-40, 40), st.integers(-40, 40))
def test_of_several_licences_the_longest_counts(first, second):
    needs = required_documents(S.TRADER, G.DRINK, False)
    held = [(K.BUSINESS, LAST_DAY + timedelta(days=days)) for days in (first, second)]
    gaps = missing_documents(needs, iter(held), LAST_DAY)
    assert bool(gaps) == (max(first, second) < 0)
    if gaps:
        assert gaps[0].valid_to == LAST_DAY + timedelta(days=max(first, second))


def test_a_licence_without_end_counts_and_another_kind_does_not():
    needs = required_documents(S.TRADER, G.DRINK, False)
    assert missing_documents(needs, [(K.BUSINESS, None)], LAST_DAY) == []
    assert [gap.code for gap in missing_documents(needs, [(K.HEALTH, None)], LAST_DAY)] == ["absent"]


def test_an_organiser_may_change_the_matrix():
    matrix = {**DEFAULT_MATRIX, "kind_craft": ["business"]}
    assert [need.any_of for need in required_documents(S.CRAFT, G.CRAFT, False, matrix)] == [(K.BUSINESS,)]


matrices = st.dictionaries(
    st.sampled_from(list(TRAITS)), st.lists(st.sampled_from(list(DOCUMENTS)), max_size=8), max_size=len(TRAITS)
)


@given(matrices, st.sampled_from(S), st.sampled_from(G), st.booleans())
def test_a_matrix_asks_the_same_however_it_was_ticked_and_stored(matrix, stall, goods, handles):
    stored = json.loads(json.dumps(read_matrix(matrix)))
    assert read_matrix(stored) == stored
    assert required_documents(stall, goods.value, handles, stored) == required_documents(
        stall, goods.value, handles, matrix
    )
    assert all(stored.values())


@given(matrices, st.sampled_from(list(TRAITS)), st.sampled_from(S), st.sampled_from(G), st.booleans())
def test_asking_for_more_never_asks_for_less(matrix, trait, stall, goods, handles):
    before = required_documents(stall, goods.value, handles, matrix)
    after = required_documents(stall, goods.value, handles, {**matrix, trait: list(DOCUMENTS)})
    assert set(before) <= set(after)


def test_the_default_matrix_is_in_the_form_that_is_stored():
    assert read_matrix(DEFAULT_MATRIX) == DEFAULT_MATRIX


def test_every_licence_can_be_asked_for():
    assert {kind for need in DOCUMENTS.values() for kind in need.any_of} == set(LicenceKind)


@pytest.mark.parametrize(
    ("value", "told"),
    [({"kind_boat": ["health"]}, "不认识的一行“kind_boat”"), ({"handlers": ["passport"]}, "不认识的证照“passport”")],
)
def test_a_matrix_that_is_not_understood_is_refused(value, told):
    with pytest.raises(MatrixError, match=told):
        read_matrix(value)


def test_the_matrix_is_read_out_with_every_kind_of_stall_and_what_comes_on_top():
    rows = dict(matrix_rows({"kind_trader": ["business"], "goods_drink": ["food"], "handlers": []}))
    assert rows["卖成品"] == "营业执照"
    assert rows["手工、非遗"] == "不用"
    assert rows["主要卖喝的"] == "食品经营许可证或小餐饮备案"
    assert len(rows) == len(StallKind) + 1
