"""What reviewers decide: return, accept with a score and its lines, reject with a reason, take a decision back."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.applications import actions, review
from eventhub.applications.freeze import add_freeze_check
from eventhub.applications.models import Application
from eventhub.applications.scoring import (
    ClassLine,
    EarlierEditionsLine,
    EarlyFilingLine,
    HeritageLine,
    LocalLine,
    NamedProductLine,
    ScoreRule,
    rule_to_json,
)
from eventhub.applications.signals import application_accepted, application_reopened
from eventhub.applications.states import ApplicationState, MoveNotAllowed, RejectReason
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.festivals.models import Festival
from eventhub.registry.documents import GoodsCategory, LicenceKind, StallKind
from eventhub.registry.models import Licence, Product
from eventhub.registry.policy_class import PolicyClass
from tests import factories
from tests.conftest import at

RULE = ScoreRule(
    (
        ClassLine(((PolicyClass.FAMOUS, 40), (PolicyClass.SPECIALTY, 30))),
        HeritageLine(20),
        LocalLine(10, ("石林镇",)),
        NamedProductLine(15, ("堡堂手工面",)),
        EarlierEditionsLine(5, 10),
        EarlyFilingLine(((3, 5), (1, 2))),
    )
)


@pytest.fixture
def reviewer(app: Flask) -> Account:
    return factories.a_staff_member(Role.REVIEWER)


def submitted(festival: Festival | None = None, **household: object) -> Application:
    """An application that waits for review, in a festival whose call has the rule above."""
    if festival is None:
        festival = factories.a_festival()
        factories.a_call(festival, score_rule=rule_to_json(RULE))
    return factories.an_application(
        festival, factories.a_household(**household), state=ApplicationState.SUBMITTED, score=None
    )


def last_message() -> str:
    return db.session.scalars(select(OutboxMessage.text).order_by(OutboxMessage.id.desc())).first() or ""


def test_accepting_stores_the_score_with_a_reason_for_every_line(reviewer: Account) -> None:
    waiting = submitted(heritage_item="苗家米酒")
    factories.a_recognition(waiting.household)
    heard: list[Application] = []

    def listen(sender: Application) -> None:
        heard.append(sender)

    with application_accepted.connected_to(listen):
        review.accept_application(waiting, reviewer, waiting.version)
    assert waiting.state is ApplicationState.ACCEPTED
    assert waiting.score == 30 + 20 + 10 + 0 + 0 + 5
    assert [line["points"] for line in waiting.score_lines] == [30, 20, 10, 0, 0, 5]
    assert all(line["reason"].endswith("。") for line in waiting.score_lines)
    assert (waiting.decided_by_id, waiting.decided_at) == (reviewer.id, clock.now())
    assert heard == [waiting]


def test_the_message_of_acceptance_promises_no_booth(reviewer: Account) -> None:
    waiting = submitted()
    review.accept_application(waiting, reviewer)
    assert "材料通过，等排位" in last_message()
    assert db.session.scalars(select(OutboxMessage)).all()[-1].to == waiting.contact_phone


def test_an_expired_class_gives_no_points_and_says_why(reviewer: Account) -> None:
    waiting = submitted()
    factories.a_recognition(waiting.household, valid_to=date(2027, 4, 30))
    review.accept_application(waiting, reviewer)
    line = waiting.score_lines[0]
    assert line["points"] == 0
    assert "2027年4月30日" in line["reason"]
    assert "过期" in line["reason"]


def test_a_class_valid_on_the_first_day_counts_whatever_comes_after(reviewer: Account) -> None:
    waiting = submitted()
    factories.a_recognition(waiting.household, valid_to=date(2027, 5, 1))
    factories.a_recognition(waiting.household, valid_from=date(2027, 6, 1), valid_to=date(2029, 1, 1))
    review.accept_application(waiting, reviewer)
    assert waiting.score_lines[0]["points"] == 30


def test_a_named_product_counts_by_what_is_declared(reviewer: Account) -> None:
    festival = factories.a_festival()
    factories.a_call(festival, score_rule=rule_to_json(RULE))
    by_name = submitted(festival)
    by_registry = submitted(festival, products=[Product(name="细面", named="堡堂手工面")])
    not_brought = submitted(festival, products=[Product(name="粗面", named="堡堂手工面")])
    for application, name in ((by_name, "堡堂手工面 细"), (by_registry, "细面"), (not_brought, "糍粑")):
        with writing():
            application.goods = [{"name": name, "price_fen": 1500, "unit": "把"}]
        review.accept_application(application, reviewer)
    assert [found.score_lines[3]["points"] for found in (by_name, by_registry, not_brought)] == [15, 15, 0]


def test_earlier_editions_count_along_the_chain(reviewer: Account) -> None:
    first = factories.a_festival(starts_on=date(2025, 5, 1), ends_on=date(2025, 5, 2))
    second = factories.a_festival(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 2), previous_id=first.id)
    third = factories.a_festival(previous_id=second.id)
    factories.a_call(third, score_rule=rule_to_json(RULE))
    waiting = submitted(third)
    for edition in (first, second):
        factories.an_application(edition, waiting.household)
    review.accept_application(waiting, reviewer)
    assert waiting.score_lines[4]["points"] == 10


def test_a_chain_of_editions_that_bites_its_tail_ends(reviewer: Account) -> None:
    one = factories.a_festival()
    two = factories.a_festival(previous_id=one.id)
    with writing():
        one.previous_id = two.id
    factories.a_call(two, score_rule=rule_to_json(RULE))
    review.accept_application(submitted(two), reviewer)


def test_early_filing_counts_from_the_first_hand_in(reviewer: Account) -> None:
    festival = factories.a_festival()
    factories.a_call(festival, closes=at("2027-04-20T18:00"), score_rule=rule_to_json(RULE))
    waiting = submitted(festival)
    review.return_application(waiting, reviewer, "补上健康证。")
    with clock.fixed(at("2027-04-20T17:00")):
        actions_account = waiting.household.account
        with writing():
            waiting.steps_done = ["contact", "goods", "needs", "papers"]
            waiting.committed_at = clock.now()
        actions.submit_application(waiting, actions_account)
        review.accept_application(waiting, reviewer)
    assert waiting.score_lines[5]["points"] == 5


def test_a_call_without_a_rule_scores_everybody_zero(reviewer: Account) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    waiting = submitted(festival)
    review.accept_application(waiting, reviewer)
    assert (waiting.score, waiting.score_lines) == (0, [])


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


def test_a_score_is_computed_again_when_the_registry_was_corrected(reviewer: Account) -> None:
    waiting = submitted()
    review.accept_application(waiting, reviewer)
    before = waiting.score or 0
    factories.a_recognition(waiting.household, PolicyClass.FAMOUS)
    review.refresh_score(waiting, reviewer)
    assert waiting.score == before + 40
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "application.score"))
    assert entry is not None
    assert entry.detail == {"before": before, "after": before + 40}
