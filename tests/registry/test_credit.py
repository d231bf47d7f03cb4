"""Festival credit: the table of points, until when it counts, one event per source, the appeal."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from eventhub.accounts.models import Account, Role
from eventhub.applications.score_facts import score_of
from eventhub.applications.score_lines import CreditLine, ScoreRule
from eventhub.applications.score_rule_file import rule_to_json
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.errors import NotFound, StateConflict
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.core.row_versions import Stale
from eventhub.registry import actions, credit_actions
from eventhub.registry.credit import AppealState, CreditKind, counts_on, expires_on, points_of, rule_lines
from eventhub.registry.credit_queries import credit_events_of, credit_total
from eventhub.registry.models import CreditEvent, Household
from tests import factories

DAY = date(2027, 4, 10)
AGAINST = {CreditKind.ABSENT, CreditKind.LEFT_EARLY, CreditKind.CORRECTION_DEMANDED}


@pytest.fixture
def household(app: Flask) -> Household:
    made: Household = factories.a_household()
    return made


@pytest.fixture
def organiser(app: Flask) -> Account:
    return factories.a_staff_member(Role.ORGANISER, organisation=factories.an_organisation())


def recorded(
    household: Household, kind: CreditKind = CreditKind.ABSENT, day: date = DAY, source: str = "gate:finding:12"
) -> CreditEvent:
    return credit_actions.record_credit_event(household, kind, day, "万盛苗族踩山会", source, None, "当天没有进场")


def account_of(household: Household) -> Account:
    assert household.account is not None
    return household.account


def messages() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.text).order_by(OutboxMessage.id)))


def test_what_is_against_a_household_costs_points_and_is_forgotten_sooner() -> None:
    for kind in CreditKind:
        years = expires_on(kind, DAY).year - DAY.year
        assert kind.is_against == (kind in AGAINST)
        assert (points_of(kind, 1) < 0, years) == ((True, 1) if kind in AGAINST else (False, 3))


def test_the_first_correction_is_a_reminder_and_absence_is_not() -> None:
    assert points_of(CreditKind.CORRECTION_DEMANDED, 0) == 0
    assert points_of(CreditKind.CORRECTION_DEMANDED, 1) < 0
    assert points_of(CreditKind.ABSENT, 0) == points_of(CreditKind.ABSENT, 5) < 0


def test_every_kind_is_published_in_the_rule() -> None:
    assert [line[0] for line in rule_lines()] == [kind.label for kind in CreditKind]


def test_an_event_of_29_february_ends_on_the_28th() -> None:
    assert expires_on(CreditKind.ABSENT, date(2028, 2, 29)) == date(2029, 2, 28)
    assert expires_on(CreditKind.ON_TIME, date(2028, 2, 29)) == date(2031, 2, 28)


@given(
    st.sampled_from(CreditKind),
    st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    st.integers(-3, 1200),
    st.sampled_from(AppealState),
)
def test_an_event_counts_from_its_day_for_whole_years_unless_withdrawn(
    kind: CreditKind, day: date, later: int, appeal: AppealState
) -> None:
    end = expires_on(kind, day)
    assert 365 * (1 if kind in AGAINST else 3) <= (end - day).days <= 1096
    asked = day + timedelta(days=later)
    assert counts_on(day, end, appeal, asked) == (appeal is not AppealState.WITHDRAWN and day <= asked < end)


def test_the_total_counts_up_to_the_last_day_and_no_further(household: Household) -> None:
    event = recorded(household)
    recorded(household, CreditKind.COMMENDED, source="desk:1")
    recorded(factories.a_household(), CreditKind.ABSENT, source="desk:2")
    assert credit_total(household, DAY - timedelta(days=1)) == 0
    assert credit_total(household, DAY) == -1
    assert credit_total(household, event.expires_on - timedelta(days=1)) == -1
    assert credit_total(household, event.expires_on) == 2
    assert credit_total(household, date(2030, 4, 10)) == 0
    for day in (DAY, event.expires_on, date(2030, 4, 9)):
        shown = sum(one.points for one in credit_events_of(household) if one.counts_on(day))
        assert credit_total(household, day) == shown


def test_one_source_gives_one_event_and_one_message(either_app: Flask) -> None:
    household = factories.a_household()
    first = recorded(household)
    again = recorded(household, CreditKind.LEFT_EARLY, DAY + timedelta(days=1))
    assert again.id == first.id
    assert again.kind is CreditKind.ABSENT
    assert db.session.scalar(select(func.count(CreditEvent.id))) == 1
    assert len(messages()) == 1
    assert "扣 3 分" in messages()[0]
    assert db.session.scalars(select(AuditEntry.action)).all().count("credit.record") == 1


def test_a_reminder_is_told_as_one_and_praise_needs_no_message(household: Household) -> None:
    reminder = recorded(household, CreditKind.CORRECTION_DEMANDED, source="a")
    assert reminder.points == 0
    assert "只提醒，不扣分" in messages()[0]
    recorded(household, CreditKind.COMMENDED, source="b")
    assert len(messages()) == 1
    assert recorded(household, CreditKind.CORRECTION_DEMANDED, source="c").points == -1
    a_year_on = date(2028, 4, 10)
    assert recorded(household, CreditKind.CORRECTION_DEMANDED, a_year_on, "d").points == 0


def test_nothing_is_kept_when_the_deed_around_it_fails(household: Household) -> None:
    def deed() -> None:
        with writing():
            recorded(household)
            raise StateConflict("不行。")

    with pytest.raises(StateConflict, match="不行"):
        deed()
    assert credit_events_of(household) == []
    assert messages() == []


@pytest.mark.parametrize(("uphold", "state", "total"), [(True, "upheld", -3), (False, "withdrawn", 0)])
def test_an_appeal_is_decided_once(
    household: Household, organiser: Account, uphold: bool, state: str, total: int
) -> None:
    event = recorded(household)
    credit_actions.appeal(event, "那天封路。", account_of(household), event.version)
    assert credit_total(household, DAY) == -3  # it counts until it is decided
    credit_actions.decide_appeal(event, uphold, "查了封路通知。", organiser, event.version)
    assert (event.appeal_state.value, event.decision_text, event.decided_by_id) == (
        state,
        "查了封路通知。",
        organiser.id,
    )
    assert credit_total(household, DAY) == total
    assert len(messages()) == 2
    for again in (
        lambda: credit_actions.decide_appeal(event, True, "再说。", organiser),
        lambda: credit_actions.appeal(event, "还是不对。", account_of(household)),
    ):
        with pytest.raises(StateConflict):
            again()
    done = set(db.session.scalars(select(AuditEntry.action)))
    assert {"credit.record", "credit.appeal", "credit.decide"} <= done


def test_who_and_what_may_not_be_appealed(household: Household, organiser: Account) -> None:
    event = recorded(household)
    with pytest.raises(NotFound):
        credit_actions.appeal(event, "我不服。", account_of(factories.a_household()))
    with pytest.raises(StateConflict, match="待答复"):
        credit_actions.decide_appeal(event, False, "撤了。", organiser)
    with pytest.raises(Stale):
        credit_actions.appeal(event, "我不服。", account_of(household), event.version + 1)
    praise = recorded(household, CreditKind.COMMENDED, source="desk:1")
    with pytest.raises(StateConflict, match="加分"):
        credit_actions.appeal(praise, "我不服。", account_of(household))
    old = recorded(household, day=date(2026, 4, 17), source="gate:finding:1")
    with pytest.raises(StateConflict, match="过期"):
        credit_actions.appeal(old, "我不服。", account_of(household))
    assert event.appeal_state is AppealState.NONE


def test_erasing_a_household_removes_what_it_wrote_and_keeps_the_event(
    household: Household, organiser: Account
) -> None:
    event = recorded(household)
    credit_actions.appeal(event, "我住院了。", account_of(household))
    credit_actions.decide_appeal(event, False, "住院属实。", organiser)
    actions.ask_for_deletion(household, account_of(household))
    actions.erase_household(household, organiser)
    assert (event.appeal_text, event.decision_text) == ("", "")
    assert event.appeal_state is AppealState.WITHDRAWN


def test_the_score_line_counts_what_counts_on_the_festivals_first_day(household: Household) -> None:
    festival = factories.a_festival()
    rule = ScoreRule((CreditLine(per_point=2, floor=-10, cap=10),))
    call = factories.a_call(festival, score_rule=rule_to_json(rule))
    application: Any = factories.an_application(festival, household)
    assert score_of(application, call).lines[0].points == 0
    recorded(household, CreditKind.COMMENDED, source="a")
    recorded(household, CreditKind.COMMENDED, source="b")
    # Absent on the 2 May a year before: still counts on 1 May. Absent on the 1 May a year before: does not.
    recorded(household, day=date(2026, 5, 2), source="c")
    recorded(household, day=date(2026, 5, 1), source="d")
    line = score_of(application, call).lines[0]
    assert line.points == 2
    assert "守信记录 1 分" in line.reason
    assert clock.today() < date(2026, 5, 1) + timedelta(days=365)  # today it would still count
