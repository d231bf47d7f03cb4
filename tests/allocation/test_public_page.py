"""The public pages of an allocation: light, each thing said once, the rules in plain words, the objector's receipt whole."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from eventhub.allocation import actions, draw, hand_moves, objections
from eventhub.allocation.own_result import result_of
from eventhub.allocation.queries import open_notice
from eventhub.applications.queries import call_of
from eventhub.core import clock
from eventhub.core.database import writing
from eventhub.registry.policy_class import PolicyClass
from tests import factories
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient, new_client

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
STYLE, HTML = 28_000, 80_000


def style_bytes(page: str) -> int:
    """What the style sheets of a page weigh."""
    return sum((CSS / name).stat().st_size for name in re.findall(r"css/(\w+\.css)", page))


def test_a_notice_of_120_households_is_light(app: Flask) -> None:
    lines = [{"label": "名特优新类别", "points": 25, "reason": ""}, {"label": "往届参展", "points": 0, "reason": ""}]
    ready = Ready(booths=120, scores=tuple(90 - number // 3 for number in range(120)), score_lines=lines, zones=["A"])
    ready.published()
    answer = new_client(app).get(ready.public)
    page = answer.get_data(as_text=True)
    assert 0 < style_bytes(page) < STYLE
    assert len(answer.data) < HTML
    assert "名特优新类别 +25" in page
    assert "往届参展" not in page, "a line without points is not repeated a hundred times"


def test_the_draw_is_light_and_says_its_rules_in_plain_words(app: Flask) -> None:
    festival = factories.a_festival(booths=2)
    factories.a_call(festival, closes=clock.now() + timedelta(days=1))
    factories.an_application(festival)
    organiser = factories.a_staff_member(organisation=festival.organisation)
    draw.publish_rules(festival, "双色球", "2027042", clock.now() + timedelta(days=3), organiser)
    page = new_client(app).get(f"/festivals/{festival.slug}/allocation/draw/").get_data(as_text=True)
    assert 0 < style_bytes(page) < STYLE
    assert "名次在前的先挑区" in page
    assert "先到分" not in page


def test_a_tie_shows_the_tickets_that_decided_it_and_nobody_elses(app: Flask) -> None:
    ready = Ready(booths=3, scores=(90, 80, 80))
    ready.published()
    page = new_client(app).get(ready.public).get_data(as_text=True)
    rows = {receipt: page[page.index(f'<li id="{receipt}"') :].split("</li>")[0] for receipt in ready.receipts}
    assert ["抽签号" in rows[receipt] for receipt in ready.receipts] == [False, True, True]


def test_after_hand_moves_a_household_reads_the_rank_and_the_reason_of_the_notice(app: Flask) -> None:
    ready = Ready(booths=2, scores=(90, 80, 70), notice_days=5)
    draft = ready.draft()
    first, second = ready.receipts[:2]
    hand_moves.swap(draft, first, second, ready.organiser, None, "商量好的")
    actions.publish(draft, ready.organiser, None, ends_on=(clock.today() + timedelta(days=7)))
    results = [result_of(application) for application in ready.applications]
    assert [found.turn for found in results if found] == [None, None, 1], "who was put by hand was never asked"
    assert results[2] is not None
    page = new_client(app).get(ready.public).get_data(as_text=True)
    third = page[page.index(f'<li id="{ready.receipts[2]}"') :].split("</li>")[0]
    named = [receipt for receipt in (first, second) if receipt in results[2].why]
    assert named
    assert [receipt for receipt in (first, second) if receipt in third] == named


def test_the_receipt_of_an_objection_stands_in_groups_and_can_be_copied(app: Flask, client: CheckedClient) -> None:
    ready = Ready(notice_days=5)
    draft = ready.draft()
    actions.publish(draft, ready.organiser, draft.version, ends_on=clock.today() + timedelta(days=7))
    notice = open_notice(ready.festival)
    assert notice is not None
    code = objections.object_to(notice, "李建国", "19900007788", "第二名的分算多了。").code
    page = client.get(f"{ready.public}objection/{code}/").get_data(as_text=True)
    assert "".join(f"<span>{code[at : at + 4]}</span>" for at in range(0, len(code), 4)) in page
    assert f'data-copy="{code}"' in page


def test_the_errors_of_an_objection_are_listed_as_the_questions_stand(app: Flask, client: CheckedClient) -> None:
    ready = Ready(notice_days=5)
    draft = ready.draft()
    actions.publish(draft, ready.organiser, draft.version, ends_on=clock.today() + timedelta(days=7))
    page = client.post(f"{ready.public}objection/", data={}).get_data(as_text=True)
    summary = re.search(r'class="err-sum".*?</ul>', page, re.S)
    assert summary
    listed = re.findall(r'href="#(\w+)"', summary.group())
    asked = [name for name in re.findall(r'<(?:input|textarea)[^>]* id="(\w+)"', page) if name in listed]
    assert listed == asked == ["body", "name", "phone"]


def test_a_confirmed_offer_leads_to_the_pass_itself(app: Flask) -> None:
    ready = Ready()
    offer = ready.published()[0]
    mine = new_client(app).sign_in(offer.application.household.account)  # type: ignore[arg-type]
    path = f"/my/offers/{offer.id}/"
    assert "/my/passes/" not in mine.get(path).get_data(as_text=True)
    page = mine.post(path, data={"answer": "confirm"}, follow_redirects=True).get_data(as_text=True)
    link = re.search(r'href="(/my/passes/[^"]+)"', page)
    assert link
    assert mine.get(link.group(1)).status_code == 200


@pytest.mark.parametrize("typed", ["{code}", " {spaced} ", "{lower}"])
def test_a_receipt_typed_from_the_message_leads_to_the_reply(app: Flask, client: CheckedClient, typed: str) -> None:
    ready = Ready(notice_days=5)
    draft = ready.draft()
    actions.publish(draft, ready.organiser, draft.version, ends_on=clock.today() + timedelta(days=7))
    objection = objections.object_to(open_notice(ready.festival), "李建国", "19900007788", "第二名的分算多了。")  # type: ignore[arg-type]
    objections.reply(objection, "核过了，分没有算错。", False, ready.organiser, objection.version)
    code = objection.code
    spaced = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
    assert 'href="objection/find"' in client.get(ready.public).get_data(as_text=True)
    path = f"{ready.public}objection/find"
    query = {"code": typed.format(code=code, spaced=spaced, lower=code.lower())}
    page = client.get(path, query_string=query, follow_redirects=True)
    assert "核过了，分没有算错。" in page.get_data(as_text=True)
    missed = client.get(path, query_string={"code": "YY2222"})
    assert missed.status_code == 404
    assert "没有这个回执" in missed.get_data(as_text=True)


def test_a_reserve_goes_first_and_the_page_tells_turn_from_rank(app: Flask) -> None:
    ready = Ready(booths=2, scores=(90, 50))
    factories.a_recognition(ready.applications[1].household)
    call = call_of(ready.festival)
    assert call is not None
    with writing():
        call.reserves = [{"class": PolicyClass.SPECIALTY.label, "booths": 1}]
    ready.published()
    page = new_client(app).get(ready.public).get_data(as_text=True)
    assert f"先给{PolicyClass.SPECIALTY.label}类留 1 个摊位" in page
    rows = [page[page.index(f'<li id="{receipt}"') :].split("</li>")[0] for receipt in ready.receipts]
    assert ['<b class="rank">2</b>' in rows[0], "第 1 名，90 分" in rows[0]] == [True, True]
    assert ['<b class="rank">1</b>' in rows[1], "第 2 名，50 分" in rows[1]] == [True, True]
    results = [result_of(application) for application in ready.applications]
    assert [(found.rank, found.turn) for found in results if found] == [(1, 2), (2, 1)]
