"""Form macros: what a screen reader hears, what stays after an error, where the summary leads."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField, validators

from eventhub.core.form_fields import ChooseOne, ChooseSome, SelectOne
from tests.look import sample
from tests.look.conftest import made, names_of


def test_a_field_with_an_error_is_tied_to_its_hint_and_its_error() -> None:
    html = made("{{ forms.field(f.goods) }}", f=sample.application())
    assert 'aria-describedby="goods-e goods-h"' in html
    assert 'aria-invalid="true"' in html
    assert 'for="goods"' in html
    assert html.index('id="goods-h"') < html.index('id="goods-e"') < html.index("<textarea")


def test_a_field_without_an_error_claims_none() -> None:
    html = made("{{ forms.field(f.owner) }}", f=sample.application())
    assert "aria-invalid" not in html
    assert "aria-describedby" not in html


def test_what_was_typed_stays_even_where_a_number_was_asked() -> None:
    html = made(
        '{{ forms.field(f.watts, unit="瓦（W）") }}',
        f=sample.application(watts="一个冰柜"),
    )
    assert 'value="一个冰柜"' in html
    assert 'type="text"' in html, "a number box of the browser would show nothing"
    assert 'inputmode="numeric"' in html


def test_further_attributes_reach_the_control() -> None:
    html = made(
        '{{ forms.field(f.owner, autocomplete="one-time-code", maxlength=6, optional=true) }}',
        f=sample.application(),
    )
    assert 'autocomplete="one-time-code"' in html
    assert 'maxlength="6"' in html
    assert "（可不填）" in html


def test_choices_are_one_group_with_the_chosen_one_marked() -> None:
    html = made(
        '{{ forms.choices(f.category, examples={"drink": "茶、酒"}) }}',
        f=sample.application(),
    )
    assert html.startswith('<fieldset class="field" id="category"> <legend>主要卖哪一类</legend>')
    assert html.count('type="radio"') == 4
    assert html.count("checked") == 1
    assert html.count("choice on") == 1
    assert "<small>茶、酒</small>" in html
    assert sorted(names_of(html, "for")) == sorted(i for i in names_of(html, "id") if i != "category")


def test_plain_choices_take_one_value_or_several() -> None:
    source = '{{ forms.plain_choices("d", "哪几天", [(1, "1日"), (2, "2日")], value=v, many=m) }}'
    assert made(source, v=[1, 2], m=True).count("checked") == 2
    assert made(source, v=2, m=False).count(" checked") == 1
    assert made(source, v="", m=False).count(" checked") == 0


class Product(Form):
    name = StringField("卖什么", [validators.InputRequired("写上卖什么")])


class Nested(Form):
    token = HiddenField(validators=[validators.InputRequired("页面放得太久了，请再交一次")])
    owner = FormField(Product)
    products = FieldList(FormField(Product), min_entries=2)
    phone = StringField("手机号", [validators.InputRequired("填手机号")])


def test_error_summary_leads_to_every_question_inside_lists_and_sub_forms() -> None:
    form = Nested(MultiDict())
    form.validate()
    html = made("{{ forms.error_summary(f) }}", f=form)
    assert names_of(html, "href") == ["#owner-name", "#products-0-name", "#products-1-name", "#phone"]
    assert "<li>页面放得太久了，请再交一次</li>" in html, "a hidden field has nothing to lead to"
    assert "有 5 处要改一下" in html
    assert 'role="alert"' in html
    assert 'tabindex="-1"' in html
    assert made("{{ forms.title_errors(f) }}", f=form) == "有 5 处要改 ·"


def test_error_summary_leads_to_the_first_choice_of_a_group() -> None:
    form = sample.application()
    form.category.errors = ["选一类"]
    assert "#category-0" in names_of(made("{{ forms.error_summary(f) }}", f=form), "href")


class Chosen(Form):
    where = SelectOne("哪个区", [("a", "A 区")])
    size = ChooseOne("要几个", [("1", "1 个")])
    days = ChooseSome("哪几天", [("1", "1日")], missing="至少选一天。")


def test_error_summary_tells_groups_from_lists_in_the_fields_of_the_house() -> None:
    form = Chosen(MultiDict({"where": "x"}))
    form.validate()
    assert names_of(made("{{ forms.error_summary(f) }}", f=form), "href") == ["#where", "#size-0", "#days-0"]


def test_each_sentence_of_the_summary_names_its_question_once() -> None:
    form = sample.application(watts="一个冰柜")
    form.watts.errors, form.owner.errors = ["要填整数，例如 1。"], [f"{form.owner.label.text}要写全。"]
    form.category.errors = ["选一类"]
    form.category.label.text = "主要卖哪一类？"
    html = made("{{ forms.error_summary(f) }}", f=form)
    assert f">{form.watts.label.text}：要填整数，例如 1。<" in html
    assert f">{form.owner.label.text}要写全。<" in html, "a sentence that names it already is left alone"
    assert ">主要卖哪一类？选一类<" in html


class Promise(Form):
    promise = BooleanField("以上都是真的，假了愿意取消资格", [validators.InputRequired("要勾上才能交。")])


def test_the_long_sentence_of_a_tick_box_is_not_repeated() -> None:
    form = Promise(MultiDict())
    form.validate()
    assert ">要勾上才能交。<" in made("{{ forms.error_summary(f) }}", f=form)


def test_the_summary_follows_the_page_and_not_the_form() -> None:
    form = Chosen(MultiDict({"where": "x"}))
    form.validate()
    form.days.errors = ["至少选一天。"]
    source = """{% set page %}<h1>x</h1>{{ forms.error_list([('', '整张表的'), ('gone', '不在页上的')]) }}
      {% endset %}{{ forms.in_page_order(page) }}"""
    assert made(source, f=form).index("整张表的") < made(source, f=form).index("不在页上的")
    source = """{% set page %}{{ forms.error_summary(f) }}{{ forms.choices(f.days) }}{{ forms.choices(f.size) }}
      {{ forms.field(f.where) }}{% endset %}{{ forms.in_page_order(page) }}"""
    html = made(source, f=form)
    assert names_of(html, "href") == ["#days-0", "#size-0", "#where"]
    assert html.count("<li>") == html.count("</li>") == 3
    assert made("{{ forms.in_page_order('<p>没有错</p>') }}") == "&lt;p&gt;没有错&lt;/p&gt;", "text stays text"


def test_a_form_without_errors_has_no_summary_and_no_prefix() -> None:
    form = Product(MultiDict({"name": "米酒"}))
    assert form.validate()
    assert (
        made(
            "{{ forms.error_summary(f) }}{{ forms.title_errors(f) }}",
            f=form,
        )
        == ""
    )


def test_title_says_how_many_places_need_a_change(look: Any) -> None:
    assert "<title>有 3 处要改 · 您卖什么 · 万盛节会</title>" in look.get("/page/form").text
