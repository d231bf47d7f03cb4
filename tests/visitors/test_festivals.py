"""The home page, the list and a festival's page: what is on, when, where, and nothing that isn't public."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.core import clock
from eventhub.core.database import writing
from eventhub.core.revisions import bump
from eventhub.festivals.models import Announcement, FestivalState, Venue
from eventhub.visitors.unbroken import unbroken
from tests import factories
from tests.conftest import at
from tests.page_check import CheckedClient
from tests.visitors.conftest import Ground


def text_of(client: CheckedClient, path: str) -> str:
    """Open a page and return its HTML."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.get_data(as_text=True)


def test_the_home_page_names_the_next_festival_with_both_calendars(app: Flask, client: CheckedClient) -> None:
    factories.a_festival(days=5)
    page = text_of(client, "/")
    for words in (
        "下一场 · 还有 14 天",
        "万盛苗族踩山会",
        "5月1日（周六）至5日",
        "农历三月廿五至廿九",
        "看节目单",
        "加到日历",
    ):
        assert words in page


def test_a_running_festival_comes_before_the_next_one(app: Flask, client: CheckedClient) -> None:
    factories.a_festival(name="林口桃花节")
    factories.a_festival(name="城市岛屿美食节", starts_on=date(2027, 4, 16), ends_on=date(2027, 4, 18))
    page = text_of(client, "/")
    assert "正在举行 · 第 2 天，共 3 天" in page
    assert page.index('<h1 id="next">城市岛屿美食节') > 0


def test_a_cancelled_festival_is_never_the_next_one(app: Flask, client: CheckedClient) -> None:
    factories.a_festival(name="林口桃花节", state=FestivalState.CANCELLED)
    factories.a_festival(name="万盛苗族踩山会", starts_on=date(2027, 6, 1), ends_on=date(2027, 6, 2))
    page = text_of(client, "/")
    assert '<h1 id="next">万盛苗族踩山会' in page
    assert "已取消" in page


def test_with_no_festival_at_all_the_home_page_still_says_something(app: Flask, client: CheckedClient) -> None:
    page = text_of(client, "/")
    assert "眼下没有定下日子的节会" in page
    assert "这四周" in page


def test_the_call_that_closes_first_is_offered_with_what_is_left(app: Flask, client: CheckedClient) -> None:
    later = factories.a_festival(name="后截止", short_name="后截止")
    sooner = factories.a_festival(name="先截止", short_name="先截止", booths=6)
    factories.a_call(later, closes=clock.now() + timedelta(days=9))
    factories.a_call(sooner, closes=at("2027-04-20T18:00"))
    factories.an_application(sooner, booths_min=2, booths_max=2)
    page = text_of(client, "/")
    assert "还剩 3 天，4月20日 18:00 截止" in page
    assert "先截止还有 4 个摊位没人报" in page


def test_more_applications_than_booths_is_said_as_it_is(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival(booths=1)
    factories.a_call(festival)
    for _ in range(3):
        factories.an_application(festival)
    page = text_of(client, "/")
    assert "踩山会有 1 个摊位，已经报了 3 个。" in page


def test_the_four_weeks_show_the_festival_and_the_day_the_call_closes(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival()
    factories.a_call(festival, closes=at("2027-04-20T18:00"))
    page = text_of(client, "/")
    assert page.count("踩山会</em>") + page.count('<span class="sr">踩山会</span>') == 2
    assert "报名止" in page
    assert "谷雨" in page


def test_old_notices_and_notices_of_drafts_stay_off_the_home_page(app: Flask, client: CheckedClient) -> None:
    public, draft = factories.a_festival(), factories.a_festival(state=FestivalState.DRAFT)
    factories.saved(
        Announcement(festival_id=public.id, title="打牛改到十一点", at=clock.now() - timedelta(days=1)),
        Announcement(festival_id=public.id, title="旧通知", at=clock.now() - timedelta(days=31)),
        Announcement(festival_id=draft.id, title="草稿通知"),
    )
    page = text_of(client, "/")
    assert "打牛改到十一点" in page
    assert "昨天通知" in page
    assert "旧通知" not in page
    assert "草稿通知" not in page


def test_a_draft_is_nowhere(app: Flask, client: CheckedClient) -> None:
    draft = factories.a_festival(name="还没公布的节", state=FestivalState.DRAFT)
    for path in ("/", "/festivals/", "/festivals/?q=还没公布的节", "/sitemap.xml"):
        body = client.get(path).get_data(as_text=True)
        assert draft.slug not in body, path
    for page in ("", "plan", "stalls/", "cover.svg"):
        assert client.get(f"/festivals/{draft.slug}/{page}").status_code == 404, page
    sign = draft.zones[0].rows[0].booths[0].sign_code
    assert client.get(f"/s/{sign}").status_code == 404


def test_unknown_festivals_are_not_found(client: CheckedClient) -> None:
    for page in ("", "plan", "stalls/", "cover.svg"):
        assert client.get(f"/festivals/nowhere/{page}").status_code == 404


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("踩山", True),
        ("石林镇", True),
        ("关坝米粉", True),
        ("石鼓 米粉", True),
        ("美食", False),
        ("%", False),
        ("石鼓 没有", False),
    ],
)
def test_search_finds_by_name_town_and_product(app: Flask, client: CheckedClient, word: str, found: bool) -> None:
    festival = factories.a_festival(named_products=["关坝米粉"])
    page = client.get("/festivals/", query_string={"q": word}).get_data(as_text=True)
    assert (f'href="/festivals/{festival.slug}/"' in page) is found
    assert ("没有找到" in page) is not found


