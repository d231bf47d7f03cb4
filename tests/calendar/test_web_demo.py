"""The strict rules on every feed of the demo."""

import pytest
from flask import Flask

from eventhub.calendar.feeds import PATHS, FeedKind, FeedName
from eventhub.calendar.private_feeds import open_feed
from eventhub.core.database import db
from eventhub.demo import load_demo
from eventhub.festivals.models import Festival
from eventhub.registry.models import Household
from eventhub.registry.towns import TOWNS
from tests.calendar.feed_reader import fetch, unchanged
from tests.conftest import new_client


@pytest.mark.slow
def test_every_feed_of_the_demo_is_strict(app: Flask) -> None:
    assert load_demo(app.config["SETTINGS"])
    client = new_client(app)
    editions = db.session.scalars(db.select(Festival).where(Festival.announced_at.is_not(None))).all()
    names = [FeedName(kind) for kind in PATHS]
    names += [FeedName(FeedKind.TOWN, town) for town in TOWNS]
    names += [FeedName(FeedKind.EDITION, edition.slug) for edition in editions]
    names += [FeedName(FeedKind.SESSION, edition.slug, entry.uid) for edition in editions for entry in edition.sessions]
    assert len(names) > 50
    for name in names:
        feed = fetch(client, name.path)
        assert feed.events or name.kind is FeedKind.TOWN, name.path
    assert unchanged(client, "/calendar.ics", fetch(client))
    household = db.session.scalars(db.select(Household).where(Household.account_id.is_not(None))).first()
    assert household is not None
    assert household.account is not None
    fetch(client, f"/my/calendar/{open_feed(household.account)}.ics", private=True)
