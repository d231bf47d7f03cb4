"""When passes let in and how many enter on one: the terms in words, on the desk's form, and on the passes."""

from datetime import time

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.row_versions import Stale
from eventhub.passes.actions import issue_organiser_pass, set_state
from eventhub.passes.entry_actions import set_rules
from eventhub.passes.entry_terms import DAY, STALL, VEHICLE, Terms, usual_terms
from eventhub.passes.extra_passes import ask_for
from eventhub.passes.models import EntryRules, PassState
from eventhub.passes.queries import check_pass, terms_of
from eventhub.passes.token import PassKind
from tests import factories
from tests.page_check import CheckedClient
from tests.passes.samples import page_texts, squeezed
from tests.passes.stalls import PLATE, Stalls, given_extras

TYPED = {
    "stall_from": "6:30", "stall_until": "", "vehicle_from": "6:00", "vehicle_until": "8:30",
    "vehicle_again_from": "18:30", "vehicle_again_until": "", "heads": "3", "version": "0",
}  # fmt: skip


def page_of(stalls: Stalls) -> str:
    """Where the desk sets the terms."""
    return f"{stalls.desk}entry/"


def test_without_rules_stalls_come_at_any_time_and_vehicles_never_among_the_visitors() -> None:
    terms = usual_terms(time(9), time(18))
    assert terms.words_of(STALL) == ""
    assert terms.words_of(VEHICLE) == "9:00 前、18:00 后"


@pytest.mark.parametrize(
    ("span", "words"), [((0, DAY), "全天"), ((390, 510), "6:30–8:30"), ((0, 540), "9:00 前"), ((1080, DAY), "18:00 后")]
)
def test_hours_in_words(span: tuple[int, int], words: str) -> None:
    assert Terms({STALL: (span,)}).words_of(STALL) == words


@given(st.integers(1, 15), st.integers(0, 4))
def test_helpers_with_passes_are_taken_off_the_households_and_the_stallholder_always_enters(
    heads: int, helpers: int
) -> None:
    beside = Terms({}, heads).heads_beside(helpers)
    assert beside >= 1
    assert beside + helpers == max(heads, helpers + 1)


def test_each_kind_of_pass_carries_the_number_of_its_window(stalls: Stalls) -> None:
    given_extras(stalls)
    issue_organiser_pass(stalls.festival, "周工", stalls.festival.days, stalls.ready.organiser)
    wanted = {PassKind.HOUSEHOLD: 1, PassKind.WORKER: 1, PassKind.VEHICLE: 2, PassKind.ORGANISER: 0}
    with clock.fixed(clock.at(stalls.festival.days[0], 9)):
        for kind, window in wanted.items():
            claims = check_pass(stalls.living(kind)[0].digits).claims
            assert claims is not None
            assert claims.window == window


def test_a_household_pass_admits_two_and_one_less_for_each_helper_with_a_pass(stalls: Stalls) -> None:
    household = stalls.passes[0]
    assert household.heads == 2
    ask_for(household, 1, "", stalls.households[0].account, None)
    assert household.heads == 1
    ask_for(household, 4, PLATE, stalls.households[0].account, None)
    assert household.heads == 1, "the stallholder enters, however many help"
    ask_for(household, 0, "", stalls.households[0].account, None)
    assert household.heads == 2
    claims = check_pass(household.digits).claims
    assert claims is not None
    assert claims.heads == 2, "the code says the same as the list"
    assert stalls.passes[1].heads == 2, "the neighbour's is left alone"


def test_a_helpers_pass_revoked_at_the_desk_is_given_back_to_the_household(stalls: Stalls) -> None:
    given_extras(stalls, helpers=1, plate="")
    assert stalls.passes[0].heads == 1
    (helper,) = stalls.living(PassKind.WORKER)
    set_state(helper, PassState.SUSPENDED, stalls.ready.organiser, None)
    assert stalls.passes[0].heads == 1, "a suspended helper may be let in again"
    set_state(helper, PassState.REVOKED, stalls.ready.organiser, None)
    assert stalls.passes[0].heads == 2


