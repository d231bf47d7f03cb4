"""The call for booths as the organiser writes it: read back, frozen once open, kept from others."""

from datetime import date, timedelta

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.applications import queries
from eventhub.applications.score_facts import rule_of, score_facts
from eventhub.applications.score_rule_file import rule_from_json
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.festivals.models import Festival
from tests import factories
from tests.applications.apply_pages import text_of, version_in
from tests.conftest import at, new_client
from tests.page_check import CheckedClient

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


def test_times_in_the_wrong_order_are_told_with_whatever_else_is_wrong(
    organiser: CheckedClient, bare: Festival
) -> None:
    wrong = {**CALL, "opens_at": "2027-04-25T09:00", "closes_at": "2027-04-24T18:00", "fee": "不要钱"}
    answer = organiser.post(f"/desk/{bare.slug}/call/", data=wrong)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "截止要在开始之后，请检查日期。" in page
    assert "摊位费：" in page
