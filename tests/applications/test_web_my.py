"""/my/: what a household reads of its applications, what it mends after a return, how it withdraws."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.applications import review
from eventhub.applications.models import Application
from eventhub.applications.panels import Panel, TimelineEntry, add_panel, add_timeline
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.models import OutboxMessage
from eventhub.festivals.models import Festival, FestivalState
from eventhub.registry.actions import ask_for_deletion, erase_household
from eventhub.registry.models import Household
from tests import factories
from tests.applications.apply_pages import fill, send, started, text_of, version_in
from tests.conftest import new_client
from tests.page_check import CheckedClient


@pytest.fixture
def handed_in(phone: CheckedClient, festival: Festival, household: Household) -> Application:
    base = started(phone, festival, household)
    fill(phone, base)
    page = phone.get(f"{base}/check").get_data(as_text=True)
    phone.post(f"{base}/check", data={"version": version_in(page)})
    db.session.rollback()
    found = db.session.get(Application, int(base.rsplit("/", 1)[1]))
    assert found is not None
    return found


def test_an_empty_home_says_what_can_be_done(phone: CheckedClient, festival: Festival) -> None:
    page = text_of(phone.get("/my/"))
    assert "您还没交过申请" in page
    assert "踩山会正在收申请，还剩 3 天" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("submitted", "等审核"),
        ("returned", "要您补正"),
        ("accepted", "材料通过，等排位"),
        ("rejected", "没有通过"),
        ("withdrawn", "已经撤回"),
    ],
)
def test_every_state_says_what_comes_next(
    phone: CheckedClient, festival: Festival, household: Household, state: str, words: str
) -> None:
    found = factories.an_application(
        festival, household, state=ApplicationState(state), reason_note="补健康证", decided_at=clock.now()
    )
    assert words in text_of(phone.get("/my/"))
    page = text_of(phone.get(f"/my/applications/{found.receipt}/"))
    assert words in page
    assert ApplicationState(state).label in page


def test_a_cancelled_festival_is_told_above_everything_else(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    found = factories.an_application(festival, household)
    with writing():
        festival.state = FestivalState.CANCELLED
    assert "节会取消了，不用再管" in text_of(phone.get(f"/my/applications/{found.receipt}/"))


def test_the_status_page_shows_the_score_and_why(
    phone: CheckedClient, handed_in: Application, reviewer: Account
) -> None:
    review.accept_application(handed_in, reviewer)
    with writing():
        handed_in.score_lines = [{"label": "早报加分", "points": 5, "reason": "截止前 3 天交的。"}]
    page = text_of(phone.get("/my/applications/CS0001/"))
    assert "早报加分 截止前 3 天交的。 +5" in page


def test_after_a_return_the_household_mends_and_hands_in_again(
    phone: CheckedClient, handed_in: Application, reviewer: Account
) -> None:
    review.return_application(handed_in, reviewer, "糯米酒写上度数。")
    base = f"/apply/{handed_in.festival.slug}/{handed_in.id}"
    assert "糯米酒写上度数" in text_of(phone.get("/my/applications/CS0001/"))
    with clock.fixed(clock.now() + timedelta(days=6)):  # long after the call has closed
        answer = send(
            phone,
            f"{base}/goods",
            {
                "category": "drink",
                "stall_kind": "trader",
                "goods": "糯米酒 12 度 15 元一斤",
                "handles_food": "no",
            },
        )
        assert answer.status_code == 303
        check = phone.get(f"{base}/check")
        assert "补正好了，再交" in text_of(check)
        answer = phone.post(f"{base}/check", data={"version": version_in(check.get_data(as_text=True))})
        assert answer.status_code == 303
    db.session.expire_all()
    assert (handed_in.state, handed_in.receipt) == (ApplicationState.SUBMITTED, "CS0001")


def test_withdrawing_asks_first(phone: CheckedClient, handed_in: Application) -> None:
    page = phone.get("/my/applications/CS0001/withdraw")
    assert "撤回这份申请" in text_of(page)
    db.session.expire_all()
    assert handed_in.state is ApplicationState.SUBMITTED
    version = version_in(page.get_data(as_text=True))
    for _ in range(2):
        assert phone.post("/my/applications/CS0001/withdraw", data={"version": version}).status_code == 303
    db.session.expire_all()
    assert handed_in.state is ApplicationState.WITHDRAWN


def test_withdrawing_what_a_reviewer_just_decided_is_told(
    phone: CheckedClient, handed_in: Application, reviewer: Account
) -> None:
    version = version_in(phone.get("/my/applications/CS0001/withdraw").get_data(as_text=True))
    review.reject_application(handed_in, reviewer, "duplicate")
    answer = phone.post("/my/applications/CS0001/withdraw", data={"version": version})
    assert answer.status_code == 409
    assert "不予通过" in text_of(answer)


def test_somebody_elses_number_is_not_there(app: Flask, handed_in: Application) -> None:
    stranger = factories.a_household().account
    assert stranger is not None
    other = new_client(app).sign_in(stranger)
    for address in ("CS0001/", "CS0001/withdraw", "ZZ9999/", "受理/", "%00/", "CS0001/?f=%00", "x" * 300 + "/"):
        assert other.get(f"/my/applications/{address}").status_code == 404, address
    assert other.post("/my/applications/CS0001/withdraw", data={"version": "1"}).status_code == 404
    db.session.expire_all()
    assert handed_in.state is ApplicationState.SUBMITTED


def test_the_number_is_read_as_people_write_it(phone: CheckedClient, handed_in: Application) -> None:
    assert phone.get("/my/applications/cs-1/").status_code == 200


def test_two_editions_with_one_number_are_told_apart(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    past = factories.a_festival(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 2), name="去年的踩山会")
    factories.an_application(past, household, receipt="CS0001")
    factories.an_application(festival, household, receipt="CS0001")
    assert "去年的踩山会" in text_of(phone.get("/my/"))
    newest = phone.get("/my/applications/CS0001/").get_data(as_text=True)
    older = phone.get(f"/my/applications/CS0001/?f={past.slug}")
    assert older.status_code == 200
    assert older.get_data(as_text=True) != newest


def test_other_rooms_add_panels_and_take_over_the_timeline(
    app: Flask, phone: CheckedClient, festival: Festival, household: Household
) -> None:
    factories.an_application(festival, household, receipt="CS0007")

    def panel(application: Application) -> Panel | None:
        return {
            "title": "请确认摊位",
            "lines": ["A03，5月1日至2日"],
            "href": "/my/offer",
            "primary": True,
            "word": "去确认",
        }

    def entries(application: Application) -> list[TimelineEntry]:
        return [{"title": "摊位 A03 等您确认", "state": "now"}]

    add_panel(app, panel)
    add_panel(app, lambda _application: None)
    add_timeline(app, entries)
    for address in ("/my/", "/my/applications/CS0007/"):
        page = phone.get(address)
        assert "请确认摊位" in text_of(page)
        assert 'href="/my/offer"' in page.get_data(as_text=True)
    assert "摊位 A03 等您确认" in text_of(phone.get("/my/applications/CS0007/"))
    assert "申请截止后统一排" not in text_of(phone.get("/my/applications/CS0007/"))


def test_erasing_a_household_waits_for_its_festival_and_then_leaves_no_name(
    app: Flask, festival: Festival, household: Household
) -> None:
    living = factories.an_application(festival, household, note="我腿脚不好")
    admin = factories.a_staff_member(Role.ADMINISTRATOR)
    ask_for_deletion(household, admin)
    with pytest.raises(StateConflict, match="没办完"):
        erase_household(household, admin)
    with clock.fixed(clock.now() + timedelta(days=60)):
        erase_household(household, admin)
    stored: Any = (living.contact_name, living.contact_phone, living.note)
    assert stored == ("已删除", "", "")


def test_erasing_a_household_removes_what_was_sent_to_its_contact_but_not_to_anybody_else(
    app: Flask, household: Household
) -> None:
    neighbour = factories.a_household()
    over = factories.a_festival(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 2))
    factories.an_application(over, household, contact_phone="19900004321")
    factories.an_application(over, neighbour)
    factories.saved(*(OutboxMessage(to=to, text="材料通过") for to in ("19900004321", neighbour.phone)))
    admin = factories.a_staff_member(Role.ADMINISTRATOR)
    ask_for_deletion(household, admin)
    erase_household(household, admin)
    assert list(db.session.scalars(select(OutboxMessage.to))) == [neighbour.phone]


def test_what_is_about_the_shop_stands_once_below_it(phone: CheckedClient, household: Household) -> None:
    for skin in ("caishan", "taohua"):
        factories.an_application(factories.a_festival(skin=skin), household)
    page = phone.get("/my/").get_data(as_text=True)
    for href in ("/my/calendar/", "/my/enquiries/", "/my/credit/"):
        assert page.count(f'href="{href}"') == 1, href


def test_the_calendar_is_there_before_anything_is_accepted(phone: CheckedClient, household: Household) -> None:
    assert 'href="/my/calendar/"' in phone.get("/my/").get_data(as_text=True)


def test_what_a_panel_says_is_not_said_again_above_it(
    phone: CheckedClient, festival: Festival, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = factories.an_application(festival, household)
    assert "材料通过，等排位" in text_of(phone.get("/my/"))
    panel = {"title": "公示里排在 D10", "lines": ["公示到 5月1日。"], "href": f"/my/allocation/{found.id}/"}
    monkeypatch.setattr("eventhub.applications.my.panels_of", lambda _application: [panel])
    page = text_of(phone.get("/my/"))
    assert "公示里排在 D10" in page
    assert "材料通过，等排位" not in page


def test_what_is_needed_at_the_gate_comes_first_and_has_the_only_main_button(
    phone: CheckedClient, festival: Festival, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.an_application(festival, household)
    running = factories.an_application(factories.a_festival(name="正在办的美食节"), household)

    def panels(found: Application) -> list[dict[str, object]]:
        return [{"title": "参展证", "lines": [], "href": "/p", "primary": True}] if found.id == running.id else []

    monkeypatch.setattr("eventhub.applications.my.panels_of", panels)
    page = phone.get("/my/").get_data(as_text=True)
    assert page.index("正在办的美食节") < page.index(festival.name)
    assert page.count('class="btn primary') == 1


def test_the_way_back_stands_beside_signing_out_above_the_heading(phone: CheckedClient, handed_in: Application) -> None:
    page = phone.get(f"/my/applications/{handed_in.receipt}/").get_data(as_text=True)
    assert page.count("上级页面") == 1
    assert page.index("上级页面") < page.index("退出登录") < page.index("<h1")


def test_the_status_comes_before_pages_of_the_whole_shop(phone: CheckedClient, handed_in: Application) -> None:
    page = text_of(phone.get(f"/my/applications/{handed_in.receipt}/"))
    assert page.index("到哪一步了") < page.index("到时候提醒您")
