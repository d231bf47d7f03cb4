"""Goods as people write them, one thing a line: what is read, what is refused with the line's number, what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.applications.goods_lines import MAX_LINES, goods_lines, goods_text, read_goods
from eventhub.core.errors import BadInput


@pytest.mark.parametrize(
    ("typed", "name", "fen", "unit"),
    [
        ("糯米酒 15 元一斤", "糯米酒", 1500, "斤"),
        ("杨梅酒25块一瓶", "杨梅酒", 2500, "瓶"),
        ("甜酒 9块钱1碗", "甜酒", 900, "碗"),
        ("面 3.5/碗", "面", 350, "碗"),
        ("米粉 12元每碗", "米粉", 1200, "碗"),
        ("豆花：５", "豆花", 500, ""),
        ("苗绣 ￥1200.50", "苗绣", 120050, ""),
        ("八0一螺蛳 20 元一份", "八0一螺蛳", 2000, "份"),
        ("堡堂手工面（细） 15 元一把", "堡堂手工面（细）", 1500, "把"),
        ("  糍粑\u200b   2 元一个  ", "糍粑", 200, "个"),
    ],
)
def test_what_is_read(typed: str, name: str, fen: int, unit: str) -> None:
    assert read_goods(typed) == [{"name": name, "price_fen": fen, "unit": unit}]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "写上您卖什么"),
        (" \n \n", "写上您卖什么"),
        ("糯米酒", "第 1 行“糯米酒”没写价钱"),
        ("甲酒 5 元\n乙酒", "第 2 行“乙酒”没写价钱"),
        ("甲酒 0 元", "大于 0"),
        ("甲酒 100001 元", "不超过 100,000 元"),
        ("甲酒 5.555 元", "看不懂"),
        ("甲酒 ٥ 元", "“٥”不是普通数字"),
        ("甲酒 ⑤ 元", "“⑤”不是普通数字"),
        ("甲😀 5 元", "“😀”"),
        ("酒" * 21 + " 5 元", "1 到 20 个字"),
        ("甲酒 5 元一很长很长的单位", "写得太长"),
        ("\n".join(f"{char}酒 5 元" for char in "甲乙丙丁戊己"), "最多写 5 样，现在 6 样"),
        ("甲酒 5 元\n甲酒 6 元", "写了两次"),
    ],
)
def test_what_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_goods(typed)
    assert sentence in refused.value.fields["goods"]


names = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=20)
units = st.sampled_from(["", "斤", "瓶", "碗", "份", "把"])
entries = st.builds(
    lambda name, fen, unit: {"name": name, "price_fen": fen, "unit": unit},
    names,
    st.integers(min_value=1, max_value=10_000_000),
    units,
)


@given(st.lists(entries, min_size=1, max_size=MAX_LINES, unique_by=lambda entry: entry["name"]))
def test_what_is_shown_in_the_box_is_read_back_as_it_was(goods: list[dict[str, object]]) -> None:
    assert read_goods(goods_lines(goods)) == goods


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_sentence(typed: str) -> None:
    try:
        sentence, goods = "", read_goods(typed)
    except BadInput as refused:
        sentence, goods = refused.fields["goods"], []
    assert sentence.endswith("。") or 1 <= len(goods) <= MAX_LINES


def test_goods_without_a_price_from_an_older_record_are_still_shown() -> None:
    assert goods_text({"name": "棕编"}) == "棕编"
