"""Review and the call at the desk: who may, what the filters show, two people at once, what leaves as xlsx."""

import io

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select

from eventhub.accounts.models import Account, Role
from eventhub.applications import review
from eventhub.applications.desk_panel import desk_panel
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.core.database import db, writing
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.festivals.models import Festival
from eventhub.registry.documents import GoodsCategory, StallKind
from eventhub.registry.models import Household
from tests import factories
from tests.applications.apply_pages import text_of, version_in
from tests.applications.review_cases import submitted
from tests.conftest import new_client
from tests.page_check import CheckedClient


def url(application: Application, deed: str = "") -> str:
    return f"/desk/{application.festival.slug}/applications/{application.id}/{deed}"


def fresh(application: Application) -> Application:
    db.session.rollback()
    db.session.refresh(application)
    return application


def test_the_list_is_narrowed_by_state_category_town_documents_and_words(
    desk: CheckedClient, festival: Festival
) -> None:
    wine = submitted(festival, name="罗姐米酒")
    cook = submitted(
        festival, name="冉三豆花", town="青年镇", category=GoodsCategory.FOOD, stall_kind=StallKind.COOKED_FOOD
    )
    done = factories.an_application(festival, factories.a_household(name="老黑山棕编", town="黑山镇"))
    factories.an_application(
        festival, factories.a_household(name="还没交的"), state=ApplicationState.DRAFT, receipt=None
    )
    base = f"/desk/{festival.slug}/applications/"
    cases = {
        "": [wine, cook, done],
        "?state=submitted": [wine, cook],
        "?category=food": [cook],
        "?town=青年镇": [cook],
        "?documents=missing": [cook],
        "?documents=complete": [wine, done],
        "?q=豆花": [cook],
        f"?q={wine.receipt.lower()}": [wine],
        f"?q={wine.contact_phone[-4:]}": [wine],
        "?state=accepted&town=黑山镇": [done],
        "?state=draft": [wine, cook, done],
        "?state=nonsense&category=%00&documents=x&page=999999999999999999999": [wine, cook, done],
    }
    for query, expected in cases.items():
        page = text_of(desk.get(base + query))
        for application in (wine, cook, done):
            assert (application.household.name in page) == (application in expected), (
                query,
                application.household.name,
            )
        assert "还没交的" not in page
    assert "没有符合的申请" in text_of(desk.get(base + "?q=没有这样的"))


def test_the_list_takes_a_fixed_number_of_selects(desk: CheckedClient, festival: Festival) -> None:
    def selects() -> int:
        seen: list[str] = []
        db.session.rollback()

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        desk.get(f"/desk/{festival.slug}/applications/")
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    submitted(festival)
    few = selects()
    for _ in range(8):
        submitted(festival)
    assert selects() <= few + 1


def test_an_application_page_shows_papers_score_and_history(
    desk: CheckedClient, festival: Festival, reviewer: Account
) -> None:
    found = submitted(festival, category=GoodsCategory.FOOD, stall_kind=StallKind.COOKED_FOOD)
    page = text_of(desk.get(url(found)))
    assert "还缺健康证" in page
    assert "补齐了才能通过" in page
    assert "预算，通过时才定" in page
    review.return_application(found, reviewer, "补健康证")
    page = text_of(desk.get(url(found)))
    assert "退回补正 4月17日 9:30 周工 补健康证" in page


def test_phones_are_masked_until_somebody_looks_and_that_is_written_down(
    desk: CheckedClient, festival: Festival
) -> None:
    found = submitted(festival)
    assert found.contact_phone not in desk.get(url(found)).get_data(as_text=True)
    assert found.contact_phone in desk.post(url(found, "phone")).get_data(as_text=True)
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "application.show_phone"))
    assert entry is not None
    assert entry.subject == f"application:{found.id}"
    assert found.contact_phone not in desk.get(url(found)).get_data(as_text=True)


