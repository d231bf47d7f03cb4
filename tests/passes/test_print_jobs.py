"""Prints of a whole festival, made by any process: taken once, told how far they are, not lost, not kept for long."""

import logging
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.passes import print_jobs
from eventhub.passes.models import PrintJob, PrintState
from eventhub.registry.signals import household_erased
from tests.conftest import at
from tests.festivals.test_actions_at_once import at_once
from tests.passes.stalls import Stalls

SECOND = timedelta(seconds=1)


@pytest.fixture
def stalls(either_app: Flask) -> Stalls:
    """A festival with two confirmed stalls."""
    return Stalls()


def queued(stalls: Stalls) -> PrintJob:
    """Ask for a print."""
    return print_jobs.queue_print(stalls.festival, stalls.ready.organiser)


def kept() -> list[PrintJob]:
    """The prints as the database holds them."""
    db.session.rollback()
    return db.session.query(PrintJob).all()


def grown_old(by: timedelta, **values: Any) -> None:
    """Let the only print be that old."""
    with writing():
        job = db.session.query(PrintJob).one()
        job.heartbeat_at -= by
        for name, value in values.items():
            setattr(job, name, value)


def test_a_print_is_made_once_and_kept_with_its_steps(stalls: Stalls) -> None:
    queued(stalls)
    assert print_jobs.work_due() == 1
    (job,) = kept()
    assert (job.state, job.done, job.steps) == (PrintState.DONE, 5, 5)
    assert job.pdf
    assert job.pdf.startswith(b"%PDF")
    assert print_jobs.work_due() == 0


def test_two_processes_never_make_the_same_print(either_app: Flask, stalls: Stalls) -> None:
    queued(stalls)
    made = []
    assert at_once(either_app, *[lambda: made.append(print_jobs.work_due())] * 2) == ["done", "done"]
    assert sorted(made) == [0, 1]


def test_two_who_ask_at_once_watch_one_print(either_app: Flask, stalls: Stalls) -> None:
    festival_id, account_id = stalls.festival.id, stalls.ready.organiser.id
    numbers = []

    def ask() -> None:
        festival = db.session.get_one(type(stalls.festival), festival_id)
        actor = db.session.get_one(type(stalls.ready.organiser), account_id)
        numbers.append(print_jobs.queue_print(festival, actor).id)

    assert at_once(either_app, ask, ask) == ["done", "done"]
    assert len(set(numbers)) == 1


def test_steps_are_written_down_while_the_pages_are_set(stalls: Stalls, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def render(_pages: object, report: Any) -> bytes:
        report(0, 5)
        seen.extend((job.state, job.done, job.steps) for job in kept())
        return b"%PDF"

    monkeypatch.setattr(print_jobs, "render_festival", render)
    queued(stalls)
    print_jobs.work_due()
    assert seen == [(PrintState.RUNNING, 0, 5)]


def test_a_print_whose_process_died_is_marked_and_can_be_asked_for_again(stalls: Stalls) -> None:
    first = queued(stalls).id
    grown_old(print_jobs.DEAD_AFTER + SECOND, state=PrintState.RUNNING)
    assert print_jobs.work_due() == 0
    assert [job.state for job in kept()] == [PrintState.INTERRUPTED]
    assert queued(stalls).id != first
    assert print_jobs.work_due() == 1
    assert [job.state for job in kept()] == [PrintState.DONE]


def test_a_print_that_still_gives_signs_of_life_is_left_alone(stalls: Stalls) -> None:
    number = queued(stalls).id
    grown_old(print_jobs.DEAD_AFTER - 10 * SECOND, state=PrintState.RUNNING)
    assert queued(stalls).id == number
    assert print_jobs.work_due() == 0
    assert [job.state for job in kept()] == [PrintState.RUNNING]


def test_a_slow_print_taken_for_dead_is_done_when_it_ends_after_all(
    stalls: Stalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(*_: Any) -> bytes:
        grown_old(print_jobs.DEAD_AFTER + SECOND)
        print_jobs.mark_interrupted()
        assert [job.state for job in kept()] == [PrintState.INTERRUPTED]
        return b"%PDF slow"

    monkeypatch.setattr(print_jobs, "render_festival", render)
    queued(stalls)
    print_jobs.work_due()
    (job,) = kept()
    assert (job.state, job.message, job.pdf) == (PrintState.DONE, "", b"%PDF slow")


def test_a_fault_is_told_without_what_was_printed(
    stalls: Stalls, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> bytes:
        raise OSError("罗桂芳")

    monkeypatch.setattr(print_jobs, "render_festival", fail)
    queued(stalls)
    with caplog.at_level(logging.ERROR):
        print_jobs.work_due()
    (job,) = kept()
    assert job.state is PrintState.FAILED
    assert "再打一次" in job.message
    assert "OSError" in caplog.text
    assert "罗桂芳" not in caplog.text


def test_a_print_is_kept_for_a_day_and_until_the_next_one(stalls: Stalls) -> None:
    first = queued(stalls).id
    print_jobs.work_due()
    grown_old(print_jobs.KEPT_FOR - SECOND * 60)
    assert print_jobs.find_print(stalls.festival, first)
    grown_old(SECOND * 120)
    assert print_jobs.find_print(stalls.festival, first) is None, "too old to be handed out, removed or not"
    print_jobs.work_due()
    assert kept() == []
    second = queued(stalls).id
    print_jobs.work_due()
    third = queued(stalls).id
    assert [job.id for job in kept()] == [third]
    assert len({first, second, third}) == 3, "an address never leads to a later print"


def test_prints_with_the_name_of_an_erased_household_are_removed(stalls: Stalls) -> None:
    queued(stalls)
    print_jobs.work_due()
    with clock.fixed(at("2027-06-01T09:00")), writing():
        household_erased.send(stalls.households[0])
    assert kept() == []


PRINTER = """
import sys, time
from eventhub import create_app
from eventhub.config import load_settings
from eventhub.passes import print_jobs

def render(_pages, report):
    report(2, 5)
    print("printing", flush=True)
    time.sleep(60)

print_jobs.render_festival = render
app = create_app(load_settings({"EVENTHUB_INSTANCE": sys.argv[1], "EVENTHUB_SECRET_KEY": "only-for-tests-and-long-enough-for-them"}))
with app.app_context():
    print_jobs.work_due()
"""


def test_another_process_shows_the_steps_and_its_end_when_it_is_killed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stalls = Stalls()
    queued(stalls)
    printer = subprocess.Popen(
        [sys.executable, "-c", PRINTER, str(app.config["SETTINGS"].instance)], stdout=subprocess.PIPE, text=True
    )
    assert printer.stdout is not None
    assert printer.stdout.readline() == "printing\n"
    (job,) = kept()
    assert (job.state, job.done, job.steps) == (PrintState.RUNNING, 2, 5)
    printer.kill()
    printer.communicate()
    monkeypatch.setattr(print_jobs, "DEAD_AFTER", timedelta(0))  # a minute later
    found = print_jobs.find_print(stalls.festival, job.id)
    assert found is not None
    assert found.state is PrintState.INTERRUPTED
