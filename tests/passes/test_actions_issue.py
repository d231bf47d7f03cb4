"""Who confirms a booth holds one pass, signed by the festival; who gives the booth back holds none."""

from datetime import timedelta

import pytest
from flask import Flask

from eventhub.allocation import actions as allocation
from eventhub.allocation.models import Offer
from eventhub.applications.actions import withdraw_application
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.row_versions import Stale
from eventhub.passes.actions import issue_pass, keys_of, reissue, rotate_key, set_state
from eventhub.passes.keys import open_private_key, public_key_of
from eventhub.passes.models import FestivalKey, PassState, StallPass
from eventhub.passes.queries import check_pass
from eventhub.passes.token import PassKind, verify
from tests import factories
from tests.allocation.ready import Ready


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    """A festival of two days and three booths, on both databases."""
    return Ready()


def passes_of_offer(offer: Offer) -> list[StallPass]:
    """Every pass of the household that got the offer."""
    return db.session.query(StallPass).filter_by(application_id=offer.application_id).all()


def confirmed(ready: Ready) -> tuple[Offer, StallPass]:
    """The best household's confirmed offer and its pass."""
    offer = ready.published()[0]
    allocation.confirm(offer, ready.organiser)
    (found,) = passes_of_offer(offer)
    return offer, found


def test_who_confirms_gets_a_pass_that_the_festivals_key_vouches_for(ready: Ready) -> None:
    offer, stall_pass = confirmed(ready)
    (key,) = keys_of(ready.festival)
    claims = verify(stall_pass.digits, {key.kid: (ready.festival.id, key.public)})
    assert claims.serial == stall_pass.serial
    assert claims.kind is PassKind.HOUSEHOLD
    assert stall_pass.booth is not None
    assert [stall_pass.booth.label] == list(offer.booths)
    assert claims.booth == stall_pass.booth.number
    assert claims.days == 0b11, "it holds the booth on both days"


def test_who_holds_the_second_day_only_may_come_in_on_that_day_only(either_app: Flask) -> None:
    ready = Ready(scores=(90,), days=["2027-05-02"])
    _, stall_pass = confirmed(ready)
    assert stall_pass.days == 0b10
    with clock.fixed(clock.at(ready.festival.days[0], 9)):
        assert check_pass(stall_pass.digits).verdict == "wrong_day"
    with clock.fixed(clock.at(ready.festival.days[1], 9)):
        assert check_pass(stall_pass.digits).verdict == "ok"


def test_confirming_twice_or_asking_again_issues_no_second_pass(ready: Ready) -> None:
    offer, stall_pass = confirmed(ready)
    allocation.confirm(offer, ready.organiser)
    with writing():
        assert issue_pass(offer.application).id == stall_pass.id
    assert len(passes_of_offer(offer)) == 1


def test_serials_and_short_codes_differ_within_a_festival(ready: Ready) -> None:
    for offer in ready.published():
        allocation.confirm(offer, ready.organiser)
    passes = db.session.query(StallPass).all()
    assert sorted(entry.serial for entry in passes) == [1, 2, 3]
    assert len({entry.short for entry in passes}) == 3


def test_an_offer_nobody_answered_leaves_no_pass(ready: Ready) -> None:
    offer = ready.published()[0]
    with clock.fixed(offer.deadline + timedelta(seconds=1)):
        allocation.expire_offers()
    assert not passes_of_offer(offer)


def test_who_gives_a_confirmed_booth_back_holds_a_revoked_pass(ready: Ready) -> None:
    offer, stall_pass = confirmed(ready)
    allocation.decline(offer, ready.organiser)
    assert stall_pass.state is PassState.REVOKED
    assert check_pass(stall_pass.digits).verdict == "revoked"


def test_who_withdraws_the_application_holds_a_revoked_pass(ready: Ready) -> None:
    offer, stall_pass = confirmed(ready)
    withdraw_application(offer.application, ready.organiser)
    assert stall_pass.state is PassState.REVOKED


def test_without_a_booth_there_is_no_pass(ready: Ready) -> None:
    with pytest.raises(StateConflict, match="还没有摊位"), writing():
        issue_pass(ready.applications[0])


def test_a_reissued_pass_opens_the_gate_and_the_lost_one_does_not(ready: Ready) -> None:
    _, stall_pass = confirmed(ready)
    lost = stall_pass.digits
    reissue(stall_pass, ready.organiser, stall_pass.version)
    with clock.fixed(clock.at(ready.festival.days[0], 9)):
        assert check_pass(lost).verdict == "revoked"
        assert check_pass(stall_pass.digits).verdict == "ok"
    assert stall_pass.rev == 1


