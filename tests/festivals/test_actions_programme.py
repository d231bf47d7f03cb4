"""The programme: moved sessions are announced, public ones never vanish, nonsense is refused."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.errors import BadInput, StateConflict
from eventhub.core.row_versions import Stale
from eventhub.festivals import actions, notices, programme, queries, rescheduling, signals
from eventhub.festivals.models import Announcement, FestivalState, ProgrammeSession
from tests import factories
from tests.conftest import at

VALUES = {
    "title": "打牛",
    "starts_at": at("2027-05-01T10:00"),
    "ends_at": at("2027-05-01T11:00"),
    "place": "石鼓广场",
}


def titles(festival: Any) -> list[str]:
    rows = select(Announcement.title).where(Announcement.festival_id == festival.id).order_by(Announcement.id)
    return list(db.session.scalars(rows))


def test_a_moved_public_session_is_announced_with_old_and_new_time(either_app: Any) -> None:
    festival = factories.a_festival()
    entry = programme.add_session(festival, VALUES, None)
    programme.edit_session(
        entry, {"starts_at": at("2027-05-01T11:00"), "ends_at": at("2027-05-01T12:00")}, None, entry.version
    )
    notice = festival.announcements[0]
    assert notice.title == "打牛改到 5月1日 11:00"
    assert notice.body == "到 12:00 结束，石鼓广场。原定 5月1日 10:00，石鼓广场。"


def test_a_session_moved_to_another_place_is_announced(app: Any) -> None:
    festival = factories.a_festival()
    entry = programme.add_session(festival, VALUES, None)
    programme.edit_session(entry, {"place": "南门"}, None)
    assert titles(festival) == ["打牛改到南门"]


@pytest.mark.parametrize("values", [{"title": "打牛大会"}, {"note": "请早来。"}, {"published": False}, {}])
def test_a_change_that_moves_nobody_makes_no_announcement(app: Any, values: dict[str, Any]) -> None:
    festival = factories.a_festival()
    entry = programme.add_session(festival, VALUES, None)
    programme.edit_session(entry, values, None)
    assert titles(festival) == []


def test_nobody_is_told_of_what_they_could_not_see(app: Any) -> None:
    draft = factories.a_festival(state=FestivalState.DRAFT, announced_at=None)
    hidden = programme.add_session(factories.a_festival(), {**VALUES, "published": False}, None)
    for entry in (programme.add_session(draft, VALUES, None), hidden):
        programme.edit_session(entry, {"place": "南门"}, None)
        programme.cancel_session(entry, None)
        assert titles(entry.festival) == []


def test_a_cancelled_session_stays_on_the_page_and_can_be_brought_back(app: Any) -> None:
    festival = factories.a_festival()
    entry = programme.add_session(festival, VALUES, None)
    programme.cancel_session(entry, None, entry.version)
    shown = [session.title for day in queries.programme_by_day(festival, public=True) for session in day.sessions]
    assert "打牛" in shown
    for refused in (programme.cancel_session, lambda e, a: programme.edit_session(e, {"title": "别的"}, a)):
        with pytest.raises(StateConflict):
            refused(entry, None)
    programme.restore_session(entry, None)
    with pytest.raises(StateConflict):
        programme.restore_session(entry, None)
    assert titles(festival) == ["打牛取消了", "打牛照常办"]


def test_deleting_keeps_what_was_ever_public_and_drops_what_never_was(app: Any) -> None:
    festival = factories.a_festival()
    public = programme.add_session(festival, VALUES, None)
    hidden = programme.add_session(festival, {**VALUES, "published": False}, None)
    uid, hidden_id = public.uid, hidden.id
    programme.delete_session(public, None)
    programme.delete_session(hidden, None)
    kept = db.session.scalar(select(ProgrammeSession).where(ProgrammeSession.uid == uid))
    assert kept is not None
    assert kept.deleted
    assert db.session.get(ProgrammeSession, hidden_id) is None
    assert queries.session_of(festival, uid) is None
    with pytest.raises(StateConflict):
        programme.delete_session(kept, None)
    with pytest.raises(StateConflict):
        programme.edit_session(kept, {"title": "又来了"}, None)


def test_a_session_published_later_counts_as_public_from_then_on(app: Any) -> None:
    entry = programme.add_session(factories.a_festival(), {**VALUES, "published": False}, None)
    assert not entry.was_public
    programme.publish_session(entry, None, entry.version)
    programme.unpublish_session(entry, None, entry.version)
    assert entry.was_public


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_at": at("2027-05-01T10:00")}, "ends_at"),
        ({"ends_at": at("2027-05-02T10:01")}, "ends_at"),
        ({"starts_at": at("2027-04-30T23:00")}, "starts_at"),
        ({"starts_at": at("2027-05-03T00:00"), "ends_at": at("2027-05-03T01:00")}, "starts_at"),
    ],
)
def test_times_that_make_no_sense_are_refused(either_app: Any, values: dict[str, Any], field: str) -> None:
    festival = factories.a_festival()
    with pytest.raises(BadInput) as refused:
        programme.add_session(festival, {**VALUES, **values}, None)
    assert field in refused.value.fields
    assert db.session.scalar(select(func.count(ProgrammeSession.id))) == 1


def test_a_session_may_end_after_midnight(app: Any) -> None:
    festival = factories.a_festival()
    values = {**VALUES, "starts_at": at("2027-05-02T22:00"), "ends_at": at("2027-05-03T01:00")}
    assert programme.add_session(festival, values, None).id


def test_without_days_there_is_no_programme_yet(app: Any) -> None:
    festival = factories.a_festival(starts_on=None, ends_on=None)
    with pytest.raises(BadInput):
        programme.add_session(festival, VALUES, None)


def test_a_cancelled_festival_has_a_fixed_programme(app: Any) -> None:
    festival = factories.a_festival()
    actions.cancel(festival, "暴雨。", None)
    with pytest.raises(StateConflict):
        programme.add_session(festival, VALUES, None)
    with pytest.raises(StateConflict):
        programme.edit_session(festival.sessions[0], {"title": "别的"}, None)


def test_two_organisers_on_one_session_one_is_told(either_app: Any) -> None:
    entry = programme.add_session(factories.a_festival(), VALUES, None)
    seen = entry.version
    programme.edit_session(entry, {"title": "打牛大会"}, None, seen)
    for deed in (
        lambda: programme.edit_session(entry, {"title": "不打牛"}, None, seen),
        lambda: programme.cancel_session(entry, None, seen),
        lambda: programme.delete_session(entry, None, seen),
    ):
        with pytest.raises(Stale):
            deed()
    assert (entry.title, entry.cancelled, entry.deleted) == ("打牛大会", False, False)


def test_later_rooms_hear_of_every_change_inside_the_transaction(app: Any) -> None:
    festival = factories.a_festival()
    heard: list[str] = []

    def hear(_sender: Any, change: str, **_said: Any) -> None:
        heard.append(change)

    with signals.session_changed.connected_to(hear):
        entry = programme.add_session(festival, VALUES, None)
        programme.edit_session(entry, {"title": "打牛大会"}, None)
        programme.edit_session(entry, {"place": "南门"}, None)
        programme.unpublish_session(entry, None)
        programme.publish_session(entry, None)
        programme.cancel_session(entry, None)
        programme.restore_session(entry, None)
        programme.delete_session(entry, None)
    assert heard == ["added", "edited", "moved", "unpublished", "published", "cancelled", "restored", "deleted"]


def test_the_programme_by_day_shows_empty_days_and_those_outside(app: Any) -> None:
    festival = factories.a_festival(days=3)
    rescheduling.postpone(festival, (date(2027, 5, 8), date(2027, 5, 8)), "只办一天。", None)
    late = factories.a_session(
        festival, starts_at=clock.at(date(2027, 5, 9), 10), ends_at=clock.at(date(2027, 5, 9), 11)
    )
    days = queries.programme_by_day(festival)
    assert [(day.day.day, day.inside, len(day.sessions)) for day in days] == [(8, True, 1), (9, False, 1)]
    assert days[1].sessions == [late]


def test_a_notice_needs_a_title_and_a_public_festival(app: Any) -> None:
    festival = factories.a_festival()
    with pytest.raises(BadInput):
        notices.add_notice(festival, " ", "", None)
    notice = notices.add_notice(festival, "加开两趟公交", "", None)
    notices.remove_notice(notice, None)
    assert titles(festival) == []
    with pytest.raises(StateConflict):
        notices.add_notice(factories.a_festival(state=FestivalState.DRAFT), "加开公交", "", None)
