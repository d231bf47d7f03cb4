"""The calendar page: a month as grid and list, days off, the ways to subscribe."""

import re
from datetime import date

import pytest
from flask import Flask

from eventhub.calendar import days_off
from eventhub.calendar.models import DayOffKind
from eventhub.calendar.month_page import asked_month
from eventhub.festivals import actions, programme
from eventhub.festivals.models import FestivalState
from tests import factories
from tests.calendar.feed_reader import BASE
from tests.conftest import new_client
from tests.page_check import CheckedClient

TODAY = date(2027, 4, 17)


def page(client: CheckedClient, month: str = "") -> str:
    answer = client.get(f"/calendar/?month={month}" if month else "/calendar/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def cell(text: str, day: int) -> str:
    """The markup of a day of the month shown."""
    found = re.findall(r"<(a|div) class=\"day[^>]*>.*?</\1>", text, re.DOTALL)
    assert found
    parts = re.split(r"(?=<(?:a|div) class=\"day)", text)
    wanted = [part for part in parts[1:] if f"<b>{day}</b>" in part and " out" not in part.split(">", 1)[0]]
    assert len(wanted) == 1
    return wanted[0]


def test_every_month_of_two_centuries_opens(client: CheckedClient) -> None:
    for year in range(1901, 2101):
        month = year % 12 + 1
        answer = client.get(f"/calendar/?month={year}-{month:02d}")
        assert answer.status_code == 200
        assert f"<h1>{year}年{month}月</h1>" in answer.get_data(as_text=True) or year in (1901, 2100)


@pytest.mark.parametrize(
    "month",
    [
        "1901-01", "1900-12", "2100-12", "2101-01", "0000-00", "2027-13", "2027-00", "2027", "2027-5-1", "99999-01",
        "%00", "%ff", "%F0%9F%8D%91", "٢٠٢٧-٠٥", "２０２７-０５", "-1", "2027-05%0a", "a" * 3000, "2027-05&month=2027-06",
    ],
)  # fmt: skip
def test_rubbish_shows_a_month_all_the_same(client: CheckedClient, month: str) -> None:
    assert client.get(f"/calendar/?month={month}").status_code == 200


def test_only_a_readable_month_counts() -> None:
    assert asked_month("2027-05", TODAY) == asked_month("2027-5", TODAY) == (2027, 5)
    assert asked_month("", TODAY) == asked_month("2101-01", TODAY) == asked_month("1901-01", TODAY) == (2027, 4)
    assert asked_month("1901-02", TODAY) == (1901, 2)
    assert asked_month("2100-11", TODAY) == (2100, 11)


def test_the_first_and_last_month_lead_nowhere_outside(client: CheckedClient) -> None:
    assert "data-earlier" not in page(client, "1901-02")
    assert "data-later" not in page(client, "2100-11")
    both = page(client)
    assert 'href="/calendar/?month=2027-03"' in both
    assert 'href="/calendar/?month=2027-05"' in both


def test_gregorian_and_lunar_stand_side_by_side(client: CheckedClient) -> None:
    assert "农历正月初一" in cell(page(client, "2027-02"), 6)
    assert '<i class="term" aria-hidden="true">春节</i>' in cell(
        page(client, "2027-02"), 6
    )  # 6 February 2027, which browsers get wrong
    assert "春节" in cell(page(client, "2030-02"), 3)
    assert "谷雨" in cell(page(client), 20)
    assert "农历三月十一" in cell(page(client), 17)
    assert 'aria-current="date"' in cell(page(client), 17)


def test_editions_deadlines_and_sessions_are_shown(client: CheckedClient) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    april, may = page(client), page(client, "2027-05")
    assert "报名止" in cell(april, 20)
    assert "踩山会摊位申请 9:30 截止" in april
    assert "踩山会" in cell(may, 1)
    assert 'href="#d01"' in cell(may, 1)
    assert 'id="d01"' in may
    assert "href=" not in cell(may, 10)
    assert f'href="/festivals/{festival.slug}/"' in may
    assert "10:00–11:00 · 主舞台" in may


def test_a_long_programme_is_told_as_a_number(client: CheckedClient) -> None:
    festival = factories.a_festival()
    for number in range(6):
        factories.a_session(festival, title=f"第 {number} 场")
    assert "踩山会这天还有 3 场节目" in page(client, "2027-05")


def test_drafts_and_hidden_sessions_stay_hidden(client: CheckedClient) -> None:
    factories.a_festival(state=FestivalState.DRAFT, announced_at=None, short_name="秘密节")
    festival = factories.a_festival()
    factories.a_session(festival, title="还没公布", published=False)
    factories.a_session(festival, title="删了", deleted=True)
    text = page(client, "2027-05")
    assert not any(word in text for word in ("秘密节", "还没公布", "删了"))


def test_a_cancelled_edition_says_so(client: CheckedClient) -> None:
    festival = factories.a_festival()
    assert "取消" not in cell(page(client, "2027-05"), 1)
    actions.cancel(festival, "山洪", None)
    assert "踩山会（取消）" in cell(page(client, "2027-05"), 1)


def test_the_page_follows_a_change_at_once(client: CheckedClient) -> None:
    festival = factories.a_festival()
    page(client, "2027-05")
    programme.edit_session(festival.sessions[0], {"title": "换了"}, None)
    assert "换了" in page(client, "2027-05")


def test_days_off_are_marked_once_they_are_known(client: CheckedClient) -> None:
    before = page(client, "2027-05")
    assert "2027年放假安排未公布" in before
    assert "休" not in cell(before, 1)
    days_off.enter_days(date(2027, 5, 1), date(2027, 5, 5), DayOffKind.HOLIDAY, "劳动节", None)
    days_off.enter_days(date(2027, 5, 8), date(2027, 5, 8), DayOffKind.WORKDAY, "劳动节", None)
    days_off.set_announced(2027, True, None)
    after = page(client, "2027-05")
    assert "<small>休</small>" in cell(after, 1)
    assert '<small class="work">班</small>' in cell(after, 8)
    assert "劳动节 5月1日（周六）至5日放假" in after
    assert "劳动节 5月8日（周六）上班" in after
    assert "放假安排未公布" not in after


def test_the_years_the_package_knows_need_no_entry(client: CheckedClient) -> None:
    assert "<small>休</small>" in cell(page(client, "2026-10"), 1)


def test_every_way_to_subscribe_is_there(client: CheckedClient) -> None:
    festival = factories.a_festival()
    text = page(client)
    host = BASE.partition("://")[2]
    assert 'id="subscribe"' in text
    assert f'href="webcal://{host}/calendar.ics"' in text
    assert f'href="{BASE}/calendar.ics"' in text
    assert f"https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2F{host}%2Fcalendar.ics" in text
    assert f'data-copy="{BASE}/calendar.ics"' in text
    assert "<svg" in text
    assert "在浏览器打开" in text
    for path in ("/calendar/festivals.ics", f"/festivals/{festival.slug}/calendar.ics", "/calendar/town/"):
        assert f"webcal://{host}{path}" in text
    for address in set(re.findall(r'href="webcal://[^/]+(/[^"]+)"', text)):
        assert client.get(address).status_code == 200, address


def test_the_code_says_the_https_address(client: CheckedClient) -> None:
    zxing = pytest.importorskip("zxingcpp")
    numpy = pytest.importorskip("numpy")
    path = re.search(r'aria-label="全部节会日历的订阅地址"[^>]*>.*?d="(M[^"]+)"/></svg>', page(client), re.DOTALL)
    assert path
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path[1])
    side = max(int(y) for _, y, _ in runs) + 5
    picture = numpy.full((side, side), 255, dtype=numpy.uint8)
    for x, y, length in runs:
        picture[int(y), int(x) : int(x) + int(length)] = 0
    found = zxing.read_barcodes(numpy.kron(picture, numpy.ones((6, 6), dtype=numpy.uint8)))
    assert [code.text for code in found] == [f"{BASE}/calendar.ics"]


def test_the_page_is_the_same_for_everyone(app: Flask, client: CheckedClient) -> None:
    factories.a_festival()
    own = new_client(app).sign_in(factories.a_staff_member(factories.Role.ADMINISTRATOR))
    assert page(own) == page(client)
    wechat = client.get("/calendar/", headers={"User-Agent": "MicroMessenger"})
    assert "Set-Cookie" not in wechat.headers
    assert wechat.get_data(as_text=True) == page(client)


def test_the_hooks_of_other_rooms_are_answered(app: Flask) -> None:
    resolve, add = app.extensions["lunar_rule_resolver"], app.extensions["add_workdays"]
    assert resolve("正月初二至初六", date(2027, 1, 1)) == (date(2027, 2, 7), date(2027, 2, 11))
    assert add(date(2026, 9, 30), 1) == date(2026, 10, 8)
    with pytest.raises(days_off.workdays.YearNotAnnounced):
        add(date(2027, 4, 17), 1)
    days_off.enter_days(date(2027, 5, 3), date(2027, 5, 5), DayOffKind.HOLIDAY, "劳动节", None)
    days_off.set_announced(2027, True, None)
    assert add(date(2027, 4, 30), 1) == date(2027, 5, 6)
