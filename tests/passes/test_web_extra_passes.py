"""Passes for helpers, the vehicle and the organiser's people; the signing key changed on the desk."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.accounts.models import Role
from eventhub.allocation import actions as allocation
from eventhub.allocation.queries import offer_of
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.passes.actions import issue_organiser_pass, keys_of, set_state
from eventhub.passes.extra_passes import MOST_EVER, ask_for, normal_plate
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.qr import pass_address
from eventhub.passes.queries import check_pass
from eventhub.passes.token import PassKind
from eventhub.registry.signals import household_erased
from tests import factories
from tests.page_check import CheckedClient
from tests.passes.samples import page_texts, squeezed
from tests.passes.stalls import HOST, Stalls, codes_in, finished

PLATE = "渝B·0A000"


@pytest.fixture
def stalls(app: Flask) -> Stalls:
    """A festival with two confirmed stalls."""
    return Stalls()


def given_extras(stalls: Stalls, helpers: int = 2, plate: str = PLATE) -> None:
    """Let the first stall have helpers and a vehicle."""
    ask_for(stalls.passes[0], helpers, plate, stalls.households[0].account, None)


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


def test_they_print_with_the_sheet_with_the_stall_and_with_the_festival(
    stalls: Stalls, client: CheckedClient, app: Flask
) -> None:
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
    assert finished(app, client.post(f"{stalls.desk}print/all").location).steps == 8
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


@pytest.mark.parametrize(
    ("typed", "painted"),
    [
        ("渝B0A000", "渝B·0A000"),
        ("渝b·0a000", "渝B·0A000"),
        (" 渝 A-D12345 ", "渝A·D12345"),
        ("渝01 12345", "渝01·12345"),
        ("渝B1234挂", "渝B·1234挂"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_plate_is_written_as_it_is_painted(typed: str, painted: str) -> None:
    assert normal_plate(typed) == painted


@pytest.mark.parametrize(
    "typed", ["B0A000", "渝B0A00", "渝B0O000", "渝I12345", "渝B1234567", "渝" * 9, "渝B0A000\n渝B0A001"]
)
def test_what_is_no_plate_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="车牌"):
        normal_plate(typed)


@given(st.text(max_size=20))
def test_any_text_is_a_plate_that_fits_its_column_or_refused(typed: str) -> None:
    try:
        plate = normal_plate(typed)
    except BadInput:
        return
    assert len(plate) <= 12
    assert normal_plate(plate) == plate


def test_the_desk_issues_a_pass_to_the_organisers_people(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.ready.organiser)
    data = {"holder": "周喆", "days": [stalls.festival.days[1].isoformat()]}
    assert client.post(stalls.desk, data=data).status_code == 303
    (made,) = stalls.living(PassKind.ORGANISER)
    assert (made.holder, made.days, made.booth_id) == ("周喆", 0b10, None)
    with clock.fixed(clock.at(stalls.festival.days[1], 9)):
        page = client.get(f"/p/{made.digits}").get_data(as_text=True)
    assert "真证，今天有效" in page
    assert "主办方工作证" in page
    assert "周喆" not in page
    assert "周喆" in client.get(stalls.desk).get_data(as_text=True)
    printed = client.get(f"{stalls.desk}{made.serial}/stall.pdf").data
    assert codes_in(printed) == [pass_address(HOST, made.digits)]
    assert "周喆" in squeezed("".join(page_texts(printed)))


def test_an_organisers_pass_needs_a_name_that_prints_and_a_day_of_the_festival(
    stalls: Stalls, client: CheckedClient
) -> None:
    client.sign_in(stalls.ready.organiser)
    day = stalls.festival.days[0].isoformat()
    for data, told in (
        ({"holder": "", "days": day}, "请写姓名"),
        ({"holder": "周" * 21, "days": day}, "最多 20 个字"),
        ({"holder": "周\U000323a0", "days": day}, "打印不出来"),
        ({"holder": "周工"}, "请至少选一天"),
        ({"holder": "周工", "days": "2027-06-01"}, "请从列出的里面选"),
    ):
        answer = client.post(stalls.desk, data=data)
        assert answer.status_code == 422
        assert told in answer.get_data(as_text=True)
    assert not stalls.living(PassKind.ORGANISER)
    client.sign_in(factories.a_staff_member(Role.REVIEWER, organisation=stalls.festival.organisation))
    assert client.post(stalls.desk, data={"holder": "周工", "days": day}).status_code == 403


def test_a_name_that_can_not_be_printed_is_refused_before_a_pass_is_issued(stalls: Stalls) -> None:
    with pytest.raises(BadInput) as refusal:
        issue_organiser_pass(stalls.festival, "周\U000323a0", stalls.festival.days, stalls.ready.organiser)
    assert "U+323A0" in refusal.value.fields["holder"]
    with pytest.raises(BadInput, match="请至少选一天"):
        issue_organiser_pass(stalls.festival, "周工", [], stalls.ready.organiser)
    assert not stalls.living(PassKind.ORGANISER)


def test_the_desk_changes_the_key_only_when_it_is_sure_and_old_passes_stay_genuine(
    stalls: Stalls, client: CheckedClient
) -> None:
    client.sign_in(stalls.ready.organiser)
    answer = client.post(f"{stalls.desk}key")
    assert answer.status_code == 422
    assert "请先打勾" in answer.get_data(as_text=True)
    assert len(keys_of(stalls.festival)) == 1
    assert client.post(f"{stalls.desk}key", data={"sure": "y"}).status_code == 303
    old, new = keys_of(stalls.festival)
    assert old.kid != new.kid
    given_extras(stalls, helpers=1, plate="")
    with clock.fixed(clock.at(stalls.festival.days[0], 9)):
        for entry, kid in ((stalls.passes[0], old.kid), (stalls.living(PassKind.WORKER)[0], new.kid)):
            found = check_pass(entry.digits)
            assert found.verdict == "ok"
            assert found.claims is not None
            assert found.claims.kid == kid


def test_the_gates_pages_stand_passes_without_a_stall(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.ready.organiser)
    client.post(stalls.desk, data={"holder": "周工", "days": stalls.festival.days[0].isoformat()})
    given_extras(stalls)
    assert client.get(f"/desk/{stalls.festival.slug}/gate/").status_code == 200