def test_after_fifteen_reissues_a_further_one_is_refused_and_the_pass_stays_as_it_is(ready: Ready) -> None:
    _, stall_pass = confirmed(ready)
    for _ in range(15):
        reissue(stall_pass, ready.organiser, None)
    last = stall_pass.digits
    with pytest.raises(StateConflict, match="补办次数太多"):
        reissue(stall_pass, ready.organiser, None)
    assert (stall_pass.rev, stall_pass.digits) == (15, last)


def test_a_suspended_pass_can_be_restored_a_revoked_one_can_not(ready: Ready) -> None:
    _, stall_pass = confirmed(ready)
    with clock.fixed(clock.at(ready.festival.days[0], 9)):
        set_state(stall_pass, PassState.SUSPENDED, ready.organiser, stall_pass.version)
        assert check_pass(stall_pass.digits).verdict == "suspended"
        set_state(stall_pass, PassState.VALID, ready.organiser, stall_pass.version)
        assert check_pass(stall_pass.digits).verdict == "ok"
        set_state(stall_pass, PassState.REVOKED, ready.organiser, stall_pass.version)
    with pytest.raises(StateConflict, match="不能恢复"):
        set_state(stall_pass, PassState.VALID, ready.organiser, stall_pass.version)
    with pytest.raises(StateConflict, match="不能补办"):
        reissue(stall_pass, ready.organiser, stall_pass.version)


def test_of_two_organisers_at_one_pass_the_second_is_told(ready: Ready) -> None:
    _, stall_pass = confirmed(ready)
    seen = stall_pass.version
    set_state(stall_pass, PassState.SUSPENDED, ready.organiser, seen)
    for late in (
        lambda: set_state(stall_pass, PassState.REVOKED, ready.organiser, seen),
        lambda: reissue(stall_pass, ready.organiser, seen),
    ):
        with pytest.raises(Stale):
            late()
    assert stall_pass.state is PassState.SUSPENDED
    assert stall_pass.rev == 0


def test_each_festival_signs_with_a_key_of_its_own_kept_sealed_only(ready: Ready) -> None:
    confirmed(ready)
    other = Ready()
    offer = other.published()[0]
    allocation.confirm(offer, other.organiser)
    keys = db.session.query(FestivalKey).all()
    assert len({key.kid for key in keys}) == 2
    assert len({key.public for key in keys}) == 2
    for key in keys:
        private = open_private_key(key.sealed, "only-for-tests-and-long-enough-for-them")
        assert public_key_of(private) == key.public
        assert private not in key.sealed


def test_a_pass_of_one_festival_signed_by_anothers_key_is_forged(ready: Ready) -> None:
    _, stall_pass = confirmed(ready)
    tampered = str(int(stall_pass.digits) ^ 1).zfill(176)
    assert check_pass(tampered).verdict == "forged"
    assert check_pass(stall_pass.digits[:-1]).verdict == "unreadable"


def test_passes_signed_before_the_key_was_changed_stay_genuine(ready: Ready) -> None:
    offers = ready.published()
    allocation.confirm(offers[0], ready.organiser)
    (before,) = passes_of_offer(offers[0])
    new = rotate_key(ready.festival, ready.organiser)
    allocation.confirm(offers[1], ready.organiser)
    (after,) = passes_of_offer(offers[1])
    old, kept = keys_of(ready.festival)
    assert kept.id == new.id
    assert old.retired_at is not None
    assert old.kid != new.kid
    with clock.fixed(clock.at(ready.festival.days[0], 9)):
        for stall_pass, key in ((before, old), (after, new)):
            found = check_pass(stall_pass.digits)
            assert found.verdict == "ok"
            assert found.claims is not None
            assert found.claims.kid == key.kid


def test_after_thirty_one_keys_the_kid_longest_out_of_use_comes_round_and_both_passes_are_told_apart(
    app: Flask,
) -> None:
    ready = Ready()
    _, stall_pass = confirmed(ready)
    later = factories.a_festival()
    kids = [rotate_key(later, ready.organiser).kid for _ in range(31)]
    assert kids == [*range(2, 32), 1]
    with clock.fixed(clock.at(ready.festival.days[0], 9)):
        assert check_pass(stall_pass.digits).verdict == "ok"
