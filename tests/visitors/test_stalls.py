"""Who stands where: only what is sure is shown, and of people only what a visitor needs."""

from datetime import date

import pytest
from flask import Flask

from eventhub.allocation import actions
from eventhub.allocation.queries import offers_of
from eventhub.core import clock
from eventhub.core.database import writing
from eventhub.core.revisions import bump
from eventhub.festivals.models import FestivalState
from tests import factories
from tests.conftest import at, new_client
from tests.page_check import CheckedClient
from tests.visitors.conftest import Ground
from tests.visitors.test_festivals import text_of

SHOPS = ("石林豆花饭", "黑山方竹笋", "罗姐苗家米酒")


def pages_with_stalls(ground: Ground) -> list[str]:
    """Every address on which a shop's name could stand."""
    signs = [f"/s/{ground.booth(f'A{number:02d}').sign_code}" for number in range(1, 5)]
    return ["/", ground.path, f"{ground.path}plan", f"{ground.path}plan?q=豆花", f"{ground.path}stalls/", *signs]


def test_an_unpublished_plan_is_never_visible(ground: Ground, client: CheckedClient) -> None:
    ground.draft()
    for path in pages_with_stalls(ground):
        page = text_of(client, path)
        assert not [shop for shop in SHOPS if shop in page], path
    assert "谁来摆还没定下来" in text_of(client, f"/s/{ground.booth('A01').sign_code}")


def test_a_shop_is_shown_once_it_has_confirmed_and_not_before(ground: Ground, client: CheckedClient) -> None:
    offers = ground.publish()
    for path in pages_with_stalls(ground):
        page = text_of(client, path)
        assert not [shop for shop in SHOPS if shop in page], path
    actions.confirm(offers[0], ground.organiser)
    page = text_of(client, f"{ground.path}plan")
    assert SHOPS[0] in page
    assert SHOPS[1] not in page
    assert "还没定" in page


def test_a_shop_that_gives_its_booth_back_disappears(fair: Ground, client: CheckedClient) -> None:
    path = f"/s/{fair.booth_of(2).sign_code}"
    assert SHOPS[2] in text_of(client, path)
    offer = next(entry for entry in offers_of(fair.festival) if entry.application_id == fair.applications[2].id)
    actions.decline(offer, fair.organiser)
    page = text_of(client, path)
    assert SHOPS[2] not in page
    assert "这个摊位现在没有人" in page


def test_the_stall_page_says_what_is_sold_for_how_much(fair: Ground, client: CheckedClient) -> None:
    booth = fair.booth_of(0)
    page = text_of(client, f"/s/{booth.sign_code}")
    for words in (
        "石林豆花饭",
        booth.label,
        "豆花饭",
        "12 元/碗",
        "现点现做",
        "我十六岁跟外婆学的手艺。",
        "5月1日（周六） 9:00 开张",
    ):
        assert words in page
    assert "缺斤少两、不卫生、乱收费" in page


def test_no_person_is_named_and_no_private_number_given(fair: Ground, client: CheckedClient) -> None:
    for path in pages_with_stalls(fair):
        page = text_of(client, path)
        for household in fair.households:
            assert household.owner_name not in page, path
            assert household.phone not in page, path
            assert household.uscc not in page, path


@pytest.mark.parametrize("spelling", ["{}", "{} ", "{}\u3000"])
def test_a_sign_is_read_however_it_is_typed(fair: Ground, client: CheckedClient, spelling: str) -> None:
    code = fair.booth_of(0).sign_code
    spoken = f"{code[:2]}-{code[2:]}".lower()
    assert "石林豆花饭" in text_of(client, f"/s/{spelling.format(code)}")
    assert "石林豆花饭" in text_of(client, f"/s/{spelling.format(spoken)}")


@pytest.mark.parametrize("code", ["A", "ZZZZZZ", "摊位", "1" * 400])
def test_an_unknown_sign_is_not_found_and_says_what_to_do(fair: Ground, client: CheckedClient, code: str) -> None:
    answer = client.get(f"/s/{code}")
    assert answer.status_code == 404
    assert "请照着桌牌再输一次" in answer.get_data(as_text=True)


