"""A household's private feed: its address, what stands in it, and that it follows what happens to the booth."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.allocation.models import Holding, Offer, OfferState, PlanState, StoredPlan
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.calendar import private_feeds
from eventhub.calendar.models import PrivateEntry, PrivateFeed
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.festivals import actions, rescheduling
from tests import factories
from tests.calendar.feed_reader import BASE, Feed, fetch, unchanged
from tests.conftest import at, new_client
from tests.page_check import CheckedClient

LATER = at("2027-04-18T08:00")


def an_offer(state: OfferState = OfferState.CONFIRMED, **values: Any) -> Offer:
    """A household that was given booth A01 on both days, with set-up and take-down windows."""
    festival = factories.a_festival(
        set_up_from=at("2027-04-30T14:00"),
        set_up_until=at("2027-04-30T18:00"),
        take_down_from=at("2027-05-02T18:00"),
        take_down_until=at("2027-05-02T21:00"),
    )
    application = factories.an_application(festival, **values)
    plan = factories.saved(StoredPlan(festival_id=festival.id, number=1, state=PlanState.PUBLISHED))
    booth = festival.zones[0].rows[0].booths[0]
    offer = Offer(
        application_id=application.id, plan_id=plan.id, state=state, booths=["A01"], deadline=at("2027-04-20T18:00")
    )
    held = [Holding(booth_id=booth.id, day=day, application_id=application.id) for day in festival.days]
    return factories.saved(offer, *held)


def account_of(application: Application) -> Any:
    return application.household.account


def private(client: CheckedClient, token: str) -> Feed:
    return fetch(client, f"/my/calendar/{token}.ics", private=True)


def by_title(feed: Feed) -> dict[str, str]:
    return {feed.title(uid): uid for uid in feed.events}


def opened_over_http(client: CheckedClient) -> str:
    page = client.post("/my/calendar/")
    found = re.search(rf"{BASE}(/my/calendar/[\w-]+)\.ics", page.get_data(as_text=True))
    assert found
    assert page.headers["Cache-Control"] == "no-store"
    return found[1].rpartition("/")[2]


def test_the_page_opens_renews_and_closes_it(app: Flask) -> None:
    offer = an_offer()
    client, reader = new_client(app).sign_in(account_of(offer.application)), new_client(app)
    assert "开通我的日历" in client.get("/my/calendar/").get_data(as_text=True)
    first = opened_over_http(client)
    assert private(reader, first).events
    assert first not in client.get("/my/calendar/").get_data(as_text=True), "shown once"
    second = opened_over_http(client)
    assert reader.get(f"/my/calendar/{first}.ics").status_code == 404
    kept = private(reader, second)
    assert client.post("/my/calendar/stop").status_code == 303
    assert reader.get(f"/my/calendar/{second}.ics", headers={"If-None-Match": kept.etag}).status_code == 404
    assert client.post("/my/calendar/stop").status_code == 303  # twice is harmless


def test_the_identifiers_outlive_a_new_address(client: CheckedClient) -> None:
    account = account_of(an_offer().application)
    before = set(private(client, private_feeds.open_feed(account)).events)
    assert set(private(client, private_feeds.open_feed(account)).events) == before


def test_only_a_hash_of_a_long_token_is_kept(client: CheckedClient) -> None:
    account = account_of(an_offer().application)
    tokens = {private_feeds.open_feed(account) for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 22  # 22 characters of base64 are 132 bits
    stored = str(db.session.execute(db.select(PrivateFeed.__table__)).all())
    assert not any(token in stored for token in tokens)


@pytest.mark.parametrize("token", ["x", "%00", "%ff", "a" * 500, "..", "%F0%9F%8D%91"])
def test_any_other_address_is_not_found(client: CheckedClient, token: str) -> None:
    private_feeds.open_feed(account_of(an_offer().application))
    assert client.get(f"/my/calendar/{token}.ics").status_code == 404


def test_an_account_switched_off_has_no_feed(client: CheckedClient) -> None:
    account = account_of(an_offer().application)
    token = private_feeds.open_feed(account)
    with writing():
        account.active = False
    assert client.get(f"/my/calendar/{token}.ics").status_code == 404


def test_a_confirmed_booth_has_set_up_days_and_take_down_with_alarms(client: CheckedClient) -> None:
    feed = private(client, private_feeds.open_feed(account_of(an_offer().application)))
    times = {
        feed.title(uid): (event.one("DTSTART").raw, len(event.sub("VALARM")))
        for uid, event in feed.events.items()
        if "出摊" not in feed.title(uid)
    }
    assert times == {
        "踩山会布展，摊位 A01": ("20270430T140000", 2),
        "踩山会撤展，摊位 A01": ("20270502T180000", 2),
    }
    days = [event.one("DTSTART").raw for uid, event in feed.events.items() if "出摊" in feed.title(uid)]
    assert sorted(days) == ["20270501T090000", "20270502T090000"]


def test_an_offer_rings_before_its_deadline(client: CheckedClient) -> None:
    feed = private(client, private_feeds.open_feed(account_of(an_offer(OfferState.OFFERED).application)))
    (uid,) = feed.events
    assert feed.title(uid) == "确认踩山会摊位 A01"
    assert [alarm.one("TRIGGER").raw for alarm in feed.events[uid].sub("VALARM")] == ["-P1D", "-PT3H"]


def test_confirming_keeps_the_entry_and_adds_the_rest(client: CheckedClient) -> None:
    offer = an_offer(OfferState.OFFERED)
    token = private_feeds.open_feed(account_of(offer.application))
    before = private(client, token)
    with clock.fixed(LATER):
        with writing():
            offer.state = OfferState.CONFIRMED
        after = private(client, token)
    (uid,) = before.events
    assert len(after.events) == 5
    assert not after.cancelled(uid)
    assert after.stamp(uid) == "20270418T000000Z"
    assert not after.events[uid].sub("VALARM")


def test_a_booth_given_back_is_called_off_and_does_not_vanish(client: CheckedClient) -> None:
    offer = an_offer()
    token = private_feeds.open_feed(account_of(offer.application))
    before = private(client, token)
    with clock.fixed(LATER):
        with writing():
            offer.state = OfferState.DECLINED
        after = private(client, token)
    assert after.events.keys() == before.events.keys()
    assert all(after.cancelled(uid) and after.sequence(uid) == before.sequence(uid) + 1 for uid in after.events)


def test_a_postponement_moves_the_same_entries(client: CheckedClient) -> None:
    offer = an_offer()
    token = private_feeds.open_feed(account_of(offer.application))
    before = private(client, token)
    days = date(2027, 5, 8), date(2027, 5, 9)
    with clock.fixed(LATER):
        rescheduling.postpone(offer.application.festival, days, "下雨", None)
        after = private(client, token)
        assert unchanged(client, f"/my/calendar/{token}.ics", after)
    assert after.events.keys() == before.events.keys()
    set_up = by_title(before)["踩山会布展，摊位 A01"]
    assert after.events[set_up].one("DTSTART").raw == "20270507T140000"
    assert after.sequence(set_up) == 1
    assert after.last_modified > before.last_modified


def test_a_cancelled_edition_calls_everything_off(client: CheckedClient) -> None:
    offer = an_offer()
    token = private_feeds.open_feed(account_of(offer.application))
    before = private(client, token)
    actions.cancel(offer.application.festival, "山洪", None)
    after = private(client, token)
    assert after.events.keys() == before.events.keys()
    assert all(after.cancelled(uid) for uid in after.events)


def test_an_unfinished_application_rings_before_the_call_closes(client: CheckedClient) -> None:
    festival = factories.a_festival()
    call = factories.a_call(festival)
    application = factories.an_application(festival, state=ApplicationState.DRAFT, receipt=None)
    token = private_feeds.open_feed(account_of(application))
    before = private(client, token)
    (uid,) = before.events
    assert before.title(uid) == "踩山会摊位申请截止，还没交"
    assert len(before.events[uid].sub("VALARM")) == 2
    with writing():
        application.state = ApplicationState.SUBMITTED
        call.closes_at += timedelta(days=1)
    after = private(client, token)
    assert not after.events[uid].sub("VALARM")
    assert after.sequence(uid) == 1
    with writing() as session:
        session.delete(application)  # a discarded draft
    gone = private(client, token)
    assert gone.cancelled(uid)
    assert gone.sequence(uid) == 2


def test_reading_writes_nothing_while_nothing_changed(client: CheckedClient) -> None:
    token = private_feeds.open_feed(account_of(an_offer().application))
    first = private(client, token)
    stored = db.session.execute(db.select(PrivateEntry.__table__)).all()
    with clock.fixed(LATER):
        second = private(client, token)
        assert unchanged(client, f"/my/calendar/{token}.ics", second)
    assert second.raw == first.raw
    assert db.session.execute(db.select(PrivateEntry.__table__)).all() == stored


def test_nobody_elses_booths_stand_in_it(client: CheckedClient) -> None:
    mine, theirs = an_offer(), an_offer()
    feed = private(client, private_feeds.open_feed(account_of(mine.application)))
    assert len(feed.events) == 4
    assert theirs.application.festival.slug not in feed.text
    assert mine.application.contact_phone not in feed.text


def test_it_works_on_both_databases(either_app: Flask) -> None:
    offer, client = an_offer(), new_client(either_app)
    token = private_feeds.open_feed(account_of(offer.application))
    first = private(client, token)
    assert unchanged(client, f"/my/calendar/{token}.ics", first)
    assert private(client, token).raw == first.raw


@pytest.mark.parametrize("state", [ApplicationState.SUBMITTED, ApplicationState.ACCEPTED])
def test_my_page_always_leads_to_it(app: Flask, state: ApplicationState) -> None:
    application = factories.an_application(factories.a_festival(), state=state)
    client = new_client(app).sign_in(account_of(application))
    before = client.get("/my/").get_data(as_text=True)
    assert "把要紧的日子加到手机日历" in before
    assert 'href="/my/calendar/"' in before
    private_feeds.open_feed(account_of(application))
    after = client.get("/my/").get_data(as_text=True)
    assert "把要紧的日子加到手机日历" not in after
    assert 'href="/my/calendar/"' in after
