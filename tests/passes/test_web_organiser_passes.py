"""Passes for the organiser's people, and the signing key changed, on the desk."""

import pytest

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.errors import BadInput
from eventhub.passes.actions import issue_organiser_pass, keys_of
from eventhub.passes.qr import pass_address
from eventhub.passes.queries import check_pass
from eventhub.passes.token import PassKind
from tests import factories
from tests.page_check import CheckedClient
from tests.passes.samples import page_texts, squeezed
from tests.passes.stalls import HOST, Stalls, codes_in, given_extras


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
        for entry, kid in ((stalls.passes[1], old.kid), (stalls.living(PassKind.WORKER)[0], new.kid)):
            found = check_pass(entry.digits)
            assert found.verdict == "ok"
            assert found.claims is not None
            assert found.claims.kid == kid


def test_the_gates_pages_stand_passes_without_a_stall(stalls: Stalls, client: CheckedClient) -> None:
    client.sign_in(stalls.ready.organiser)
    client.post(stalls.desk, data={"holder": "周工", "days": stalls.festival.days[0].isoformat()})
    given_extras(stalls)
    assert client.get(f"/desk/{stalls.festival.slug}/gate/").status_code == 200
