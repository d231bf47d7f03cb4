"""Review and the call at the desk: who may, what the filters show, two people at once, what leaves as xlsx."""

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select

from eventhub.accounts.models import Account, Role
from eventhub.applications import queries, review
from eventhub.applications.desk_panel import desk_panel
from eventhub.applications.models import Application
from eventhub.applications.score_facts import rule_of, score_facts
from eventhub.applications.scoring import rule_from_json
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.festivals.models import Festival
from eventhub.registry.documents import GoodsCategory, StallKind
from tests import factories
from tests.applications.test_web_apply import text_of, version_in
from tests.conftest import at, new_client
from tests.page_check import CheckedClient


@pytest.fixture
def festival(app: Flask) -> Festival:
    festival = factories.a_festival(named_products=["堡堂手工面"])
    factories.a_call(festival)
    return festival


@pytest.fixture
def reviewer(festival: Festival) -> Account:
    return factories.a_staff_member(Role.REVIEWER, festival=festival)


@pytest.fixture
def desk(client: CheckedClient, reviewer: Account) -> CheckedClient:
    return client.sign_in(reviewer)


def waiting(festival: Festival, **values: object) -> Application:
    household = factories.a_household(**values)
    return factories.an_application(festival, household, state=ApplicationState.SUBMITTED, score=None)


def url(application: Application, deed: str = "") -> str:
    return f"/desk/{application.festival.slug}/applications/{application.id}/{deed}"


def fresh(application: Application) -> Application:
    db.session.rollback()
    db.session.refresh(application)
    return application


def test_the_list_is_narrowed_by_state_category_town_documents_and_words(
    desk: CheckedClient, festival: Festival
) -> None:
    wine = waiting(festival, name="罗姐米酒")
    cook = waiting(
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

    waiting(festival)
    few = selects()
    for _ in range(8):
        waiting(festival)
    assert selects() <= few + 1


def test_an_application_page_shows_papers_score_and_history(
    desk: CheckedClient, festival: Festival, reviewer: Account
) -> None:
    found = waiting(festival, category=GoodsCategory.FOOD, stall_kind=StallKind.COOKED_FOOD)
    page = text_of(desk.get(url(found)))
    assert "还缺健康证" in page
    assert "补齐了才能通过" in page
    assert "预算，通过时才定" in page
    review.return_application(found, reviewer, "补健康证")
    page = text_of(desk.get(url(found)))
    assert "退回补正 4月17日 09:30 周工 补健康证" in page


def test_phones_are_masked_until_somebody_looks_and_that_is_written_down(
    desk: CheckedClient, festival: Festival
) -> None:
    found = waiting(festival)
    assert found.contact_phone not in desk.get(url(found)).get_data(as_text=True)
    assert found.contact_phone in desk.post(url(found, "phone")).get_data(as_text=True)
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "application.show_phone"))
    assert entry is not None
    assert entry.subject == f"application:{found.id}"
    assert found.contact_phone not in desk.get(url(found)).get_data(as_text=True)


def test_accepting_on_the_page(desk: CheckedClient, festival: Festival) -> None:
    found = waiting(festival)
    version = version_in(desk.get(url(found)).get_data(as_text=True))
    answer = desk.post(url(found, "accept"), data={"version": version})
    assert answer.status_code == 303
    assert "通过了" in text_of(desk.get(answer.location))
    assert fresh(found).state is ApplicationState.ACCEPTED


def test_two_reviewers_on_one_application(app: Flask, desk: CheckedClient, festival: Festival) -> None:
    found = waiting(festival)
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
    found = waiting(festival)
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
    good = waiting(festival)
    cook = waiting(festival, category=GoodsCategory.FOOD, stall_kind=StallKind.COOKED_FOOD)
    elsewhere = waiting(factories.a_festival())
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
    near, far = waiting(festival), waiting(festival, town="黑山镇")
    cook = waiting(festival, category=GoodsCategory.FOOD, stall_kind=StallKind.COOKED_FOOD)
    desk.post(f"/desk/{festival.slug}/applications/accept?town=石林镇", data={"all": "complete"})
    assert fresh(near).state is ApplicationState.ACCEPTED
    assert fresh(far).state is ApplicationState.SUBMITTED
    assert fresh(cook).state is ApplicationState.SUBMITTED


