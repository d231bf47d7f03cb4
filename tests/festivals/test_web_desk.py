"""The organiser's pages: what each shows, who may only look, and that bad input is answered and nothing lost."""

import re
from datetime import date

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.core.errors import DomainError
from eventhub.festivals import actions, queries
from eventhub.festivals.models import Festival, FestivalState
from tests import factories
from tests.conftest import new_client
from tests.festivals.desk_pages import FORM, text, version_on
from tests.page_check import CheckedClient


def test_the_desk_shows_my_festivals_with_what_is_due(desk: CheckedClient, festival: Festival) -> None:
    factories.a_festival(name="别家的节会")
    page = text(desk.get("/desk/"))
    assert "万盛苗族踩山会" in page
    assert "/desk/caishan-2027/" in page
    assert "别家的节会" not in page
    assert "报食品安全" in page


def test_a_gate_is_led_to_the_page_it_has_and_not_to_the_overview(client: CheckedClient, festival: Festival) -> None:
    client.sign_in(factories.a_staff_member(Role.GATE, festival=festival))
    page = text(client.get("/desk/"))
    assert "万盛苗族踩山会" in page
    assert 'href="/desk/caishan-2027/stamps/"' in page
    assert 'href="/desk/caishan-2027/"' not in page
    assert client.get("/desk/caishan-2027/").status_code == 403


def test_a_reviewer_looks_and_changes_nothing(client: CheckedClient, festival: Festival) -> None:
    client.sign_in(factories.a_staff_member(Role.REVIEWER, festival=festival))
    for path in ("", "programme/", "plan/", "announcements/", "plan/data.json", "plan/booths.xlsx"):
        answer = client.get(f"/desk/caishan-2027/{path}")
        assert answer.status_code == 200, path
        assert 'method="post" action="/desk/' not in text(answer) if "html" in answer.mimetype else True
    for path in ("edit", "cancel", "postpone", "clone", "venue", "programme/new", "plan/import"):
        assert client.get(f"/desk/caishan-2027/{path}").status_code == 403, path
    for path in ("announce", "announcements/", "plan/booths.json", "plan/rows", "plan/size"):
        assert client.post(f"/desk/caishan-2027/{path}").status_code == 403, path


def test_creating_by_form(desk: CheckedClient, festival: Festival) -> None:
    organisation = str(festival.organisation_id)
    answer = desk.post("/desk/new", data={**FORM, "organisation_id": organisation}, follow_redirects=True)
    assert answer.status_code == 200
    made = queries.festival_by_slug("lihua-2028")
    assert made is not None
    assert (made.prefix, made.expected_visitors, made.phone) == ("LH", 15000, "023-48270000")
    assert made.named_products == ["雷锋垭雪梨膏", "堡堂手工面"]
    assert made.state is FestivalState.DRAFT
    assert "还是草稿" in text(answer)


