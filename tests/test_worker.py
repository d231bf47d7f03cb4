"""The worker: no job waits for another, and one that fails is tried again."""

import threading

from flask import Flask

from eventhub import worker

PATIENCE = 30.0


def test_a_long_job_delays_no_other(app: Flask) -> None:
    stop, message_sent = threading.Event(), threading.Event()
    waited = []

    def solve() -> None:
        waited.append(message_sent.wait(PATIENCE))
        stop.set()

    worker.work(app, stop, {"runs": solve, "messages": message_sent.set})
    assert waited == [True], "the message went out while the solver was at work"


def test_a_job_that_fails_is_done_again(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    stop = threading.Event()
    tries = []

    def fail_once() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError("gateway down")
        stop.set()

    worker.work(app, stop, {"messages": fail_once})
    assert len(tries) == 2


def test_everything_that_is_due_is_somebodys_job(app: Flask) -> None:
    assert set(worker.jobs(app)) >= {"messages", "deadlines", "runs"}
    assert all(job() == 0 for job in worker.jobs(app).values()), "with nothing due, nothing is done"
