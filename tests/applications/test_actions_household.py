"""What households and agents may do: start, fill in, hand in once, change until closing, withdraw."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.applications import actions
from eventhub.applications.models import Application
from eventhub.applications.signals import application_submitted, application_withdrawn
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, NotAllowed, StateConflict
from eventhub.core.models import AuditEntry
from eventhub.festivals.models import FestivalState
from tests import factories
from tests.applications.filed_drafts import GOODS, a_draft, messages
from tests.conftest import at


def test_a_draft_starts_with_what_the_registry_knows(app: Flask) -> None:
    festival = factories.a_festival(days=3)
    factories.a_call(festival)
    household = factories.a_household()
    draft = actions.start_application(festival, household, household.account)
    assert (draft.contact_name, draft.contact_phone) == (household.owner_name, household.phone)
    assert draft.days == ["2027-05-01", "2027-05-02", "2027-05-03"]
    assert draft.state is ApplicationState.DRAFT
    assert draft.receipt is None


def test_starting_twice_leads_to_the_same_draft(app: Flask) -> None:
    draft, account = a_draft()
    assert actions.start_application(draft.festival, draft.household, account).id == draft.id


def test_nobody_starts_for_somebody_elses_household(app: Flask) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    stranger = factories.a_household()
    with pytest.raises(NotAllowed):
        actions.start_application(festival, factories.a_household(), stranger.account)


def test_handing_in_gives_a_receipt_a_message_and_a_record(app: Flask) -> None:
    draft, account = a_draft()
    actions.submit_application(draft, account)
    assert draft.receipt == "CS0001"
    assert draft.state is ApplicationState.SUBMITTED
    assert draft.submitted_at == clock.now()
    assert [text for text in messages() if "CS0001" in text] == [
        "【万盛节会】踩山会摊位申请收到了，编号 CS0001。审核完会再发短信，凭手机号登录可以随时查。"
    ]
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "application.submit"))
    assert entry is not None
    assert entry.actor_id == account.id
    assert "1990000" not in str(entry.detail)


def test_a_double_tap_gives_the_same_receipt_and_one_message(app: Flask) -> None:
    draft, account = a_draft()
    seen = draft.version
    heard: list[Application] = []

    def listen(sender: Application) -> None:
        heard.append(sender)

    with application_submitted.connected_to(listen):
        first = actions.submit_application(draft, account, seen).receipt
        second = actions.submit_application(draft, account, seen).receipt
    assert first == second == "CS0001"
    assert len(messages()) == 1
    assert len(heard) == 1


def test_receipts_count_within_a_festival(app: Flask) -> None:
    one, other = factories.a_festival(), factories.a_festival(prefix="TH")
    for festival in (one, other):
        factories.a_call(festival)
    given = []
    for festival in (one, other, one):
        draft, account = a_draft(festival)
        given.append(actions.submit_application(draft, account).receipt)
    assert given == ["CS0001", "TH0001", "CS0002"]


def test_a_refused_hand_in_uses_no_number(app: Flask) -> None:
    draft, account = a_draft()

    def refuse(_sender: Application) -> None:
        raise StateConflict("不行。")

    with application_submitted.connected_to(refuse), pytest.raises(StateConflict):
        actions.submit_application(draft, account)
    db.session.expire_all()
    assert (draft.receipt, draft.state) == (None, ApplicationState.DRAFT)
    assert messages() == []
    assert actions.submit_application(draft, account).receipt == "CS0001"


@pytest.mark.parametrize("step", ["contact", "goods", "needs", "papers"])
def test_an_unfinished_step_is_named_and_nothing_is_handed_in(app: Flask, step: str) -> None:
    draft, account = a_draft()
    with writing():
        draft.steps_done = [key for key in draft.steps_done if key != step]
    with pytest.raises(BadInput, match=r"还有没填完的：第 . 步"):
        actions.submit_application(draft, account)
    assert draft.receipt is None


@pytest.mark.parametrize(
    ("column", "value"),
    [("goods", []), ("goods", GOODS * 6), ("days", []), ("contact_phone", ""), ("committed_at", None)],
)
def test_a_ticked_step_without_its_answer_is_not_enough(app: Flask, column: str, value: Any) -> None:
    draft, account = a_draft()
    with writing():
        setattr(draft, column, value)
    with pytest.raises(BadInput, match="还有没填完的"):
        actions.submit_application(draft, account)


def test_only_this_zone_needs_a_zone(app: Flask) -> None:
    draft, account = a_draft()
    actions.save_step(draft, "needs", {"anywhere": False, "zones": []}, account)
    with pytest.raises(BadInput, match="第 3 步"):
        actions.submit_application(draft, account)


def test_days_that_are_no_longer_the_festivals_must_be_chosen_again(app: Flask) -> None:
    draft, account = a_draft()
    with writing():
        draft.days = ["2027-06-01"]
    with pytest.raises(BadInput, match="日子变了"):
        actions.submit_application(draft, account)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2027-04-12T08:59:59", False),
        ("2027-04-12T09:00:00", True),
        ("2027-04-20T17:59:59", True),
        ("2027-04-20T18:00:00", False),
    ],
)
def test_the_call_opens_and_closes_to_the_second(app: Flask, moment: str, open_: bool) -> None:
    festival = factories.a_festival()
    factories.a_call(festival, at("2027-04-12T09:00"), at("2027-04-20T18:00"))
    draft, account = a_draft(festival)
    with clock.fixed(at(moment)):
        if open_:
            assert actions.submit_application(draft, account).receipt
        else:
            with pytest.raises(StateConflict, match="4月"):
                actions.submit_application(draft, account)
            assert draft.receipt is None


@pytest.mark.parametrize("state", [FestivalState.DRAFT, FestivalState.CANCELLED])
def test_a_festival_that_is_off_takes_nothing(app: Flask, state: FestivalState) -> None:
    draft, account = a_draft()
    with writing():
        draft.festival.state = state
    with pytest.raises(StateConflict):
        actions.submit_application(draft, account)
    with pytest.raises(StateConflict):
        actions.save_step(draft, "contact", {"contact_name": "王五"}, account)
    other = factories.a_household()
    with pytest.raises(StateConflict):
        actions.start_application(draft.festival, other, other.account)


def test_what_was_handed_in_may_be_changed_until_closing(app: Flask) -> None:
    draft, account = a_draft()
    actions.submit_application(draft, account)
    actions.save_step(draft, "goods", {"goods": [{"name": "杨梅酒", "price_fen": 2500, "unit": "瓶"}]}, account)
    assert draft.goods[0]["name"] == "杨梅酒"
    assert draft.receipt == "CS0001"
    with clock.fixed(clock.now() + timedelta(days=10)), pytest.raises(StateConflict, match="截止"):
        actions.save_step(draft, "goods", {"goods": GOODS}, account)


def test_an_accepted_application_is_not_changed_any_more(app: Flask) -> None:
    draft, account = a_draft()
    actions.submit_application(draft, account)
    with writing():
        draft.state = ApplicationState.ACCEPTED
    with pytest.raises(StateConflict, match="已经通过"):
        actions.save_step(draft, "goods", {"goods": GOODS + GOODS}, account)


def test_a_stale_form_is_told_and_writes_nothing(app: Flask) -> None:
    draft, account = a_draft()
    seen = draft.version
    actions.save_step(draft, "contact", {"contact_name": "罗大姐"}, account, seen)
    with pytest.raises(StateConflict, match="别处改过"):
        actions.save_step(draft, "contact", {"contact_name": "罗二姐"}, account, seen)
    assert draft.contact_name == "罗大姐"


def test_the_same_answers_sent_twice_are_no_conflict(app: Flask) -> None:
    draft, account = a_draft()
    seen = draft.version
    for _ in range(2):
        actions.save_step(draft, "contact", {"contact_name": "罗大姐"}, account, seen)
    assert draft.version == seen + 1


def test_withdrawing_frees_the_way_for_a_new_application(app: Flask) -> None:
    draft, account = a_draft()
    actions.submit_application(draft, account)
    heard: list[Application] = []

    def listen(sender: Application) -> None:
        heard.append(sender)

    with application_withdrawn.connected_to(listen):
        actions.withdraw_application(draft, account)
        actions.withdraw_application(draft, account)
    assert draft.state is ApplicationState.WITHDRAWN
    assert heard == [draft]
    again, _ = a_draft(draft.festival, draft.household)
    assert again.id != draft.id
    assert actions.submit_application(again, account).receipt == "CS0002"


def test_a_draft_is_not_withdrawn_but_deleted(app: Flask) -> None:
    draft, account = a_draft()
    with pytest.raises(StateConflict):
        actions.withdraw_application(draft, account)
    actions.discard_draft(draft, account)
    assert db.session.scalars(select(Application)).all() == []


def test_a_draft_that_somebody_went_on_filling_in_is_not_deleted_from_an_older_page(app: Flask) -> None:
    draft, account = a_draft()
    seen = draft.version
    actions.save_step(draft, "contact", {"contact_name": "罗大姐"}, account)
    with pytest.raises(StateConflict, match="别处改过"):
        actions.discard_draft(draft, account, seen)
    actions.discard_draft(draft, account, draft.version)
    assert db.session.scalars(select(Application)).all() == []


def test_a_handed_in_application_is_never_deleted(app: Flask) -> None:
    draft, account = a_draft()
    actions.submit_application(draft, account)
    with pytest.raises(StateConflict, match="可以撤回"):
        actions.discard_draft(draft, account)


def test_nobody_withdraws_after_the_festival(app: Flask) -> None:
    draft, account = a_draft()
    actions.submit_application(draft, account)
    with clock.fixed(at("2027-05-20")), pytest.raises(StateConflict, match="已经结束"):
        actions.withdraw_application(draft, account)