def test_a_booth_out_of_use_and_a_service_desk_say_so(fair: Ground, client: CheckedClient) -> None:
    with writing():
        fair.booth("A04").closed = True
        bump(f"festival:{fair.festival.id}")
    assert "这个摊位这次不用" in text_of(client, f"/s/{fair.booth('A04').sign_code}")
    with writing():
        fair.booth("A04").closed, fair.booth("A04").service = False, "流动受理窗口"
        bump(f"festival:{fair.festival.id}")
    assert "这里是流动受理窗口" in text_of(client, f"/s/{fair.booth('A04').sign_code}")
    assert "流动受理窗口" in text_of(client, f"{fair.path}plan")


def test_a_class_is_shown_only_on_days_it_is_valid(fair: Ground, client: CheckedClient) -> None:
    factories.a_recognition(fair.households[0], number="万特2025-001", valid_to=date(2027, 4, 20))
    path = f"/s/{fair.booth_of(0).sign_code}"
    page = text_of(client, path)
    for words in ("特色类个体工商户", "万特2025-001", "万盛经开区市场监督管理局", "2027年4月20日"):
        assert words in page
    assert "特色类 · 豆花饭" in text_of(client, f"{fair.path}stalls/")
    with clock.fixed(at("2027-04-21T09:00")):
        for address in (path, f"{fair.path}stalls/", "/"):
            page = text_of(client, address)
            assert "特色类" not in page, address
            assert "万特2025-001" not in page, address


def test_an_expired_licence_is_not_called_valid(fair: Ground, client: CheckedClient) -> None:
    path = f"/s/{fair.booth_of(0).sign_code}"
    assert "证照在有效期内" in text_of(client, path)
    with writing():
        fair.households[0].licences[0].valid_to = date(2027, 4, 16)
        bump("households")
    assert "证照在有效期内" not in text_of(client, path)


def test_a_stall_is_open_in_its_hours_and_the_page_knows_its_neighbours(fair: Ground, client: CheckedClient) -> None:
    booth = fair.booth("A02")
    with clock.fixed(at("2027-05-01T10:30")):
        page = text_of(client, f"/s/{booth.sign_code}")
        assert "正在营业，到 18:00" in page
        assert "10:00 金桥吹打" in page
        assert "现在正演" in page
        for label in ("A01", "A03"):
            assert f"{label}，就在隔壁" in page
        assert "A04，就在隔壁" not in page
    with clock.fixed(at("2027-05-02T19:00")):
        assert "今天收摊了，这届也办完了" in text_of(client, f"/s/{booth.sign_code}")


def test_a_stall_that_comes_on_some_days_says_on_which(app: Flask, client: CheckedClient) -> None:
    ground = Ground(booths=1, shops=1, days=3)
    with writing():
        ground.applications[0].days = ["2027-05-02"]
    ground.open()
    sign = f"/s/{ground.booth('A01').sign_code}"
    assert "5月2日（周日） 9:00 开张" in text_of(client, sign)
    with clock.fixed(at("2027-05-01T10:00")):
        assert "明天 9:00 开张" in text_of(client, sign)
        assert "石林豆花饭" not in text_of(client, "/"), "nobody is sent to a stall that isn't there today"
    with clock.fixed(at("2027-05-02T10:00")):
        assert "石林豆花饭" in text_of(client, "/")


def test_after_a_postponement_the_stall_names_the_new_days(fair: Ground, client: CheckedClient) -> None:
    with writing():
        fair.festival.state = FestivalState.POSTPONED
        fair.festival.starts_on, fair.festival.ends_on = date(2027, 6, 5), date(2027, 6, 6)
        bump(f"festival:{fair.festival.id}")
    assert "6月5日（周六） 9:00 开张" in text_of(client, f"/s/{fair.booth_of(0).sign_code}")
    with writing():
        fair.festival.starts_on = fair.festival.ends_on = None
        bump(f"festival:{fair.festival.id}")
    assert "这届延期了，日子待定" in text_of(client, f"/s/{fair.booth_of(0).sign_code}")


def test_two_booths_of_one_shop_are_one_entry(app: Flask, client: CheckedClient) -> None:
    ground = Ground(booths=2, shops=1)
    with writing():
        ground.applications[0].booths_min = ground.applications[0].booths_max = 2
    ground.open()
    page = text_of(client, f"{ground.path}stalls/")
    assert page.count("石林豆花饭") == 1
    assert "A01、A02" in page
    assert "就在隔壁" not in text_of(client, f"/s/{ground.booth('A01').sign_code}")


