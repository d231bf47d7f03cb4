"""An edition's life: who may create one, what is refused, and that nobody is left untold."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.core import clock, revisions
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, NotAllowed, StateConflict
from eventhub.core.models import AuditEntry
from eventhub.core.row_versions import Stale
from eventhub.festivals import actions, queries, rescheduling, signals
from eventhub.festivals.models import Festival, FestivalState, Phase
from tests import factories
from tests.conftest import at

VALUES = {"name": "五和梨花节", "short_name": "梨花节", "prefix": "LH", "slug": "lihua-2028", "summary": "看梨花。"}


def create(organisation: Any, actor: Any = None, **values: Any) -> Festival:
    return actions.create_festival(organisation.id, {**VALUES, **values}, actor)


@pytest.fixture
def told() -> Any:
    """What later rooms hear, as (signal, what came with it)."""
    heard: list[tuple[str, dict[str, Any]]] = []

    def listener(name: str) -> Any:
        def hear(_sender: Any, **said: Any) -> None:
            heard.append((name, said))

        return hear

    ears = {name: listener(name) for name in ("announced", "cancelled", "postponed", "changed", "withdrawn")}
    for name, ear in ears.items():
        getattr(signals, f"festival_{name}").connect(ear)
    yield heard
    for name, ear in ears.items():
        getattr(signals, f"festival_{name}").disconnect(ear)


def test_an_organiser_creates_a_draft_for_the_own_organisation_only(either_app: Any) -> None:
    mine, other = factories.an_organisation(), factories.an_organisation()
    organiser = factories.a_staff_member(Role.ORGANISER, organisation=mine)
    festival = create(mine, organiser)
    assert festival.state is FestivalState.DRAFT
    assert festival.phase is Phase.UNKNOWN
    with pytest.raises(NotAllowed):
        create(other, organiser, slug="lihua-2029")
    assert queries.festival_by_slug("lihua-2029") is None


def test_a_new_edition_keeps_flame_from_cloth(app: Any) -> None:
    assert create(factories.an_organisation(), None).flame_apart


def test_an_organiser_of_one_festival_creates_none(app: Any) -> None:
    festival = factories.a_festival()
    organiser = factories.a_staff_member(Role.ORGANISER, festival=festival)
    with pytest.raises(NotAllowed):
        create(festival.organisation, organiser)


def test_an_administrator_creates_for_any_organisation(app: Any) -> None:
    organisation = factories.an_organisation()
    assert create(organisation, factories.a_staff_member(Role.ADMINISTRATOR)).id


@pytest.mark.parametrize(
    "slug", ["new", "Lihua-2028", "lihua_2028", "梨花-2028", "lihua--2028", "-2028", "a" * 60 + "1"]
)
def test_a_malformed_slug_is_refused_at_its_field(app: Any, slug: str) -> None:
    with pytest.raises(BadInput) as refused:
        create(factories.an_organisation(), slug=slug)
    assert "slug" in refused.value.fields


def test_a_taken_slug_is_refused_and_an_empty_one_is_made_up(app: Any) -> None:
    organisation = factories.an_organisation()
    create(organisation)
    with pytest.raises(BadInput) as refused:
        create(organisation)
    assert "lihua-2028" in refused.value.fields["slug"]
    first = create(organisation, slug="", starts_on=date(2028, 3, 11), ends_on=date(2028, 3, 12))
    second = create(organisation, slug="", starts_on=date(2028, 3, 11), ends_on=date(2028, 3, 12))
    assert [first.slug, second.slug] == ["lh-2028", "lh-2028-2"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (date(2028, 3, 12), date(2028, 3, 11), "ends_on"),
        (date(2028, 3, 12), None, "ends_on"),
        (None, date(2028, 3, 12), "starts_on"),
        (date(2028, 1, 1), date(2028, 12, 31), "ends_on"),
    ],
)
def test_days_out_of_order_are_refused(app: Any, starts_on: Any, ends_on: Any, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        create(factories.an_organisation(), starts_on=starts_on, ends_on=ends_on)
    assert field in refused.value.fields


def test_a_draft_is_seen_by_nobody_until_it_is_announced(app: Any, told: Any) -> None:
    festival = create(factories.an_organisation())
    assert queries.public_festivals() == []
    actions.announce(festival, None)
    assert [found.id for found in queries.public_festivals()] == [festival.id]
    assert [name for name, _ in told] == ["announced"]
    with pytest.raises(StateConflict):
        actions.announce(festival, None)


def test_announcing_makes_the_published_sessions_public_and_leaves_the_others(app: Any) -> None:
    festival = factories.a_festival(state=FestivalState.DRAFT, announced_at=None)
    hidden = factories.a_session(festival, published=False, was_public=False)
    shown = factories.a_session(festival, was_public=False)
    actions.announce(festival, None)
    assert shown.was_public
    assert not hidden.was_public
    assert festival.sequence == shown.sequence == 0


def test_without_a_summary_or_after_its_days_nothing_is_announced(app: Any) -> None:
    organisation = factories.an_organisation()
    with pytest.raises(BadInput):
        actions.announce(create(organisation, summary=""), None)
    past = create(organisation, slug="lihua-2026", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 2))
    with pytest.raises(StateConflict):
        actions.announce(past, None)
    assert past.announced_at is None


def test_two_organisers_on_one_festival_one_wins_the_other_is_told(either_app: Any) -> None:
    festival = factories.a_festival()
    seen = festival.version
    actions.edit_festival(festival, {"admission": "门票 20 元"}, None, seen)
    with pytest.raises(Stale) as told:
        actions.edit_festival(festival, {"admission": "免费"}, None, seen)
    assert told.value.status == 409
    assert festival.admission == "门票 20 元"


def test_the_days_and_the_slug_of_a_public_edition_are_not_edited_in_passing(app: Any) -> None:
    festival = factories.a_festival()
    for values in ({"starts_on": date(2027, 5, 3), "ends_on": date(2027, 5, 4)}, {"slug": "anders-2027"}):
        with pytest.raises(StateConflict):
            actions.edit_festival(festival, values, None)
    assert festival.starts_on == factories.FIRST_DAY


def test_saving_a_form_without_a_change_changes_nothing(app: Any) -> None:
    festival = factories.a_festival()
    before = (festival.version, revisions.current(f"festival:{festival.id}"), festival.changed_at)
    with clock.fixed(at("2027-04-18T09:30")):
        assert actions.edit_festival(festival, {"name": festival.name, "phone": ""}, None) == set()
    assert (festival.version, revisions.current(f"festival:{festival.id}"), festival.changed_at) == before


def test_a_moved_draft_takes_its_programme_along(app: Any) -> None:
    festival = factories.a_festival(state=FestivalState.DRAFT, announced_at=None)
    actions.edit_festival(festival, {"starts_on": date(2027, 5, 8), "ends_on": date(2027, 5, 9)}, None)
    assert festival.sessions[0].starts_at == clock.at(date(2027, 5, 8), 10)


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
    draft = create(festival.organisation)
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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("踩山", True),
        ("石林镇", True),
        ("石鼓", True),
        ("手工面", True),
        ("踩山 手工面", True),
        ("踩山 米粉", False),
        ("100%", False),
        ("_", False),
        ("\0", False),
        ("\ud800", False),
    ],
)
def test_visitors_find_a_festival_by_name_town_or_product(app: Any, text: str, found: bool) -> None:
    factories.a_festival(named_products=["堡堂手工面"])
    assert bool(queries.public_festivals(text=text)) is found


def test_the_desk_lists_what_a_grant_covers(app: Any) -> None:
    here, there = factories.a_festival(), factories.a_festival()
    both = {here.id, there.id}

    def sees(*roles: Role, **scope: Any) -> set[int]:
        return {festival.id for festival in queries.festivals_for(factories.a_staff_member(*roles, **scope))}

    assert sees(Role.ORGANISER, organisation=here.organisation) == {here.id}
    assert sees(Role.REVIEWER, festival=there) == {there.id}
    assert sees(Role.GATE, festival=there) == set()
    assert sees(Role.ADMINISTRATOR) == both
    assert sees(Role.ORGANISER) == both


def test_a_deleted_festival_row_is_told_and_not_a_crash(app: Any) -> None:
    festival = create(factories.an_organisation())
    with writing() as session:
        session.delete(db.session.get(Festival, festival.id))
    with pytest.raises(StateConflict):
        actions.announce(festival, None)
