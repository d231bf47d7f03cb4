"""From accepted applications to held booths: published once, answered once, given back whole."""

from datetime import timedelta

import pytest
from flask import Flask

from eventhub.allocation import actions, hand_moves
from eventhub.allocation.models import Holding, Offer, OfferState, PlanState
from eventhub.allocation.queries import draft_of, offer_of, published_plan
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.errors import StateConflict
from eventhub.core.models import OutboxMessage
from tests.allocation.ready import Ready


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    """The festival above, on both databases."""
    return Ready()


def test_the_three_with_the_most_points_get_a_booth_and_the_fourth_is_told_why(ready: Ready) -> None:
    draft = ready.draft()
    receipts = [application.receipt for application in ready.applications]
    assert set(draft.placements) == set(receipts[:3])
    assert draft.plan["unplaced"][0]["household"] == receipts[3]
    assert draft.plan["unplaced"][0]["reason"] == "outranked"
    assert db.session.query(OutboxMessage).count() == 0, "nobody hears of a draft"


def test_publishing_holds_the_booths_on_every_day_and_tells_each_household_once(ready: Ready) -> None:
    offers = ready.published()
    assert [offer.state for offer in offers] == [OfferState.OFFERED] * 3
    assert db.session.query(Holding).count() == 3 * len(ready.festival.days)
    assert db.session.query(OutboxMessage).count() == 3


def test_a_draft_is_published_once(ready: Ready) -> None:
    draft = ready.draft()
    version = draft.version
    actions.publish(draft, ready.organiser, version)
    with pytest.raises(StateConflict):
        actions.publish(draft, ready.organiser, version)
    assert db.session.query(Offer).count() == 3


def test_an_offer_is_confirmed_once_and_saying_it_twice_is_harmless(ready: Ready) -> None:
    offer = ready.published()[0]
    for _ in range(2):
        assert actions.confirm(offer, ready.organiser).state is OfferState.CONFIRMED


def test_a_declined_booth_is_free_and_the_next_in_line_gets_it_while_nobody_offered_moves(
    ready: Ready,
) -> None:
    offers = ready.published()
    actions.confirm(offers[0], ready.organiser)
    stays = {offer.application_id: list(offer.booths) for offer in offers if offer is not offers[1]}
    actions.decline(offers[1], ready.organiser)
    second = ready.draft()
    actions.publish(second, ready.organiser, second.version)
    promoted = offer_of(ready.applications[3])
    assert promoted is not None
    assert promoted.booths == offers[1].booths
    for application_id, booths in stays.items():
        offer = db.session.query(Offer).filter_by(application_id=application_id).one()
        assert offer.booths == booths


def test_after_the_deadline_an_offer_has_expired_and_can_not_be_confirmed(ready: Ready) -> None:
    offer = ready.published()[0]
    with clock.fixed(offer.deadline - timedelta(seconds=1)):
        assert actions.expire_offers() == 0
    with clock.fixed(offer.deadline):
        with pytest.raises(StateConflict):
            actions.confirm(offer, ready.organiser)
        assert actions.expire_offers() == 3
        assert actions.expire_offers() == 0
    assert db.session.query(Holding).count() == 0


def test_a_move_by_hand_that_breaks_a_rule_is_refused_with_the_rule_and_changes_nothing(ready: Ready) -> None:
    draft = ready.draft()
    first, second = (str(application.receipt) for application in ready.applications[:2])
    before = dict(draft.placements)
    with pytest.raises(hand_moves.MoveRefused) as refusal:
        hand_moves.place(draft, first, draft.placements[second], ready.organiser, draft.version)
    assert "taken" in [breach.rule for breach in refusal.value.breaches]
    assert draft.placements == before


def test_a_move_by_hand_can_be_undone(ready: Ready) -> None:
    draft = ready.draft()
    first = str(ready.applications[0].receipt)
    before = dict(draft.placements)
    hand_moves.unplace(draft, first, ready.organiser, draft.version)
    assert first not in draft.placements
    hand_moves.place(draft, str(ready.applications[3].receipt), before[first], ready.organiser, draft.version)
    hand_moves.undo(draft, ready.organiser, draft.version)
    hand_moves.undo(draft, ready.organiser, draft.version)
    assert draft.placements == before
    with pytest.raises(StateConflict):
        hand_moves.undo(draft, ready.organiser, draft.version)


def test_two_organisers_at_once_one_wins_and_the_other_is_told(ready: Ready) -> None:
    draft = ready.draft()
    seen = draft.version
    first, second = (str(application.receipt) for application in ready.applications[:2])
    hand_moves.unplace(draft, first, ready.organiser, seen)
    with pytest.raises(StateConflict):
        hand_moves.unplace(draft, second, ready.organiser, seen)
    assert second in draft.placements


def test_a_locked_placement_stays_where_it_is_in_the_next_run(ready: Ready) -> None:
    draft = ready.draft()
    last = str(ready.applications[2].receipt)
    hand_moves.unplace(draft, str(ready.applications[0].receipt), ready.organiser, draft.version)
    hand_moves.place(draft, last, ["A03"], ready.organiser, draft.version) if draft.placements[last] != [
        "A03"
    ] else None
    hand_moves.set_lock(draft, last, True, ready.organiser, draft.version)
    again = ready.draft()
    assert again.placements[last] == ["A03"]
    assert draft.state is PlanState.SUPERSEDED
    assert draft_of(ready.festival) is again
    assert published_plan(ready.festival) is None