def test_phases_divide_the_festivals(app: Flask, client: CheckedClient) -> None:
    past = factories.a_festival(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 2))
    running = factories.a_festival(starts_on=date(2027, 4, 17), ends_on=date(2027, 4, 17))
    coming = factories.a_festival()
    unknown = factories.a_festival(starts_on=None, ends_on=None)
    shown = {}
    for phase in ("past", "running", "coming", "nonsense"):
        page = text_of(client, f"/festivals/?phase={phase}")
        shown[phase] = {
            entry for entry in (past, running, coming, unknown) if f'href="/festivals/{entry.slug}/"' in page
        }
    assert shown == {
        "past": {past},
        "running": {running},
        "coming": {coming, unknown},
        "nonsense": {past, running, coming, unknown},
    }


def test_open_days_and_places_are_said_to_be_open(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival(starts_on=None, ends_on=None, lunar_rule="正月初二至初六", venue_id=None)
    page = text_of(client, f"/festivals/{festival.slug}/")
    for words in ("日子待定", "按惯例在农历正月初二至初六", "地点待定", "节目单还没公布"):
        assert words in page
    assert "金桥吹打" not in page, "a time that belongs to no day is no programme"
    assert "日子待定" in text_of(client, "/festivals/")


def test_a_place_that_is_only_supposed_gets_no_map_link(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival()
    path = f"/festivals/{festival.slug}/"
    assert "https://uri.amap.com/marker?position=106.900000,28.900000&amp;name=" in text_of(client, path)
    with writing():
        assert isinstance(festival.venue, Venue)
        festival.venue.confirmed = False
        bump(f"festival:{festival.id}")
    page = text_of(client, path)
    assert "uri.amap.com" not in page
    assert "石鼓广场（地点待定）" in page


@pytest.mark.parametrize(
    ("state", "days", "words"),
    [
        (FestivalState.CANCELLED, True, "这届取消了"),
        (FestivalState.POSTPONED, True, "这届改期了"),
        (FestivalState.POSTPONED, False, "这届延期了"),
    ],
)
def test_called_off_and_moved_festivals_say_so(
    app: Flask, client: CheckedClient, state: FestivalState, days: bool, words: str
) -> None:
    values: dict[str, Any] = {} if days else {"starts_on": None, "ends_on": None, "former_starts_on": date(2027, 5, 1)}
    festival = factories.a_festival(state=state, **values)
    assert words in text_of(client, f"/festivals/{festival.slug}/")


def test_what_is_on_now_is_marked_and_what_is_cancelled_is_struck(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival(starts_on=date(2027, 4, 17), ends_on=date(2027, 4, 18))
    factories.a_session(festival, title="木鼓舞", starts_at=at("2027-04-17T09:00"), ends_at=at("2027-04-17T10:00"))
    gone = factories.a_session(festival, title="上刀山", cancelled=True)
    factories.a_session(festival, title="还没公布", published=False)
    factories.a_session(festival, title="删掉的", deleted=True)
    page = text_of(client, f"/festivals/{festival.slug}/")
    above, programme = page.split("data-tabs", 1)
    assert (above.count("现在正演"), programme.count("现在正演")) == (1, 1)
    assert page.index("木鼓舞") < page.index("现在正演")
    assert "上刀山" in page
    assert "取消了" in page
    assert f"{gone.uid}.ics" not in page, "nothing is added to a calendar that doesn't happen"
    assert "还没公布" not in page
    assert "删掉的" not in page


def test_what_has_been_on_is_told_and_kept_by_nobody(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival(starts_on=date(2027, 4, 17), ends_on=date(2027, 4, 18))
    gone = factories.a_session(
        festival, title="木鼓舞", starts_at=at("2027-04-17T08:00"), ends_at=at("2027-04-17T09:30")
    )
    page = text_of(client, f"/festivals/{festival.slug}/")
    assert page.count("演完了") == 1
    assert f"{gone.uid}.ics" not in page
    coming = factories.a_session(
        festival, title="对歌", starts_at=at("2027-04-17T14:00"), ends_at=at("2027-04-17T15:00")
    )
    with writing():
        bump(f"festival:{festival.id}")
    assert f"{coming.uid}.ics" in text_of(client, f"/festivals/{festival.slug}/")


def test_a_past_festival_leads_to_the_next_edition_and_to_no_calendar(app: Flask, client: CheckedClient) -> None:
    past = factories.a_festival(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 2))
    path = f"/festivals/{past.slug}/"
    page = text_of(client, path)
    assert f'<a class="btn light big" href="{path}rankings/">' in page
    for words in ("加到日历", "webcal:", "演完了"):
        assert words not in page
    draft = factories.a_festival(state=FestivalState.DRAFT)
    assert draft.slug not in text_of(client, path)
    coming = factories.a_festival()
    with writing():
        bump(f"festival:{coming.id}")
    assert f'<a class="btn light big" href="/festivals/{coming.slug}/">' in text_of(client, path)


def test_a_quotation_in_a_name_is_not_broken() -> None:
    assert unbroken("万盛“城市岛屿”美食节") == '万盛<span class="nb">“城市岛屿”</span>美食节'
    assert unbroken("“<b>”节") == '<span class="nb">“&lt;b&gt;”</span>节'
    assert unbroken("<i>踩山会") == "&lt;i&gt;踩山会"


def test_every_session_that_stands_has_its_calendar_file(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival()
    session = festival.sessions[0]
    page = text_of(client, f"/festivals/{festival.slug}/")
    assert f'href="/festivals/{festival.slug}/programme/{session.uid}.ics"' in page
    drawer = page.split('id="sub-dlg"')[1]
    feed = f"jie.wansheng.example/festivals/{festival.slug}/calendar.ics"
    for way in (f"webcal://{feed}", f'data-copy="https://{feed}"', "calendar.google.com", "小米、红米", "<svg", "微信"):
        assert way in drawer, way


def test_a_festival_of_one_day_and_one_over_new_year_read_well(app: Flask, client: CheckedClient) -> None:
    one = factories.a_festival(days=1)
    over = factories.a_festival(starts_on=date(2027, 12, 30), ends_on=date(2028, 1, 2), opens_at=time(8, 5))
    assert "2027年5月1日</dd>" in text_of(client, f"/festivals/{one.slug}/").replace("<br>", "</dd>")
    page = text_of(client, f"/festivals/{over.slug}/")
    assert "2027年12月30日至1月2日" in page
    assert "8:05–18:00" in page


def test_a_script_in_a_name_stays_text(app: Flask, client: CheckedClient) -> None:
    festival = factories.a_festival(name="<script>alert(1)</script>", summary='"><img src=x>')
    for path in ("/", "/festivals/", f"/festivals/{festival.slug}/"):
        page = text_of(client, path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_stalls_stand_on_the_home_page_only_once_they_are_sure(ground: Ground, client: CheckedClient) -> None:
    assert "先看看有啥好吃好耍" not in text_of(client, "/")
    ground.open()
    page = text_of(client, "/")
    assert "先看看有啥好吃好耍" in page
    assert "罗姐苗家米酒" in page
