"""The end of the notice 公示 in a household's feed."""

from eventhub.allocation.models import PlanState, StoredPlan
from eventhub.allocation.notice_models import Notice, NoticeState
from eventhub.applications.models import Application
from eventhub.applications.states import ApplicationState
from eventhub.calendar import private_feeds
from eventhub.core import clock
from eventhub.core.database import writing
from tests import factories
from tests.calendar.test_web_private_feed import LATER, account_of, by_title, private
from tests.conftest import at
from tests.page_check import CheckedClient


def a_notice(application: Application, ends_at: str) -> Notice:
    """The plan of the application's edition is on notice until then."""
    plan = factories.saved(StoredPlan(festival_id=application.festival_id, number=1, state=PlanState.NOTICE))
    return factories.saved(
        Notice(
            festival_id=application.festival_id, plan_id=plan.id, ends_at=at(ends_at), problem_text="{}", plan_text="{}"
        )
    )


def test_the_end_of_the_notice_stands_in_it_and_stays_once_it_is_over(client: CheckedClient) -> None:
    application = factories.an_application(factories.a_festival())
    notice = a_notice(application, "2027-04-23T18:00")
    token = private_feeds.open_feed(account_of(application))
    feed = private(client, token)
    uid = by_title(feed)["踩山会排位公示截止"]
    assert feed.events[uid].one("DTSTART").raw == "20270423T180000"
    assert [alarm.one("TRIGGER").raw for alarm in feed.events[uid].sub("VALARM")] == ["-P1D"]
    with clock.fixed(LATER):
        with writing():
            notice.ends_at = at("2027-04-26T18:00")
        moved = private(client, token)
        assert moved.events[uid].one("DTSTART").raw == "20270426T180000"
        assert int(moved.events[uid].one("SEQUENCE").raw) == 1
    with clock.fixed(at("2027-04-26T18:00")):
        with writing():
            notice.state = NoticeState.ENDED
        over = private(client, token)
    assert over.title(uid) == "踩山会排位公示结束了"
    assert not over.events[uid].sub("VALARM")


def test_a_corrected_notice_takes_the_place_of_the_one_before(client: CheckedClient) -> None:
    application = factories.an_application(factories.a_festival())
    first = a_notice(application, "2027-04-23T18:00")
    token = private_feeds.open_feed(account_of(application))
    uid = by_title(private(client, token))["踩山会排位公示截止"]
    with writing() as session:
        first.state, first.plan.state = NoticeState.REPLACED, PlanState.SUPERSEDED
        plan = StoredPlan(festival_id=first.festival_id, number=2, state=PlanState.NOTICE)
        session.add(plan)
        session.flush()
        ends_at = at("2027-04-27T18:00")
        session.add(
            Notice(festival_id=first.festival_id, plan_id=plan.id, ends_at=ends_at, problem_text="{}", plan_text="{}")
        )
    with clock.fixed(LATER):
        after = private(client, token)
    assert by_title(after)["踩山会排位公示截止"] == uid
    assert after.events[uid].one("DTSTART").raw == "20270427T180000"


def test_nobody_who_was_rejected_is_told_of_the_notice(client: CheckedClient) -> None:
    application = factories.an_application(factories.a_festival(), state=ApplicationState.REJECTED)
    a_notice(application, "2027-04-23T18:00")
    assert not private(client, private_feeds.open_feed(account_of(application))).events
