"""Macros other than forms: icons, lists, calendar, programme, plan, tables."""

import re
from html import unescape
from typing import Any

import pytest

from tests.look import sample
from tests.look.conftest import made, names_of


def test_icons_draw_every_name_and_refuse_others() -> None:
    html = made("{% for n in icons.icon_names %}{{ icons.icon(n) }}{% endfor %}")
    assert html.count("<svg") == html.count('aria-hidden="true"') > 50
    with pytest.raises(Exception, match="no-such"):
        made('{{ icons.icon("no-such") }}')


EVERYWHERE = """
{{ basics.tag(e) }}{{ basics.note(e) }}{{ basics.empty('x', e, e) }}{{ basics.flashes([('ok', e)]) }}
{{ basics.button(e, value=e) }}{{ lists.cells([{'title': e, 'text': e, 'href': e, 'end': e}]) }}
{% call(row) tables.data_table(e, [e], [1]) %}{{ tables.th(e) }}{{ tables.td(e, e) }}{% endcall %}
{{ tables.tiles([{'number': e, 'word': e}]) }}{{ forms.plain_field('a', e, value=e, error=e, hint=e) }}
{{ forms.plain_field('b', e, value=e, type='textarea') }}{{ forms.error_list([('a', e)]) }}
{{ plan.plan_svg(site) }}{{ plan.plan_list(site) }}
{{ programme.programme([{'time': e, 'title': e, 'place': e}]) }}
"""


def test_text_from_people_is_escaped_everywhere() -> None:
    evil = "<img src=x onerror=1>"
    html = made(EVERYWHERE, e=evil, site=sample.plan() | {"label": evil})
    assert "<img" not in html
    assert unescape(html).count(evil) > 20


def test_days_without_events_are_not_links_and_events_are_spoken() -> None:
    html = made("{{ calendar.weeks(d, lanes=2) }}", d=sample.month_days())
    assert html.count('<div class="day') == 22
    assert html.count('<a class="day') == 6
    assert html.count('aria-current="date"') == 1
    assert html.count("踩山会") == 5, "every day of it is spoken, though the label is drawn twice"
    assert "lanes2" in html
    assert re.search(r'<span class="sr">4月</span><b>20</b><span class="sr">日 周二 农历', html)


def test_all_days_of_the_programme_are_there_without_a_script() -> None:
    html = made(
        '{% call(day) programme.day_tabs("选一天", d) %}{{ programme.programme(day.list) }}{% endcall %}',
        d=sample.sessions(),
    )
    assert "hidden" not in re.sub(r'aria-hidden="true"', "", html)
    assert names_of(html, "href")[:2] == ["#d0501", "#d0502"]
    assert html.count("<ol") == 2
    assert "现在正演" in html
    assert "取消了" in html


def test_one_day_needs_no_tabs() -> None:
    html = made(
        '{% call(day) programme.day_tabs("选一天", d) %}x{% endcall %}',
        d=sample.sessions()[:1],
    )
    assert "<nav" not in html


def test_status_line_says_where_things_are() -> None:
    html = made(
        "{{ programme.status_line(steps) }}",
        steps=[{"title": "已交", "state": "done"}, {"title": "审核", "state": "now"}, {"title": "出摊位号"}],
    )
    assert html.count('aria-current="step"') == 1
    assert "现在到这里" in html
    assert "办完了" in html


def drawn(mode: str, plan: Any = None) -> str:
    return made(
        "{{ plan.plan_svg(p, m) }}",
        p=plan or sample.plan(),
        m=mode,
    )


def test_public_plan_links_every_booth_and_names_it() -> None:
    html = drawn("public")
    assert html.count('<a class="b ') == 30
    assert names_of(html, "href")[0] == "/s/A01"
    assert 'aria-label="A01 苗家小店"' in html
    assert "tabindex" not in html, "without a script every booth can be reached"
    assert html.count(">空<") == 2