def test_another_organisation_is_not_offered_and_not_taken(desk: CheckedClient) -> None:
    other = factories.an_organisation(name="别家")
    assert "别家" not in text(desk.get("/desk/new"))
    answer = desk.post("/desk/new", data={**FORM, "organisation_id": str(other.id)})
    assert answer.status_code == 422
    assert queries.festival_by_slug("lihua-2028") is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "请写上节会的全名"),
        ("name", "长" * 61, "最多 60 个字"),
        ("name", "\x00\x01", "请写上节会的全名"),
        ("prefix", "1A", "要两个字母"),
        ("slug", "梨花", "网址只能用"),
        ("starts_on", "2028-02-30", "不是日期"),
        ("starts_on", "٢٠٢٨-٠٣-١١", "不是普通数字"),
        ("starts_on", "明天", "不是日期"),
        ("ends_on", "2028-03-10", "请对调"),
        ("ends_on", "", "要一起填"),
        ("opens_at", "25:00", "时间要写成"),
        ("closes_at", "08:00", "要晚于开门"),
        ("expected_visitors", "很多", "要填整数"),
        ("expected_visitors", "٣", "不是普通数字"),
        ("expected_visitors", "9" * 30, "要填整数"),
        ("expected_visitors", "-5", "要在 0 到"),
        ("phone", "12345", ""),
        ("skin", "🍑", "请从列出的里面选一个"),
        ("venue_id", "999", "请从列出的里面选一个"),
        ("named_products", "、".join(["长" * 41]), "最多 40 个字"),
        ("description", "长" * 4001, "最多 4000 个字"),
        ("set_up_from", "2028-03-10T14:00", "要一起填"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_the_rest_is_kept(
    desk: CheckedClient, festival: Festival, field: str, value: str, sentence: str
) -> None:
    data = {**FORM, "organisation_id": str(festival.organisation_id), field: value}
    answer = desk.post("/desk/new", data=data)
    page = text(answer)
    assert answer.status_code == 422
    assert "有 1 处要改" in page
    assert sentence in page
    where = field if field != "set_up_from" else "set_up_until"
    assert f'href="#{where}"' in page
    kept = "看梨花。" if field != "summary" else "五和梨花节"
    assert kept in page
    assert queries.festival_by_slug("lihua-2028") is None


def test_everything_that_is_wrong_is_told_at_once_and_in_page_order(desk: CheckedClient, festival: Festival) -> None:
    wrong = {
        "organisation_id": str(festival.organisation_id),
        "starts_on": "2028-04-20",
        "ends_on": "2028-04-10",
        "opens_at": "18:00",
        "closes_at": "09:00",
        "expected_visitors": "很多",
        "name": "",
        "take_down_until": "2028-04-12T10:00",
        "prefix": "1",
    }
    page = text(desk.post("/desk/new", data={**FORM, **wrong}))
    assert re.findall(r'<li><a href="#(\w+)">', page) == [
        "name", "ends_on", "closes_at", "expected_visitors", "take_down_from", "prefix",
    ]  # fmt: skip
    assert ">预计来多少人：要填整数" in page
    assert "请对调" in page
    assert "要晚于开门" in page


def test_an_unreadable_day_is_not_called_missing(desk: CheckedClient, festival: Festival) -> None:
    data = {**FORM, "organisation_id": str(festival.organisation_id), "starts_on": "明天"}
    page = text(desk.post("/desk/new", data=data))
    assert "有 1 处要改" in page
    assert "要一起填" not in page


def test_an_emoji_in_a_name_is_refused_because_passes_cannot_print_it(desk: CheckedClient, festival: Festival) -> None:
    data = {**FORM, "organisation_id": str(festival.organisation_id), "name": "桃花节🍑"}
    answer = desk.post("/desk/new", data=data)
    assert answer.status_code == 422
    assert "里面有“🍑”，打印不出来" in text(answer)
    assert 'value="桃花节🍑"' in answer.text
    assert queries.festival_by_slug("lihua-2028") is None


def test_a_stale_form_is_told_shows_what_is_stored_and_keeps_what_was_typed(
    desk: CheckedClient, festival: Festival
) -> None:
    seen = version_on(desk.get("/desk/caishan-2027/edit"))
    actions.edit_festival(festival, {"admission": "门票 20 元"}, None)
    data = {**FORM, "slug": "caishan-2027", "admission": "门票 5 元", "version": seen}
    answer = desk.post("/desk/caishan-2027/edit", data=data)
    page = text(answer)
    assert answer.status_code == 409
    assert "刚才有人改过" in page
    assert "现在存着的是“门票 20 元”" in page
    assert 'value="门票 5 元"' in page
    assert desk.post("/desk/caishan-2027/edit", data={**data, "version": version_on(answer)}).status_code == 303
    assert festival.admission == "门票 5 元"


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "٣", "9" * 40, "1.5"])
def test_a_form_with_a_tampered_version_is_stale(desk: CheckedClient, festival: Festival, version: str) -> None:
    answer = desk.post("/desk/caishan-2027/announce", data={"version": version})
    assert answer.status_code == 409


def test_the_public_days_are_not_on_the_form(desk: CheckedClient) -> None:
    page = text(desk.get("/desk/caishan-2027/edit"))
    assert 'name="starts_on"' not in page
    assert "/desk/caishan-2027/postpone" in page


