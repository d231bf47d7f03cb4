"""Scores by the published rule: what counts, what does not and why, and when they are computed again."""

from datetime import date

import pytest
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.applications import actions, review
from eventhub.applications.models import Application
from eventhub.applications.score_rule_file import rule_to_json
from eventhub.applications.signals import application_accepted
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.models import AuditEntry
from eventhub.registry.models import Product
from eventhub.registry.policy_class import PolicyClass
from tests import factories
from tests.applications.review_cases import RULE, submitted
from tests.conftest import at


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


def test_a_chain_of_editions_that_bites_its_tail_counts_each_once_and_not_this_one(reviewer: Account) -> None:
    one = factories.a_festival()
    two = factories.a_festival(previous_id=one.id)
    with writing():
        one.previous_id = two.id
    factories.a_call(two, score_rule=rule_to_json(RULE))
    waiting = submitted(two)
    factories.an_application(one, waiting.household)
    review.accept_application(waiting, reviewer)
    review.refresh_score(waiting, reviewer)
    assert waiting.score_lines[4]["points"] == 5


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
        actions.submit_application(waiting, actions_account, unchanged=True)
        review.accept_application(waiting, reviewer)
    assert waiting.score_lines[5]["points"] == 5


def test_a_call_without_a_rule_scores_everybody_zero(reviewer: Account) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    waiting = submitted(festival)
    review.accept_application(waiting, reviewer)
    assert (waiting.score, waiting.score_lines) == (0, [])


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


def test_a_score_is_not_computed_again_from_a_page_that_is_old(reviewer: Account) -> None:
    waiting = submitted()
    seen = waiting.version
    review.accept_application(waiting, reviewer, seen)
    with pytest.raises(StateConflict, match="别处改过"):
        review.refresh_score(waiting, reviewer, seen)