def test_accepting_on_the_page(desk: CheckedClient, festival: Festival) -> None:
    found = submitted(festival)
    version = version_in(desk.get(url(found)).get_data(as_text=True))
    answer = desk.post(url(found, "accept"), data={"version": version})
    assert answer.status_code == 303
    assert "通过了" in text_of(desk.get(answer.location))
    assert fresh(found).state is ApplicationState.ACCEPTED


def test_two_reviewers_on_one_application(app: Flask, desk: CheckedClient, festival: Festival) -> None:
    found = submitted(festival)
    other = new_client(app).sign_in(factories.a_staff_member(Role.REVIEWER, festival=festival))
    version = version_in(desk.get(url(found)).get_data(as_text=True))
    assert other.post(url(found, "return"), data={"version": version, "what": "补健康证"}).status_code == 303
    late = {"version": version, "reason": "other", "note": "我写了很长的说明"}
    answer = desk.post(url(found, "reject"), data=late)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "别处改过" in page
    assert "需补正" in page
    assert "我写了很长的说明" in page
    assert fresh(found).state is ApplicationState.RETURNED


@pytest.mark.parametrize(
    ("deed", "data", "sentence"),
    [
        ("return", {"what": ""}, "请写明要补什么"),
        ("return", {"what": "长" * 201}, "最多 200 个字"),
        ("reject", {"reason": ""}, "请选一个不予通过的原因"),
        ("reject", {"reason": "because"}, "请从列出的里面选"),
        ("reject", {"reason": "other", "note": ""}, "写明是什么原因"),
    ],
)
def test_a_decision_without_its_words_is_refused(
    desk: CheckedClient, festival: Festival, deed: str, data: dict[str, str], sentence: str
) -> None:
    found = submitted(festival)
    answer = desk.post(url(found, deed), data={"version": str(found.version), **data})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert fresh(found).state is ApplicationState.SUBMITTED
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_an_impossible_move_is_a_409(desk: CheckedClient, festival: Festival) -> None:
    found = factories.an_application(festival, state=ApplicationState.WITHDRAWN)
    for deed, data in (
        ("accept", {}),
        ("return", {"what": "补证"}),
        ("reject", {"reason": "duplicate"}),
        ("reopen", {}),
        ("score", {}),
    ):
        answer = desk.post(url(found, deed), data={"version": str(found.version), **data})
        assert answer.status_code == 409, deed
    assert fresh(found).state is ApplicationState.WITHDRAWN


def test_bulk_acceptance_says_what_stood_in_the_way(desk: CheckedClient, festival: Festival) -> None:
    good = submitted(festival)
    cook = submitted(festival, category=GoodsCategory.FOOD, stall_kind=StallKind.COOKED_FOOD)
    elsewhere = submitted(factories.a_festival())
    data = {"number": [str(good.id), str(cook.id), str(elsewhere.id), "x", "99999999999999999999", "\0"]}
    answer = desk.post(f"/desk/{festival.slug}/applications/accept?state=submitted", data=data)
    assert answer.location.endswith("?state=submitted")
    page = text_of(desk.get(answer.location))
    assert "1 份通过了" in page
    assert "证照还不齐" in page
    assert fresh(good).state is ApplicationState.ACCEPTED
    assert fresh(elsewhere).state is ApplicationState.SUBMITTED
    desk.post(f"/desk/{festival.slug}/applications/accept", data={})
    assert "先在名单里勾上" in text_of(desk.get(f"/desk/{festival.slug}/applications/"))


def test_all_complete_ones_of_the_narrowed_list_are_accepted_in_one_go(desk: CheckedClient, festival: Festival) -> None:
    near, far = submitted(festival), submitted(festival, town="黑山镇")
    cook = submitted(festival, category=GoodsCategory.FOOD, stall_kind=StallKind.COOKED_FOOD)
    desk.post(f"/desk/{festival.slug}/applications/accept?town=石林镇", data={"all": "complete"})
    assert fresh(near).state is ApplicationState.ACCEPTED
    assert fresh(far).state is ApplicationState.SUBMITTED
    assert fresh(cook).state is ApplicationState.SUBMITTED


