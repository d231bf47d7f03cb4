"""The notice: opened once, signed first, honest about hands, held back by objections, ended in offers by the clock alone."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.allocation import actions, due, hand_moves, objections, settings, sign_off
from eventhub.allocation.models import Holding, Offer, PlanState, StoredPlan
from eventhub.allocation.notice_end import counted_end
from eventhub.allocation.notice_models import Notice, NoticeState, Objection, ObjectionState
from eventhub.allocation.plan import read_plan
from eventhub.allocation.problem import read_problem
from eventhub.allocation.queries import current_notice, draft_of, notice_plan, open_notice, published_plan
from eventhub.allocation.verify import verify
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, NotAllowed, StateConflict
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.festivals.queries import festival_by_slug
from tests import factories
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient, new_client
from tests.festivals.test_actions_at_once import at_once

LAST = date(2027, 4, 23)


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    return Ready(notice_days=5)


def on_notice(ready: Ready, **values: Any) -> Notice:
    """Solve and open a notice to 23 April."""
    draft = ready.draft()
    actions.publish(draft, ready.organiser, draft.version, ends_on=LAST, **values)
    notice = open_notice(ready.festival)
    assert notice is not None
    return notice


def object_(notice: Notice) -> Objection:
    return objections.object_to(notice, "李建国", "19900007788", "第二名的分算多了。", "CS0002")


def test_a_notice_holds_no_booth_makes_no_offer_and_tells_nobody(ready: Ready) -> None:
    on_notice(ready)
    assert published_plan(ready.festival) is None
    assert [db.session.query(kind).count() for kind in (Offer, Holding, OutboxMessage)] == [0, 0, 0]


def test_offers_go_out_when_it_has_ended_and_once(ready: Ready) -> None:
    notice = on_notice(ready)
    with clock.fixed(notice.ends_at - timedelta(seconds=1)):
        assert due.work_due() == 0
    with clock.fixed(notice.ends_at):
        assert due.work_due() == 1
        assert due.work_due() == 0
    assert db.session.query(Offer).count() == 3
    assert db.session.query(OutboxMessage).count() == 3
    plan = published_plan(ready.festival)
    assert plan is not None
    assert (notice.state, notice.plan_id) == (NoticeState.ENDED, plan.id)


def test_two_publishes_at_once_give_one_notice(either_app: Flask, ready: Ready) -> None:
    draft = ready.draft()
    number, version, organiser = draft.id, draft.version, ready.organiser.id

    def publish() -> None:
        from eventhub.accounts.models import Account

        mine = db.session.get_one(StoredPlan, number)
        actions.publish(mine, db.session.get_one(Account, organiser), version, ends_on=LAST)

    ends = at_once(either_app, publish, publish, publish)
    assert ends.count("done") == 1
    assert set(ends) <= {"done", "stale", "not_draft"}
    assert db.session.query(Notice).count() == 1


def test_two_workers_at_the_end_of_a_notice_make_the_offers_once(either_app: Flask, ready: Ready) -> None:
    notice = on_notice(ready)
    with clock.fixed(notice.ends_at):
        ends = at_once(either_app, actions.make_due_offers, actions.make_due_offers)
    assert ends == ["done", "done"]
    assert db.session.query(Offer).count() == 3
    assert db.session.query(OutboxMessage).count() == 3


def test_working_days_skip_the_holidays_and_count_the_swapped_days(app: Flask) -> None:
    ready = Ready(notice_days=5)
    with clock.fixed(clock.at(date(2026, 4, 29), 10)):  # 1–5 May 2026 are off; Saturday 9 May is worked
        assert counted_end(ready.festival) == date(2026, 5, 9)


def test_an_unknown_year_asks_the_organiser_for_the_day(ready: Ready) -> None:
    draft = ready.draft()
    with pytest.raises(BadInput, match="放假安排还没公布"):
        actions.publish(draft, ready.organiser, draft.version)
    with pytest.raises(BadInput, match="公示最早到"):
        actions.publish(draft, ready.organiser, draft.version, ends_on=clock.today() + timedelta(days=2))
    with pytest.raises(BadInput, match="节会 5月1日"):
        actions.publish(draft, ready.organiser, draft.version, ends_on=date(2027, 5, 1))
    assert draft.state is PlanState.DRAFT
    assert open_notice(ready.festival) is None


def test_an_open_objection_holds_the_offers_back_until_it_is_answered(ready: Ready) -> None:
    notice = on_notice(ready)
    objection = object_(notice)
    with clock.fixed(notice.ends_at + timedelta(days=3)):
        assert due.work_due() == 0
        objections.reply(objection, "核过了，没有错。", False, ready.organiser, objection.version)
        assert due.work_due() == 1


def test_an_upheld_objection_waits_for_a_corrected_notice_which_starts_anew(ready: Ready) -> None:
    notice = on_notice(ready)
    objection = object_(notice)
    objections.reply(objection, "确实算多了。", True, ready.organiser, objection.version)
    with clock.fixed(notice.ends_at):
        assert due.work_due() == 0
        draft = ready.draft()
        actions.publish(
            draft, ready.organiser, draft.version, ends_on=date(2027, 4, 28), correction="CS0002 的往届分改了"
        )
    corrected = open_notice(ready.festival)
    assert corrected is not None
    assert (notice.state, corrected.correction) == (NoticeState.REPLACED, "CS0002 的往届分改了")
    with clock.fixed(corrected.ends_at):
        assert due.work_due() == 1
    assert db.session.query(Offer).count() == 3


def test_a_landline_gets_no_message_and_may_still_object(ready: Ready) -> None:
    objection = objections.object_to(on_notice(ready), "李建国", "023-48270000", "第二名的分算多了。")
    objections.reply(objection, "没有错。", False, ready.organiser, objection.version)
    assert db.session.query(OutboxMessage).count() == 0


def test_an_objection_is_answered_once(ready: Ready) -> None:
    objection = object_(on_notice(ready))
    version = objection.version
    objections.reply(objection, "没有错。", False, ready.organiser, version)
    with pytest.raises(StateConflict):
        objections.reply(objection, "有错。", True, ready.organiser, version)
    assert objection.state is ObjectionState.DISMISSED


def test_after_the_end_nobody_objects_any_more(ready: Ready) -> None:
    notice = on_notice(ready)
    with clock.fixed(notice.ends_at), pytest.raises(StateConflict, match="不再收异议"):
        object_(notice)


def test_no_notice_before_every_department_has_signed_the_plan_as_it_stands(ready: Ready) -> None:
    fire = factories.a_staff_member(Role.REVIEWER, organisation=ready.festival.organisation)
    market = factories.a_staff_member(Role.REVIEWER, organisation=ready.festival.organisation)
    sign_off.set_lane(ready.festival, "消防应急", fire, ready.organiser)
    sign_off.set_lane(ready.festival, "市场监管", market, ready.organiser)
    draft = ready.draft()
    sign_off.sign(draft, "消防应急", fire, draft.version)
    with pytest.raises(NotAllowed):
        sign_off.sign(draft, "市场监管", fire, draft.version)
    with pytest.raises(StateConflict, match="市场监管还没签字"):
        actions.publish(draft, ready.organiser, draft.version, ends_on=LAST)
    sign_off.sign(draft, "市场监管", market, draft.version)
    hand_moves.swap(draft, ready.receipts[0], ready.receipts[1], ready.organiser, None, "商量好的")
    with pytest.raises(StateConflict, match="还没签字"):
        actions.publish(draft, ready.organiser, draft.version, ends_on=LAST)
    for account, department in ((fire, "消防应急"), (market, "市场监管")):
        sign_off.sign(draft, department, account, draft.version)
    actions.publish(draft, ready.organiser, draft.version, ends_on=LAST)
    assert notice_plan(ready.festival) is draft


def test_only_a_reviewer_of_the_festival_can_be_asked_to_sign(ready: Ready) -> None:
    elsewhere = factories.a_staff_member(Role.REVIEWER, organisation=factories.an_organisation())
    with pytest.raises(BadInput):
        sign_off.set_lane(ready.festival, "城管", elsewhere, ready.organiser)


def test_the_length_of_the_notice_does_not_change_while_one_is_open(ready: Ready) -> None:
    on_notice(ready)
    with pytest.raises(StateConflict):
        settings.set_notice_days(ready.festival, 0, ready.organiser, 1)


def files(ready: Ready) -> tuple[Any, Any, Notice]:
    """The published files, read as anybody would."""
    notice = current_notice(ready.festival)
    assert notice is not None
    return read_problem(notice.problem_text), read_plan(notice.plan_text), notice


def failed(ready: Ready) -> list[str]:
    """What `eventhub verify` finds wrong with the published files."""
    problem, plan, _ = files(ready)
    return [claim.text for claim in verify(problem, plan) if not claim.ok]


def test_the_published_files_verify_and_are_the_plan_that_stands(app: Flask) -> None:
    ready = Ready(notice_days=5)
    on_notice(ready)
    _, plan, notice = files(ready)
    assert failed(ready) == []
    assert {name: list(block) for name, block in plan.placements.items()} == notice.plan.placements
    assert notice.by_hand == []


def test_after_a_move_that_is_as_good_as_any_the_files_fix_the_moved_alone_and_verify(app: Flask) -> None:
    ready = Ready(booths=5, scores=(90, 80), notice_days=5)
    draft = ready.draft()
    first, second = ready.receipts
    before = {name: int(block[0][1:]) for name, block in draft.placements.items()}
    free = next(n for n in range(1, 6) if n != before[first] and abs(n - before[second]) > 1)
    hand_moves.place(draft, first, [f"A{free:02d}"], ready.organiser, None, "靠近水源")
    actions.publish(draft, ready.organiser, None, ends_on=LAST)
    problem, plan, notice = files(ready)
    assert failed(ready) == []
    assert {name: list(block) for name, block in plan.placements.items()} == draft.placements
    assert [entry["receipt"] for entry in notice.by_hand] == [first]
    assert (list(problem.fixed), notice.kept_whole) == ([first], False)


def test_after_a_move_for_the_worse_everybody_is_fixed_the_files_still_verify_and_the_page_says_so(
    app: Flask, client: CheckedClient
) -> None:
    ready = Ready(booths=4, scores=(90, 80), notice_days=5)
    draft = ready.draft()
    with writing():
        draft.placements = {ready.receipts[0]: ["A01"], ready.receipts[1]: ["A04"]}
    hand_moves.place(draft, ready.receipts[1], ["A02"], ready.organiser, None, "两家是亲戚，要挨着")
    actions.publish(draft, ready.organiser, None, ends_on=LAST)
    _problem, plan, notice = files(ready)
    assert failed(ready) == []
    assert {name: list(block) for name, block in plan.placements.items()} == draft.placements
    page = client.get(ready.public).get_data(as_text=True)
    assert "两家是亲戚，要挨着" in page
    assert ready.receipts[1] in [entry["receipt"] for entry in notice.by_hand]
    assert notice.kept_whole
    assert "不能证明摊位分得最好" in page


def test_a_plan_that_forgets_somebody_who_fits_is_not_published(ready: Ready) -> None:
    draft = ready.draft()
    hand_moves.unplace(draft, ready.receipts[2], ready.organiser, None)
    with pytest.raises(StateConflict, match="没有理由不给"):
        actions.publish(draft, ready.organiser, None, ends_on=LAST)


def test_what_was_locked_by_hand_is_named_on_the_public_list(app: Flask) -> None:
    ready = Ready(booths=4, scores=(90, 80), notice_days=5)
    draft = ready.draft()
    hand_moves.set_lock(draft, ready.receipts[0], True, ready.organiser, None)
    notice = on_notice(ready)
    assert [entry["receipt"] for entry in notice.by_hand] == [ready.receipts[0]]
    assert failed(ready) == []


def test_the_public_page_masks_names_and_serves_the_very_bytes(app: Flask) -> None:
    ready = Ready(notice_days=5)
    visitor = new_client(app)
    assert "还没有公示" in visitor.get(ready.public).get_data(as_text=True)
    assert visitor.get(f"{ready.public}plan.json").status_code == 404
    ready.draft()
    assert visitor.get(f"{ready.public}plan.json").status_code == 404, "a draft is nobody's business"
    notice = on_notice(ready)
    page = visitor.get(ready.public).get_data(as_text=True)
    for application in ready.applications:
        assert str(application.receipt) in page
        for secret in (application.household.name, application.household.owner_name, application.household.phone):
            assert secret not in page
    for name, text in (("problem.json", notice.problem_text), ("plan.json", notice.plan_text)):
        answer = visitor.get(f"{ready.public}{name}")
        assert answer.data == text.encode()
        assert (
            visitor.get(f"{ready.public}{name}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        )
        for application in ready.applications:
            assert application.household.name not in text
            assert application.household.phone not in text
    assert "eventhub verify problem.json plan.json" in page
    assert visitor.get_cookie("session") is None
    assert json.loads(notice.plan_text)["unplaced"][0]["household"] == ready.receipts[3]


def test_the_objector_is_known_to_the_organisers_alone_and_a_look_is_written_down(app: Flask) -> None:
    ready = Ready(notice_days=5)
    objection = object_(on_notice(ready))
    desk = new_client(app).sign_in(ready.organiser)
    path = f"{ready.base}objections/{objection.id}/"
    masked = desk.get(path).get_data(as_text=True)
    assert "李建国" not in masked
    assert "19900007788" not in masked
    shown = desk.post(f"{path}who").get_data(as_text=True)
    assert "李建国" in shown
    assert "19900007788" in shown
    assert db.session.query(AuditEntry).filter_by(action="objection.show_person").count() == 1
    household = new_client(app).sign_in(ready.applications[0].household.account)  # type: ignore[arg-type]
    assert household.get(path).status_code in (302, 303, 403)
    receipt = household.get(f"{ready.public}objection/{objection.code}/").get_data(as_text=True)
    assert "李建国" not in receipt
    assert household.get(f"{ready.public}objection/YYNOSUCHCODE/").status_code == 404
    assert "李建国" not in household.get(ready.public).get_data(as_text=True)


def test_objections_are_throttled(settings: Any, app: Flask) -> None:
    from eventhub.core.limits import limiter

    ready = Ready(notice_days=5)
    on_notice(ready)
    limiter.enabled = True
    try:
        visitor = new_client(app)
        data = {"name": "李建国", "phone": "19900007788", "body": "第二名的分算多了。"}
        answers = [visitor.post(f"{ready.public}objection/", data=data).status_code for _ in range(6)]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert answers[:5] == [303] * 5
    assert answers[5] == 429


def test_a_withdrawal_during_the_notice_leaves_its_booth_to_the_waitlist(ready: Ready) -> None:
    from eventhub.applications.actions import withdraw_application

    notice = on_notice(ready)
    withdraw_application(ready.applications[1], ready.organiser)
    with clock.fixed(notice.ends_at):
        assert due.work_due() == 2  # the notice ended, and the waitlist moved up
    offered = {str(offer.application.receipt) for offer in db.session.query(Offer)}
    assert offered == {ready.receipts[0], ready.receipts[2], ready.receipts[3]}


def test_reviewers_sign_on_their_page_and_organisers_see_who_has(app: Flask, client: CheckedClient) -> None:
    ready = Ready(notice_days=5)
    fire = factories.a_staff_member(Role.REVIEWER, organisation=ready.festival.organisation)
    sign_off.set_lane(ready.festival, "消防应急", fire, ready.organiser)
    draft = ready.draft()
    client.sign_in(fire)
    path = f"{ready.base}sign-off/"
    page = client.get(path).get_data(as_text=True)
    assert "看过了，签字" in page
    assert ready.applications[0].household.phone not in page
    assert client.get(ready.base).status_code == 403
    done = client.post(path, data={"version": draft.version, "department": "消防应急"}, follow_redirects=True)
    assert "签好了" in done.get_data(as_text=True)
    assert sign_off.missing_signatures(draft_of(ready.festival)) == []  # type: ignore[arg-type]


def test_the_rules_for_households_are_two_hundred_plain_characters(app: Flask, client: CheckedClient) -> None:
    import re

    ready = Ready()
    page = client.get(f"{ready.public}how/").get_data(as_text=True)
    body = re.search(r'id="rules">(.*?)</div>', page, re.S)
    assert body
    text = re.sub(r"<[^>]+>|\s", "", body.group(1))
    assert 120 <= len(text) <= 200, len(text)
    assert not re.search("算法|优化|求解|字典序|约束", text)


def test_festivals_nobody_may_see_show_no_allocation(app: Flask, client: CheckedClient) -> None:
    from eventhub.festivals.models import FestivalState

    ready = Ready()
    with writing():
        festival_by_slug(ready.festival.slug).state = FestivalState.DRAFT  # type: ignore[union-attr]
    for page in ("", "plan.json", "how/", "draw/", "objection/"):
        assert client.get(f"{ready.public}{page}").status_code == 404
