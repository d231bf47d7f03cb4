"""A festival called off asks nobody for an answer any more; one moved to other days takes the held booths along."""

from datetime import date, time, timedelta

import pytest
from flask import Flask

from eventhub.allocation import actions, due, objections
from eventhub.allocation.models import Holding, Offer, OfferState
from eventhub.allocation.own_result import result_of
from eventhub.allocation.queries import offer_of, open_notice
from eventhub.applications.models import Application
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.models import OutboxMessage
from eventhub.festivals import actions as festival_actions
from eventhub.festivals.rescheduling import postpone
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient, new_client

LAST = date(2027, 4, 23)
REASON = "连日暴雨，场地不安全。"


def held(ready: Ready) -> list[tuple[str, str]]:
    """Who holds the first booth on which day, in the order of days."""
    rows = db.session.query(Holding.day, Holding.application_id).order_by(Holding.day)
    receipts = {application.id: str(application.receipt) for application in ready.applications}
    return [(day.isoformat(), receipts[application]) for day, application in rows]


def test_a_notice_of_a_festival_called_off_ends_in_no_offers(either_app: Flask) -> None:
    ready = Ready(notice_days=5)
    notice = ready.on_notice()
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
    notice = ready.on_notice()
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


def sharing_one_booth(best_comes_first: bool = True, **values: int) -> Ready:
    """Two households on one booth, one on each of the two days; the second day is the one that will go."""
    ready = Ready(booths=1, scores=(90, 80), **values)
    days = ready.festival.days if best_comes_first else ready.festival.days[::-1]
    with writing():
        for application, day in zip(ready.applications, days, strict=True):
            application.days = [day.isoformat()]
    return ready


def shorten(ready: Ready, days: int = 1) -> None:
    """Move the festival a week on, to so many days."""
    first = date(2027, 5, 8)
    postpone(ready.festival, (first, first + timedelta(days=days - 1)), REASON, ready.organiser)


def told(application: Application) -> list[str]:
    """The text messages to a household."""
    phone = application.contact_phone or application.household.phone
    return [message.text for message in db.session.query(OutboxMessage).filter_by(to=phone)]


@pytest.mark.parametrize("confirmed", [False, True])
def test_who_loses_all_days_and_the_booth_with_them_is_told_and_waits_again(
    either_app: Flask, client: CheckedClient, confirmed: bool
) -> None:
    ready = sharing_one_booth()
    for offer in ready.published():
        if confirmed:
            actions.confirm(offer, ready.organiser)
    loser = ready.applications[1]
    shorten(ready)
    assert held(ready) == [("2027-05-08", ready.receipts[0])]
    assert offer_of(loser) is None, "no offer without a day"
    assert any("A01 那几天排给了别家" in text and "候补" in text for text in told(loser))
    assert not any("收回" in text for text in told(ready.applications[0]))
    client.sign_in(loser.household.account)  # type: ignore[arg-type]
    assert "您选的日子没有了" in client.get(f"/my/allocation/{loser.id}/").get_data(as_text=True)
    due.work_due()
    page = client.get(f"/my/allocation/{loser.id}/").get_data(as_text=True)
    assert "候补第 1 户" in page
    client.sign_in(ready.organiser)
    assert "还没排的 1 户" in client.get(ready.base).get_data(as_text=True)
    assert str(loser.receipt) in client.get(f"{ready.base}offers/").get_data(as_text=True)


def test_who_lost_its_days_is_offered_the_booth_that_falls_free(either_app: Flask) -> None:
    ready = sharing_one_booth()
    first = ready.published()[0]
    shorten(ready)
    due.work_due()
    actions.decline(first, ready.organiser)
    due.work_due()
    offer = offer_of(ready.applications[1])
    assert offer is not None
    assert (offer.state, offer.booths) == (OfferState.OFFERED, ["A01"])
    assert held(ready) == [("2027-05-08", ready.receipts[1])]


def test_who_loses_all_days_keeps_the_booth_where_nobody_else_has_it(either_app: Flask) -> None:
    ready = sharing_one_booth()
    offers = ready.published()
    actions.decline(offers[0], ready.organiser)
    shorten(ready)
    assert held(ready) == [("2027-05-08", ready.receipts[1])]
    assert offers[1].state is OfferState.OFFERED
    assert any("改成每天都给您留着" in text for text in told(ready.applications[1]))


