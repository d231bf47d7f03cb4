"""Step 4: documents go to the registry by number and expiry, the promise to the application."""

from datetime import date, timedelta

from flask import Flask

from eventhub.applications.papers import Paper, save_papers
from eventhub.core import clock
from eventhub.registry.documents import LicenceKind
from tests.applications.filed_drafts import a_draft


def test_papers_go_to_the_registry_by_number_and_expiry(app: Flask) -> None:
    draft, account = a_draft()
    paper = Paper(LicenceKind.HEALTH, "JK-2027-1", date(2028, 3, 1))
    save_papers(draft, [paper], True, account)
    save_papers(draft, [paper], True, account)
    held = [(entry.kind, entry.number, entry.valid_to) for entry in draft.household.licences]
    assert held.count((LicenceKind.HEALTH, "JK-2027-1", date(2028, 3, 1))) == 1
    save_papers(draft, [Paper(LicenceKind.HEALTH, "JK-2027-1", date(2029, 3, 1))], True, account)
    assert [entry.valid_to for entry in draft.household.licences if entry.kind is LicenceKind.HEALTH] == [
        date(2029, 3, 1)
    ]


def test_without_the_promise_step_four_stays_open(app: Flask) -> None:
    draft, account = a_draft()
    save_papers(draft, [], False, account)
    assert "papers" not in draft.steps_done
    assert draft.committed_at is None


def test_the_day_of_the_promise_stays_the_first(app: Flask) -> None:
    draft, account = a_draft()
    first = draft.committed_at
    with clock.fixed(clock.now() + timedelta(days=1)):
        save_papers(draft, [], True, account)
    assert draft.committed_at == first
