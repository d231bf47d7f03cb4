"""Frozen rules and a public draw: published in time, sealed before the draw, typed by two, replayed by anybody."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from flask import Flask

from eventhub.accounts.models import Account, Role
from eventhub.allocation import actions, draw, due, planning
from eventhub.allocation.draw import confirm_numbers, enter_numbers, publish_rules, read_numbers, seal_pool
from eventhub.allocation.notice_models import Draw
from eventhub.allocation.queries import draw_of
from eventhub.applications.queries import call_of
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from tests import factories
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient, new_client

DRAWN = clock.at(date(2027, 4, 22), 21)
NUMBERS = "03 07 12 19 22 31+09"


class Open(Ready):
    """A festival whose call is still open, four households with the same score, two organisers."""

    def __init__(self) -> None:
        super().__init__(booths=2, scores=(70, 70, 70, 70))
        with writing():
            call_of(self.festival).closes_at = clock.now() + timedelta(days=3)  # type: ignore[union-attr]
        self.second: Account = factories.a_staff_member(Role.ORGANISER, organisation=self.festival.organisation)

    def publish(self) -> Draw:
        """Publish the rules and the draw."""
        return publish_rules(self.festival, "双色球", "2027042", DRAWN, self.organiser)

    def seeded(self) -> Draw:
        """Everything up to the seed."""
        found = self.publish()
        with clock.fixed(DRAWN - timedelta(days=1)):
            seal_pool(found, self.organiser)
        with clock.fixed(DRAWN):
            enter_numbers(found, NUMBERS, self.organiser, found.version)
            confirm_numbers(found, "03,07,12,19,22,31 + 09", self.second, found.version)
        return found


@pytest.fixture
def ready(app: Flask) -> Open:
    return Open()


def test_the_rules_and_the_pool_are_public_with_their_hashes_before_the_call_closes(app: Flask, ready: Open) -> None:
    ready.publish()
    visitor = new_client(app)
    page = visitor.get(f"{ready.public}draw/").get_data(as_text=True)
    for name in ("rules.json", "pool.json"):
        body = visitor.get(f"{ready.public}draw/{name}").data
        assert hashlib.sha256(body).hexdigest() in page
    pool = json.loads(visitor.get(f"{ready.public}draw/pool.json").data)
    assert {entry["id"] for entry in pool["households"]} == set(ready.receipts)
    assert "双色球 2027042 期" in page


def test_after_the_call_has_closed_it_is_too_late(ready: Open) -> None:
    with clock.fixed(clock.now() + timedelta(days=4)), pytest.raises(StateConflict, match="已经截止"):
        ready.publish()


@pytest.mark.parametrize(
    ("drawn", "issue"),
    [(clock.at(date(2027, 4, 18), 9), "2027042"), (clock.at(date(2027, 5, 1), 9), "2027042"), (DRAWN, "第42期")],
)
def test_a_draw_that_is_known_too_early_too_late_or_has_no_number_is_refused(
    ready: Open, drawn: object, issue: str
) -> None:
    with pytest.raises(BadInput):
        publish_rules(ready.festival, "双色球", issue, drawn, ready.organiser)  # type: ignore[arg-type]
    assert draw_of(ready.festival) is None


def test_what_was_published_can_not_be_published_again(ready: Open) -> None:
    ready.publish()
    with pytest.raises(StateConflict, match="不能再改"):
        ready.publish()


def test_the_pool_is_sealed_between_the_closing_and_the_draw(ready: Open) -> None:
    found = ready.publish()
    with pytest.raises(StateConflict, match="还没截止"):
        seal_pool(found, ready.organiser)
    with clock.fixed(DRAWN), pytest.raises(StateConflict, match="已经开奖"):
        seal_pool(found, ready.organiser)
    late = factories.an_application(ready.festival, score=60)
    with clock.fixed(DRAWN - timedelta(hours=2)):
        seal_pool(found, ready.organiser)
        with pytest.raises(StateConflict):
            seal_pool(found, ready.organiser)
        assert "封存" in (actions.why_applications_are_frozen(ready.festival) or "")
    assert late.receipt in found.pool_text
    assert late.receipt not in found.first_pool_text


def test_nobody_has_to_remember_the_sealing(ready: Open) -> None:
    found = ready.publish()
    with clock.fixed(DRAWN - timedelta(minutes=59)):
        assert due.work_due() == 1
        assert due.work_due() == 0
    assert found.sealed_at is not None


def test_a_draw_missed_because_the_call_was_put_off_is_replaced_in_public(app: Flask, ready: Open) -> None:
    found = ready.publish()
    later = clock.at(date(2027, 4, 25), 21)
    with pytest.raises(StateConflict, match="还能用"):
        draw.name_another(found, "2027043", later, ready.organiser, found.version)
    with writing():
        call_of(ready.festival).closes_at = DRAWN + timedelta(hours=1)  # type: ignore[union-attr]
    with clock.fixed(DRAWN + timedelta(hours=2)):
        assert due.work_due() == 0
        with pytest.raises(StateConflict, match="已经开奖"):
            seal_pool(found, ready.organiser)
        with pytest.raises(BadInput):
            draw.name_another(found, "2027043", DRAWN, ready.organiser, found.version)
        draw.name_another(found, "2027043", later, ready.organiser, found.version)
        seal_pool(found, ready.organiser)
        assert "原定用第 2027042 期" in new_client(app).get(f"{ready.public}draw/").get_data(as_text=True)
        desk = new_client(app).sign_in(ready.organiser)
        assert desk.get(f"{ready.base}draw/").status_code == 200
    assert found.source == "双色球 2027043 期"


def test_two_people_type_the_same_numbers_and_only_then_there_is_a_seed(ready: Open) -> None:
    found = ready.publish()
    with clock.fixed(DRAWN - timedelta(days=1)):
        seal_pool(found, ready.organiser)
        with pytest.raises(StateConflict, match="才开奖"):
            enter_numbers(found, NUMBERS, ready.organiser, found.version)
    with clock.fixed(DRAWN):
        enter_numbers(found, NUMBERS, ready.organiser, found.version)
        with pytest.raises(StateConflict, match="换一个人"):
            confirm_numbers(found, NUMBERS, ready.organiser, found.version)
        with pytest.raises(BadInput, match="不一样"):
            confirm_numbers(found, "03 07 12 19 22 31+10", ready.second, found.version)
        assert found.seed == ""
        confirm_numbers(found, NUMBERS, ready.second, found.version)
        with pytest.raises(StateConflict):
            enter_numbers(found, "1 2 3", ready.organiser, found.version)
    assert found.seed == "2027042:03,07,12,19,22,31+09"
    call = call_of(ready.festival)
    assert call is not None
    assert call.lottery == {"seed": found.seed, "source": "双色球 2027042 期"}


def test_the_plan_is_solved_with_the_drawn_seed_and_anybody_replays_the_tickets(app: Flask, ready: Open) -> None:
    found = ready.seeded()
    with clock.fixed(DRAWN + timedelta(hours=1)):
        draft = planning.solve_draft(ready.festival, ready.organiser)
        assert draft.problem["lottery"]["seed"] == found.seed
        tickets = {name: hashlib.sha256(f"{found.seed}\n{name}".encode()).hexdigest() for name in ready.receipts}
        assert draft.plan["order"] == sorted(tickets, key=lambda name: tickets[name])
        actions.publish(draft, ready.organiser, None)
    text = new_client(app).get(f"{ready.public}draw/").get_data(as_text=True)
    places = [text.index(tickets[name]) for name in draft.plan["order"]]
    assert places == sorted(places)


def test_without_the_seed_nothing_is_published(ready: Open) -> None:
    ready.publish()
    draft = planning.solve_draft(ready.festival, ready.organiser)
    with pytest.raises(StateConflict, match="号码还没录好"):
        actions.publish(draft, ready.organiser, None)


def test_a_rule_changed_after_its_publication_stops_the_plan_until_it_is_put_back(ready: Open) -> None:
    ready.seeded()
    with clock.fixed(DRAWN + timedelta(hours=1)):
        with writing():
            ready.festival.zones[0].category_caps = {"drink": 1}
        draft = planning.solve_draft(ready.festival, ready.organiser)
        with pytest.raises(StateConflict, match="展区的类别、上限和限电"):
            actions.publish(draft, ready.organiser, None)
        with writing():
            ready.festival.zones[0].category_caps = {}
        draft = planning.solve_draft(ready.festival, ready.organiser)
        actions.publish(draft, ready.organiser, None)


def test_a_score_that_differs_from_the_sealed_pool_stops_the_plan(ready: Open) -> None:
    ready.seeded()
    with clock.fixed(DRAWN + timedelta(hours=1)):
        with writing():
            ready.applications[0].score = 99
        draft = planning.solve_draft(ready.festival, ready.organiser)
        with pytest.raises(StateConflict, match="封存的名单对不上"):
            actions.publish(draft, ready.organiser, None)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (NUMBERS, "03,07,12,19,22,31+09"),
        ("０３，０７，１２＋０９", "03,07,12+09"),
        ("03、07、12", "03,07,12"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, read: str) -> None:
    assert read_numbers(typed) == read


@pytest.mark.parametrize("typed", ["", "+", "abc", "3+4+5", "1 2 3 4 5 6 7 8 9 10 11 12 13", "03 O7", "٣"])
def test_what_is_no_numbers_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_numbers(typed)


def test_the_desk_leads_through_it(ready: Open, client: CheckedClient) -> None:
    client.sign_in(ready.organiser)
    path = f"{ready.base}draw/"
    wrong = client.post(f"{path}publish", data={"name": "双色球", "issue": "x", "drawn_at": "2027-04-22T21:00"})
    assert wrong.status_code == 422
    assert 'value="双色球"' in wrong.get_data(as_text=True)
    client.post(f"{path}publish", data={"name": "双色球", "issue": "2027042", "drawn_at": "2027-04-22T21:00"})
    found = draw_of(ready.festival)
    assert found is not None
    with clock.fixed(DRAWN - timedelta(days=1)):
        client.post(f"{path}seal")
    with clock.fixed(DRAWN):
        client.post(f"{path}numbers", data={"version": found.version, "numbers": NUMBERS})
        other = new_client(client.application).sign_in(ready.second)
        page = other.get(path).get_data(as_text=True)
        assert "03,07" not in page, "the second person must not be shown what the first has typed"
        differs = other.post(f"{path}numbers", data={"version": found.version, "numbers": "1 2 3"})
        assert differs.status_code == 422
        other.post(f"{path}numbers", data={"version": found.version, "numbers": NUMBERS})
    db.session.rollback()
    assert draw.hash_of(found.pool_text) in client.get(f"{ready.public}draw/").get_data(as_text=True)
    assert found.seed
