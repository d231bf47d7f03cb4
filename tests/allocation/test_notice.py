"""The notice: opened once, counted in working days, ended in offers by the clock alone."""

from datetime import date, timedelta

import pytest
from flask import Flask

from eventhub.allocation import actions, due, settings
from eventhub.allocation.models import Holding, Offer, PlanState, StoredPlan
from eventhub.allocation.notice_end import counted_end
from eventhub.allocation.notice_models import Notice, NoticeState
from eventhub.allocation.queries import open_notice, published_plan
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.models import OutboxMessage
from eventhub.festivals.queries import festival_by_slug
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient
from tests.festivals.test_actions_at_once import at_once

LAST = date(2027, 4, 23)


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    return Ready(notice_days=5)


def test_a_notice_holds_no_booth_makes_no_offer_and_tells_nobody(ready: Ready) -> None:
    ready.on_notice()
    assert published_plan(ready.festival) is None
    assert [db.session.query(kind).count() for kind in (Offer, Holding, OutboxMessage)] == [0, 0, 0]


def test_offers_go_out_when_it_has_ended_and_once(ready: Ready) -> None:
    notice = ready.on_notice()
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
    notice = ready.on_notice()
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


def test_the_length_of_the_notice_does_not_change_while_one_is_open(ready: Ready) -> None:
    ready.on_notice()
    with pytest.raises(StateConflict):
        settings.set_notice_days(ready.festival, 0, ready.organiser, 1)


def test_a_withdrawal_during_the_notice_leaves_its_booth_to_the_waitlist(ready: Ready) -> None:
    from eventhub.applications.actions import withdraw_application

    notice = ready.on_notice()
    withdraw_application(ready.applications[1], ready.organiser)
    with clock.fixed(notice.ends_at):
        assert due.work_due() == 2  # the notice ended, and the waitlist moved up
    offered = {str(offer.application.receipt) for offer in db.session.query(Offer)}
    assert offered == {ready.receipts[0], ready.receipts[2], ready.receipts[3]}


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
