"""Signatures: no notice before every department has signed the plan as it stands."""

from datetime import date

import pytest
from flask import Flask

from eventhub.accounts.models import Role
from eventhub.allocation import actions, hand_moves, sign_off
from eventhub.allocation.queries import draft_of, notice_plan
from eventhub.core.errors import BadInput, NotAllowed, StateConflict
from tests import factories
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient

LAST = date(2027, 4, 23)


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    return Ready(notice_days=5)


def test_no_notice_before_every_department_has_signed_the_plan_as_it_stands(ready: Ready) -> None:
    fire = factories.a_staff_member(Role.REVIEWER, organisation=ready.festival.organisation)
    market = factories.a_staff_member(Role.REVIEWER, organisation=ready.festival.organisation)
    sign_off.set_lane(ready.festival, "消防应急", fire, ready.organiser)
    sign_off.set_lane(ready.festival, "市场监管", market, ready.organiser)
    draft = ready.draft()
    sign_off.sign(draft, "消防应急", fire, draft.version)
    with pytest.raises(NotAllowed):
        sign_off.sign(draft, "市场监管", fire, draft.version)
    with pytest.raises(StateConflict, match="市场监管还没签字"):
        actions.publish(draft, ready.organiser, draft.version, ends_on=LAST)
    sign_off.sign(draft, "市场监管", market, draft.version)
    hand_moves.swap(draft, ready.receipts[0], ready.receipts[1], ready.organiser, None, "商量好的")
    with pytest.raises(StateConflict, match="还没签字"):
        actions.publish(draft, ready.organiser, draft.version, ends_on=LAST)
    for account, department in ((fire, "消防应急"), (market, "市场监管")):
        sign_off.sign(draft, department, account, draft.version)
    actions.publish(draft, ready.organiser, draft.version, ends_on=LAST)
    assert notice_plan(ready.festival) is draft


def test_only_a_reviewer_of_the_festival_can_be_asked_to_sign(ready: Ready) -> None:
    elsewhere = factories.a_staff_member(Role.REVIEWER, organisation=factories.an_organisation())
    with pytest.raises(BadInput):
        sign_off.set_lane(ready.festival, "城管", elsewhere, ready.organiser)


def test_reviewers_sign_on_their_page_and_organisers_see_who_has(app: Flask, client: CheckedClient) -> None:
    ready = Ready(notice_days=5)
    fire = factories.a_staff_member(Role.REVIEWER, organisation=ready.festival.organisation)
    sign_off.set_lane(ready.festival, "消防应急", fire, ready.organiser)
    draft = ready.draft()
    client.sign_in(fire)
    path = f"{ready.base}sign-off/"
    page = client.get(path).get_data(as_text=True)
    assert "看过了，签字" in page
    assert ready.applications[0].household.phone not in page
    assert client.get(ready.base).status_code == 403
    done = client.post(path, data={"version": draft.version, "department": "消防应急"}, follow_redirects=True)
    assert "签好了" in done.get_data(as_text=True)
    assert sign_off.missing_signatures(draft_of(ready.festival)) == []  # type: ignore[arg-type]
