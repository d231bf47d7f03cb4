"""What changes under a plan: a draft of yesterday's ground is not published, and nobody's booth is taken from under them."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from eventhub.allocation import actions, planning
from eventhub.allocation.models import Offer, PlanState, StoredPlan
from eventhub.core.database import writing
from eventhub.core.errors import StateConflict
from eventhub.festivals import plan_actions, plan_zones
from eventhub.festivals.models import Booth, Festival
from eventhub.festivals.plan_actions import BoothPatch
from tests import factories
from tests.allocation.ready import Ready


def change(festival: Festival, number: str, **values: Any) -> None:
    (booth,) = [found for found in booths_of(festival) if found.label == number]
    plan_actions.change_booths(festival, [BoothPatch(booth.id, None, values)], None)


def booths_of(festival: Festival) -> list[Booth]:
    return [booth for zone in festival.zones for row in zone.rows for booth in row.booths]


def publish(ready: Ready, draft: StoredPlan) -> StoredPlan:
    return actions.publish(draft, ready.organiser, draft.version)


def booth_of(offer: Offer) -> str:
    (label,) = offer.booths
    return str(label)


def test_a_draft_is_not_published_over_a_ground_that_changed_since(app: Flask) -> None:
    ready = Ready(booths=3, scores=(90, 80))
    draft = ready.draft()
    change(ready.festival, draft.placements[ready.receipts[0]][0], closed=True)
    with pytest.raises(StateConflict, match="平面图"):
        publish(ready, draft)
    again = planning.solve_draft(ready.festival, ready.organiser)
    publish(ready, again)


def test_a_booth_that_is_only_moved_on_the_drawing_changes_nothing(app: Flask) -> None:
    ready = Ready(booths=3, scores=(90, 80))
    draft = ready.draft()
    change(ready.festival, "A01", x=4_000)
    assert publish(ready, draft).state is PlanState.PUBLISHED


def test_a_household_accepted_since_is_not_left_out_in_silence(app: Flask) -> None:
    ready = Ready(booths=3, scores=(90, 80))
    draft = ready.draft()
    late = factories.an_application(ready.festival, score=95)
    with pytest.raises(StateConflict, match=str(late.receipt)):
        publish(ready, draft)


def test_a_score_changed_since_is_counted_first(app: Flask) -> None:
    ready = Ready(booths=1, scores=(90, 80))
    draft = ready.draft()
    with writing():
        ready.applications[1].score = 99
    with pytest.raises(StateConflict, match=ready.receipts[1]):
        publish(ready, draft)


@pytest.mark.parametrize(
    "values",
    [{"closed": True}, {"service": "服务台"}, {"power_w": 100}, {"features": []}, {"label": "A77"}],
    ids=["closed", "given to a service", "less power", "no water", "renamed"],
)
def test_a_booth_somebody_was_offered_keeps_what_they_were_promised(either_app: Flask, values: dict[str, Any]) -> None:
    ready = Ready(booths=3, scores=(90,), power_w=2_000, needs=["water"])
    with writing():
        for booth in booths_of(ready.festival):
            booth.features = ["water"]
    (offer,) = ready.published()
    label = booth_of(offer)
    with pytest.raises(StateConflict, match=label):
        change(ready.festival, label, **values)
    (booth,) = [found for found in booths_of(ready.festival) if found.label == label]
    assert (booth.closed, booth.service, booth.power_w, booth.features) == (False, "", 3_000, ["water"])
    free = next(found.label for found in booths_of(ready.festival) if found.label != label)
    change(ready.festival, free, **values)


def test_a_zone_does_not_shut_out_those_who_stand_in_it(app: Flask) -> None:
    ready = Ready(booths=3, scores=(90,))
    ready.published()
    zone = ready.festival.zones[0]
    other = next(name for name in ("food", "craft") if name != ready.applications[0].category.value)
    with pytest.raises(StateConflict, match=ready.receipts[0]):
        plan_zones.edit_zone(zone, {"categories": [other]}, None)
    plan_zones.edit_zone(zone, {"name": "换个名字"}, None)


def test_a_booth_on_notice_is_kept_as_one_that_is_offered(app: Flask) -> None:
    ready = Ready(booths=2, scores=(90,), notice_days=3)
    draft = ready.draft()
    actions.publish(draft, ready.organiser, draft.version, ends_on=date(2027, 4, 29))
    (label,) = draft.placements[ready.receipts[0]]
    with pytest.raises(StateConflict, match=label):
        change(ready.festival, label, closed=True)


def test_a_fault_that_was_there_before_does_not_lock_the_plan(app: Flask) -> None:
    ready = Ready(booths=3, scores=(90,), power_w=2_000)
    (offer,) = ready.published()
    with writing():
        ready.applications[0].power_w = 9_000
    change(ready.festival, booth_of(offer), x=4_000)
    change(ready.festival, booth_of(offer), power_w=10_000)
    (booth,) = [found for found in booths_of(ready.festival) if found.label == booth_of(offer)]
    assert (booth.x, booth.power_w) == (4_000, 10_000)
