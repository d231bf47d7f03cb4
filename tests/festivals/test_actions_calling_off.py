"""Calling an edition off, moving it, taking its announcement back: everybody is told, or nothing happens."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.models import AuditEntry
from eventhub.festivals import actions, queries, rescheduling, signals
from eventhub.festivals.models import FestivalState, Phase
from tests import factories
from tests.conftest import at


def test_cancelling_tells_visitors_and_later_rooms_in_one_transaction(either_app: Any, told: Any) -> None:
    festival = factories.a_festival()
    actor = factories.a_staff_member(Role.ORGANISER, organisation=festival.organisation)
    actions.cancel(festival, "连日暴雨，场地积水。", actor)
    assert festival.state is FestivalState.CANCELLED
    notice = festival.announcements[0]
    assert (notice.title, notice.body) == ("踩山会取消了", "连日暴雨，场地积水。")
    assert told == [("cancelled", {"reason": "连日暴雨，场地积水。", "actor": actor})]
    assert db.session.scalars(select(AuditEntry.action)).all() == ["festival.cancel"]


def test_a_later_room_that_fails_undoes_the_cancellation(app: Any) -> None:
    festival = factories.a_festival()

    def refuse(_sender: Any, **_said: Any) -> None:
        raise StateConflict("还有钱没退。")

    with signals.festival_cancelled.connected_to(refuse), pytest.raises(StateConflict):
        actions.cancel(festival, "连日暴雨。", None)
    assert festival.state is FestivalState.ANNOUNCED
    assert festival.announcements == []


def test_cancelling_needs_a_reason_and_a_public_edition_that_is_not_over(app: Any) -> None:
    festival = factories.a_festival()
    with pytest.raises(BadInput):
        actions.cancel(festival, " ", None)
    with clock.fixed(at("2027-05-03T09:00")), pytest.raises(StateConflict):
        actions.cancel(festival, "办完了。", None)
    draft = factories.a_festival(state=FestivalState.DRAFT, announced_at=None)
    with pytest.raises(StateConflict):
        actions.cancel(draft, "不办了。", None)
    actions.cancel(festival, "不办了。", None)
    with pytest.raises(StateConflict):
        actions.cancel(festival, "不办了。", None)
    with pytest.raises(StateConflict):
        actions.edit_festival(festival, {"name": "还办"}, None)


def test_postponing_moves_programme_and_windows_and_says_old_and_new(either_app: Any, told: Any) -> None:
    festival = factories.a_festival(
        set_up_from=clock.at(date(2027, 4, 30), 14), set_up_until=clock.at(date(2027, 4, 30), 20)
    )
    old, new = (date(2027, 5, 1), date(2027, 5, 2)), (date(2027, 5, 15), date(2027, 5, 16))
    notice = rescheduling.postpone(festival, new, "花还没开。", None)
    assert festival.state is FestivalState.POSTPONED
    assert festival.sessions[0].starts_at == clock.at(date(2027, 5, 15), 10)
    assert festival.set_up_from == clock.at(date(2027, 5, 14), 14)
    assert notice.title == "踩山会改到 5月15日（周六）至16日"
    assert told == [("postponed", {"old": old, "new": new, "reason": "花还没开。", "actor": None})]
    assert [found.id for found in queries.public_festivals(Phase.COMING)] == [festival.id]


def test_postponed_to_open_days_then_fixed_comes_back_moved(app: Any, told: Any) -> None:
    festival = factories.a_festival()
    session = festival.sessions[0]
    rescheduling.postpone(festival, None, "场地在修。", None)
    assert festival.phase is Phase.UNKNOWN
    assert session.starts_at == clock.at(date(2027, 5, 1), 10)
    notice = rescheduling.postpone(festival, (date(2027, 6, 5), date(2027, 6, 6)), "修好了。", None)
    assert session.starts_at == clock.at(date(2027, 6, 5), 10)
    assert festival.former_starts_on is None
    assert notice.title == "踩山会改到 6月5日（周六）至6日"
    assert [said["old"] for _, said in told] == [(date(2027, 5, 1), date(2027, 5, 2))] * 2


def test_first_days_of_an_edition_announced_without_any_are_no_postponement(app: Any, told: Any) -> None:
    festival = factories.a_festival(starts_on=None, ends_on=None)
    notice = rescheduling.postpone(festival, (date(2027, 9, 1), date(2027, 9, 2)), "", None)
    assert festival.state is FestivalState.ANNOUNCED
    assert notice.title == "踩山会日子定了：9月1日（周三）至2日"
    assert [name for name, _ in told] == ["changed"]


@pytest.mark.parametrize(
    ("new", "reason", "error"),
    [
        ((date(2027, 5, 15), date(2027, 5, 14)), "花没开。", BadInput),
        ((date(2027, 4, 16), date(2027, 4, 17)), "花没开。", BadInput),
        ((date(2027, 5, 15), date(2027, 5, 16)), "", BadInput),
        ((date(2027, 5, 1), date(2027, 5, 2)), "花没开。", StateConflict),
    ],
)
def test_a_postponement_that_makes_no_sense_is_refused(app: Any, new: Any, reason: str, error: Any) -> None:
    festival = factories.a_festival()
    with pytest.raises(error):
        rescheduling.postpone(festival, new, reason, None)
    assert festival.starts_on == date(2027, 5, 1)
    assert festival.announcements == []


def test_a_running_edition_is_neither_postponed_nor_taken_back(app: Any) -> None:
    festival = factories.a_festival()
    with clock.fixed(at("2027-05-01T12:00")):
        with pytest.raises(StateConflict):
            rescheduling.postpone(festival, (date(2027, 6, 1), date(2027, 6, 2)), "下雨。", None)
        with pytest.raises(StateConflict):
            actions.withdraw_announcement(festival, None)


def test_taking_an_announcement_back_can_be_refused_by_a_later_room(app: Any, told: Any) -> None:
    festival = factories.a_festival()

    def refuse(_sender: Any, **_said: Any) -> None:
        raise StateConflict("已经有人报名了。")

    with signals.festival_withdrawn.connected_to(refuse), pytest.raises(StateConflict):
        actions.withdraw_announcement(festival, None)
    assert festival.is_public
    actions.withdraw_announcement(festival, None)
    assert not festival.is_public
    assert queries.public_festivals() == []