def test_a_notice_over_two_who_share_a_booth_ends_with_one_offer_after_a_day_is_lost(either_app: Flask) -> None:
    ready = sharing_one_booth(best_comes_first=False, notice_days=5)
    notice = ready.on_notice()
    shorten(ready)
    with clock.fixed(notice.ends_at):
        due.work_due()
    # The best rank lost its day: the booth stays with who kept one.
    assert held(ready) == [("2027-05-08", ready.receipts[1])]
    assert offer_of(ready.applications[0]) is None
    assert any("A01 那几天排给了别家" in text for text in told(ready.applications[0]))
    result = result_of(ready.applications[0])
    assert result is not None
    assert result.waits is not None


def test_days_lost_and_given_back_leave_one_holder_a_day(either_app: Flask) -> None:
    ready = sharing_one_booth(notice_days=5)
    notice = ready.on_notice()
    shorten(ready)
    shorten(ready, days=2)
    with clock.fixed(notice.ends_at):
        assert due.work_due() > 0
    assert ("2027-05-08", ready.receipts[0]) in held(ready)
    assert open_notice(ready.festival) is None


def test_a_festival_brought_forward_brings_the_deadlines_along_and_says_so(either_app: Flask) -> None:
    ready = Ready()
    offers = ready.published()
    later = offers[0].deadline
    sooner = clock.today() + timedelta(days=1)
    postpone(ready.festival, (sooner, sooner), REASON, ready.organiser)
    begins = clock.at(sooner, ready.festival.opens_at.hour, ready.festival.opens_at.minute)
    assert begins < later
    assert {offer.deadline for offer in offers} == {begins}
    assert any("时间有变" in text and "回话" in text for text in told(ready.applications[0]))
    with clock.fixed(begins), pytest.raises(StateConflict):
        actions.confirm(offers[0], ready.organiser)


def test_an_earlier_opening_hour_brings_deadlines_along(either_app: Flask) -> None:
    ready = Ready()
    first = clock.today() + timedelta(days=1)
    postpone(ready.festival, (first, first), REASON, ready.organiser)
    offers = ready.published()
    festival_actions.edit_festival(ready.festival, {"opens_at": time(7)}, ready.organiser)
    assert {offer.deadline for offer in offers} == {clock.at(first, 7)}


def test_who_answered_already_hears_nothing_of_deadlines(either_app: Flask) -> None:
    ready = Ready()
    offers = ready.published()
    actions.confirm(offers[0], ready.organiser)
    before = offers[0].deadline
    sooner = clock.today() + timedelta(days=1)
    postpone(ready.festival, (sooner, sooner), REASON, ready.organiser)
    assert offers[0].deadline == before
    assert not any("时间有变" in text for text in told(ready.applications[0]))


def test_a_festival_is_not_brought_forward_into_its_own_notice(either_app: Flask) -> None:
    ready = Ready(notice_days=5)
    ready.on_notice()
    days = ready.festival.days
    for first in (LAST - timedelta(days=1), LAST):
        with pytest.raises(StateConflict, match="还在公示"):
            postpone(ready.festival, (first, first + timedelta(days=1)), REASON, ready.organiser)
    assert ready.festival.days == days
    postpone(ready.festival, (LAST + timedelta(days=1), LAST + timedelta(days=2)), REASON, ready.organiser)


def test_nothing_is_published_or_offered_once_the_festival_has_begun(either_app: Flask) -> None:
    ready = Ready()
    draft = ready.draft()
    begins = clock.at(ready.festival.days[0], ready.festival.opens_at.hour, ready.festival.opens_at.minute)
    with clock.fixed(begins), pytest.raises(StateConflict, match="已经开始"):
        actions.publish(draft, ready.organiser, draft.version)
    with clock.fixed(begins - timedelta(minutes=30)):
        actions.publish(draft, ready.organiser, draft.version)
    assert offer_of(ready.applications[0]).deadline == begins  # type: ignore[union-attr]


def test_a_notice_held_back_into_the_festival_ends_in_no_offers(either_app: Flask) -> None:
    ready = Ready(notice_days=5)
    ready.on_notice()
    begins = clock.at(ready.festival.days[0], ready.festival.opens_at.hour, ready.festival.opens_at.minute)
    with clock.fixed(begins):
        assert due.work_due() == 0
    assert db.session.query(Offer).count() == 0


def test_while_the_days_are_open_nobody_has_to_answer_and_then_there_is_time(either_app: Flask) -> None:
    ready = Ready()
    offers = ready.published()
    postpone(ready.festival, None, REASON, ready.organiser)
    with clock.fixed(offers[0].deadline + timedelta(days=1)):
        assert due.work_due() == 0
        assert offers[0].state is OfferState.OFFERED
        postpone(ready.festival, (date(2027, 5, 15), date(2027, 5, 16)), REASON, ready.organiser)
        assert offers[0].deadline > clock.now() + timedelta(hours=12)
        assert any("时间有变" in text for text in told(ready.applications[0]))
        actions.confirm(offers[0], ready.organiser)
