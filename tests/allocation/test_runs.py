"""Runs in the worker: asked for once, told how far they are, called off, and not lost when the worker dies."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.allocation import planning, runs
from eventhub.allocation.models import AllocationRun, RunState
from eventhub.allocation.queries import draft_of, latest_run
from eventhub.allocation.solver import Progress
from eventhub.core.database import db, writing
from eventhub.core.errors import StateConflict
from eventhub.core.models import OutboxMessage
from eventhub.festivals.queries import festival_by_slug
from tests.allocation.ready import Ready
from tests.conftest import CheckedClient
from tests.festivals.test_actions_at_once import at_once


@pytest.fixture
def ready(either_app: Flask) -> Ready:
    return Ready()


def kept(ready: Ready) -> AllocationRun:
    """The last run as the database holds it."""
    db.session.rollback()
    run = latest_run(ready.festival)
    assert run is not None
    return run


def test_the_worker_solves_what_was_asked_for_and_tells_nobody(either_app: Flask, ready: Ready) -> None:
    planning.queue_run(ready.festival, ready.organiser)
    assert draft_of(ready.festival) is None
    assert runs.work_due(either_app) == 1
    draft, run = draft_of(ready.festival), kept(ready)
    assert draft is not None
    assert (run.state, run.plan_id) == (RunState.DONE, draft.id)
    assert set(draft.placements) == set(ready.receipts[:3])
    assert runs.work_due(either_app) == 0
    assert db.session.query(OutboxMessage).count() == 0


def test_a_second_run_is_refused_while_one_waits(ready: Ready) -> None:
    planning.queue_run(ready.festival, ready.organiser)
    with pytest.raises(StateConflict, match="已经有一遍在排"):
        planning.queue_run(ready.festival, ready.organiser)


def test_two_ask_at_once_and_one_run_waits(either_app: Flask, ready: Ready) -> None:
    slug = ready.festival.slug

    def ask() -> None:
        mine = festival_by_slug(slug)
        assert mine is not None
        planning.queue_run(mine, None)

    assert sorted(at_once(either_app, ask, ask)) == ["done", "run_live"]
    assert db.session.query(AllocationRun).count() == 1


def test_a_worker_killed_in_mid_run_loses_nothing_and_the_run_can_be_asked_for_again(
    either_app: Flask, ready: Ready
) -> None:
    before = ready.draft()
    placements = dict(before.placements)
    run = planning.queue_run(ready.festival, ready.organiser)
    assert runs.start(run)  # the worker has taken it, and is then killed: no sign of life comes any more
    with writing():
        run.heartbeat_at = datetime.now(UTC) - timedelta(seconds=21)
    assert runs.work_due(either_app) == 0
    assert kept(ready).state is RunState.INTERRUPTED
    assert "再排一遍" in kept(ready).message
    draft = draft_of(ready.festival)
    assert draft is not None
    assert (draft.id, draft.placements) == (before.id, placements)
    planning.queue_run(ready.festival, ready.organiser)
    assert runs.work_due(either_app) == 1
    assert kept(ready).state is RunState.DONE


WORKER = """
import sys, time
from eventhub import create_app
from eventhub.allocation import runs
from eventhub.config import load_settings

def solve(*args, **options):
    print("working", flush=True)
    time.sleep(60)

runs.solve = solve
app = create_app(load_settings({"EVENTHUB_INSTANCE": sys.argv[1], "EVENTHUB_SECRET_KEY": "only-for-tests-and-long-enough-for-them"}))
with app.app_context():
    runs.work_due(app)
