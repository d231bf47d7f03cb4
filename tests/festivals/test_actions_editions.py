"""The next edition: what stays from year to year is the same, what must be new is new."""

from datetime import date, timedelta
from typing import Any

import pytest

from eventhub.core import clock
from eventhub.core.errors import BadInput, DomainError
from eventhub.festivals import actions, editions, plan_actions, plan_zones, programme, queries, rescheduling
from eventhub.festivals.models import Festival, FestivalState
from eventhub.festivals.plan_actions import BoothPatch
from tests import factories

NEXT = (date(2028, 5, 6), date(2028, 5, 7))
BOOTH = ("label", "number", "position", "x", "y", "width", "depth", "rotation", "power_w", "features", "closed",
         "break_after", "service")  # fmt: skip
ZONE = ("code", "name", "categories", "category_caps", "power_w", "outline")


@pytest.fixture
def festival(either_app: Any) -> Festival:
    festival = factories.a_festival(
        booths=12,
        edition=20,
        named_products=["堡堂手工面", "八0一螺蛳"],
        set_up_from=clock.at(date(2027, 4, 30), 14),
        set_up_until=clock.at(date(2027, 4, 30), 20),
        keep_apart=[["flame", "cloth"]],
    )
    plan_zones.add_mark(festival, {"kind": "gate", "x": 500, "y": 500, "text": "南门"}, None)
    booth = queries.booths_of(festival)[2]
    values = {"rotation": 30, "features": ["water"], "break_after": True, "closed": True}
    plan_actions.change_booths(festival, [BoothPatch(booth.id, None, values)], None)
    cancelled = factories.a_session(festival, title="上刀山")
    programme.cancel_session(cancelled, None)
    return festival


def plan(festival: Festival) -> Any:
    return [
        (
            [getattr(zone, name) for name in ZONE],
            [
                (row.code, row.circular, [[getattr(booth, name) for name in BOOTH] for booth in row.booths])
                for row in zone.rows
            ],
        )
        for zone in queries.zones_of(festival)
    ]


def test_a_clone_has_the_same_plan_products_and_rules(festival: Festival) -> None:
    clone = editions.clone_edition(festival, "万盛苗族踩山会", "caishan-2028", NEXT, None)
    assert plan(clone) == plan(festival)
    same = (*editions.KEPT, *editions.PLAN)
    moved = ("set_up_from", "set_up_until")
    for name in set(same) - set(moved):
        assert getattr(clone, name) == getattr(festival, name), name
    assert clone.edition == 21
    assert clone.previous_id == festival.id
    assert queries.next_edition_of(festival) == clone


def test_a_clone_shares_no_identifier_with_its_original(festival: Festival) -> None:
    clone = editions.clone_edition(festival, "万盛苗族踩山会", "caishan-2028", NEXT, None)
    assert clone.state is FestivalState.DRAFT
    assert clone.announced_at is None
    assert (clone.uid, clone.slug) != (festival.uid, festival.slug)
    assert {s.uid for s in clone.sessions}.isdisjoint(s.uid for s in festival.sessions)
    signs = [booth.sign_code for booth in queries.booths_of(clone)]
    assert len(set(signs)) == 12
    assert set(signs).isdisjoint(booth.sign_code for booth in queries.booths_of(festival))
    assert all(queries.booth_by_sign(sign) is not None for sign in signs)


def test_the_programme_moves_to_the_new_days_without_what_was_called_off(festival: Festival) -> None:
    clone = editions.clone_edition(festival, "万盛苗族踩山会", "", NEXT, None)
    shift = NEXT[0] - date(2027, 5, 1)
    standing = [session for session in festival.sessions if not session.cancelled]
    assert [(s.title, s.starts_at) for s in clone.sessions] == [(s.title, s.starts_at + shift) for s in standing]
    assert [(s.was_public, s.cancelled, s.sequence) for s in clone.sessions] == [(False, False, 0)]
    assert clone.set_up_from == clock.at(date(2027, 4, 30), 14) + shift


def test_giving_a_clone_its_first_days_is_no_postponement(festival: Festival) -> None:
    clone = editions.clone_edition(festival, "万盛苗族踩山会", "", None, None)
    actions.announce(clone, None)
    notice = rescheduling.postpone(clone, NEXT, "", None)
    assert clone.state is FestivalState.ANNOUNCED
    assert "日子定了" in notice.title
    later = (NEXT[0] + timedelta(days=7), NEXT[1] + timedelta(days=7))
    rescheduling.postpone(clone, later, "花没开。", None)
    assert clone.state is FestivalState.POSTPONED


def test_a_clone_with_open_days_gets_its_programme_when_they_are_fixed(festival: Festival) -> None:
    clone = editions.clone_edition(festival, "万盛苗族踩山会", "", None, None)
    assert clone.starts_on is None
    actions.edit_festival(clone, {"starts_on": NEXT[0], "ends_on": NEXT[1]}, None)
    assert [session.starts_at for session in clone.sessions] == [clock.at(NEXT[0], 10)]


def test_changing_a_clone_leaves_its_original_alone(festival: Festival) -> None:
    before = plan(festival)
    clone = editions.clone_edition(festival, "万盛苗族踩山会", "", NEXT, None)
    plan_zones.edit_zone(clone.zones[0], {"name": "别的", "categories": ["food"]}, None)
    plan_zones.add_mark(clone, {"kind": "toilet", "x": 100, "y": 100}, None)
    booth = queries.booths_of(clone)[2]
    plan_actions.change_booths(clone, [BoothPatch(booth.id, None, {"features": [], "x": 10})], None)
    assert plan(festival) == before
    assert len(festival.ground) == 1


def test_a_clone_is_whole_or_not_there(festival: Festival) -> None:
    count = len(queries.festival_choices())
    for slug, days in (("caishan-2028", (NEXT[1], NEXT[0])), (festival.slug, NEXT)):
        with pytest.raises(BadInput):
            editions.clone_edition(festival, "万盛苗族踩山会", slug, days, None)
    assert len(queries.festival_choices()) == count


def test_the_days_come_from_the_lunar_rule_where_somebody_can_work_it_out(app: Any) -> None:
    festival = factories.a_festival(lunar_rule="三月廿五至廿六")

    def resolve(rule: str, after: date) -> tuple[date, date]:
        assert (rule, after) == ("三月廿五至廿六", date(2027, 5, 2))
        return NEXT

    def refuse(rule: str, after: date) -> tuple[date, date]:
        raise DomainError("遇上闰月，请人工核对。")

    assert editions.suggested_days(festival, resolve) == NEXT
    assert editions.suggested_days(festival, None) is None
    with pytest.raises(DomainError):
        editions.suggested_days(festival, refuse)
    plain = factories.a_festival()
    assert editions.suggested_days(plain, resolve) is None


def test_three_editions_in_a_row_keep_their_distance(app: Any) -> None:
    first = factories.a_festival(slug="caishan-2027")
    second = editions.clone_edition(first, "踩山会", "", NEXT, None)
    third = editions.clone_edition(second, "踩山会", "", (date(2029, 5, 5), date(2029, 5, 6)), None)
    assert [f.slug for f in (second, third)] == ["caishan-2028", "caishan-2029"]
    assert third.sessions[0].starts_at - second.sessions[0].starts_at == timedelta(days=364)