def test_thumb_is_a_picture_only() -> None:
    html = drawn("thumb")
    assert "<a " not in html
    assert " id=" not in html.replace('id="plan"', "", 1)
    assert 'aria-hidden="true"' in html[: html.index(">")]


def test_board_brings_the_patterns_of_its_states() -> None:
    html = drawn("board")
    assert set(names_of(html, "data-st")) == {"on", "lock", "moved", "bad", "off", "free"}
    assert all(f'id="{name}"' in html for name in ("p-dot", "p-hatch", "p-cross"))


def test_plan_scales_metres_to_plan_units() -> None:
    html = drawn("public")
    assert 'viewBox="0 0 840 960"' in html
    first = html[html.index('id="A01"') :]
    assert (
        'transform="translate(120 495) rotate(-6)"><rect x="-22.5" y="-17.2" width="45" height="34.5"'
        in first.replace("-17.3", "-17.2")
    )
    assert re.search(r'stroke-width="3\.2" transform="scale\(15\)"', html), "a road's width is in the units of the data"


def test_an_empty_plan_is_no_error() -> None:
    html = drawn("public", {"label": "空场地", "box": [0, 0, 10, 10], "zones": []})
    assert "<svg" in html
    assert "<a " not in html


def test_list_beside_the_plan_has_the_same_booths() -> None:
    html = made("{{ plan.plan_list(p) }}", p=sample.plan())
    assert names_of(html, "href") == names_of(drawn("public"), "href")
    assert "还空着" in html


TABLE = """
{% call(r) tables.data_table("报名的户", ["户名", ("先后分", "r"), ""], rows) %}
{{ tables.th(r.name, href="/x") }}{{ tables.td("先后分", r.score, right=true) }}
{% call tables.td("") %}<a href="/y">看</a>{% endcall %}
{% endcall %}
"""


def test_tables_say_what_each_cell_is_when_folded() -> None:
    html = made(TABLE, rows=sample.rows())
    assert html.count('data-label="先后分"') == 3
    assert html.count('scope="row"') == 3
    assert '<caption class="sr">报名的户</caption>' in html
    assert '<span class="sr">操作</span>' in html


def test_an_empty_table_says_so() -> None:
    html = made('{% call(r) tables.data_table("户", ["户名"], [], nothing="没有符合的户。") %}x{% endcall %}')
    assert "没有符合的户。" in html
    assert "<table" not in html


@pytest.mark.parametrize(
    ("page", "pages", "words"),
    [(1, 1, []), (1, 3, ["下一页"]), (2, 3, ["上一页", "下一页"]), (3, 3, ["上一页"])],
)
def test_pagination_offers_only_pages_that_exist(page: int, pages: int, words: list[str]) -> None:
    html = made(
        '{{ tables.pagination(p, n, "?page=") }}',
        p=page,
        n=pages,
    )
    assert [w for w in ("上一页", "下一页") if w in html] == words


def test_bars_never_divide_by_nothing() -> None:
    html = made('{{ tables.bars([("扣分", -4, 0), ("非遗", 20, 40)]) }}')
    assert names_of(html, "width") == ["0", "50.0"]
    assert "<b>-4</b>" in html


def test_subscribing_offers_all_three_ways() -> None:
    html = made('{{ sheet.subscribe_ways("https://jie.example/calendar.ics") }}')
    assert 'href="webcal://jie.example/calendar.ics"' in html
    assert 'data-copy="https://jie.example/calendar.ics"' in html
    assert "在浏览器打开" in html


def test_a_thumb_of_a_big_ground_leaves_out_numbers_nobody_could_read() -> None:
    big = sample.plan() | {"box": [0, 0, 90, 64]}
    assert "A01" in drawn("thumb")
    assert "A01" not in drawn("thumb", big)
    assert drawn("thumb", big).count("<rect x=") >= 30
    assert "A01" in drawn("public", big)