def test_the_overview_of_the_festival_shows_how_many_wait(app: Flask, festival: Festival) -> None:
    waiting(festival)
    shown = desk_panel(festival)
    assert shown is not None
    assert shown["lines"][0] == "收到 1 份，1 份等审核，0 份通过。"
    assert desk_panel(factories.a_festival()) == {
        "title": "招展和申请",
        "lines": ["还没写招展公告。"],
        "href": f"/desk/{db.session.scalars(select(Festival.slug).order_by(Festival.id.desc())).first()}/call/",
    }


def test_the_sheet_holds_what_the_list_shows_and_texts_stay_texts(desk: CheckedClient, festival: Festival) -> None:
    found = waiting(festival, name="=1+1 的店")
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
    found = waiting(festival)
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
    found = waiting(festival)
    other = factories.a_festival()
    client = new_client(app).sign_in(factories.a_staff_member(Role.ORGANISER))
    assert client.get(f"/desk/{other.slug}/applications/{found.id}/").status_code == 404
    assert client.get("/desk/none/applications/").status_code == 404
    assert client.get(f"/desk/{festival.slug}/applications/99999999999999999999/").status_code == 404
    draft = factories.an_application(festival, state=ApplicationState.DRAFT, receipt=None)
    assert client.get(f"/desk/{festival.slug}/applications/{draft.id}/").status_code == 404


CALL = {
    "opens_at": "2027-04-18T09:00",
    "closes_at": "2027-04-25T18:00",
    "categories": ["food", "drink"],
    "max_booths": "2",
    "fee": "200",
    "deposit": "100.50",
    "intro": "欢迎来摆摊。",
    "class_specialty": "30",
    "heritage": "20",
    "local": "10",
    "local_towns": ["石林镇"],
    "named_product": "15",
    "credit_per_point": "1",
    "credit_floor": "-10",
    "credit_cap": "10",
    "edition_each": "5",
    "edition_cap": "10",
    "early_days_1": "3",
    "early_points_1": "5",
    "reserve_specialty": "24",
    "preference": "total",
    "confirm_days": "3",
}


@pytest.fixture
def bare(app: Flask) -> Festival:
    return factories.a_festival(named_products=["堡堂手工面"])


@pytest.fixture
def organiser(client: CheckedClient, bare: Festival) -> CheckedClient:
    return client.sign_in(factories.a_staff_member(Role.ORGANISER, festival=bare))


def test_a_call_is_written_read_back_and_changed(organiser: CheckedClient, bare: Festival) -> None:
    address = f"/desk/{bare.slug}/call/"
    assert organiser.post(address, data=CALL).status_code == 303
    db.session.rollback()
    call = queries.call_of(bare)
    assert call is not None
    assert (call.fee_fen, call.deposit_fen, call.max_booths, call.preference) == (20_000, 10_050, 2, "total")
    assert call.opens_at == at("2027-04-18T09:00")
    assert call.reserves == [{"class": "特色", "booths": 24}]
    assert [type(line).__name__ for line in rule_from_json(call.score_rule).lines] == [
        "ClassLine",
        "HeritageLine",
        "LocalLine",
        "NamedProductLine",
        "CreditLine",
        "EarlierEditionsLine",
        "EarlyFilingLine",
    ]
    page = organiser.get(address).get_data(as_text=True)
    for value in ("2027-04-18T09:00", "100.50", "-10", "24", "欢迎来摆摊。"):
        assert value in page
    again = organiser.post(address, data={**CALL, "version": version_in(page), "heritage": ""})
    assert again.status_code == 303
    db.session.expire_all()
    assert "heritage" not in str(call.score_rule)