"""


def test_a_real_worker_process_killed_in_mid_run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Ready()
    before = ready.draft()
    planning.queue_run(ready.festival, ready.organiser)
    db.session.commit()
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(app.config["SETTINGS"].instance)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "working\n"
    assert kept(ready).state is RunState.RUNNING
    worker.kill()
    worker.communicate()
    monkeypatch.setattr(runs, "DEAD_AFTER", timedelta(0))  # twenty seconds later
    assert runs.work_due(app) == 0
    assert kept(ready).state is RunState.INTERRUPTED
    assert draft_of(ready.festival) is before
    monkeypatch.undo()
    planning.queue_run(ready.festival, ready.organiser)
    assert runs.work_due(app) == 1
    assert kept(ready).state is RunState.DONE


def test_a_living_run_is_never_marked_interrupted(ready: Ready) -> None:
    run = planning.queue_run(ready.festival, ready.organiser)
    runs.start(run)
    assert runs.mark_interrupted() == 0
    assert kept(ready).state is RunState.RUNNING


def test_a_run_is_taken_by_one_worker_alone(either_app: Flask, ready: Ready) -> None:
    number = planning.queue_run(ready.festival, ready.organiser).id
    taken = []

    def take() -> None:
        run = db.session.get_one(AllocationRun, number)
        taken.append(runs.start(run))

    assert at_once(either_app, take, take, take) == ["done"] * 3
    assert sorted(taken) == [False, False, True]


def test_a_waiting_run_is_called_off_at_once(either_app: Flask, ready: Ready) -> None:
    run = planning.queue_run(ready.festival, ready.organiser)
    runs.cancel(run, ready.organiser)
    assert kept(ready).state is RunState.CANCELLED
    assert runs.work_due(either_app) == 0
    with pytest.raises(StateConflict):
        runs.cancel(run, ready.organiser)


def test_a_working_run_tells_how_far_it_is_and_stops_when_called_off(
    either_app: Flask, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PULSE", 0.01)
    seen: list[tuple[str, int, int]] = []
    written = threading.Event()
    real = runs._write_down

    def write_down(number: int, progress: Progress | None) -> bool:
        over = real(number, progress)
        if progress:
            row = db.session.get_one(AllocationRun, number)
            seen.append((row.level, row.done, row.count))
            with writing():
                row.cancel_asked = True
            written.set()
        return over

    def slow(problem: Any, *, progress: Any, cancelled: Any, **_options: Any) -> Any:
        progress(Progress("size", 3, 4, 0.1))
        assert written.wait(10)
        stop = threading.Event()
        while not cancelled():
            assert not stop.wait(0.01)
        return None

    monkeypatch.setattr(runs, "_write_down", write_down)
    monkeypatch.setattr(runs, "solve", slow)
    planning.queue_run(ready.festival, ready.organiser)
    runs.work_due(either_app)
    assert seen[0] == ("size", 3, 4)
    assert kept(ready).state is RunState.CANCELLED
    assert draft_of(ready.festival) is None


def test_a_run_over_a_draft_that_somebody_moved_meanwhile_stores_nothing_and_says_so(
    either_app: Flask, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eventhub.allocation import hand_moves

    draft = ready.draft()
    real = runs.solve

    def solve_while_somebody_moves(*args: Any, **options: Any) -> Any:
        hand_moves.unplace(draft, ready.receipts[0], ready.organiser, None)
        return real(*args, **options)

    monkeypatch.setattr(runs, "solve", solve_while_somebody_moves)
    planning.queue_run(ready.festival, ready.organiser)
    runs.work_due(either_app)
    run, now = kept(ready), draft_of(ready.festival)
    assert (run.state, run.plan_id) == (RunState.FAILED, None)
    assert "有人动过草稿" in run.message
    assert now is not None
    assert ready.receipts[0] not in now.placements


def test_a_festival_with_nobody_accepted_is_refused_before_anything_is_queued(ready: Ready) -> None:
    from tests import factories

    empty = factories.a_festival()
    factories.a_call(empty)
    with pytest.raises(StateConflict):
        planning.queue_run(empty, ready.organiser)
    assert db.session.query(AllocationRun).count() == 0


def test_the_board_shows_the_run_without_a_script(app: Flask, client: CheckedClient) -> None:
    ready = Ready(booths=3, scores=tuple(range(100, 55, -1)))  # too many to be solved while the organiser waits
    client.sign_in(ready.organiser)
    page = client.post(f"{ready.base}solve", follow_redirects=True)
    assert "排队中" in page.get_data(as_text=True)
    assert "刷新看进度" in page.get_data(as_text=True)
    first = client.get(f"{ready.base}pulse")
    assert first.get_json()["run"] == "排队中，后台马上开始"
    assert "no-store" not in first.headers["Cache-Control"], "a browser asks again only with what it stored"
    again = client.get(f"{ready.base}pulse", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    runs.work_due(app)
    after = client.get(f"{ready.base}pulse", headers={"If-None-Match": first.headers["ETag"]})
    assert after.status_code == 200
    assert after.get_json()["mark"] != first.get_json()["mark"]
    assert "还没排的 42 户" in client.get(ready.base).get_data(as_text=True)


def test_a_small_festival_is_solved_while_the_organiser_waits(app: Flask, client: CheckedClient) -> None:
    ready = Ready()
    client.sign_in(ready.organiser)
    page = client.post(f"{ready.base}solve", follow_redirects=True).get_data(as_text=True)
    assert "排好了：3 户有摊位，1 户没排上" in page
