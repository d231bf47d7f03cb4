"""Applying on a phone without JavaScript: five steps, bad input with what was typed kept, one receipt."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import writing
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household, Licence
from tests import factories
from tests.applications.apply_pages import (
    GOODS,
    NEEDS,
    PAPERS,
    fill,
    send,
    started,
    text_of,
    the_application,
    version_in,
)
from tests.conftest import at, new_client
from tests.page_check import CheckedClient


def test_the_public_list_shows_open_and_coming_calls(client: CheckedClient, festival: Festival) -> None:
    soon = factories.a_festival(name="林口桃花节", short_name="桃花节")
    factories.a_call(soon, clock.now() + timedelta(days=1), clock.now() + timedelta(days=9))
    page = client.get("/apply/")
    assert "4月20日 18:00 截止，还剩 3 天" in text_of(page)
    assert f'href="/apply/{festival.slug}/"' in page.get_data(as_text=True)
    assert "林口桃花节" in text_of(page)
    assert f'href="/apply/{soon.slug}/"' not in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers


def test_without_a_call_the_list_says_so_and_offers_a_way_on(client: CheckedClient) -> None:
    assert "现在没有节会在收申请" in text_of(client.get("/apply/"))


def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(client: CheckedClient, festival: Festival) -> None:
    answer = client.get(f"/apply/{festival.slug}/")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location
    assert f"/apply/{festival.slug}" in unescape(answer.location).replace("%2F", "/")


def test_the_whole_way_from_start_to_receipt(phone: CheckedClient, festival: Festival, household: Household) -> None:
    start = phone.get(f"/apply/{festival.slug}/")
    assert household.name in text_of(start)
    base = started(phone, festival, household)
    fill(phone, base)
    check = phone.get(f"{base}/check")
    for words in (
        "199****1234",
        "糯米酒 15 元一斤、杨梅酒 25 元一瓶",
        "500 瓦",
        "5月1日（周六）",
        "2 个挨着，只有 1 个也行",
    ):
        assert words in text_of(check), words
    answer = phone.post(f"{base}/check", data={"version": version_in(check.get_data(as_text=True))})
    assert answer.status_code == 303
    receipt = phone.get(answer.location)
    assert "CS 0001" in text_of(receipt)
    assert "现在到这里" in text_of(receipt)
    stored = the_application()
    assert (stored.state, stored.receipt, stored.power_w) == (ApplicationState.SUBMITTED, "CS0001", 500)
    assert (stored.booths_min, stored.booths_max, stored.days) == (1, 2, ["2027-05-01"])
    assert (stored.zones, stored.anywhere, stored.needs, stored.tags) == (["A"], True, ["water"], [])


def test_sending_twice_leads_to_the_same_receipt(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    fill(phone, base)
    version = version_in(phone.get(f"{base}/check").get_data(as_text=True))
    answers = [phone.post(f"{base}/check", data={"version": version}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert "CS 0001" in text_of(phone.get(answers[1].location))


def test_the_draft_goes_on_on_another_phone(
    app: Flask, phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    answer = send(phone, f"{base}/goods", {"goods": "糯米酒 15 元一斤"}, do="save")
    assert answer.location == "/my/"
    assert "存好了" in text_of(phone.get("/my/"))
    assert household.account is not None
    other = new_client(app).sign_in(household.account)
    home = other.get("/my/")
    assert "接着填" in text_of(home)
    assert "糯米酒 15 元一斤" in other.get(f"{base}/goods").get_data(as_text=True)
    assert "goods" not in the_application().steps_done


def test_saving_half_a_step_keeps_what_is_there_and_still_names_what_is_wrong(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    assert send(phone, f"{base}/contact", {"contact_name": "罗二姐", "contact_phone": ""}, do="save").status_code == 303
    assert the_application().contact_name == "罗二姐"
    answer = send(phone, f"{base}/contact", {"contact_name": "罗三姐", "contact_phone": "一二三"}, do="save")
    assert answer.status_code == 422
    assert "罗三姐" in answer.get_data(as_text=True)
    assert the_application().contact_name == "罗二姐"


TYPED = {"contact_name", "contact_phone", "goods", "use_freezer", "other_name_1", "other_watts_1", "note", "number_0"}
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("contact", {"contact_name": "", "contact_phone": "19900001234"}, "写上联系人的姓名"),
    ("contact", {"contact_name": "罗" * 41, "contact_phone": "19900001234"}, "最多 40 个字，现在有 41 个"),
    ("contact", {"contact_name": "罗😀", "contact_phone": "19900001234"}, "里面有“😀”"),
    ("contact", {"contact_name": "罗小妹", "contact_phone": "1990000123"}, "11 位"),
    ("contact", {"contact_name": "罗小妹", "contact_phone": "١٩٩٠٠٠٠١٢٣٤"}, "不是普通数字"),
    ("contact", {"contact_name": "罗小妹", "contact_phone": "9" * 60}, "电话太长了"),
    ("goods", {**GOODS, "goods": ""}, "写上您卖什么"),
    ("goods", {**GOODS, "goods": "糯米酒"}, "没写价钱"),
    ("goods", {**GOODS, "goods": "\n".join(f"{n}酒 5 元" for n in "甲乙丙丁戊己")}, "最多写 5 样，现在 6 样"),
    ("goods", {**GOODS, "goods": "甲酒 5 元\n甲酒 6 元"}, "写了两次"),
    ("goods", {**GOODS, "goods": "酒" * 300}, "最多 200 个字"),
    ("goods", {**GOODS, "goods": "糯米酒 ٣ 元"}, "不是普通数字"),
    ("goods", {**GOODS, "category": "weapons"}, "选一类"),
    ("goods", {**GOODS, "stall_kind": "circus"}, "选一种最接近的卖法"),
    ("needs", {**NEEDS, "days": []}, "至少选一天"),
    ("needs", {**NEEDS, "days": ["2027-05-09"]}, "请从列出的里面选"),
    ("needs", {**NEEDS, "size": "9-9"}, "选一下要几个摊位"),
    ("needs", {**NEEDS, "zone_1": "Z"}, "请从列出的里面选"),
    ("needs", {**NEEDS, "zone_1": "", "anywhere": "no"}, "就要选一个区"),
    ("needs", {**NEEDS, "use_freezer": "", "use_light": ""}, "写上用哪几样电器"),
    ("needs", {**NEEDS, "use_freezer": "一个"}, "填整数"),
    ("needs", {**NEEDS, "use_freezer": "²"}, "不是普通数字"),
    ("needs", {**NEEDS, "use_freezer": "-1"}, "要在 0 到 20 之间"),
    ("needs", {**NEEDS, "use_freezer": "99999999999999999999"}, "填整数"),
    ("needs", {**NEEDS, "use_induction_cooker": "6"}, "一个摊最多用 12,000 瓦"),
    ("needs", {**NEEDS, "other_name_1": "炒茶锅"}, "填数字，例如 800"),
    ("needs", {**NEEDS, "other_watts_1": "800"}, "写上是什么电器"),
    ("needs", {**NEEDS, "other_name_1": "炒茶锅", "other_watts_1": "13000"}, "要在 1 到 12,000 之间"),
    ("needs", {**NEEDS, "note": "长" * 301}, "最多 300 个字"),
    ("papers", {**PAPERS, "number_0": ""}, "还差证照编号"),
    ("papers", {**PAPERS, "valid_to_0": ""}, "有效期到哪天"),
    ("papers", {**PAPERS, "valid_to_0": "2027-02-30"}, "不是日期"),
    ("papers", {**PAPERS, "valid_to_0": "9999-01-01"}, "年份要在 2000 到 2100 之间"),
    ("papers", {**PAPERS, "kind_0": "passport"}, "哪一种证照"),
    ("papers", {key: value for key, value in PAPERS.items() if key != "committed"}, "在前面打勾"),
]


@pytest.mark.parametrize("step", ["contact", "goods", "needs", "papers"])
def test_bad_input_gets_a_sentence_and_is_kept(
    phone: CheckedClient, festival: Festival, household: Household, step: str
) -> None:
    base = started(phone, festival, household)
    before = (the_application().version, len(household.licences))
    for data, sentence in [(data, sentence) for key, data, sentence in BAD if key == step]:
        answer = send(phone, f"{base}/{step}", data)
        page = unescape(answer.get_data(as_text=True)).replace("\r\n", "\n")
        assert answer.status_code == 422, sentence
        assert sentence in text_of(answer)
        assert 'id="errs"' in page
        assert re.search(r"<title>有 \d+ 处要改", page)
        for name, value in data.items():
            if name in TYPED:  # a choice that was not offered can't be shown again
                assert value.replace("\r\n", "\n")[:150] in page, value
        assert (the_application().version, len(household.licences)) == before


def test_control_characters_are_dropped_and_nothing_breaks(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    data = {"contact_name": "罗\0小\x07妹", "contact_phone": "19900001234\0"}
    answer = send(phone, f"{base}/contact", data)
    assert answer.status_code in (303, 422)
    data["contact_phone"] = "19900001234"
    assert send(phone, f"{base}/contact", data).status_code == 303
    assert the_application().contact_name == "罗小妹"


def test_an_empty_post_is_answered_with_sentences(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    for key in ("contact", "goods", "needs", "papers"):
        assert phone.post(f"{base}/{key}", data={}).status_code == 422
        assert phone.post(f"{base}/{key}", data={"version": "x" * 5000}).status_code == 422


def test_another_phone_that_was_quicker_is_told_with_the_typed_text_kept(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    version = version_in(phone.get(f"{base}/contact").get_data(as_text=True))
    send(phone, f"{base}/contact", {"contact_name": "罗大姐", "contact_phone": "19900001111"})
    late = {"version": version, "contact_name": "罗二姐", "contact_phone": "19900002222"}
    answer = phone.post(f"{base}/contact", data=late)
    assert answer.status_code == 409
    assert "别处改过" in text_of(answer)
    assert "罗二姐" in answer.get_data(as_text=True)
    assert the_application().contact_name == "罗大姐"
    late["version"] = version_in(answer.get_data(as_text=True))
    assert phone.post(f"{base}/contact", data=late).status_code == 303
    assert the_application().contact_name == "罗二姐"


def test_handing_in_after_closing_is_refused_and_the_draft_stays(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    fill(phone, base)
    version = version_in(phone.get(f"{base}/check").get_data(as_text=True))
    with clock.fixed(at("2027-04-20T18:00:00")):
        answer = phone.post(f"{base}/check", data={"version": version})
        assert answer.status_code == 409
        assert "4月20日 18:00 截止了" in text_of(answer)
        assert "糯米酒" in text_of(answer)
        assert phone.post(f"/apply/{festival.slug}/", data={"household": "1"}).status_code in (303, 409)
        assert "截止" in text_of(phone.get(f"/apply/{festival.slug}/"))
    assert the_application().state is ApplicationState.DRAFT
    with clock.fixed(at("2027-04-20T17:59:59")):
        assert phone.post(f"{base}/check", data={"version": version}).status_code == 303


def test_handing_in_with_steps_missing_names_them(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    page = phone.get(f"{base}/check")
    answer = phone.post(f"{base}/check", data={"version": version_in(page.get_data(as_text=True))})
    assert answer.status_code == 422
    assert "第 2 步“您卖什么”" in text_of(answer)
    assert f'href="{base}/goods"' in answer.get_data(as_text=True)


def test_missing_and_ending_papers_are_told_but_do_not_stop_the_hand_in(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    fill(phone, base)
    send(phone, f"{base}/goods", {**GOODS, "stall_kind": "cooked_food", "handles_food": "yes"})
    with writing() as session:
        session.add(Licence(household_id=household.id, kind="health", number="JK-1", valid_to=date(2027, 5, 1)))
    papers = phone.get(f"{base}/papers")
    assert "还缺食品经营许可证或小餐饮备案" in text_of(papers)
    early = 'data-early="2027-05-02"'  # with nothing more, the warning below the day of that document is to be seen
    assert papers.get_data(as_text=True).count(f"{early}>") == 1
    assert papers.get_data(as_text=True).count(early) == 2
    check = phone.get(f"{base}/check")
    assert "证照还差" in text_of(check)
    answer = phone.post(f"{base}/check", data={"version": version_in(check.get_data(as_text=True))})
    assert answer.status_code == 303
    assert "补齐了才能通过" in text_of(phone.get(answer.location))


def test_what_goes_into_the_phones_own_draft_leaves_licences_out(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    base = started(phone, festival, household)
    page = phone.get(f"{base}/papers").get_data(as_text=True)
    guarded = page[page.index("data-no-draft") : page.index("承诺书</h2>")]
    assert 'name="number_0"' in guarded
    assert 'name="valid_to_0"' in guarded


def test_half_filled_is_gone_on_with_by_the_same_main_button(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    phone.post(f"/apply/{festival.slug}/", data={"household": household.id})
    page = phone.get(f"/apply/{festival.slug}/").get_data(as_text=True)
    assert "接着填</button>" in page
    assert "开始填" not in page
    again = phone.post(f"/apply/{festival.slug}/", data={"household": household.id})
    assert again.status_code == 303
    assert again.location.startswith(f"/apply/{festival.slug}/")


def test_with_everything_handed_in_nothing_is_begun(
    phone: CheckedClient, festival: Festival, household: Household
) -> None:
    found = factories.an_application(festival, household)
    page = phone.get(f"/apply/{festival.slug}/").get_data(as_text=True)
    assert f"/my/applications/{found.receipt}/" in page
    assert "开始填" not in page
    assert "接着填" not in page
