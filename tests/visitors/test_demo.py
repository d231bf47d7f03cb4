"""The demo tells the visitors' part too: booklets, enquiries, batches, rankings, the home page's turn."""

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.allocation.notice_models import Notice
from eventhub.allocation.queries import draw_of
from eventhub.core.database import db
from eventhub.demo import load_demo
from eventhub.demo.households import FIRST_PHONE
from eventhub.demo.seasons import LEAD_OF_A_CALL, LEAD_OF_THE_ALLOCATION, cast_of, last_season, next_season
from eventhub.festivals.models import Festival
from eventhub.registry.models import Batch, Household, Product
from eventhub.visitors.home import STALLS_SHOWN
from eventhub.visitors.models import Enquiry, HomeTurn, Outcome
from eventhub.visitors.rankings import METRICS
from eventhub.visitors.stamps import crowds, tally
from tests.conftest import new_client
from tests.visitors.test_festivals import text_of


def told_notice(festival: Festival) -> Notice:
    """Return the one notice of an edition."""
    return db.session.scalars(select(Notice).where(Notice.festival_id == festival.id)).one()


def test_every_day_of_loading_finds_its_seasons() -> None:
    for number in range(5 * 365):
        day = date(2026, 1, 1) + timedelta(days=number)
        cast = cast_of(day)
        assert {cast.open, cast.plain, cast.draft} == {"nianhuo", "taohua", "lihua"}, day
        assert next_season(cast.open, day).first >= day + LEAD_OF_A_CALL, day
        assert next_season("caishan", day, LEAD_OF_THE_ALLOCATION).first >= day + LEAD_OF_THE_ALLOCATION, day
        assert last_season("taohua", day).last < day


@pytest.mark.slow
def test_the_demo_tells_what_visitors_left(app: Flask) -> None:
    assert load_demo(app.config["SETTINGS"])
    client = new_client(app)
    running = db.session.scalars(select(Festival).where(Festival.slug == "meishi-2027")).one()
    past = db.session.scalars(select(Festival).where(Festival.slug == "taohua-2027")).one()

    for festival in (running, past):
        notice, draw = told_notice(festival), draw_of(festival)
        assert draw is not None
        assert draw.entered_by_id != draw.confirmed_by_id
        assert json.loads(notice.problem_text)["lottery"] == {"seed": draw.seed, "source": draw.source}
        levels = json.loads(notice.plan_text)["levels"]
        assert {level["level"] for level in levels} >= {"placed", "size", "zones", "neighbours", "moves"}
        assert all(level["proven"] for level in levels)

    booklets = tally(running)
    assert booklets["devices"] >= 24
    assert booklets["full"] >= 2
    assert booklets["redeemed"] == 1
    assert len(crowds(running)) == 1

    outcomes = set(db.session.scalars(select(Enquiry.outcome).where(Enquiry.festival_id == running.id)))
    assert outcomes == set(Outcome)
    first = db.session.scalars(select(Household).where(Household.phone == str(FIRST_PHONE))).one()
    own = db.session.scalars(select(Enquiry.outcome).where(Enquiry.household_id == first.id)).all()
    assert Outcome.NEW in own
    assert len(first.products[0].batches) == 2
    named = set(db.session.scalars(select(Product.named).join(Product.batches)))
    assert named >= {"堡堂手工面", "雷锋垭雪梨膏", "九锅箐老腊肉"}

    recalled = db.session.scalars(select(Batch).where(Batch.recalled_at.is_not(None))).one()
    assert "召回了" in text_of(client, f"/batches/{recalled.code}")
    desk = new_client(app).sign_in(db.session.scalars(select(Account).where(Account.login == "zhuban")).one())
    assert recalled.recall_reason in text_of(desk, f"/desk/{running.slug}/")

    for festival in (running, past):
        page = text_of(client, f"/festivals/{festival.slug}/rankings/")
        for metric in METRICS.values():
            assert metric.label in page, festival.slug
    turns = db.session.execute(
        select(HomeTurn.day, func.count(HomeTurn.id)).where(HomeTurn.festival_id == running.id).group_by(HomeTurn.day)
    ).all()
    assert [count for _, count in turns] == [STALLS_SHOWN] * 7
