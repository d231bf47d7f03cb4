"""A festival called off asks nobody for an answer any more; one moved to other days takes the held booths along."""

from datetime import date, timedelta

import pytest
from flask import Flask

from eventhub.allocation import actions, due, objections
from eventhub.allocation.models import Holding, Offer, OfferState
from eventhub.allocation.queries import offer_of, open_notice
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.models import OutboxMessage
from eventhub.festivals import actions as festival_actions
from eventhub.festivals.rescheduling import postpone
from tests.allocation.ready import Ready
from tests.conftest import new_client

LAST = date(2027, 4, 23)
REASON = "连日暴雨，场地不安全。"


def held(ready: Ready) -> list[tuple[str, str]]:
    """Who holds the first booth on which day, in the order of days."""
    rows = db.session.query(Holding.day, Holding.application_id).order_by(Holding.day)
    receipts = {application.id: str(application.receipt) for application in ready.applications}
    return [(day.isoformat(), receipts[application]) for day, application in rows]


def test_a_notice_of_a_festival_called_off_ends_in_no_offers(either_app: Flask) -> None:
    ready = Ready(notice_days=5)
    draft = ready.draft()
    actions.publish(draft, ready.organiser, draft.version, ends_on=LAST)
    notice = open_notice(ready.festival)
    assert notice is not None
    festival_actions.cancel(ready.festival, REASON, ready.organiser)
    with clock.fixed(notice.ends_at):
        assert due.work_due() == 0
    assert db.session.query(Offer).count() == 0
    assert not objections.open_to_objections(notice)
    assert "下面的排位不作数" in new_client(either_app).get(ready.public).get_data(as_text=True)


def test_what_nobody_has_answered_is_taken_back_and_who_confirmed_stays_on_record(either_app: Flask) -> None:
    ready = Ready()
    offers = ready.published()
    actions.confirm(offers[0], ready.organiser)
    festival_actions.cancel(ready.festival, REASON, ready.organiser)
    with pytest.raises(StateConflict, match="取消了"):
        actions.confirm(offers[1], ready.organiser)
    told = db.session.query(OutboxMessage).count()
    assert due.work_due() == 2
    states = [offer_of(application).state for application in ready.applications[:3]]  # type: ignore[union-attr]
    assert states == [OfferState.CONFIRMED, OfferState.WITHDRAWN, OfferState.WITHDRAWN]
    assert due.work_due() == 0, "the waitlist does not move up"
    assert db.session.query(OutboxMessage).count() == told


def test_a_draft_of_a_festival_called_off_is_not_published(app: Flask) -> None:
    ready = Ready()
    draft = ready.draft()
    festival_actions.cancel(ready.festival, REASON, ready.organiser)
    with pytest.raises(StateConflict, match="取消了"):
        actions.publish(draft, ready.organiser, draft.version)


def test_while_the_days_are_open_a_notice_waits_and_then_ends_in_offers_for_the_new_days(either_app: Flask) -> None:
    ready = Ready(notice_days=5)
    draft = ready.draft()
    actions.publish(draft, ready.organiser, draft.version, ends_on=LAST)
    notice = open_notice(ready.festival)
    assert notice is not None
    postpone(ready.festival, None, REASON, ready.organiser)
    with clock.fixed(notice.ends_at):
        assert due.work_due() == 0
        postpone(ready.festival, (date(2027, 5, 15), date(2027, 5, 16)), REASON, ready.organiser)
        assert due.work_due() == 1
    assert {day for (day,) in db.session.query(Holding.day)} == {date(2027, 5, 15), date(2027, 5, 16)}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ((date(2027, 5, 8), date(2027, 5, 9)), [("2027-05-08", 0), ("2027-05-09", 1)]),
        ((date(2027, 5, 2), date(2027, 5, 3)), [("2027-05-02", 0), ("2027-05-03", 1)]),
        ((date(2027, 5, 8), date(2027, 5, 10)), [("2027-05-08", 0), ("2027-05-09", 1)]),
        ((date(2027, 5, 8), date(2027, 5, 8)), [("2027-05-08", 0)]),
    ],
    ids=["a week later", "overlapping", "a day longer", "a day shorter"],
)
def test_two_who_share_a_booth_keep_their_days_of_the_edition(
    either_app: Flask, new: tuple[date, date], expected: list[tuple[str, int]]
) -> None:
    ready = Ready(booths=1, scores=(90, 80))
    with writing():
        for application, day in zip(ready.applications, ready.festival.days, strict=True):
            application.days = [day.isoformat()]
    ready.published()
    postpone(ready.festival, new, REASON, ready.organiser)
    assert held(ready) == [(day, ready.receipts[place]) for day, place in expected]


def test_who_comes_every_day_holds_the_booth_on_every_day_of_a_longer_edition(either_app: Flask) -> None:
    ready = Ready(booths=1, scores=(90,))
    ready.published()
    first = date(2027, 5, 8)
    postpone(ready.festival, None, REASON, ready.organiser)
    assert [day for day, _ in held(ready)] == ["2027-05-01", "2027-05-02"], "they wait on the old days"
    postpone(ready.festival, (first, first + timedelta(days=2)), REASON, ready.organiser)
    assert [day for day, _ in held(ready)] == ["2027-05-08", "2027-05-09", "2027-05-10"]
