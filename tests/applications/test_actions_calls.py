"""Calls for booths: written before they open, frozen afterwards except for a later closing; news of the festival."""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.applications.call_actions import CallTerms, extend_call, save_call
from eventhub.applications.festival_news import moved_days
from eventhub.applications.models import Application
from eventhub.applications.score_lines import HeritageLine, ScoreRule
from eventhub.applications.score_rule_file import rule_to_json
from eventhub.applications.states import ApplicationState
from eventhub.core import clock, revisions
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.models import AuditEntry, OutboxMessage
from eventhub.festivals.models import Announcement, Festival, FestivalState
from eventhub.festivals.signals import festival_cancelled, festival_postponed, festival_withdrawn
from tests import factories
from tests.conftest import at


@pytest.fixture
def festival(app: Flask) -> Festival:
    return factories.a_festival()


@pytest.fixture
def organiser(app: Flask) -> Account:
    return factories.a_staff_member(Role.ORGANISER)


def terms(**changes: Any) -> CallTerms:
    """Sound terms: from the 18th to the 25th of April."""
    return CallTerms(**{"opens_at": at("2027-04-18T09:00"), "closes_at": at("2027-04-25T18:00"), **changes})


def told() -> list[tuple[str, str]]:
    rows = db.session.execute(select(OutboxMessage.to, OutboxMessage.text).order_by(OutboxMessage.id))
    return [(to, text) for to, text in rows]


def test_a_call_is_written_and_shows_in_the_feed(festival: Festival, organiser: Account) -> None:
    rule = rule_to_json(ScoreRule((HeritageLine(20),)))
    before = revisions.current(f"festival:{festival.id}")
    call = save_call(festival, terms(fee_fen=20_000, score_rule=rule, categories=["food"]), organiser)
    assert (call.fee_fen, call.score_rule, call.categories) == (20_000, rule, ["food"])
    assert revisions.current(f"festival:{festival.id}") == before + 1


def test_a_moved_time_raises_the_sequence_and_words_only_the_stamp(festival: Festival, organiser: Account) -> None:
    call = save_call(festival, terms(), organiser)
    first = (call.sequence, call.changed_at)
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        save_call(festival, terms(intro="欢迎来摆摊。"), organiser, call.version)
        assert call.sequence == first[0]
        assert call.changed_at > first[1]
        save_call(festival, terms(intro="欢迎来摆摊。", closes_at=at("2027-04-26T18:00")), organiser, call.version)
    assert call.sequence == first[0] + 1


def test_saving_the_same_again_changes_nothing(festival: Festival, organiser: Account) -> None:
    call = save_call(festival, terms(), organiser)
    seen = (call.version, call.changed_at, revisions.current(f"festival:{festival.id}"))
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        save_call(festival, terms(), organiser)
    assert (call.version, call.changed_at, revisions.current(f"festival:{festival.id}")) == seen


def test_once_open_nothing_changes_but_the_closing(festival: Festival, organiser: Account) -> None:
    call = save_call(festival, terms(), organiser)
    with clock.fixed(at("2027-04-18T08:59:59")):
        save_call(festival, terms(fee_fen=100), organiser)
    with clock.fixed(at("2027-04-18T09:00:00")), pytest.raises(StateConflict, match="不能再改"):
        save_call(festival, terms(fee_fen=200), organiser)
    assert call.fee_fen == 100


def test_a_later_closing_is_announced_logged_and_moves_the_feed(festival: Festival, organiser: Account) -> None:
    call = save_call(festival, terms(), organiser)
    sequence, revision = call.sequence, revisions.current(f"festival:{festival.id}")
    with clock.fixed(at("2027-04-24T10:00")):
        extend_call(call, at("2027-04-27T18:00"), organiser, call.version)
        assert call.is_open
    assert call.closes_at == at("2027-04-27T18:00")
    assert call.sequence == sequence + 1
    assert revisions.current(f"festival:{festival.id}") == revision + 1
    notice = db.session.scalar(select(Announcement))
    assert notice is not None
    assert notice.title == "摊位申请延到 4月27日 18:00 截止"
    assert db.session.scalar(select(AuditEntry).where(AuditEntry.action == "call.extend")) is not None


@pytest.mark.parametrize("closes_at", ["2027-04-25T18:00", "2027-04-20T18:00", "2027-05-01T00:01"])
def test_a_closing_that_is_not_later_or_after_the_opening_day_is_refused(
    festival: Festival, organiser: Account, closes_at: str
) -> None:
    call = save_call(festival, terms(), organiser)
    with clock.fixed(at("2027-04-24T10:00")), pytest.raises(BadInput) as refused:
        extend_call(call, at(closes_at), organiser)
    assert "closes_at" in refused.value.fields
    assert call.closes_at == at("2027-04-25T18:00")


def test_a_closed_call_reopens_unless_its_pool_was_published(festival: Festival, organiser: Account) -> None:
    call = save_call(festival, terms(), organiser)
    with clock.fixed(at("2027-04-26T10:00")):
        extend_call(call, at("2027-04-27T18:00"), organiser)
        assert call.is_open
    with writing():
        call.lottery = {"seed": "2027042"}
    with clock.fixed(at("2027-04-28T10:00")), pytest.raises(StateConflict, match="抽签"):
        extend_call(call, at("2027-04-29T18:00"), organiser)


