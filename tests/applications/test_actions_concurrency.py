"""Many people at once, on both databases: receipts without a gap or a double, one reviewer wins, one draft a household."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.applications import actions, review
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import DomainError, StateConflict
from eventhub.core.models import OutboxMessage
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household
from tests import factories

THREADS = 8


def at_once(app: Flask, deeds: list[Callable[[], Any]]) -> list[Any]:
    """Run the deeds in threads of their own, started together; return what each returned or raised."""
    start, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                results[place] = deed()
            except DomainError as error:
                results[place] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()  # look at what the threads left, not at the snapshot from before
    return results


def ready(festival: Festival) -> Application:
    """A draft that may be handed in."""
    return factories.an_application(
        festival,
        receipt=None,
        state=ApplicationState.DRAFT,
        submitted_at=None,
        score=None,
        steps_done=["contact", "goods", "needs", "papers"],
        committed_at=clock.now(),
    )


def test_eight_at_once_get_eight_receipts_without_a_gap(either_app: Flask) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    drafts = [ready(festival) for _ in range(THREADS)]

    def hand_in(number: int, account: int) -> Callable[[], str | None]:
        def deed() -> str | None:
            application, actor = db.session.get(Application, number), db.session.get(Account, account)
            assert application is not None
            assert actor is not None
            return actions.submit_application(application, actor).receipt

        return deed

    deeds = [hand_in(draft.id, draft.household.account_id) for draft in drafts]
    assert sorted(at_once(either_app, deeds)) == [f"CS{number:04d}" for number in range(1, THREADS + 1)]


def test_eight_taps_on_one_button_give_one_receipt(either_app: Flask) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    draft = ready(festival)
    number, account, seen = draft.id, draft.household.account_id, draft.version

    def tap() -> str | None:
        application, actor = db.session.get(Application, number), db.session.get(Account, account)
        assert application is not None
        assert actor is not None
        return actions.submit_application(application, actor, seen).receipt

    assert at_once(either_app, [tap] * THREADS) == ["CS0001"] * THREADS
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 1


def test_of_two_reviewers_one_wins_and_the_other_is_told(either_app: Flask) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    waiting = factories.an_application(festival, state=ApplicationState.SUBMITTED, score=None)
    number, seen = waiting.id, waiting.version
    one, other = (factories.a_staff_member(Role.REVIEWER).id for _ in range(2))

    def decide(account: int, deed: Callable[[Application, Account], Application]) -> Callable[[], str]:
        def run() -> str:
            application, actor = db.session.get(Application, number), db.session.get(Account, account)
            assert application is not None
            assert actor is not None
            return deed(application, actor).state.value

        return run

    results = at_once(
        either_app,
        [
            decide(one, lambda application, actor: review.accept_application(application, actor, seen)),
            decide(
                other, lambda application, actor: review.reject_application(application, actor, "duplicate", "", seen)
            ),
        ],
    )
    told = [result for result in results if isinstance(result, StateConflict)]
    assert len(told) == 1
    assert told[0].status == 409
    stored = db.session.get(Application, number)
    assert stored is not None
    assert stored.state.value in results
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 1


def test_a_household_that_starts_twice_at_once_has_one_draft(either_app: Flask) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    household = factories.a_household()
    slot, home, account = festival.id, household.id, household.account_id

    def start() -> int:
        where, who, actor = (
            db.session.get(Festival, slot),
            db.session.get(Household, home),
            db.session.get(Account, account),
        )
        assert where is not None
        assert who is not None
        assert actor is not None
        return actions.start_application(where, who, actor).id

    results = at_once(either_app, [start] * 4)
    assert results == [db.session.scalars(select(Application.id)).one()] * 4


@pytest.mark.parametrize("first", ["withdraw", "accept"])
def test_a_withdrawal_and_an_acceptance_leave_one_clear_state(either_app: Flask, first: str) -> None:
    festival = factories.a_festival()
    factories.a_call(festival)
    waiting = factories.an_application(festival, state=ApplicationState.SUBMITTED, score=None)
    reviewer, seen = factories.a_staff_member(Role.REVIEWER), waiting.version
    deeds = {
        "withdraw": lambda: actions.withdraw_application(waiting, waiting.household.account, seen),
        "accept": lambda: review.accept_application(waiting, reviewer, seen),
    }
    deeds.pop(first)()
    (second,) = deeds.values()
    with pytest.raises(StateConflict, match="别处改过"):
        second()
    with writing():
        assert waiting.state.value == {"withdraw": "withdrawn", "accept": "accepted"}[first]
