"""The red line: one tap stops a whole stall, and those who must know are told; revoked is not the end of the road."""

from typing import Any

import pytest
from sqlalchemy import delete, select

from eventhub.accounts.models import Account, Organisation, Role
from eventhub.allocation import actions as allocation
from eventhub.allocation.models import Holding, Offer
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.gate.manifest import manifest
from eventhub.passes.actions import issue_anew, reissue, set_state
from eventhub.passes.listeners import stopped_panel
from eventhub.passes.models import PassState, StallPass
from eventhub.passes.queries import check_pass
from eventhub.passes.stall_pages import RED_LINE
from eventhub.passes.token import PassKind
from tests import factories
from tests.page_check import CheckedClient
from tests.passes.stalls import Stalls, given_extras

ORGANISER_PHONE, OFFICE_PHONE, PERSON_PHONE = "19900001111", "19900002222", "19900003333"


@pytest.fixture
def regulator(stalls: Stalls) -> Account:
    """A regulator of this festival; the organiser has a number, two helpers and a vehicle come with the first stall."""
    with writing():
        stalls.festival.phone = ORGANISER_PHONE
    given_extras(stalls)
    return factories.a_staff_member(Role.REGULATOR, festival=stalls.festival)


def booth_of(stalls: Stalls) -> str:
    """What is painted on the first stall."""
    booth = stalls.passes[0].booth
    assert booth is not None
    return booth.label


def texts(to: str = "") -> list[str]:
    """The messages queued, to a number or to anybody."""
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [row.text for row in rows if to in ("", row.to)]


def verdicts(passes: list[StallPass]) -> list[str]:
    """What those passes are on the festival's first morning."""
    with clock.fixed(clock.at(passes[0].festival.days[0], 9)):
        return [check_pass(entry.digits).verdict for entry in passes]


def of_first_stall(stalls: Stalls) -> list[StallPass]:
    """Every pass of the first stall: its holder's, two helpers', the vehicle's."""
    query = db.session.query(StallPass).filter_by(application_id=stalls.passes[0].application_id)
    return query.order_by(StallPass.serial).all()


def pressed(client: CheckedClient, stalls: Stalls, stall_pass: StallPass, deed: str, **more: str) -> Any:
    """Press a button of the desk."""
    db.session.refresh(stall_pass)
    address = f"{stalls.desk}{stall_pass.serial}/{'revoke' if deed == 'revoke' else ''}"
    return client.post(address, data={"do": deed, "version": stall_pass.version, **more})


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.REGULATOR])
def test_one_tap_stops_holder_helpers_and_vehicle_and_one_lets_them_in_again(
    stalls: Stalls, client: CheckedClient, regulator: Account, role: Role
) -> None:
    client.sign_in(regulator if role is Role.REGULATOR else stalls.ready.organiser)
    assert pressed(client, stalls, stalls.passes[0], "suspended").status_code == 303
    passes = of_first_stall(stalls)
    assert verdicts(passes) == ["suspended"] * 4
    assert verdicts([stalls.passes[1]]) == ["ok"], "nobody else's"
    assert manifest(stalls.festival)[0]["suspended"] == [entry.serial for entry in passes]
    assert {entry.why for entry in passes} == {RED_LINE}
    assert pressed(client, stalls, stalls.passes[0], "valid").status_code == 303
    assert verdicts(of_first_stall(stalls)) == ["ok"] * 4
    assert [(entry.stopped_at, entry.why) for entry in of_first_stall(stalls)] == [(None, "")] * 4


def test_organiser_regulator_and_household_are_told_why_and_by_whom(
    stalls: Stalls, client: CheckedClient, regulator: Account
) -> None:
    office = factories.saved(Organisation(name="演示市监", short_name="市监", phone=OFFICE_PHONE))
    with writing():
        regulator.phone = PERSON_PHONE
        elsewhere = factories.a_staff_member(Role.REGULATOR, organisation=office)
    assert elsewhere.grants
    client.sign_in(regulator)
    before = len(texts())
    pressed(client, stalls, stalls.passes[0], "suspended", why="油锅离帐篷太近")
    for phone in (ORGANISER_PHONE, PERSON_PHONE):
        (text,) = texts(phone)
        for word in (stalls.households[0].name, booth_of(stalls), "暂停", "4 张证", "油锅离帐篷太近", regulator.label):
            assert word in text
    assert not texts(OFFICE_PHONE), "a regulator of other festivals need not know"
    assert "油锅离帐篷太近" in texts()[-1]
    assert ORGANISER_PHONE in texts()[-1], "the household learns whom to call"
    assert len(texts()) == before + 3
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "pass.suspended")).all()
    assert [entry.detail["why"] for entry in entries] == ["油锅离帐篷太近"] * 4
    assert {entry.actor_id for entry in entries} == {regulator.id}


