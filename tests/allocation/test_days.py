"""The days a household has its booth are said wherever they are not all: two may have one booth on different days."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventhub.allocation import actions, planning
from eventhub.allocation.days import days_held, in_words
from eventhub.allocation.queries import offer_of
from eventhub.core.database import db, writing
from eventhub.core.models import OutboxMessage
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient, new_client

FIRST = date(2027, 4, 29)
DAYS = [FIRST + timedelta(days=number) for number in range(6)]
JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ([0, 1, 2, 3, 4, 5], ""),
        ([0], "4月29日"),
        ([3, 4], "5月2–3日"),
        ([1, 2], "4月30日–5月1日"),
        ([0, 3, 4], "4月29日、5月2–3日"),
        ([2, 4], "5月1日、3日"),
        ([1, 2, 4], "4月30日–5月1日、3日"),
    ],
)
def test_days_are_said_as_people_write_them(chosen: list[int], said: str) -> None:
    assert in_words([DAYS[number] for number in chosen], DAYS) == said


@given(st.sets(st.integers(0, 5), min_size=1))
def test_every_day_that_is_left_out_is_left_out_of_the_words(chosen: set[int]) -> None:
    said = in_words([DAYS[number] for number in sorted(chosen, reverse=True)], DAYS)
    spoken, month = set(), 0
    for run in said.split("、") if said else []:
        ends = []
        for end in run.rstrip("日").replace("日", "").split("–"):
            month, day = (int(part) for part in end.split("月")) if "月" in end else (month, int(end))
            ends.append(date(2027, month, day))
        spoken |= {ends[0] + timedelta(days=step) for step in range((ends[-1] - ends[0]).days + 1)}
    assert spoken == ({DAYS[number] for number in chosen} if len(chosen) < len(DAYS) else set())


@pytest.fixture
def shared(app: Flask) -> Ready:
    """One booth, and two households: the first comes on 1 May, the second on 2 May."""
    ready = Ready(booths=1, scores=(90, 80))
    with writing():
        for application, day in zip(ready.applications, ready.festival.days, strict=True):
            application.days = [day.isoformat()]
    return ready


def test_on_the_board_both_holders_of_a_booth_are_named_with_their_days(shared: Ready, client: CheckedClient) -> None:
    draft, (first, second) = shared.draft(), shared.applications
    assert draft.placements == {receipt: ["A01"] for receipt in shared.receipts}
    client.sign_in(shared.organiser)
    look = client.get(shared.base, headers=JSON).get_json()["booths"]["A01"]
    assert look[8] == f"A01，{first.household.name}（5月1日）、{second.household.name}（5月2日）"
    page = client.get(f"{shared.base}?pick={first.receipt}").get_data(as_text=True)
    assert "只来 5月1日" in page
    assert f"{second.household.name}（5月2日）" in page


def test_a_booth_that_others_have_on_other_days_can_be_taken_by_hand(shared: Ready, client: CheckedClient) -> None:
    draft = shared.draft()
    client.sign_in(shared.organiser)
    client.post(f"{shared.base}unplace", data={"receipt": shared.receipts[1], "version": draft.version})
    look = client.get(f"{shared.base}?pick={shared.receipts[1]}", headers=JSON).get_json()["booths"]["A01"]
    assert look[0] == "can"
    client.post(f"{shared.base}place", data={"receipt": shared.receipts[1], "booths": "A01"})
    assert planning.draft_of(shared.festival).placements[shared.receipts[1]] == ["A01"]  # type: ignore[union-attr]


def test_the_notice_the_message_and_the_household_say_the_days(app: Flask, shared: Ready) -> None:
    draft = shared.draft()
    actions.publish(draft, shared.organiser, draft.version)
    page = new_client(app).get(shared.public).get_data(as_text=True)
    assert "<b>A01<small>5月1日</small></b>" in page
    assert "<b>A01<small>5月2日</small></b>" in page
    assert page.count('aria-label="A01，') == 1
    assert sorted("（5月1日）" in text for (text,) in db.session.query(OutboxMessage.text)) == [False, True]
    application = shared.applications[1]
    assert days_held(application) == shared.festival.days[1:]
    mine = new_client(app).sign_in(application.household.account)  # type: ignore[arg-type]
    offer = mine.get(f"/my/offers/{offer_of(application).id}/").get_data(as_text=True)  # type: ignore[union-attr]
    assert "5月2日" in offer
    assert "别的日子这个摊位是别家的" in offer


def test_who_comes_every_day_is_told_no_days(app: Flask) -> None:
    ready = Ready(booths=2, scores=(90, 80))
    ready.published()
    page = new_client(app).get(ready.public).get_data(as_text=True)
    assert "<b>A01</b>" in page
    assert "摊位下面写了日子的" not in page