def test_announcing_and_taking_back_by_button(desk: CheckedClient, organiser: Account, festival: Festival) -> None:
    draft = actions.create_festival(
        festival.organisation_id, {"name": "桃花节", "short_name": "桃花节", "slug": "taohua-2028"}, organiser
    )
    answer = desk.post("/desk/taohua-2028/announce", data={"version": draft.version})
    assert answer.status_code == 422
    assert "还没写一句话介绍" in text(answer)
    actions.edit_festival(draft, {"summary": "看桃花。"}, organiser)
    answer = desk.post("/desk/taohua-2028/announce", data={"version": draft.version}, follow_redirects=True)
    assert "发布了" in text(answer)
    assert draft.state is FestivalState.ANNOUNCED
    again = desk.post("/desk/taohua-2028/announce", data={"version": draft.version})
    assert again.status_code == 409
    desk.post("/desk/taohua-2028/withdraw", data={"version": draft.version})
    assert draft.state is FestivalState.DRAFT


def test_cancelling_by_form_wants_a_reason(desk: CheckedClient, festival: Festival) -> None:
    page = desk.get("/desk/caishan-2027/cancel")
    data = {"version": version_on(page), "reason": " "}
    answer = desk.post("/desk/caishan-2027/cancel", data=data)
    assert answer.status_code == 422
    assert "请写上原因" in text(answer)
    answer = desk.post("/desk/caishan-2027/cancel", data={**data, "reason": "连日暴雨。"}, follow_redirects=True)
    assert festival.state is FestivalState.CANCELLED
    assert "已取消" in text(answer)
    assert desk.post("/desk/caishan-2027/cancel", data={**data, "reason": "再来。"}).status_code == 409


def test_postponing_by_form_to_other_days_and_to_open_ones(desk: CheckedClient, festival: Festival) -> None:
    data = {"version": version_on(desk.get("/desk/caishan-2027/postpone")), "reason": "花没开。"}
    half = desk.post("/desk/caishan-2027/postpone", data={**data, "starts_on": "2027-05-15"})
    assert half.status_code == 422
    days = {"starts_on": "2027-05-15", "ends_on": "2027-05-16"}
    page = desk.post("/desk/caishan-2027/postpone", data={**data, **days}, follow_redirects=True)
    assert festival.starts_on == date(2027, 5, 15)
    assert "已延期" in text(page)
    data["version"] = version_on(desk.get("/desk/caishan-2027/postpone"))
    page = desk.post("/desk/caishan-2027/postpone", data=data, follow_redirects=True)
    assert festival.starts_on is None
    assert "日子还没定" in text(page)
    assert "原来是 5月15日（周六）至16日" in text(desk.get("/desk/caishan-2027/postpone"))


def test_cloning_by_form_offers_the_days_of_the_lunar_rule(app: Flask, desk: CheckedClient, festival: Festival) -> None:
    actions.edit_festival(festival, {"lunar_rule": "三月廿五至廿六"}, None)
    app.extensions["lunar_rule_resolver"] = lambda rule, after: (date(2028, 4, 19), date(2028, 4, 20))
    page = text(desk.get("/desk/caishan-2027/clone"))
    assert 'value="2028-04-19"' in page
    assert "空着就用 caishan-2028" in page
    data = {"name": "踩山会", "starts_on": "2028-04-19", "ends_on": "2028-04-20", "slug": ""}
    assert desk.post("/desk/caishan-2027/clone", data=data).headers["Location"] == "/desk/caishan-2028/"
    taken = desk.post("/desk/caishan-2027/clone", data={**data, "slug": "caishan-2028"})
    assert taken.status_code == 422
    assert "已经有一场节会在用" in text(taken)

    def refuse(rule: str, after: date) -> tuple[date, date]:
        raise DomainError("遇上闰月，请人工核对。")

    app.extensions["lunar_rule_resolver"] = refuse
    assert "遇上闰月，请人工核对。" in text(desk.get("/desk/caishan-2027/clone"))


def test_an_unknown_festival_is_not_found(desk: CheckedClient) -> None:
    for path in ("/desk/nichts-2027/", "/desk/nichts-2027/plan/", "/desk/%00/", "/desk/" + "a" * 300 + "/"):
        assert desk.get(path).status_code == 404


def test_without_signing_in_one_is_led_to_it(app: Flask, festival: Festival) -> None:
    answer = new_client(app).get("/desk/caishan-2027/plan/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")
