"""What reviewers decide: return, accept, reject with a reason, take a decision back."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.applications import actions, review
from eventhub.applications.freeze import add_freeze_check
from eventhub.applications.models import Application
from eventhub.applications.signals import application_reopened
from eventhub.applications.states import ApplicationState, MoveNotAllowed, RejectReason
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.models import OutboxMessage
from eventhub.festivals.models import Festival, FestivalState
from eventhub.registry.documents import GoodsCategory, LicenceKind, StallKind
from eventhub.registry.models import Licence
from tests import factories
from tests.applications.review_cases import last_message, submitted


def test_the_message_of_acceptance_promises_no_booth(reviewer: Account) -> None:
    waiting = submitted()
    review.accept_application(waiting, reviewer)
    assert "材料通过，等排位" in last_message()
    assert db.session.scalars(select(OutboxMessage)).all()[-1].to == waiting.contact_phone


def cook(festival: Festival, valid_to: date | None) -> Application:
    """A waiting application that needs a food licence and a health certificate; the latter ends on a day."""
    return submitted(
        festival,
        category=GoodsCategory.FOOD,
        stall_kind=StallKind.COOKED_FOOD,
        licences=[
            Licence(kind=LicenceKind.SMALL_CATERING, number="XC-1", valid_to=None),
            *([Licence(kind=LicenceKind.HEALTH, number="JK-1", valid_to=valid_to)] if valid_to else []),
        ],
    )


@pytest.mark.parametrize(("valid_to", "accepted"), [(None, False), (date(2027, 5, 1), False), (date(2027, 5, 2), True)])
def test_documents_must_last_to_the_last_day_before_acceptance(
    reviewer: Account, valid_to: date | None, accepted: bool
) -> None:
    festival = factories.a_festival(days=2)
    factories.a_call(festival)
    waiting = cook(festival, valid_to)
    if accepted:
        assert review.accept_application(waiting, reviewer).state is ApplicationState.ACCEPTED
        return
    with pytest.raises(StateConflict, match="健康证"):
        review.accept_application(waiting, reviewer)
    assert (waiting.state, waiting.score, waiting.decided_at) == (ApplicationState.SUBMITTED, None, None)
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_bulk_acceptance_takes_the_complete_ones_and_says_why_not_the_others(reviewer: Account) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    good, lacking = submitted(festival), cook(festival, None)
    withdrawn = factories.an_application(festival, state=ApplicationState.WITHDRAWN)
    result = review.accept_complete([good, lacking, withdrawn], reviewer)
    assert result.accepted == [good]
    assert [application.id for application, _ in result.left] == [lacking.id, withdrawn.id]
    assert "健康证" in result.left[0][1]
    assert "已经撤回" in result.left[1][1]


def test_returning_says_what_to_mend_and_the_household_hands_in_again_after_closing(reviewer: Account) -> None:
    waiting = submitted()
    receipt, first = waiting.receipt, waiting.submitted_at
    review.return_application(waiting, reviewer, "  健康证过期了，\n换新证后填新的有效期。 ")
    assert waiting.state is ApplicationState.RETURNED
    assert waiting.reason_note == "健康证过期了， 换新证后填新的有效期。"
    assert "要补正：健康证过期了， 换新证后填新的有效期。请登录" in last_message()
    with clock.fixed(clock.now() + timedelta(days=9)):
        with writing():
            waiting.steps_done = ["contact", "goods", "needs", "papers"]
            waiting.committed_at = clock.now()
        account = waiting.household.account
        actions.save_step(waiting, "goods", {"goods": [{"name": "甜酒", "price_fen": 900, "unit": "碗"}]}, account)
        actions.submit_application(waiting, account)
    assert (waiting.receipt, waiting.submitted_at) == (receipt, first)
    assert (waiting.state, waiting.reason_note) == (ApplicationState.SUBMITTED, "")
    assert "补正收到了" in last_message()


@pytest.mark.parametrize("what", ["", "  \n", "长" * 201])
def test_a_return_without_words_or_with_too_many_is_refused(reviewer: Account, what: str) -> None:
    waiting = submitted()
    with pytest.raises(BadInput) as refused:
        review.return_application(waiting, reviewer, what)
    assert "what" in refused.value.fields
    assert waiting.state is ApplicationState.SUBMITTED


def test_rejecting_tells_reason_and_way_out(reviewer: Account) -> None:
    waiting = submitted()
    review.reject_application(waiting, reviewer, "licences_missing", "没有小餐饮备案")
    assert waiting.reason is RejectReason.LICENCES_MISSING
    assert last_message() == (
        f"【万盛节会】踩山会摊位申请 {waiting.receipt} 没有通过：证照不全。没有小餐饮备案。办齐证照后，下一届可以再报。"
    )


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("because", ""), ("other", " "), ("other", "长" * 201)])
def test_a_rejection_without_a_sound_reason_changes_nothing(reviewer: Account, reason: str, note: str) -> None:
    waiting = submitted()
    with pytest.raises(BadInput):
        review.reject_application(waiting, reviewer, reason, note)
    assert waiting.state is ApplicationState.SUBMITTED


@pytest.mark.parametrize("state", [ApplicationState.DRAFT, ApplicationState.WITHDRAWN, ApplicationState.ACCEPTED])
def test_a_decision_the_state_does_not_allow_is_refused(reviewer: Account, state: ApplicationState) -> None:
    waiting = submitted()
    with writing():
        waiting.state = state
    with pytest.raises(MoveNotAllowed):
        review.accept_application(waiting, reviewer)
    with pytest.raises(MoveNotAllowed):
        review.reject_application(waiting, reviewer, "duplicate")


def test_nothing_is_decided_for_a_festival_that_was_called_off(reviewer: Account) -> None:
    waiting = submitted()
    with writing():
        waiting.festival.state = FestivalState.CANCELLED
    for deed in (
        lambda: review.accept_application(waiting, reviewer),
        lambda: review.return_application(waiting, reviewer, "补健康证"),
        lambda: review.reject_application(waiting, reviewer, "duplicate"),
    ):
        with pytest.raises(StateConflict, match="节会取消了"):
            deed()
    assert waiting.state is ApplicationState.SUBMITTED
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_the_second_of_two_reviewers_is_told(reviewer: Account) -> None:
    waiting = submitted()
    seen = waiting.version
    review.return_application(waiting, reviewer, "补健康证", seen)
    with pytest.raises(StateConflict, match="别处改过"):
        review.reject_application(waiting, reviewer, "duplicate", "", seen)
    assert waiting.state is ApplicationState.RETURNED


def test_a_decision_is_taken_back_before_allocation(reviewer: Account) -> None:
    waiting = submitted()
    review.accept_application(waiting, reviewer)
    heard: list[Application] = []

    def listen(sender: Application) -> None:
        heard.append(sender)

    with application_reopened.connected_to(listen):
        review.reopen_application(waiting, reviewer)
    assert (waiting.state, waiting.score, waiting.score_lines) == (ApplicationState.SUBMITTED, None, [])
    assert waiting.decided_at is None
    assert heard == [waiting]


def test_after_allocation_began_a_decision_stands(app: Flask, reviewer: Account) -> None:
    waiting = submitted()
    review.accept_application(waiting, reviewer)
    add_freeze_check(app, lambda _festival: "已经开始排位，不能再改。")
    with pytest.raises(StateConflict, match="已经开始排位"):
        review.reopen_application(waiting, reviewer)
    with pytest.raises(StateConflict, match="已经开始排位"):
        review.refresh_score(waiting, reviewer)
    assert waiting.state is ApplicationState.ACCEPTED


def test_a_rejection_is_not_taken_back_once_the_household_filed_anew(reviewer: Account) -> None:
    waiting = submitted()
    review.reject_application(waiting, reviewer, "duplicate")
    factories.an_application(waiting.festival, waiting.household, state=ApplicationState.SUBMITTED)
    with pytest.raises(StateConflict, match="又交了一份"):
        review.reopen_application(waiting, reviewer)
    assert waiting.state is ApplicationState.REJECTED
