"""An edition's overview, programme, notices and venue on the desk."""

import re
from datetime import date

from flask import Flask

from eventhub.festivals import actions, rescheduling
from eventhub.festivals.models import Festival
from tests import factories
from tests.festivals.desk_pages import FORM, text, version_on
from tests.page_check import CheckedClient


def test_a_draft_says_step_by_step_what_it_lacks(desk: CheckedClient, festival: Festival) -> None:
    data = {**FORM, "organisation_id": str(festival.organisation_id)}
    desk.post("/desk/new", data=data)
    page = text(desk.get("/desk/lihua-2028/"))
    assert re.findall(r"(好了|还没有)</span><span class=\"grow\"><b>(\w+)</b>", page) == [
        ("好了", "写一句话介绍"), ("好了", "定日子"), ("还没有", "定场地"), ("还没有", "排节目单"), ("还没有", "画平面图"),
    ]  # fmt: skip
    (button,) = re.findall(r"<button[^>]*>(?:<svg.*?</svg>)?先这样发布</button>", page)
    assert "primary" not in button
    assert "发布以前" not in desk.get("/desk/caishan-2027/").text


def test_a_draft_that_has_everything_is_published_by_the_main_button(desk: CheckedClient, festival: Festival) -> None:
    actions.withdraw_announcement(festival, None)
    factories.a_session(festival)
    page = desk.get("/desk/caishan-2027/").text
    assert "还没有</span>" not in page
    (button,) = re.findall(r"<button[^>]*>(?:<svg.*?</svg>)?发布给大家看</button>", page)
    assert "primary" in button


def test_two_editions_of_one_name_are_told_apart(desk: CheckedClient, festival: Festival) -> None:
    data = {"name": festival.name, "starts_on": "", "ends_on": "", "slug": ""}
    assert desk.post("/desk/caishan-2027/clone", data=data).headers["Location"] == "/desk/caishan-2028/"
    page = text(desk.get("/desk/"))
    assert f"{festival.name}（2027年）" in page
    assert f"{festival.name}（日子待定）" in page
    again = desk.post("/desk/caishan-2028/clone", data=data).headers["Location"]
    assert again == "/desk/caishan-2029/", "the days it was cloned from are another year's"
    festival.edition, festival.starts_on = 12, None
    assert festival.name_with_year == f"{festival.name}（第12届）"


def test_the_header_has_the_short_name_and_the_way_back_stands_above_the_heading(desk: CheckedClient) -> None:
    for path in ("edit", "postpone", "venue", "plan/import", "call/"):
        page = text(desk.get(f"/desk/caishan-2027/{path}"))
        assert '<p class="where">踩山会</p>' in page, path
        if "上级页面" in page:
            assert page.index("上级页面") < page.index("<h1"), path


def test_the_overview_counts_down_what_the_law_asks(app: Flask, desk: CheckedClient, festival: Festival) -> None:
    page = text(desk.get("/desk/caishan-2027/"))
    assert "放假安排未公布，请人工核对" in page
    assert "区公安分局" in page
    app.extensions["add_workdays"] = lambda day, n: date(2027, 4, 21)
    page = text(desk.get("/desk/caishan-2027/"))
    assert "人工核对" not in page
    assert "还有<b>4</b>天" in page


def test_later_rooms_put_panels_on_the_overview(app: Flask, desk: CheckedClient, festival: Festival) -> None:
    app.extensions["desk_panels"] = [
        lambda shown: {"title": "招展", "lines": [f"{shown.short_name}收到 58 份"], "href": "/desk/caishan-2027/call/"},
        lambda shown: None,
    ]
    page = text(desk.get("/desk/caishan-2027/"))
    assert "踩山会收到 58 份" in page
    assert 'href="/desk/caishan-2027/call/"' in page