MISTAKES: list[tuple[dict[str, object], str]] = [
    ({"opens_at": ""}, "写上开始的日期和钟点"),
    ({"opens_at": "明天"}, "日期和钟点看不懂"),
    ({"closes_at": "2027-04-18T08:00"}, "截止要在开始之后"),
    ({"closes_at": "2027-05-03T08:00"}, "截止要在节会开始以前"),
    ({"categories": []}, "至少选一类"),
    ({"fee": "两百"}, "只填数字"),
    ({"fee": "-5"}, "只填数字"),
    ({"fee": "99999999"}, "最多 10,000 元"),
    ({"deposit": "20000"}, "最多 10,000 元"),
    ({"heritage": "٣"}, "不是普通数字"),
    ({"heritage": "5000"}, "要在 0 到 1,000 之间"),
    ({"credit_floor": "3"}, "要在 -1,000 到 0 之间"),
    ({"local_towns": []}, "哪些镇街算本地"),
    ({"confirm_days": "0"}, "要在 1 到 14 之间"),
    ({"intro": "长" * 2001}, "最多 2000 个字"),
    ({"preference": "luck"}, "请选一个"),
]


def test_a_call_with_a_mistake_is_not_stored_and_what_was_typed_stays(organiser: CheckedClient, bare: Festival) -> None:
    for change, sentence in MISTAKES:
        answer = organiser.post(f"/desk/{bare.slug}/call/", data={**CALL, **change})
        assert answer.status_code == 422, sentence
        assert sentence in text_of(answer)
        assert "欢迎来摆摊。" in answer.get_data(as_text=True) or "intro" in change
        db.session.rollback()
        assert queries.call_of(bare) is None


def test_an_open_call_is_read_only_and_can_only_be_extended(app: Flask, festival: Festival) -> None:
    client = new_client(app).sign_in(factories.a_staff_member(Role.ORGANISER, festival=festival))
    address = f"/desk/{festival.slug}/call/"
    page = client.get(address)
    assert 'name="fee"' not in page.get_data(as_text=True)
    version = version_in(page.get_data(as_text=True))
    assert client.post(address, data={**CALL, "version": version, "opens_at": "2027-04-18T09:00"}).status_code == 409
    early = client.post(address + "extend", data={"version": version, "closes_at": "2027-04-18T00:00"})
    assert early.status_code == 422
    assert "只能往后延" in text_of(early)
    assert client.post(address + "extend", data={"version": "0", "closes_at": "2027-04-26T18:00"}).status_code == 409
    assert (
        client.post(address + "extend", data={"version": version, "closes_at": "2027-04-26T18:00"}).status_code == 303
    )
    db.session.rollback()
    call = queries.call_of(festival)
    assert call is not None
    assert call.closes_at == at("2027-04-26T18:00")
    with clock.fixed(at("2027-04-26T17:59:59")):
        assert call.is_open


def test_a_reviewer_writes_no_call(app: Flask, festival: Festival, reviewer: Account) -> None:
    client = new_client(app).sign_in(reviewer)
    assert client.get(f"/desk/{festival.slug}/call/").status_code == 403
    assert client.post(f"/desk/{festival.slug}/call/extend", data={}).status_code == 403


def test_the_documents_needed_stand_below_the_call(organiser: CheckedClient, bare: Festival) -> None:
    page = text_of(organiser.get(f"/desk/{bare.slug}/call/"))
    assert "食品经营许可证或小餐饮备案、健康证" in page
    assert "摊贩备案信息公示卡" in page


def test_a_festival_without_days_says_what_to_do_first(organiser: CheckedClient, bare: Festival) -> None:
    with writing():
        bare.starts_on = bare.ends_on = None
    assert "日子还没定" in text_of(organiser.get(f"/desk/{bare.slug}/call/"))
    answer = organiser.post(f"/desk/{bare.slug}/call/", data=CALL)
    assert answer.status_code == 409
    assert "先把节会的日子定下来" in text_of(answer)


def test_days_ahead_of_the_closing_count_for_the_early_line(app: Flask) -> None:
    festival = factories.a_festival(starts_on=date(2027, 5, 1))
    call = factories.a_call(festival, closes=at("2027-04-20T18:00"))
    late = factories.an_application(festival, submitted_at=at("2027-04-20T00:30"))
    facts = score_facts(late, call, rule_of(call))
    assert (facts.closes_on - facts.submitted_on) == timedelta(0)