def test_a_regulator_stops_and_restores_and_does_nothing_else(
    stalls: Stalls, client: CheckedClient, regulator: Account
) -> None:
    client.sign_in(regulator)
    page = client.get(f"{stalls.desk}red-line/").get_data(as_text=True)
    assert stalls.households[0].name in page
    assert stalls.households[1].name in page
    shown = client.get(f"{stalls.desk}{stalls.passes[0].serial}/").get_data(as_text=True)
    assert "暂停整摊" in shown
    assert "作废" not in shown
    assert "补办" not in shown
    assert client.get(f"{stalls.desk}{stalls.passes[0].serial}/revoke").status_code == 403
    for deed in ("revoke", "reissue", "anew"):
        assert pressed(client, stalls, stalls.passes[0], deed, why="x").status_code == 403
    assert client.get(stalls.desk).status_code == 403
    assert verdicts(of_first_stall(stalls)) == ["ok"] * 4
    client.sign_in(factories.a_staff_member(Role.REGULATOR, organisation=factories.an_organisation()))
    assert client.get(f"{stalls.desk}red-line/").status_code == 403
    assert pressed(client, stalls, stalls.passes[0], "suspended").status_code == 403


def test_a_helper_is_stopped_alone_and_not_restored_while_the_stall_stands_still(
    stalls: Stalls, client: CheckedClient, regulator: Account
) -> None:
    client.sign_in(stalls.ready.organiser)
    before = len(texts())
    helper = stalls.living(PassKind.WORKER)[0]
    assert pressed(client, stalls, helper, "suspended").status_code == 303
    assert sorted(verdicts(of_first_stall(stalls))) == ["ok", "ok", "ok", "suspended"]
    assert len(texts()) == before, "one helper is no red line"
    pressed(client, stalls, stalls.passes[0], "suspended")
    answer = pressed(client, stalls, helper, "valid")
    assert answer.status_code == 409
    assert "整个暂停着" in answer.get_data(as_text=True)
    assert verdicts(of_first_stall(stalls)) == ["suspended"] * 4


def test_revoking_asks_first_with_stall_name_and_reason(
    stalls: Stalls, client: CheckedClient, regulator: Account
) -> None:
    client.sign_in(stalls.ready.organiser)
    assert 'value="revoked"' not in client.get(stalls.desk).get_data(as_text=True), "no revoking at one tap"
    assert pressed(client, stalls, stalls.passes[0], "revoked").status_code == 422
    asked = client.get(f"{stalls.desk}{stalls.passes[0].serial}/revoke").get_data(as_text=True)
    for word in (booth_of(stalls), stalls.households[0].name, "不能恢复", "这 4 张证", "为什么作废"):
        assert word in asked
    without = pressed(client, stalls, stalls.passes[0], "revoke", why=" ")
    assert without.status_code == 422
    assert "请写一句为什么作废" in without.get_data(as_text=True)
    assert verdicts(of_first_stall(stalls)) == ["ok"] * 4
    done = pressed(client, stalls, stalls.passes[0], "revoke", why="家里有事不来了")
    assert done.status_code == 303
    assert verdicts(of_first_stall(stalls)) == ["revoked"] * 4
    assert "家里有事不来了" in client.get(done.location).get_data(as_text=True)
    assert "家里有事不来了" in texts(ORGANISER_PHONE)[-1]
    again = client.get(f"{stalls.desk}{stalls.passes[0].serial}/revoke").get_data(as_text=True)
    assert "已经作废了" in again
    assert pressed(client, stalls, stalls.passes[0], "revoke", why="再来").status_code == 409


def test_who_was_revoked_gets_a_new_pass_that_works_at_once(
    stalls: Stalls, client: CheckedClient, regulator: Account
) -> None:
    old, household = stalls.passes[0], stalls.households[0].account
    set_state(old, PassState.REVOKED, stalls.ready.organiser, None, "看错了摊号")
    lost = client.sign_in(household).get(stalls.mine())
    assert lost.status_code == 404
    assert ORGANISER_PHONE in lost.get_data(as_text=True), "whom to call, not only that it is gone"
    client.sign_in(stalls.ready.organiser)
    for page in (stalls.desk, f"{stalls.desk}{old.serial}/"):
        assert "重新发证" in client.get(page).get_data(as_text=True)
    made = pressed(client, stalls, old, "anew")
    assert made.status_code == 303
    (new,) = [entry for entry in stalls.living(PassKind.HOUSEHOLD) if entry.application_id == old.application_id]
    assert new.serial != old.serial
    assert verdicts([old, new]) == ["revoked", "ok"]
    assert pressed(client, stalls, old, "anew").status_code == 409, "one living pass is enough"
    client.sign_in(household)
    led = client.get(stalls.mine(), follow_redirects=True)
    assert led.request.path == f"/my/passes/{stalls.festival.slug}/{new.serial}/"
    assert new.short in led.get_data(as_text=True)
    assert "重新发了参展证" in texts(household.phone)[-1]
    assert client.get(f"{stalls.mine()}sheet.pdf").status_code == 404