@pytest.mark.parametrize(
    ("query", "shops"),
    [
        ({"q": "豆花"}, [0]),
        ({"q": "米酒"}, [2]),
        ({"q": "a01"}, [0]),
        ({"q": "Ａ０１"}, [0]),
        ({"q": "罗姐 糯米"}, [2]),
        ({"q": "没有"}, []),
        ({"q": "%"}, []),
        ({"cat": "farm"}, [1]),
        ({"cat": "craft"}, []),
        ({"cat": "nonsense"}, [0, 1, 2]),
        ({"cat": "farm", "q": "豆花"}, []),
        ({}, [0, 1, 2]),
    ],
)
def test_stalls_are_found_by_name_goods_number_and_category(
    fair: Ground, client: CheckedClient, query: dict[str, str], shops: list[int]
) -> None:
    page = client.get(f"{fair.path}stalls/", query_string=query).get_data(as_text=True)
    assert [number for number, shop in enumerate(SHOPS) if f"<b>{shop}</b>" in page] == shops


def test_the_plan_lists_what_it_draws(fair: Ground, client: CheckedClient) -> None:
    page = text_of(client, f"{fair.path}plan")
    drawn, listed = page.split('id="list"')
    for number, shop in enumerate(SHOPS):
        booth = fair.booth_of(number)
        assert f'aria-label="{booth.label} {shop}"' in drawn
        assert shop in listed
        assert f'href="/s/{booth.sign_code}"' in drawn
        assert f'href="/s/{booth.sign_code}"' in listed
    assert "还空着" in listed


@pytest.mark.parametrize(
    ("query", "lit"),
    [
        ({"at": "A02"}, ["A02"]),
        ({"at": "a02"}, ["A02"]),
        ({"at": "Z9"}, []),
        ({"q": "豆花饭"}, ["A01"]),
        ({"q": "a04"}, ["A04"]),
        ({"q": "饭 A"}, ["A01"]),
        ({"q": "A"}, ["A01", "A02", "A03"]),
        ({}, []),
    ],
)
def test_the_plan_lights_up_what_was_asked_for_without_a_script(
    fair: Ground, client: CheckedClient, query: dict[str, str], lit: list[str]
) -> None:
    page = client.get(f"{fair.path}plan", query_string=query).get_data(as_text=True)
    drawn = page.split('id="list"')[0].split('<svg class="plan"')[1]
    assert [label for label in ("A01", "A02", "A03", "A04") if _is_lit(drawn, label)] == lit


def test_the_plan_says_how_many_it_found_or_that_there_are_none(fair: Ground, client: CheckedClient) -> None:
    words = {"豆花": "有 1 个摊位：A01。", "A": "有 3 个摊位：A01、A02、A03。", "xyz": "没有找到“xyz”。"}
    for text, said in words.items():
        page = client.get(f"{fair.path}plan", query_string={"q": text}).get_data(as_text=True)
        assert said in page.split("data-found>")[1].split("</p>")[0]


def _is_lit(drawn: str, label: str) -> bool:
    tag = drawn[drawn.index(f'id="{label}"') :]
    return 'aria-current="true"' in tag[: tag.index(">")]


def test_a_plan_with_nothing_on_it_says_so(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival(booths=0)
    assert "平面图还没画好" in text_of(client, f"/festivals/{festival.slug}/plan")
    assert "平面图还没画好" in text_of(client, f"/festivals/{festival.slug}/")


def test_shop_names_with_markup_stay_text_in_the_plan(app: Flask, client: CheckedClient) -> None:
    ground = Ground(booths=1, shops=1)
    with writing():
        ground.households[0].name = '"><script>x</script>'
    ground.open()
    for path in (f"{ground.path}plan", f"{ground.path}stalls/", f"/s/{ground.booth('A01').sign_code}"):
        assert "<script>x" not in text_of(client, path)


def test_every_page_opens_on_both_databases(either_app: Flask) -> None:
    ground = Ground().open()
    factories.a_call(factories.a_festival(name="林口桃花节"))
    client = new_client(either_app)
    assert isinstance(client, CheckedClient)
    assert [shop for shop in SHOPS if shop not in text_of(client, f"{ground.path}plan")] == []
    for path in (*pages_with_stalls(ground), "/festivals/?q=石鼓", "/sitemap.xml"):
        text_of(client, path)
