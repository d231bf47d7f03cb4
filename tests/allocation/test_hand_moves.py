"""Moves by hand: hard rules hold, soft ones need a written reason that stays with the plan, steps go back and forth."""

import pytest
from flask import Flask

from eventhub.accounts.models import Account
from eventhub.allocation import hand_moves, planning
from eventhub.allocation.hand_moves import MoveRefused, ReasonNeeded
from eventhub.allocation.models import StoredPlan
from eventhub.core.database import db, writing
from eventhub.core.errors import NotFound, StateConflict
from eventhub.festivals.models import Booth, Row, Zone
from tests import factories
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient

JSON = {"Accept": "application/json"}


@pytest.fixture
def ready(app: Flask) -> Ready:
    """Zone A of four booths and zone B of two; three households that wish for A, all of one category."""
    ready = Ready(booths=4, scores=(90, 80, 70), zones=["A"])
    with writing() as session:
        row = Row(code="B-1")
        zone = Zone(festival_id=ready.festival.id, code="B", name="农特产", categories=[], outline=[], rows=[row])
        session.add(zone)
        session.flush()
        for place in (1, 2):
            session.add(
                Booth(
                    festival_id=ready.festival.id,
                    row_id=row.id,
                    label=f"B{place:02d}",
                    number=10 + place,
                    sign_code=factories.sign_code(),
                    position=place,
                    x=5_000 + 320 * place,
                    y=3_000,
                    power_w=3_000,
                )
            )
    return ready


def test_a_booth_outside_the_wishes_needs_a_reason_which_stays_with_the_plan(ready: Ready) -> None:
    draft, receipt = ready.draft(), ready.receipts[0]
    before = dict(draft.placements)
    with pytest.raises(ReasonNeeded, match="B 区不在志愿里"):
        hand_moves.place(draft, receipt, ["B01"], ready.organiser, draft.version)
    assert draft.placements == before
    hand_moves.place(draft, receipt, ["B01"], ready.organiser, draft.version, "离表演台近，店主同意")
    assert draft.placements[receipt] == ["B01"]
    assert draft.notes[receipt]["reason"] == "离表演台近，店主同意"
    assert draft.notes[receipt]["by"] == ready.organiser.label
    hand_moves.set_lock(draft, receipt, True, ready.organiser, draft.version)
    again = ready.draft()
    assert again.placements[receipt] == ["B01"]
    assert again.notes[receipt]["reason"] == "离表演台近，店主同意"


def test_no_reason_in_the_world_breaks_a_hard_rule(ready: Ready) -> None:
    draft = ready.draft()
    taken = draft.placements[ready.receipts[1]]
    with pytest.raises(MoveRefused) as refusal:
        hand_moves.place(draft, ready.receipts[0], taken, ready.organiser, draft.version, "领导说的")
    assert [breach.rule for breach in refusal.value.breaches] == ["taken"]


def test_beside_its_own_kind_a_household_needs_a_reason_only_where_another_booth_would_do(app: Flask) -> None:
    ready = Ready(booths=5, scores=(90, 80))
    draft = ready.draft()
    first, second = ready.receipts
    with writing():
        draft.placements = {first: ["A01"], second: ["A05"]}
    with pytest.raises(ReasonNeeded, match="A02 隔壁 A01"):
        hand_moves.place(draft, second, ["A02"], ready.organiser, draft.version)
    crowded = Ready(booths=2, scores=(90, 80))
    full = crowded.draft()
    hand_moves.unplace(full, crowded.receipts[1], crowded.organiser, full.version)
    free = ({"A01", "A02"} - set(full.placements[crowded.receipts[0]])).pop()
    hand_moves.place(full, crowded.receipts[1], [free], crowded.organiser, full.version)
    assert full.notes == {}


def test_two_change_places_and_both_come_back_with_one_undo(ready: Ready) -> None:
    draft = ready.draft()
    first, second = ready.receipts[:2]
    here, there = draft.placements[first], draft.placements[second]
    hand_moves.swap(draft, first, second, ready.organiser, draft.version, "商量好的")
    assert (draft.placements[first], draft.placements[second]) == (there, here)
    hand_moves.undo(draft, ready.organiser, draft.version)
    assert (draft.placements[first], draft.placements[second]) == (here, there)
    hand_moves.redo(draft, ready.organiser, draft.version)
    assert (draft.placements[first], draft.placements[second]) == (there, here)


def test_a_new_move_forgets_what_could_be_done_again(ready: Ready) -> None:
    draft = ready.draft()
    hand_moves.unplace(draft, ready.receipts[0], ready.organiser, None)
    hand_moves.undo(draft, ready.organiser, None)
    hand_moves.unplace(draft, ready.receipts[1], ready.organiser, None)
    with pytest.raises(StateConflict, match="没有可重做的"):
        hand_moves.redo(draft, ready.organiser, None)