def test_a_print_from_before_the_change_stays_genuine(stalls: Stalls) -> None:
    printed = stalls.passes[0].digits
    given_extras(stalls, helpers=1, plate="")
    assert stalls.passes[0].digits != printed
    with clock.fixed(clock.at(stalls.festival.days[0], 9)):
        assert check_pass(printed).verdict == "ok"


def test_the_desk_sets_the_terms_and_every_pass_follows(stalls: Stalls, client: CheckedClient) -> None:
    given_extras(stalls, helpers=1)
    client.sign_in(stalls.ready.organiser)
    page = client.get(page_of(stalls)).get_data(as_text=True)
    assert 'value="09:00"' in page, "the usual terms are shown"
    assert client.post(page_of(stalls), data=TYPED).status_code == 303
    terms = terms_of(stalls.festival)
    assert terms.hours == {STALL: ((390, DAY),), VEHICLE: ((360, 510), (1110, DAY))}
    assert [entry.heads for entry in stalls.passes] == [2, 3], "three, one of them the helper with a pass"
    desk = client.get(stalls.desk).get_data(as_text=True)
    assert "6:30 后" in desk
    assert "6:00–8:30、18:30 后" in desk
    vehicles = client.get(f"{stalls.desk}print/vehicles.pdf").data
    assert "6:00–8:30、18:30后" in squeezed("".join(page_texts(vehicles)))
    assert "每天 6:30 后进场" in client.get(f"/p/{stalls.passes[0].digits}").get_data(as_text=True)


def test_boxes_left_empty_mean_at_any_time(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.ready.organiser)
    client.post(page_of(stalls), data={"heads": "1", "version": "0"})
    assert terms_of(stalls.festival) == Terms({STALL: (), VEHICLE: ()}, 1)
    assert "不限" in client.get(stalls.desk).get_data(as_text=True)
    again = client.get(page_of(stalls)).get_data(as_text=True)
    assert 'value="09:00"' not in again, "what was cleared does not come back as the usual"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"stall_until": "6:00"}, "结束要晚于开始"),
        ({"vehicle_again_from": "8:00"}, "要晚于前一段的结束"),
        ({"vehicle_from": "25:00"}, "25:00"),
        ({"heads": "0"}, "1"),
        ({"heads": "16"}, "15"),
        ({"heads": ""}, "请填几个人"),
    ],
)
def test_what_can_not_be_is_told_and_nothing_is_set(
    stalls: Stalls, client: CheckedClient, typed: dict[str, str], told: str
) -> None:
    client.sign_in(stalls.ready.organiser)
    answer = client.post(page_of(stalls), data={**TYPED, **typed})
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert db.session.query(EntryRules).count() == 0
    assert [entry.heads for entry in stalls.passes] == [2, 2]


def test_of_two_organisers_the_second_is_told_and_keeps_what_was_typed(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.ready.organiser)
    assert client.post(page_of(stalls), data=TYPED).status_code == 303
    answer = client.post(page_of(stalls), data={**TYPED, "heads": "5"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "刚才有人改过" in page
    assert 'value="5"' in page
    assert terms_of(stalls.festival).heads == 3
    assert client.post(page_of(stalls), data={**TYPED, "heads": "5", "version": "1"}).status_code == 303
    assert terms_of(stalls.festival).heads == 5


def test_both_databases_refuse_the_stale(either_app: Flask) -> None:
    festival = factories.a_festival()
    organiser = factories.a_staff_member(Role.ORGANISER, festival=festival)
    set_rules(festival, {}, 2, organiser, 0)
    with pytest.raises(Stale):
        set_rules(festival, {}, 3, organiser, 0)
    set_rules(festival, {STALL: ((0, 600),)}, 3, organiser, 1)
    assert terms_of(festival) == Terms({STALL: ((0, 600),)}, 3)


def test_the_terms_are_for_the_festivals_organisers(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(factories.a_staff_member(Role.GATE, festival=stalls.festival))
    assert client.get(page_of(stalls)).status_code == 403
    assert client.post(page_of(stalls), data=TYPED).status_code == 403


def test_a_pass_without_a_window_number_comes_in_at_any_time(stalls: Stalls) -> None:
    with writing():
        stalls.passes[0].window = 0
    assert terms_of(stalls.festival).words_of(stalls.passes[0].window) == ""
