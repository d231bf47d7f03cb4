"""Offers end once, and the waitlist moves up by itself: nobody offered moves, everybody who waits knows where and why."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.accounts.models import Account
from eventhub.allocation import actions, due, settings, waitlist
from eventhub.allocation.models import Holding, Offer, OfferState, PlanState, StoredPlan
from eventhub.allocation.notice_models import Notice, NoticeKind
from eventhub.allocation.own_result import result_of
from eventhub.allocation.plan import read_plan
from eventhub.allocation.problem import read_problem
from eventhub.allocation.queries import current_notice, offer_of, published_plan, versions_of
from eventhub.allocation.verify import verify
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.models import OutboxMessage
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient
from tests.festivals.test_actions_at_once import at_once


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    """Three booths, five households: two wait."""
    return Ready(scores=(90, 80, 70, 60, 50))


def test_the_next_in_line_is_offered_the_free_booth_and_nobody_offered_moves(ready: Ready) -> None:
    offers = ready.published()
    actions.confirm(offers[0], ready.organiser)
    stays = {offer.id: list(offer.booths) for offer in offers}
    assert due.work_due() == 0
    actions.decline(offers[1], ready.organiser)
    assert due.work_due() == 1
    assert due.work_due() == 0
    promoted = offer_of(ready.applications[3])
    assert promoted is not None
    assert (promoted.state, promoted.booths) == (OfferState.OFFERED, offers[1].booths)
    assert {offer.id: list(offer.booths) for offer in offers} == stays
    assert offer_of(ready.applications[4]) is None
    plan = published_plan(ready.festival)
    assert plan is not None
    assert plan.number == 2
    assert [version.state for version in versions_of(ready.festival)] == [PlanState.PUBLISHED, PlanState.SUPERSEDED]


def test_who_ran_out_of_time_makes_room_too_and_the_waitlist_goes_on_to_its_end(ready: Ready) -> None:
    offers = ready.published()
    actions.confirm(offers[0], ready.organiser)
    with clock.fixed(offers[1].deadline):
        # Two ended and two moved up in the same round.
        assert due.work_due() == 4
        for application in ready.applications[3:]:
            offer = offer_of(application)
            assert offer is not None
            assert offer.state is OfferState.OFFERED
            actions.decline(offer, ready.organiser)
        assert due.work_due() == 0, "nobody is left to move up"
        assert due.work_due() == 0
    plan = published_plan(ready.festival)
    assert plan is not None
    assert not plan.waitlist_due


def test_the_evidence_of_a_move_up_verifies_with_standing_offers_fixed(ready: Ready) -> None:
    offers = ready.published()
    actions.decline(offers[1], ready.organiser)
    due.work_due()
    notice = current_notice(ready.festival)
    assert notice is not None
    assert notice.kind is NoticeKind.WAITLIST
    problem, plan = read_problem(notice.problem_text), read_plan(notice.plan_text)
    assert [claim.text for claim in verify(problem, plan) if not claim.ok] == []
    assert set(problem.fixed) == {ready.receipts[0], ready.receipts[2]}


def test_once_the_festival_has_begun_nobody_moves_up(ready: Ready) -> None:
    offers = ready.published()
    for offer in offers:
        actions.confirm(offer, ready.organiser)
    with clock.fixed(clock.at(date(2027, 5, 1), 8)):
        actions.decline(offers[0], ready.organiser)
        assert due.work_due() == 0
    assert offer_of(ready.applications[3]) is None


def test_two_workers_move_the_waitlist_up_once(either_app: Flask, ready: Ready) -> None:
    offers = ready.published()
    actions.decline(offers[1], ready.organiser)
    assert at_once(either_app, waitlist.move_up_due, waitlist.move_up_due) == ["done", "done"]
    assert db.session.query(Offer).filter_by(state=OfferState.OFFERED).count() == 3
    assert db.session.query(Notice).filter_by(kind=NoticeKind.WAITLIST).count() == 1


def test_two_decline_at_once_and_both_booths_are_given_on(either_app: Flask, ready: Ready) -> None:
    offers = ready.published()
    numbers, organiser = [offer.id for offer in offers[:2]], ready.organiser.id

    def decline(number: int) -> Any:
        def deed() -> None:
            actions.decline(db.session.get_one(Offer, number), db.session.get_one(Account, organiser))

        return deed

    assert at_once(either_app, *map(decline, numbers)) == ["done", "done"]
    assert due.work_due() == 2
    assert {
        str(offer.application.receipt) for offer in db.session.query(Offer).filter_by(state=OfferState.OFFERED)
    } == {
        ready.receipts[2],
        ready.receipts[3],
        ready.receipts[4],
    }


@pytest.mark.parametrize("early", [True, False], ids=["a second before", "at the deadline"])
def test_a_decline_at_the_deadline_second_is_a_decline_or_an_expiry_once(
    either_app: Flask, ready: Ready, early: bool
) -> None:
    offers = ready.published()
    number, organiser = offers[1].id, ready.organiser.id
    moment = offers[1].deadline - timedelta(seconds=1 if early else 0)

    def decline() -> None:
        actions.decline(db.session.get_one(Offer, number), db.session.get_one(Account, organiser))

    with clock.fixed(moment):
        ends = at_once(either_app, decline, actions.expire_offers, decline, actions.expire_offers)
    offer = db.session.get_one(Offer, number)
    assert offer.state is (OfferState.DECLINED if early else OfferState.EXPIRED)
    assert ends[1] == ends[3] == "done"
    assert {ends[0], ends[2]} <= ({"done"} if early else {"offer_expired", "offer_ended"})
    assert db.session.query(Holding).filter_by(application_id=offer.application_id).count() == 0
    from eventhub.core.models import AuditEntry

    subject = f"application:{offer.application_id}"
    told = db.session.query(AuditEntry).filter_by(subject=subject)
    assert told.filter(AuditEntry.action.in_(["offer.decline", "offer.expire"])).count() == 1


def test_everybody_who_waits_knows_where_and_why(app: Flask, client: CheckedClient) -> None:
    ready = Ready(scores=(90, 80, 70, 60, 50))
    ready.published()
    last = ready.applications[4]
    result = result_of(last)
    assert result is not None
    assert result.waits == waitlist.Place(number=2, length=2, hopeless=False)
    assert (result.rank, result.turn) == (5, 5)
    client.sign_in(last.household.account)  # type: ignore[arg-type]
    home = client.get("/my/").get_data(as_text=True)
    assert "候补第 2 户，一共 2 户" in home
    page = client.get(f"/my/allocation/{last.id}/").get_data(as_text=True)
    assert "能放的位置都给了排在前面的户" in page
    assert "第 5 名，一共 5 户" in page
    assert client.get(f"/my/allocation/{ready.applications[0].id}/").status_code == 404, "somebody else's"


def test_who_no_booth_would_do_for_is_told_so_and_does_not_hope(app: Flask, client: CheckedClient) -> None:
    ready = Ready(scores=(90,), power_w=99_000)
    draft = ready.draft()
    actions.publish(draft, ready.organiser, None)
    client.sign_in(ready.applications[0].household.account)  # type: ignore[arg-type]
    home = client.get("/my/").get_data(as_text=True)
    assert "这次没有合适的摊位" in home
    assert "瓦电，没有摊位带得动" in home


def test_nothing_of_a_draft_reaches_a_household(app: Flask, client: CheckedClient) -> None:
    ready = Ready()
    ready.draft()
    assert result_of(ready.applications[0]) is None
    client.sign_in(ready.applications[0].household.account)  # type: ignore[arg-type]
    page = client.get("/my/").get_data(as_text=True)
    assert "A01" not in page
    assert "候补" not in page
    assert db.session.query(OutboxMessage).count() == 0
    assert db.session.query(StoredPlan).one().state is PlanState.DRAFT


def test_a_booth_given_back_while_a_corrected_plan_is_on_notice_goes_to_who_waits_after_it(either_app: Flask) -> None:
    ready = Ready(scores=(90, 80, 70, 60))
    offers = ready.published()
    settings.set_notice_days(ready.festival, 5, ready.organiser, 1)
    notice = ready.on_notice()
    actions.decline(offers[0], ready.organiser)
    assert due.work_due() == 0, "the plan on notice decides"
    with clock.fixed(notice.ends_at):
        due.work_due()
        offer = offer_of(ready.applications[3])
        assert offer is not None
        assert (offer.state, offer.booths) == (OfferState.OFFERED, offers[0].booths)


def test_who_declined_is_not_told_that_it_has_the_booth(app: Flask, client: CheckedClient) -> None:
    ready = Ready(scores=(90,))
    offer = ready.published()[0]
    actions.decline(offer, ready.organiser)
    client.sign_in(ready.applications[0].household.account)  # type: ignore[arg-type]
    page = client.get(f"/my/allocation/{ready.applications[0].id}/", follow_redirects=True).get_data(as_text=True)
    assert "已放弃" in page


def test_who_let_the_time_pass_sees_no_button_that_would_be_refused(app: Flask, client: CheckedClient) -> None:
    """Also in the moment before the worker has seen it."""
    ready = Ready(scores=(90,))
    offer = ready.published()[0]
    client.sign_in(ready.applications[0].household.account)  # type: ignore[arg-type]
    assert "要这个摊位" in client.get(f"/my/offers/{offer.id}/").get_data(as_text=True)
    with clock.fixed(offer.deadline):
        page = client.get(f"/my/offers/{offer.id}/").get_data(as_text=True)
    assert "要这个摊位" not in page
    assert "前没有回话" in page


def test_the_board_of_a_published_plan_says_who_gave_the_booth_back(app: Flask, client: CheckedClient) -> None:
    ready = Ready(scores=(90, 80))
    offers = ready.published()
    actions.decline(offers[0], ready.organiser)
    client.sign_in(ready.organiser)
    page = client.get(ready.base).get_data(as_text=True)
    assert page.count("摊主那边有变化（已放弃）") == 1
    assert "1 户有变化" in page
