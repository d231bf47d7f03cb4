"""An edition's life: who may create one, what is refused, and that nobody is left untold."""

from datetime import date
from typing import Any

import pytest

from eventhub.accounts.models import Role
from eventhub.core import clock, revisions
from eventhub.core.database import db, writing
from eventhub.core.errors import BadInput, NotAllowed, StateConflict
from eventhub.core.row_versions import Stale
from eventhub.festivals import actions, queries
from eventhub.festivals.models import Festival, FestivalState, Phase
from tests import factories
from tests.conftest import at

VALUES = {"name": "五和梨花节", "short_name": "梨花节", "prefix": "LH", "slug": "lihua-2028", "summary": "看梨花。"}


def create(organisation: Any, actor: Any = None, **values: Any) -> Festival:
    return actions.create_festival(organisation.id, {**VALUES, **values}, actor)


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
