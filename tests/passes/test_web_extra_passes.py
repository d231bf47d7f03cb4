"""Passes for helpers and the vehicle, asked for by the household."""

from datetime import timedelta

import pytest

from eventhub.allocation import actions as allocation
from eventhub.allocation.queries import offer_of
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.passes.actions import set_state
from eventhub.passes.extra_passes import MOST_EVER
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.papers import festival_print
from eventhub.passes.qr import pass_address
from eventhub.passes.queries import check_pass
from eventhub.passes.token import PassKind
from eventhub.registry.signals import household_erased
from tests.page_check import CheckedClient
from tests.passes.samples import page_texts, squeezed
from tests.passes.stalls import HOST, PLATE, Stalls, codes_in, given_extras


def test_a_household_gets_passes_for_its_helpers_and_its_vehicle(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.households[0].account)
    answer = client.post(stalls.mine(), data=stalls.asked(helpers=2, plate="渝b 0a000"))
    assert answer.status_code == 303
    helpers, (vehicle,) = stalls.living(PassKind.WORKER), stalls.living(PassKind.VEHICLE)
    assert len(helpers) == 2
    assert vehicle.plate == PLATE
    with clock.fixed(clock.at(stalls.festival.days[0], 9)):
        for entry in (*helpers, vehicle):
            found = check_pass(entry.digits)
            assert found.verdict == "ok"
            assert found.claims is not None
            assert (found.claims.kind, found.claims.heads, found.claims.days) == (entry.kind, 1, 0b11)
    page = client.get(stalls.mine()).get_data(as_text=True)
    assert PLATE in page
    for entry in helpers:
        assert f"/my/passes/{stalls.festival.slug}/{entry.serial}/" in page


def test_fewer_helpers_and_another_plate_revoke_what_is_too_many(stalls: Stalls, client: CheckedClient) -> None:
    given_extras(stalls)
    first, second = stalls.living(PassKind.WORKER)
    (old,) = stalls.living(PassKind.VEHICLE)
    client.sign_in(stalls.households[0].account)
    client.post(stalls.mine(), data=stalls.asked(helpers=1, plate="渝01·12345"))
    assert stalls.living(PassKind.WORKER) == [first]
    assert (second.state, old.state) == (PassState.REVOKED, PassState.REVOKED)
    assert [entry.plate for entry in stalls.living(PassKind.VEHICLE)] == ["渝01·12345"]
    client.post(stalls.mine(), data=stalls.asked(helpers=0))
    assert not stalls.living(PassKind.WORKER) + stalls.living(PassKind.VEHICLE)


def test_sending_the_same_again_issues_nothing_new(stalls: Stalls) -> None:
    given_extras(stalls)
    before = db.session.query(StallPass).count()
    given_extras(stalls)
    assert db.session.query(StallPass).count() == before


@pytest.mark.parametrize(
    ("helpers", "plate", "told"),
    [
        ("5", "", "请选几位"),
        ("x", "", "请选几位"),
        ("", "", "请选几位"),
        ("1", "川字一号", "行驶证"),
        ("1", "渝" * 40, "16"),
    ],
)
def test_what_can_not_be_asked_for_is_told_and_what_was_typed_stays(
    stalls: Stalls, client: CheckedClient, helpers: str, plate: str, told: str
) -> None:
    client.sign_in(stalls.households[0].account)
    answer = client.post(stalls.mine(), data=stalls.asked(helpers=helpers, plate=plate))
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert plate in answer.get_data(as_text=True)
    assert not stalls.living(PassKind.WORKER)


def test_of_two_phones_of_one_household_the_second_is_told(stalls: Stalls, client: CheckedClient) -> None:
    seen = stalls.asked(helpers=4)
    given_extras(stalls, helpers=1)
    client.sign_in(stalls.households[0].account)
    answer = client.post(stalls.mine(), data=seen)
    assert answer.status_code == 409
    assert "刚才有人改过" in answer.get_data(as_text=True)
    assert len(stalls.living(PassKind.WORKER)) == 1


def test_nobody_asks_for_another_household_or_on_a_helpers_pass(stalls: Stalls, client: CheckedClient) -> None:
    given_extras(stalls)
    helper = stalls.living(PassKind.WORKER)[0]
    client.sign_in(stalls.households[1].account)
    assert client.post(stalls.mine(0), data=stalls.asked(helpers=4)).status_code == 404
    assert client.get(f"/my/passes/{stalls.festival.slug}/{helper.serial}/").status_code == 404
    client.sign_in(stalls.households[0].account)
    address = f"/my/passes/{stalls.festival.slug}/{helper.serial}/"
    assert client.post(address, data={"helpers": 4, "version": helper.version}).status_code == 404
    page = client.get(address).get_data(as_text=True)
    assert "帮工参展证" in page
    assert helper.short in page


