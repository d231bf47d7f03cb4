"""Objections: they hold the offers back, are answered once, and are known to the organisers alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.allocation import actions, due, objections
from eventhub.allocation.models import Offer
from eventhub.allocation.notice_models import Notice, NoticeState, Objection, ObjectionState
from eventhub.allocation.queries import open_notice
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.errors import StateConflict
from eventhub.core.models import AuditEntry, OutboxMessage
from tests.allocation.ready import Ready
from tests.conftest import new_client


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    return Ready(notice_days=5)


def object_(notice: Notice) -> Objection:
    return objections.object_to(notice, "李建国", "19900007788", "第二名的分算多了。", "CS0002")


def test_an_open_objection_holds_the_offers_back_until_it_is_answered(ready: Ready) -> None:
    notice = ready.on_notice()
    objection = object_(notice)
    with clock.fixed(notice.ends_at + timedelta(days=3)):
        assert due.work_due() == 0
        objections.reply(objection, "核过了，没有错。", False, ready.organiser, objection.version)
        assert due.work_due() == 1


def test_an_upheld_objection_waits_for_a_corrected_notice_which_starts_anew(ready: Ready) -> None:
    notice = ready.on_notice()
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
    objection = objections.object_to(ready.on_notice(), "李建国", "023-48270000", "第二名的分算多了。")
    objections.reply(objection, "没有错。", False, ready.organiser, objection.version)
    assert db.session.query(OutboxMessage).count() == 0


def test_an_objection_is_answered_once(ready: Ready) -> None:
    objection = object_(ready.on_notice())
    version = objection.version
    objections.reply(objection, "没有错。", False, ready.organiser, version)
    with pytest.raises(StateConflict):
        objections.reply(objection, "有错。", True, ready.organiser, version)
    assert objection.state is ObjectionState.DISMISSED


def test_after_the_end_nobody_objects_any_more(ready: Ready) -> None:
    notice = ready.on_notice()
    with clock.fixed(notice.ends_at), pytest.raises(StateConflict, match="不再收异议"):
        object_(notice)


def test_the_objector_is_known_to_the_organisers_alone_and_a_look_is_written_down(app: Flask) -> None:
    ready = Ready(notice_days=5)
    objection = object_(ready.on_notice())
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


def test_a_phone_is_not_rung_by_whoever_types_its_number_into_objections(ready: Ready) -> None:
    notice = ready.on_notice()
    for number in range(objections.MOST_OF_A_PHONE):
        objections.object_to(notice, "李建国", "19900007788", f"第 {number} 条。")
    with pytest.raises(StateConflict) as refusal:
        objections.object_to(notice, "李建国", "19900007788", "再来一条。")
    assert refusal.value.code == "too_many_objections"
    objections.object_to(notice, "王建国", "19900007789", "别人照样能提。")


def test_objections_are_throttled(settings: Any, app: Flask) -> None:
    from eventhub.core.limits import limiter

    ready = Ready(notice_days=5)
    ready.on_notice()
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
