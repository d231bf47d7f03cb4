"""Which licences a stall needs, and whether those held last to the festival's last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.registry.document_matrix import MatrixError, matrix_from_json, matrix_to_json
from eventhub.registry.documents import (
    DEFAULT_MATRIX,
    GoodsCategory,
    LicenceKind,
    MatrixLine,
    StallKind,
    missing_documents,
    required_documents,
)

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
    matrix = (*DEFAULT_MATRIX, MatrixLine((K.BUSINESS,), stalls=(S.CRAFT,)))
    assert [need.any_of for need in required_documents(S.CRAFT, G.CRAFT, False, matrix)] == [(K.BUSINESS,)]


lines = st.builds(
    MatrixLine,
    any_of=st.lists(st.sampled_from(K), min_size=1, max_size=3, unique=True).map(tuple),
    stalls=st.lists(st.sampled_from(S), max_size=3, unique=True).map(tuple),
    goods=st.lists(st.sampled_from(["food", "farm", "茶"]), max_size=3, unique=True).map(tuple),
    except_goods=st.lists(st.sampled_from(["farm", "酒"]), max_size=2, unique=True).map(tuple),
    only_handlers=st.booleans(),
)


@given(st.lists(lines, max_size=8).map(tuple))
def test_a_matrix_survives_storing(matrix):
    assert matrix_from_json(matrix_to_json(matrix)) == matrix


def test_the_default_matrix_survives_storing():
    assert matrix_from_json(matrix_to_json(DEFAULT_MATRIX)) == DEFAULT_MATRIX


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({}, "一列规则"),
        ([3], "第 1 条写法不对"),
        ([{"any_of": []}], "没有选证照"),
        ([{}], "商品类别写法不对|写法不对"),
        ([{"any_of": ["passport"]}], "没有“passport”这种证照"),
        ([{"any_of": ["health"]}, {"any_of": ["health"], "stalls": ["boat"]}], "第 2 条里没有“boat”"),
        ([{"any_of": ["health"], "only_handlers": 1}], "是或否"),
        ([{"any_of": ["health"], "goods": [" "]}], "商品类别"),
        ([{"any_of": ["health"], "extra": 1}], "不认识的项“extra”"),
        ([{"any_of": ["health"]}] * 61, "最多 60 条"),
    ],
)
def test_a_matrix_that_is_not_understood_is_refused(value, told):
    with pytest.raises(MatrixError, match=told):
        matrix_from_json(value)
