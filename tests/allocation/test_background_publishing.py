"""A draft moved by hand is published by the worker: once, as it was asked for, or not at all, with the reason."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub import worker
from eventhub.accounts.models import Account
from eventhub.allocation import hand_moves, planning, publishing, runs, settings
from eventhub.allocation.models import AllocationRun, PlanState, RunState, StoredPlan
from eventhub.allocation.notice_models import Notice
from eventhub.allocation.queries import draft_of, latest_run, open_notice
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.models import AuditEntry
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient
from tests.festivals.test_actions_at_once import at_once

LAST = date(2027, 4, 23)


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    """Five booths, four households, a draft with one of them moved by hand."""
    return moved(Ready(booths=5, notice_days=5))


def moved(ready: Ready) -> Ready:
    """Solve a draft and put the first household on a free booth."""
    draft, receipt = ready.draft(), ready.receipts[0]
    held = {label for booths in draft.placements.values() for label in booths}
    free = next(booth.label for booth in ready.festival.zones[0].rows[0].booths if booth.label not in held)
    hand_moves.place(draft, receipt, [free], ready.organiser, None, "靠近水源")
    return ready


def draft(ready: Ready) -> StoredPlan:
    """The draft, as the database holds it."""
    found = draft_of(ready.festival)
    assert found is not None
    return found


def asked(ready: Ready, **values: Any) -> AllocationRun:
    """Ask to publish the draft."""
    now = draft(ready)
    run = publishing.ask_to_publish(now, ready.organiser, now.version, LAST, **values)
    assert run is not None
    return run


def kept(ready: Ready) -> AllocationRun:
    """The last run, as the database holds it."""
    db.session.rollback()
    run = latest_run(ready.festival)
    assert run is not None
    return run


def test_the_worker_makes_the_evidence_and_publishes_as_it_was_asked(either_app: Flask, ready: Ready) -> None:
    asked(ready, correction="两户对调了。")
    assert open_notice(ready.festival) is None
    assert runs.work_due(either_app) == 1
    run, notice = kept(ready), open_notice(ready.festival)
    assert notice is not None
    assert (run.state, run.plan_id) == (RunState.DONE, notice.plan_id)
    assert (notice.correction, notice.ends_at.date()) == ("两户对调了。", LAST)
    assert notice.by_hand[0]["receipt"] == ready.receipts[0]
    assert runs.work_due(either_app) == 0
    said = db.session.query(AuditEntry).filter_by(action="plan.publish").one()
    assert said.actor_id == ready.organiser.id


def test_a_draft_as_the_solver_left_it_is_published_at_once(either_app: Flask) -> None:
    ready = Ready(notice_days=5)
    now = ready.draft()
    assert publishing.ask_to_publish(now, ready.organiser, now.version, LAST) is None
    assert now.state is PlanState.NOTICE
    assert db.session.query(AllocationRun).count() == 0


def test_a_worker_killed_in_mid_work_has_published_nothing_and_it_can_be_asked_again(
    either_app: Flask, ready: Ready
) -> None:
    run = asked(ready)
    assert runs.start(run)  # the worker has taken it, and is then killed: no sign of life comes any more
    with writing():
        run.heartbeat_at = datetime.now(UTC) - timedelta(seconds=21)
    assert runs.work_due(either_app) == 0
    assert kept(ready).state is RunState.INTERRUPTED
    assert kept(ready).message == "后台停过，还没有公示，草稿没动。再公示一次就行。"
    assert db.session.query(Notice).count() == 0
    asked(ready)
    assert runs.work_due(either_app) == 1
    assert db.session.query(Notice).count() == 1


def test_a_worker_that_was_given_up_for_dead_does_not_publish_when_it_comes_back(
    either_app: Flask, ready: Ready
) -> None:
    run = asked(ready)
    assert runs.start(run)

    def slow(problem: Any, **_options: Any) -> Any:
        with writing():
            db.session.get_one(AllocationRun, run.id).state = RunState.INTERRUPTED
        return real(problem)

    real = runs.solve
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "solve", slow)
        runs.carry_out(either_app, run)
    assert kept(ready).state is RunState.INTERRUPTED
    assert db.session.query(Notice).count() == 0


@pytest.mark.parametrize("when", ["while it waits", "while the worker solves"])
def test_a_draft_changed_meanwhile_is_not_published(
    either_app: Flask, ready: Ready, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    asked(ready)
    real = runs.solve

    def take_back(*args: Any, **options: Any) -> Any:
        if draft(ready).moves:
            hand_moves.undo(draft(ready), ready.organiser, None)
        return real(*args, **options) if args else None

    if when == "while it waits":
        take_back()
    else:
        monkeypatch.setattr(runs, "solve", take_back)
    runs.work_due(either_app)
    run = kept(ready)
    assert (run.state, run.message) == (RunState.FAILED, publishing.CHANGED)
    assert db.session.query(Notice).count() == 0
    assert draft(ready).state is PlanState.DRAFT


def test_what_was_called_off_is_not_published(either_app: Flask, ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(ready)
    real = runs.solve

    def call_off(problem: Any, **options: Any) -> Any:
        runs.cancel(kept(ready), ready.organiser)
        options.pop("cancelled")  # called off after the solver's last look
        return real(problem, **options)

    monkeypatch.setattr(runs, "solve", call_off)
    runs.work_due(either_app)
    assert kept(ready).state is RunState.CANCELLED
    assert db.session.query(Notice).count() == 0


def test_two_who_ask_at_once_and_two_workers_open_one_notice(either_app: Flask, ready: Ready) -> None:
    now = draft(ready)
    number, version, organiser = now.id, now.version, ready.organiser.id

    def ask() -> None:
        mine = db.session.get_one(StoredPlan, number)
        publishing.ask_to_publish(mine, db.session.get_one(Account, organiser), version, LAST)

    assert sorted(at_once(either_app, ask, ask)) == ["done", "run_live"]
    assert at_once(either_app, *[lambda: runs.work_due(either_app)] * 2) == ["done"] * 2
    assert db.session.query(Notice).count() == 1


def test_what_can_be_refused_is_refused_before_the_worker_is_asked(ready: Ready) -> None:
    hand_moves.unplace(draft(ready), ready.receipts[1], ready.organiser, None)
    with pytest.raises(StateConflict, match="没有理由不给"):
        asked(ready)
    with pytest.raises(StateConflict) as stale:
        publishing.ask_to_publish(draft(ready), ready.organiser, 1, LAST)
    assert stale.value.code == "stale"
    assert db.session.query(AllocationRun).count() == 0


def test_the_page_says_how_far_it_is_then_why_not_and_keeps_what_was_typed(app: Flask, client: CheckedClient) -> None:
    ready = moved(Ready(booths=43, scores=tuple(range(100, 59, -1)), notice_days=5))
    client.sign_in(ready.organiser)
    path = f"{ready.base}publish"
    data = {"version": draft(ready).version, "ends_on": LAST.isoformat(), "correction": "换了一户。"}
    waiting = client.post(path, data=data, follow_redirects=True).get_data(as_text=True)
    assert "排队中，后台马上开始" in waiting
    assert f'data-run="{ready.base}pulse"' in waiting
    assert 'name="correction"' not in waiting
    hand_moves.undo(draft(ready), ready.organiser, None)
    runs.work_due(app)
    refused = client.get(path).get_data(as_text=True)
    assert f"上次没有公示成：{publishing.CHANGED}" in refused
    hand_moves.redo(draft(ready), ready.organiser, None)
    client.post(path, data={**data, "version": draft(ready).version})
    runs.work_due(app)
    done = client.get(path).get_data(as_text=True)
    assert "公布了。到期没有异议就自动发确认。" in done
    assert open_notice(ready.festival).correction == "换了一户。"  # type: ignore[union-attr]


def test_a_correction_that_could_not_be_published_is_asked_again_with_what_was_typed(
    app: Flask, client: CheckedClient
) -> None:
    ready = Ready(booths=43, scores=tuple(range(100, 59, -1)), notice_days=5)
    first = ready.draft()
    publishing.ask_to_publish(first, ready.organiser, first.version, LAST)
    moved(ready)
    asked(ready, correction="换了一户。")
    runs.cancel(kept(ready), ready.organiser)
    client.sign_in(ready.organiser)
    page = client.get(f"{ready.base}publish").get_data(as_text=True)
    assert "上次没有公示成：取消了" in page
    assert ">换了一户。</textarea>" in page.replace("\r\n", "")


def test_a_small_festival_is_published_while_the_organiser_waits(app: Flask, client: CheckedClient) -> None:
    ready = moved(Ready(booths=5, notice_days=5))
    settings.set_notice_days(ready.festival, 0, ready.organiser, 1)
    client.sign_in(ready.organiser)
    page = client.post(f"{ready.base}publish", data={"version": draft(ready).version}, follow_redirects=True)
    assert "已发布" in page.get_data(as_text=True)
    assert draft_of(ready.festival) is None


def test_publishing_does_not_wait_behind_the_long_run_of_another_festival(
    either_app: Flask, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One job is in mid-solve when the other is due: the notice is out before that solve has ended."""
    other = Ready(booths=4)
    solving = planning.queue_run(other.festival, other.organiser)
    publishing_run, real, seen = asked(ready), runs.solve, []
    # This thread's transaction would be in the way on SQLite.
    number, solving_number = publishing_run.id, solving.id
    db.session.remove()

    def publish_now() -> None:
        with either_app.app_context():
            worker.jobs(either_app)["publishing"]()

    def long_solve(*args: Any, **options: Any) -> Any:
        if not seen:
            seen.append("begun")
            helper = threading.Thread(target=publish_now)
            helper.start()
            helper.join()
            db.session.rollback()  # on SQLite, what was read before is all this transaction would see
            states = {run.id: run.state for run in db.session.query(AllocationRun)}
            seen.append((states[number], states[solving_number]))
        return real(*args, **options)

    monkeypatch.setattr(runs, "solve", long_solve)
    assert worker.jobs(either_app)["runs"]() == 1
    assert seen == ["begun", (RunState.DONE, RunState.RUNNING)]


def test_each_job_of_the_worker_leaves_the_other_s_runs_alone(either_app: Flask, ready: Ready) -> None:
    asked(ready)
    assert worker.jobs(either_app)["runs"]() == 0
    assert worker.jobs(either_app)["publishing"]() == 1