def test_a_suspended_pass_is_not_got_round_by_asking_anew(stalls: Stalls) -> None:
    given_extras(stalls)
    helper = stalls.living(PassKind.WORKER)[1]
    set_state(helper, PassState.SUSPENDED, stalls.ready.organiser, None)
    with pytest.raises(StateConflict, match="主办方"):
        given_extras(stalls, helpers=1)
    assert helper.state is PassState.SUSPENDED


def test_on_the_last_evening_helpers_are_still_let_in_and_after_the_festival_no_more(stalls: Stalls) -> None:
    with clock.fixed(clock.at(stalls.festival.days[-1], 23)):
        given_extras(stalls, helpers=1)
    over = clock.at(stalls.festival.days[-1], 23) + timedelta(hours=1)
    with clock.fixed(over), pytest.raises(StateConflict, match="已经结束"):
        given_extras(stalls, helpers=2)
    assert len(stalls.living(PassKind.WORKER)) == 1


def test_who_changes_helpers_over_and_over_is_sent_to_the_organiser_and_keeps_what_there_is(stalls: Stalls) -> None:
    for _ in range(MOST_EVER // 4):
        given_extras(stalls, helpers=0, plate="")
        given_extras(stalls, helpers=4, plate="")
    given_extras(stalls, helpers=3, plate="")
    with pytest.raises(StateConflict, match="太多次"):
        given_extras(stalls, helpers=4, plate="")
    assert len(stalls.living(PassKind.WORKER)) == 3


def test_who_gives_the_booth_back_loses_the_helpers_and_the_vehicle_too(stalls: Stalls) -> None:
    given_extras(stalls)
    offer = offer_of(stalls.ready.applications[0])
    assert offer is not None
    allocation.decline(offer, stalls.ready.organiser)
    assert not stalls.living(PassKind.WORKER) + stalls.living(PassKind.VEHICLE)
    assert len(stalls.living(PassKind.HOUSEHOLD)) == 1, "the other stall's"


def test_they_print_with_the_sheet_with_the_stall_and_with_the_festival(stalls: Stalls, client: CheckedClient) -> None:
    given_extras(stalls)
    extras = [*stalls.living(PassKind.WORKER), *stalls.living(PassKind.VEHICLE)]
    wanted = {pass_address(HOST, entry.digits) for entry in (*extras, stalls.passes[0])}
    client.sign_in(stalls.households[0].account)
    sheet = client.get(f"{stalls.mine()}sheet.pdf").data
    assert wanted <= set(codes_in(sheet))
    assert PLATE in squeezed("".join(page_texts(sheet)))
    for entry in extras:
        alone = client.get(f"/my/passes/{stalls.festival.slug}/{entry.serial}/sheet.pdf").data
        assert codes_in(alone) == [pass_address(HOST, entry.digits)]
    client.sign_in(stalls.ready.organiser)
    assert wanted <= set(codes_in(client.get(f"{stalls.desk}{extras[0].serial}/stall.pdf").data))
    everything = festival_print(stalls.festival)
    assert (len(everything.passes), len(everything.signs), len(everything.vehicles)) == (4, 2, 1)
    for paper in ("vehicles", "vehicles-a4"):
        printed = client.get(f"{stalls.desk}print/{paper}.pdf").data
        assert codes_in(printed) == [pass_address(HOST, extras[-1].digits)]


def test_a_helpers_pass_names_nobody_and_the_public_check_shows_no_plate(stalls: Stalls, client: CheckedClient) -> None:
    given_extras(stalls)
    helper, vehicle = stalls.living(PassKind.WORKER)[0], stalls.living(PassKind.VEHICLE)[0]
    client.sign_in(stalls.households[0].account)
    printed = client.get(f"/my/passes/{stalls.festival.slug}/{helper.serial}/sheet.pdf").data
    assert stalls.households[0].owner_name not in squeezed("".join(page_texts(printed)))
    page = client.get(f"/p/{vehicle.digits}").get_data(as_text=True)
    assert "车辆通行证" in page
    assert PLATE not in page


def test_when_a_household_is_erased_its_plates_are_forgotten(stalls: Stalls) -> None:
    given_extras(stalls)
    (vehicle,) = stalls.living(PassKind.VEHICLE)
    with clock.fixed(clock.at(stalls.festival.days[-1], 12) + timedelta(days=30)), writing():
        household_erased.send(stalls.households[0])
    assert vehicle.plate == ""
