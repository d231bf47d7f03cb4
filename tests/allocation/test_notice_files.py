"""The published files: they verify, are the plan that stands, and say what was done by hand."""

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask

from eventhub.allocation import actions, hand_moves
from eventhub.allocation.notice_models import Notice
from eventhub.allocation.plan import read_plan
from eventhub.allocation.problem import read_problem
from eventhub.allocation.queries import current_notice
from eventhub.allocation.verify import verify
from eventhub.core.database import writing
from eventhub.core.errors import StateConflict
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient, new_client

LAST = date(2027, 4, 23)


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    return Ready(notice_days=5)


def files(ready: Ready) -> tuple[Any, Any, Notice]:
    """The published files, read as anybody would."""
    notice = current_notice(ready.festival)
    assert notice is not None
    return read_problem(notice.problem_text), read_plan(notice.plan_text), notice


def failed(ready: Ready) -> list[str]:
    """What `eventhub verify` finds wrong with the published files."""
    problem, plan, _ = files(ready)
    return [claim.text for claim in verify(problem, plan) if not claim.ok]


def test_the_published_files_verify_and_are_the_plan_that_stands(app: Flask) -> None:
    ready = Ready(notice_days=5)
    ready.on_notice()
    _, plan, notice = files(ready)
    assert failed(ready) == []
    assert {name: list(block) for name, block in plan.placements.items()} == notice.plan.placements
    assert notice.by_hand == []


def test_after_a_move_that_is_as_good_as_any_the_files_fix_the_moved_alone_and_verify(app: Flask) -> None:
    ready = Ready(booths=5, scores=(90, 80), notice_days=5)
    draft = ready.draft()
    first, second = ready.receipts
    before = {name: int(block[0][1:]) for name, block in draft.placements.items()}
    free = next(n for n in range(1, 6) if n != before[first] and abs(n - before[second]) > 1)
    hand_moves.place(draft, first, [f"A{free:02d}"], ready.organiser, None, "靠近水源")
    actions.publish(draft, ready.organiser, None, ends_on=LAST)
    problem, plan, notice = files(ready)
    assert failed(ready) == []
    assert {name: list(block) for name, block in plan.placements.items()} == draft.placements
    assert [entry["receipt"] for entry in notice.by_hand] == [first]
    assert (list(problem.fixed), notice.kept_whole) == ([first], False)


def test_after_a_move_for_the_worse_everybody_is_fixed_the_files_still_verify_and_the_page_says_so(
    app: Flask, client: CheckedClient
) -> None:
    ready = Ready(booths=4, scores=(90, 80), notice_days=5)
    draft = ready.draft()
    with writing():
        draft.placements = {ready.receipts[0]: ["A01"], ready.receipts[1]: ["A04"]}
    hand_moves.place(draft, ready.receipts[1], ["A02"], ready.organiser, None, "两家是亲戚，要挨着")
    actions.publish(draft, ready.organiser, None, ends_on=LAST)
    _problem, plan, notice = files(ready)
    assert failed(ready) == []
    assert {name: list(block) for name, block in plan.placements.items()} == draft.placements
    page = client.get(ready.public).get_data(as_text=True)
    assert "两家是亲戚，要挨着" in page
    assert ready.receipts[1] in [entry["receipt"] for entry in notice.by_hand]
    assert notice.kept_whole
    assert "不能证明摊位分得最好" in page


def test_a_plan_that_forgets_somebody_who_fits_is_not_published(ready: Ready) -> None:
    draft = ready.draft()
    hand_moves.unplace(draft, ready.receipts[2], ready.organiser, None)
    with pytest.raises(StateConflict, match="没有理由不给"):
        actions.publish(draft, ready.organiser, None, ends_on=LAST)


def test_what_was_locked_by_hand_is_named_on_the_public_list(app: Flask) -> None:
    ready = Ready(booths=4, scores=(90, 80), notice_days=5)
    draft = ready.draft()
    hand_moves.set_lock(draft, ready.receipts[0], True, ready.organiser, None)
    notice = ready.on_notice()
    assert [entry["receipt"] for entry in notice.by_hand] == [ready.receipts[0]]
    assert failed(ready) == []


def test_the_public_page_masks_names_and_serves_the_very_bytes(app: Flask) -> None:
    ready = Ready(notice_days=5)
    visitor = new_client(app)
    assert "还没有公示" in visitor.get(ready.public).get_data(as_text=True)
    assert visitor.get(f"{ready.public}plan.json").status_code == 404
    ready.draft()
    assert visitor.get(f"{ready.public}plan.json").status_code == 404, "a draft is nobody's business"
    notice = ready.on_notice()
    page = visitor.get(ready.public).get_data(as_text=True)
    for application in ready.applications:
        assert str(application.receipt) in page
        for secret in (application.household.name, application.household.owner_name, application.household.phone):
            assert secret not in page
    for name, text in (("problem.json", notice.problem_text), ("plan.json", notice.plan_text)):
        answer = visitor.get(f"{ready.public}{name}")
        assert answer.data == text.encode()
        assert (
            visitor.get(f"{ready.public}{name}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        )
        for application in ready.applications:
            assert application.household.name not in text
            assert application.household.phone not in text
    assert "eventhub verify problem.json plan.json" in page
    assert visitor.get_cookie("session") is None
    assert json.loads(notice.plan_text)["unplaced"][0]["household"] == ready.receipts[3]
