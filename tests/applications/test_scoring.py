"""Scores: published lines, each with a reason, an expired class worth nothing and told why."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.applications.score_lines import (
    ClassLine,
    CreditLine,
    EarlierEditionsLine,
    EarlyFilingLine,
    HeritageLine,
    LocalLine,
    NamedProductLine,
    ScoreFacts,
    ScoreRule,
)
from eventhub.applications.score_rule_file import ScoreRuleError, rule_from_json, rule_to_json
from eventhub.applications.scoring import score
from eventhub.registry.policy_class import PolicyClass

FIRST_DAY = date(2027, 5, 1)
CLOSES = date(2027, 4, 20)
RULE = ScoreRule(
    (
        ClassLine(((PolicyClass.FAMOUS, 30), (PolicyClass.SPECIALTY, 25), (PolicyClass.QUALITY, 20))),
        HeritageLine(15),
        LocalLine(10, ("石林镇", "万东镇")),
        NamedProductLine(10, ("堡堂手工面", "八0一螺蛳")),
        CreditLine(2, -20, 10),
        EarlierEditionsLine(3, 9),
        EarlyFilingLine(((3, 2), (10, 5))),
    )
)
PLAIN = ScoreFacts(first_day=FIRST_DAY, submitted_on=CLOSES, closes_on=CLOSES)


def points(facts, label, rule=RULE):
    return next(line for line in score(facts, rule).lines if line.label == label)


def test_a_household_with_nothing_gets_zero_and_a_reason_for_every_line():
    result = score(PLAIN, RULE)
    assert result.total == 0
    assert [line.points for line in result.lines] == [0] * 7
    assert all(line.reason.endswith("。") for line in result.lines)


def test_a_household_with_everything_gets_the_sum():
    facts = replace(
        PLAIN,
        policy_class=PolicyClass.SPECIALTY,
        class_valid_from=date(2026, 1, 1),
        class_valid_to=FIRST_DAY,
        heritage_items=("老黑山棕编",),
        town="石林",
        products=("堡堂手工面",),
        credit=3,
        earlier_editions=2,
        submitted_on=CLOSES - timedelta(days=10),
    )
    assert [line.points for line in score(facts, RULE).lines] == [25, 15, 10, 10, 6, 6, 5]
    assert score(facts, RULE).total == 77


def test_a_class_that_ends_the_day_before_the_festival_gives_nothing_and_says_why():
    facts = replace(PLAIN, policy_class=PolicyClass.FAMOUS, class_valid_to=FIRST_DAY - timedelta(days=1))
    line = points(facts, "名特优新类别")
    assert line.points == 0
    assert "已经过期" in line.reason
    assert "2027年4月30日" in line.reason


def test_a_class_that_ends_during_the_festival_counts_because_the_first_day_decides():
    facts = replace(PLAIN, policy_class=PolicyClass.FAMOUS, class_valid_to=FIRST_DAY)
    assert points(facts, "名特优新类别").points == 30


def test_a_class_that_begins_after_the_first_day_gives_nothing():
    facts = replace(PLAIN, policy_class=PolicyClass.FAMOUS, class_valid_from=FIRST_DAY + timedelta(days=1))
    assert "还没到" in points(facts, "名特优新类别").reason


def test_a_class_the_rule_does_not_name_gives_nothing_and_says_so():
    facts = replace(PLAIN, policy_class=PolicyClass.EMERGING)
    assert points(facts, "名特优新类别").reason == "这次的规则没有给“新兴类”加分。"


@pytest.mark.parametrize(("editions", "expected"), [(0, 0), (1, 3), (3, 9), (4, 9), (50, 9)])
def test_earlier_editions_are_capped(editions, expected):
    assert points(replace(PLAIN, earlier_editions=editions), "往届参展").points == expected


@pytest.mark.parametrize(("credit", "expected"), [(4, 8), (5, 10), (9, 10), (-3, -6), (-11, -20)])
def test_credit_is_held_between_floor_and_cap(credit, expected):
    assert points(replace(PLAIN, credit=credit), "守信记录").points == expected


@pytest.mark.parametrize(("early", "expected"), [(-1, 0), (0, 0), (2, 0), (3, 2), (9, 2), (10, 5), (99, 5)])
def test_early_filing_takes_the_best_step_reached(early, expected):
    facts = replace(PLAIN, submitted_on=CLOSES - timedelta(days=early))
    assert points(facts, "早报加分").points == expected


@pytest.mark.parametrize(("town", "expected"), [("石林镇", 10), ("石林", 10), ("万东镇", 10), ("关坝镇", 0), ("", 0)])
def test_local_means_the_towns_named(town, expected):
    assert points(replace(PLAIN, town=town), "本地经营").points == expected


def test_a_named_product_counts_once_and_only_by_its_name():
    both = replace(PLAIN, products=("堡堂手工面", "八 0 一螺蛳", "凉面"))
    assert points(both, "点名产品").points == 10
    assert points(replace(PLAIN, products=("手工面",)), "点名产品").points == 0


def test_a_sum_below_zero_becomes_zero_by_a_line_of_its_own():
    result = score(replace(PLAIN, credit=-9), RULE)
    assert result.total == 0
    assert sum(line.points for line in result.lines) == 0
    assert result.lines[-1].points == 18


facts_strategy = st.builds(
    ScoreFacts,
    first_day=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    submitted_on=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    closes_on=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    policy_class=st.none() | st.sampled_from(PolicyClass),
    class_valid_from=st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    class_valid_to=st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    heritage_items=st.lists(st.sampled_from(["金桥吹打", "棕编"]), max_size=2).map(tuple),
    town=st.sampled_from(["", "石林镇", "青年镇", "镇"]),
    products=st.lists(st.sampled_from(["堡堂手工面", "凉面"]), max_size=2).map(tuple),
    credit=st.integers(-50, 50),
    earlier_editions=st.integers(0, 30),
)


@given(facts_strategy)
def test_the_lines_always_add_up_and_the_total_is_never_negative(facts):
    result = score(facts, RULE)
    assert result.total == sum(line.points for line in result.lines) >= 0
    assert score(facts, RULE) == result


figures = st.integers(0, 1000)
names = st.text(min_size=1, max_size=10).filter(str.strip)
all_lines = st.tuples(
    st.builds(
        ClassLine,
        st.sets(st.sampled_from(PolicyClass), min_size=1).flatmap(
            lambda members: st.tuples(*(st.tuples(st.just(m), figures) for m in PolicyClass if m in members))
        ),
        names,
    ),
    st.builds(HeritageLine, figures, names),
    st.builds(LocalLine, figures, st.lists(names, min_size=1, max_size=4, unique=True).map(tuple), names),
    st.builds(NamedProductLine, figures, st.lists(names, min_size=1, max_size=4, unique=True).map(tuple), names),
    st.builds(CreditLine, figures, st.integers(-1000, 0), figures, names),
    st.builds(EarlierEditionsLine, figures, figures, names),
    st.builds(
        EarlyFilingLine,
        st.dictionaries(st.integers(0, 365), figures, min_size=1, max_size=5).map(lambda d: tuple(d.items())),
        names,
    ),
)


@given(all_lines, st.sets(st.integers(0, 6)))
def test_a_rule_survives_publication(lines, left_out):
    rule = ScoreRule(tuple(line for place, line in enumerate(lines) if place not in left_out))
    assert rule_from_json(json.loads(json.dumps(rule_to_json(rule), ensure_ascii=False))) == rule


def published():
    return json.loads(json.dumps(rule_to_json(RULE)))


@pytest.mark.parametrize("value", [None, [], "x", {}, {"format": "eventhub-score-rule/2", "lines": []}])
def test_another_format_is_refused(value):
    with pytest.raises(ScoreRuleError, match="评分规则文件"):
        rule_from_json(value)


@pytest.mark.parametrize(
    ("place", "change", "told"),
    [
        (0, {"kind": "beauty"}, "第 1 项的种类不认识"),
        (0, {"kind": ["class"]}, "种类不认识"),
        (0, {"points": {"知名": 3}}, "类别只能是"),
        (0, {"points": {}}, "类别只能是"),
        (0, {"points": {"famous": -1}}, "0 到 1000 的整数"),
        (1, {"points": True}, "第 2 项的“points”"),
        (1, {"points": 1.5}, "整数"),
        (1, {"points": 1001}, "整数"),
        (1, {"points": "15"}, "整数"),
        (1, {"label": ""}, "label"),
        (1, {"label": "长" * 41}, "最多 40 个字"),
        (1, {"bonus": 1}, "不认识的“bonus”"),
        (2, {"towns": []}, "towns"),
        (2, {"towns": ["石林镇", "石林镇"]}, "重复"),
        (2, {"towns": "石林镇"}, "towns"),
        (4, {"floor": 1}, "-1000 到 0"),
        (6, {"steps": [{"days": 3, "points": 1}, {"days": 3, "points": 2}]}, "天数有重复"),
        (6, {"steps": [{"days": 3}]}, "只写 days 和 points"),
        (6, {"steps": []}, "1 到 10 档"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(place, change, told):
    value = published()
    value["lines"][place] |= change
    with pytest.raises(ScoreRuleError, match=told):
        rule_from_json(value)


@pytest.mark.parametrize("key", ["kind", "label", "points"])
def test_a_missing_item_is_refused(key):
    value = published()
    del value["lines"][1][key]
    with pytest.raises(ScoreRuleError, match="第 2 项"):
        rule_from_json(value)


def test_one_kind_twice_and_stray_keys_are_refused():
    value = published()
    value["lines"].append(value["lines"][1])
    with pytest.raises(ScoreRuleError, match="写了两次"):
        rule_from_json(value)
    with pytest.raises(ScoreRuleError, match="只能有"):
        rule_from_json(published() | {"note": ""})
    with pytest.raises(ScoreRuleError, match="第 1 项写法不对"):
        rule_from_json({"format": "eventhub-score-rule/1", "lines": [7]})