def test_who_has_no_booth_any_more_gets_no_new_pass(stalls: Stalls, client: CheckedClient) -> None:
    application = stalls.passes[0].application
    assert application is not None
    offer = db.session.query(Offer).filter_by(application_id=application.id).one()
    allocation.decline(offer, stalls.ready.organiser)
    with pytest.raises(StateConflict, match="还没有摊位"):
        issue_anew(application, stalls.ready.organiser)
    client.sign_in(stalls.ready.organiser)
    assert "重新发证" not in client.get(f"{stalls.desk}{stalls.passes[0].serial}/").get_data(as_text=True)


def test_since_when_a_pass_does_not_come_in_is_the_first_moment(stalls: Stalls) -> None:
    stall_pass, organiser = stalls.passes[0], stalls.ready.organiser
    set_state(stall_pass, PassState.SUSPENDED, organiser, None, "查")
    first = stall_pass.stopped_at
    with clock.fixed(clock.at(stalls.festival.days[0], 12)):
        set_state(stall_pass, PassState.REVOKED, organiser, None, "查实")
    assert (stall_pass.stopped_at, stall_pass.why) == (first, "查实")
    other = stalls.passes[1]
    with clock.fixed(clock.at(stalls.festival.days[0], 12)):
        reissue(other, organiser, None)
    assert [other.void_before(clock.at(stalls.festival.days[0], hour)) for hour in (11, 12, 13)] == [0, 0, 1]


def test_the_desk_tells_of_every_stall_that_is_stopped_until_it_may_go_on(
    stalls: Stalls, client: CheckedClient, regulator: Account
) -> None:
    assert stopped_panel(stalls.festival) is None
    set_state(stalls.passes[0], PassState.SUSPENDED, regulator, stalls.passes[0].version, "油锅离帐篷太近")
    client.sign_in(stalls.ready.organiser)
    page = client.get(f"/desk/{stalls.festival.slug}/").get_data(as_text=True)
    assert "停着的摊位：1 家" in page, "the helpers' and the vehicle's pass are of the same stall"
    assert f"{booth_of(stalls)} {stalls.households[0].name}：油锅离帐篷太近" in page
    assert f'href="/desk/{stalls.festival.slug}/passes/red-line/"' in page
    set_state(stalls.passes[0], PassState.VALID, regulator, stalls.passes[0].version, "")
    assert stopped_panel(stalls.festival) is None


def test_a_regulator_finds_the_red_line_from_the_desk(
    stalls: Stalls, client: CheckedClient, regulator: Account
) -> None:
    client.sign_in(regulator)
    assert f'href="/desk/{stalls.festival.slug}/passes/red-line/"' in client.get("/desk/").get_data(as_text=True)


def test_a_stall_is_found_among_many_and_the_stopped_ones_stand_first(
    stalls: Stalls, client: CheckedClient, regulator: Account
) -> None:
    last = stalls.passes[-1]
    set_state(last, PassState.SUSPENDED, regulator, last.version, "油锅离帐篷太近")
    client.sign_in(regulator)
    address = f"/desk/{stalls.festival.slug}/passes/red-line/"
    page = client.get(address).get_data(as_text=True)
    assert page.index(stalls.households[-1].name) < page.index(stalls.households[0].name)
    found = client.get(f"{address}?q={booth_of(stalls).lower()}").get_data(as_text=True)
    assert stalls.households[0].name in found
    assert stalls.households[-1].name not in found
    assert "没有这样的摊位" in client.get(f"{address}?q=%00%FFxyz").get_data(as_text=True)


def test_two_stopped_stalls_that_share_a_booth_are_both_told(stalls: Stalls, regulator: Account) -> None:
    mine, other = stalls.passes[0], stalls.passes[1]
    with writing() as session:
        held = session.scalars(select(Holding).where(Holding.application_id == mine.application_id)).all()
        session.execute(delete(Holding).where(Holding.application_id == other.application_id))
        held[-1].application_id = other.application_id
    for entry in (mine, other):
        set_state(entry, PassState.SUSPENDED, regulator, entry.version, "查")
    panel = stopped_panel(stalls.festival)
    assert panel is not None
    assert len(panel["lines"]) == 2