def test_two_organisers_at_one_call(festival: Festival, organiser: Account) -> None:
    call = save_call(festival, terms(), organiser)
    seen = call.version
    save_call(festival, terms(fee_fen=100), organiser, seen)
    with pytest.raises(StateConflict, match="有人改过"):
        save_call(festival, terms(fee_fen=200), organiser, seen)
    assert call.fee_fen == 100


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_at": at("2027-04-18T09:00")}, "closes_at"),
        ({"opens_at": at("2027-04-01T09:00"), "closes_at": at("2027-04-17T09:30")}, "closes_at"),
        ({"closes_at": at("2027-05-01T00:01")}, "closes_at"),
        ({"categories": ["gold"]}, "categories"),
        ({"max_booths": 3}, "max_booths"),
        ({"fee_fen": -1}, "fee_fen"),
        ({"deposit_fen": 1_000_001}, "deposit_fen"),
        ({"preference": "luck"}, "preference"),
        ({"confirm_days": 0}, "confirm_days"),
        ({"reserves": [{"class": "富裕", "booths": 3}]}, "reserves"),
        ({"reserves": [{"class": "特色", "booths": 3}, {"class": "特色", "booths": 4}]}, "reserves"),
    ],
)
def test_terms_that_make_no_sense_are_refused_at_their_field(
    festival: Festival, organiser: Account, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        save_call(festival, terms(**changes), organiser)
    assert field in refused.value.fields


def test_no_call_without_days_or_for_a_cancelled_festival(app: Flask, organiser: Account) -> None:
    undated = factories.a_festival()
    with writing():
        undated.starts_on = undated.ends_on = None
    with pytest.raises(StateConflict, match="日子"):
        save_call(undated, terms(), organiser)
    with pytest.raises(StateConflict, match="取消"):
        save_call(factories.a_festival(state=FestivalState.CANCELLED), terms(), organiser)


def test_a_cancelled_festival_tells_each_applicant_once(festival: Festival) -> None:
    told_ = factories.an_application(festival, state=ApplicationState.SUBMITTED)
    factories.an_application(
        festival, factories.a_household(phone=told_.contact_phone), contact_phone=told_.contact_phone
    )
    factories.an_application(festival, state=ApplicationState.DRAFT)
    factories.an_application(festival, state=ApplicationState.WITHDRAWN)
    for _ in range(2):
        with writing():
            festival_cancelled.send(festival, reason="暴雨", actor=None)
    assert [to for to, _ in told()] == [told_.contact_phone]
    assert "取消" in told()[0][1]


def test_a_postponed_festival_moves_the_days_and_tells_once_per_new_date(festival: Festival) -> None:
    every = factories.an_application(festival)
    second_day = factories.an_application(festival, days=["2027-05-02"])
    old = (date(2027, 5, 1), date(2027, 5, 2))
    new = (date(2027, 5, 8), date(2027, 5, 9))
    for before in (old, new):
        with writing():
            festival.starts_on, festival.ends_on = new
            festival_postponed.send(festival, old=before, new=new, reason="暴雨", actor=None)
    assert every.days == ["2027-05-08", "2027-05-09"]
    assert second_day.days == ["2027-05-09"]
    assert len(told()) == 2
    assert "改到5月8日（周六）至9日" in told()[0][1]


def test_days_moved_twice_follow_the_second_time_too(festival: Festival) -> None:
    second_day = factories.an_application(festival, days=["2027-05-02"])
    steps = [
        (date(2027, 5, 1), date(2027, 5, 2)),
        (date(2027, 5, 8), date(2027, 5, 9)),
        (date(2027, 6, 1), date(2027, 6, 2)),
    ]
    for old, new in itertools.pairwise(steps):
        with writing():
            festival.starts_on, festival.ends_on = new
            festival_postponed.send(festival, old=old, new=new, reason="暴雨", actor=None)
    assert second_day.days == ["2027-06-02"]
    assert len(told()) == 2


@pytest.mark.parametrize(
    ("chosen", "days", "moved"),
    [
        ([1, 2, 3], 3, [11, 12, 13]),
        ([1, 2, 3], 5, [11, 12, 13, 14, 15]),
        ([1, 3], 2, [11]),
        ([3], 2, [11, 12]),
        ([2], 3, [12]),
    ],
)
def test_where_chosen_days_go(chosen: list[int], days: int, moved: list[int]) -> None:
    old = (date(2027, 5, 1), date(2027, 5, 3))
    new = (date(2027, 5, 11), date(2027, 5, 10 + days))
    assert moved_days([f"2027-05-{day:02d}" for day in chosen], old, new) == [f"2027-05-{day}" for day in moved]


def test_a_festival_with_applications_does_not_go_back_to_draft(festival: Festival) -> None:
    factories.an_application(festival, state=ApplicationState.DRAFT)
    with writing():
        festival_withdrawn.send(festival, actor=None)
    handed_in: Application = factories.an_application(festival, state=ApplicationState.SUBMITTED)
    with pytest.raises(StateConflict, match="1 户"), writing():
        festival_withdrawn.send(handed_in.festival, actor=None)