def test_the_overview_of_the_festival_shows_how_many_wait(app: Flask, festival: Festival) -> None:
    submitted(festival)
    shown = desk_panel(festival)
    assert shown is not None
    assert shown["lines"][0] == "收到 1 份，1 份等审核，0 份通过。"
    assert desk_panel(factories.a_festival()) == {
        "title": "招展和申请",
        "lines": ["还没写招展公告。"],
        "href": f"/desk/{db.session.scalars(select(Festival.slug).order_by(Festival.id.desc())).first()}/call/",
    }


def test_the_sheet_holds_what_the_list_shows_and_texts_stay_texts(desk: CheckedClient, festival: Festival) -> None:
    found = submitted(festival, name="=1+1 的店")
    factories.an_application(festival)
    answer = desk.get(f"/desk/{festival.slug}/applications/export.xlsx?state=submitted")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()
    header, row = rows[0], rows[1]
    assert len(rows) == 2
    assert row[header.index("户名")] == "=1+1 的店"
    assert row[header.index("电话")] == found.contact_phone
    assert row[header.index("受理编号")] == found.receipt
    assert db.session.scalar(select(AuditEntry).where(AuditEntry.action == "application.export")) is not None
    assert answer.headers["Cache-Control"] == "no-store"


def test_another_festivals_staff_and_households_are_kept_out(app: Flask, festival: Festival) -> None:
    found = submitted(festival)
    outsider = factories.a_staff_member(Role.ORGANISER, festival=factories.a_festival())
    agent = factories.a_staff_member(Role.TOWN_AGENT, organisation=factories.an_organisation(town="石林镇"))
    assert found.household.account is not None
    for account in (outsider, agent, found.household.account):
        client = new_client(app).sign_in(account)
        for address in (
            url(found),
            f"/desk/{festival.slug}/applications/",
            f"/desk/{festival.slug}/applications/export.xlsx",
        ):
            assert client.get(address).status_code == 403
        assert client.post(url(found, "accept"), data={"version": "1"}).status_code == 403
    assert fresh(found).state is ApplicationState.SUBMITTED


def test_an_application_is_only_found_under_its_own_festival(app: Flask, festival: Festival) -> None:
    found = submitted(festival)
    other = factories.a_festival()
    client = new_client(app).sign_in(factories.a_staff_member(Role.ORGANISER))
    assert client.get(f"/desk/{other.slug}/applications/{found.id}/").status_code == 404
    assert client.get("/desk/none/applications/").status_code == 404
    assert client.get(f"/desk/{festival.slug}/applications/99999999999999999999/").status_code == 404
    draft = factories.an_application(festival, state=ApplicationState.DRAFT, receipt=None)
    assert client.get(f"/desk/{festival.slug}/applications/{draft.id}/").status_code == 404


def test_the_desk_reads_its_own_words_and_a_score_forwards(
    desk: CheckedClient, festival: Festival, household: Household
) -> None:
    line = {"label": "非遗项目", "points": 0, "reason": "没有登记非遗项目。"}
    found = factories.an_application(festival, household, score_lines=[line])
    page = text_of(desk.get(f"/desk/{festival.slug}/applications/{found.id}/"))
    for heading in ("申请人", "审核", "证照核对", "写的证照和承诺"):
        assert heading in page
    assert "您是谁" not in page
    assert "非遗项目 没有登记非遗项目。 0" in page


def test_the_list_has_a_column_to_tick_only_while_something_can_be_accepted(
    desk: CheckedClient, festival: Festival, household: Household
) -> None:
    found = factories.an_application(festival, household)
    url = f"/desk/{festival.slug}/applications/"
    assert '<th scope="col">选</th>' not in desk.get(url).get_data(as_text=True)
    with writing():
        found.state = ApplicationState.SUBMITTED
    assert '<th scope="col">选</th>' in desk.get(url).get_data(as_text=True)