def test_the_programme_by_form(desk: CheckedClient, festival: Festival) -> None:
    data = {
        "title": "打牛", "kind": "rite", "starts_at": "2027-05-01T10:00", "ends_at": "2027-05-01T11:00", "place": "石鼓广场",
        "published": "y",
    }  # fmt: skip
    wrong = desk.post("/desk/caishan-2027/programme/new", data={**data, "ends_at": "2027-05-01T10:00"})
    assert wrong.status_code == 422
    assert "结束要晚于开始" in text(wrong)
    assert 'value="打牛"' in text(wrong)
    assert "打牛" in text(desk.post("/desk/caishan-2027/programme/new", data=data, follow_redirects=True))
    entry = next(session for session in festival.sessions if session.title == "打牛")
    path = f"/desk/caishan-2027/programme/{entry.uid}"
    seen = version_on(desk.get(path))
    desk.post(path, data={**data, "starts_at": "2027-05-01T10:30", "version": seen})
    stale = desk.post(path, data={**data, "title": "不打牛", "version": seen})
    assert stale.status_code == 409
    assert "现在存着的是“2027-05-01T10:30”" in text(stale)
    assert "打牛改到 5月1日 10:30" in text(desk.get("/desk/caishan-2027/announcements/"))
    desk.post(f"{path}/cancel", data={"version": entry.version})
    assert entry.cancelled
    again = desk.post(f"{path}/cancel", data={"version": entry.version})
    assert again.status_code == 409
    assert "已经取消过了" in text(again)
    desk.post(f"{path}/restore", data={"version": entry.version})
    desk.post(f"{path}/unpublish", data={"version": entry.version})
    assert not entry.published
    desk.post(f"{path}/publish", data={"version": entry.version})
    desk.post(f"{path}/delete", data={"version": entry.version})
    assert desk.get(path).status_code == 404


def test_somebody_elses_session_or_notice_is_not_found(desk: CheckedClient, festival: Festival) -> None:
    other = factories.a_festival()
    rescheduling.postpone(other, None, "场地在修。", None)
    assert desk.get(f"/desk/caishan-2027/programme/{other.sessions[0].uid}").status_code == 404
    notice = other.announcements[0]
    assert desk.post(f"/desk/caishan-2027/announcements/{notice.id}/remove").status_code == 404
    assert desk.post(f"/desk/caishan-2027/announcements/{10**30}/remove").status_code == 404


def test_notices_by_form(desk: CheckedClient, festival: Festival) -> None:
    empty = desk.post("/desk/caishan-2027/announcements/", data={"title": "", "body": "内容还在"})
    assert empty.status_code == 422
    assert "内容还在" in text(empty)
    page = desk.post("/desk/caishan-2027/announcements/", data={"title": "加开两趟公交"}, follow_redirects=True)
    assert "加开两趟公交" in text(page)
    number = festival.announcements[0].id
    page = desk.post(f"/desk/caishan-2027/announcements/{number}/remove", follow_redirects=True)
    assert "加开两趟公交" not in text(page)


def test_the_venue_by_form(desk: CheckedClient, festival: Festival) -> None:
    data = {"name": "石鼓广场", "town": "石林镇", "datum": "gcj02", "confirmed": "y"}
    seen = version_on(desk.get("/desk/caishan-2027/venue"))
    half = desk.post("/desk/caishan-2027/venue", data={**data, "version": seen, "lng": "106.9"})
    assert half.status_code == 422
    assert "要一起填" in text(half)
    swapped = desk.post("/desk/caishan-2027/venue", data={**data, "version": seen, "lng": "28.9", "lat": "106.9"})
    assert swapped.status_code == 422
    good = {**data, "version": seen, "lng": "106.912345", "lat": "28.9"}
    assert desk.post("/desk/caishan-2027/venue", data=good).status_code == 303
    assert festival.venue is not None
    assert festival.venue.lng == 106.912345
    assert desk.post("/desk/caishan-2027/venue", data=good).status_code == 409
    desk.post("/desk/caishan-2027/venue?new=1", data={**data, "name": "红苗寨"})
    assert festival.venue.name == "红苗寨"