def test_steps_survive_the_end_of_the_request(ready: Ready) -> None:
    draft = ready.draft()
    before = dict(draft.placements)
    hand_moves.unplace(draft, ready.receipts[0], ready.organiser, None)
    number, organiser = draft.id, ready.organiser.id
    db.session.remove()
    kept = db.session.get_one(StoredPlan, number)
    hand_moves.undo(kept, db.session.get_one(Account, organiser), None)
    assert kept.placements == before


def test_a_locked_household_moves_neither_by_hand_nor_by_undo(ready: Ready) -> None:
    draft, receipt = ready.draft(), ready.receipts[0]
    free = next(label for label in ("A01", "A02", "A03", "A04") if [label] not in draft.placements.values())
    hand_moves.place(draft, receipt, [free], ready.organiser, None, "换一换")
    hand_moves.set_lock(draft, receipt, True, ready.organiser, None)
    for deed in (
        lambda: hand_moves.unplace(draft, receipt, ready.organiser, None),
        lambda: hand_moves.undo(draft, ready.organiser, None),
        lambda: hand_moves.swap(draft, receipt, ready.receipts[1], ready.organiser, None),
    ):
        with pytest.raises(StateConflict, match="锁住"):
            deed()
    assert draft.placements[receipt] == [free]


def test_one_booth_named_is_as_many_as_the_household_needs(app: Flask) -> None:
    ready = Ready(booths=5, scores=(90,), booths_min=2, booths_max=2)
    draft = ready.draft()
    board = hand_moves.place(draft, ready.receipts[0], ["A03"], ready.organiser, None, "靠边")
    assert board.placements[ready.receipts[0]] == ("A03", "A04")
    hand_moves.place(draft, ready.receipts[0], ["A05"], ready.organiser, None, "靠边")
    assert draft.placements[ready.receipts[0]] == ["A04", "A05"]


@pytest.mark.parametrize("booths", [["Z99"], [], ["A01", "Z99"]])
def test_booths_that_do_not_exist_are_not_found(ready: Ready, booths: list[str]) -> None:
    draft = ready.draft()
    with pytest.raises(NotFound):
        hand_moves.place(draft, ready.receipts[0], booths, ready.organiser, None)


def test_a_stale_form_is_refused_with_409_shows_the_new_board_and_keeps_what_was_typed(
    ready: Ready, client: CheckedClient
) -> None:
    draft, receipt = ready.draft(), ready.receipts[0]
    client.sign_in(ready.organiser)
    seen = draft.version
    hand_moves.unplace(draft, ready.receipts[1], ready.organiser, seen)
    answer = client.post(f"{ready.base}place", data={"version": seen, "receipt": receipt, "booths": "A04、a03"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "刚才有人改过" in page
    assert 'value="A04、A03"' in page
    assert "还没排的 1 户" in page
    as_json = client.post(
        f"{ready.base}place", data={"version": seen, "receipt": receipt, "booths": "A04"}, headers=JSON
    )
    assert as_json.status_code == 409
    assert as_json.get_json()["version"] == draft.version


def test_the_board_asks_for_the_reason_and_takes_it(ready: Ready, client: CheckedClient) -> None:
    draft, receipt = ready.draft(), ready.receipts[0]
    client.sign_in(ready.organiser)
    data = {"version": draft.version, "receipt": receipt, "booths": "B01"}
    answer = client.post(f"{ready.base}place", data=data)
    assert answer.status_code == 409
    assert 'name="reason"' in answer.get_data(as_text=True)
    done = client.post(f"{ready.base}place", data={**data, "reason": "店主自己要去"}, follow_redirects=True)
    assert "手工放在这里的理由：店主自己要去" in done.get_data(as_text=True)


def test_every_booth_says_its_rule_to_the_script_and_to_the_reader(ready: Ready, client: CheckedClient) -> None:
    draft = ready.draft()
    client.sign_in(ready.organiser)
    with writing():
        weak = db.session.query(Booth).filter_by(festival_id=ready.festival.id, label="B02").one()
        weak.closed = True
    planning.solve_draft(ready.festival, ready.organiser)
    draft = planning.draft_of(ready.festival)
    assert draft is not None
    booths = client.get(f"{ready.base}?pick={ready.receipts[0]}", headers=JSON).get_json()["booths"]
    states = {label: look[0] for label, look in booths.items()}
    assert states["B01"] == "soft"
    assert "B 区不在志愿里" in booths["B01"][4]
    assert states["B02"] == "off"
    free = next(label for label in ("A01", "A02", "A03", "A04") if [label] not in draft.placements.values())
    assert states[free] in ("can", "soft")
    held = draft.placements[ready.receipts[1]][0]
    holder = ready.applications[1]
    assert f"{held} 已经给了{holder.household.name}（{holder.receipt}）" in booths[held][8]


@pytest.mark.parametrize("query", ["pick=zzz", "pick=%00&at=%ff", "at=A01", "pick=CS0001&at=" + "9" * 300])
def test_rubbish_shows_the_board(ready: Ready, client: CheckedClient, query: str) -> None:
    ready.draft()
    client.sign_in(ready.organiser)
    assert client.get(f"{ready.base}?{query}").status_code == 200
