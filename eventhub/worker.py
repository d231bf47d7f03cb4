"""The background worker: every kind of work in a thread of its own, so that a long one delays no other.

Any number of workers may run at once, here or on other machines: each piece of work is taken under a lock by one of them.
"""

import logging
import threading
from collections.abc import Callable, Mapping

from flask import Flask

from eventhub.core.database import db
from eventhub.core.outbox import deliver_due, sender_for

log = logging.getLogger(__name__)
PAUSE = 2.0
Job = Callable[[], object]


def jobs(app: Flask) -> dict[str, Job]:
    """Return what the worker does, by name: each does everything of its kind that is due now, inside an app context."""
    from eventhub.allocation import due, runs
    from eventhub.allocation.models import RunKind
    from eventhub.keeping import forget_due
    from eventhub.passes import print_jobs

    settings = app.config["SETTINGS"]
    return {
        "messages": lambda: deliver_due(sender_for(settings.sms_url, settings.sms_token)),
        "deadlines": due.work_due,
        "runs": lambda: runs.work_due(app, [RunKind.SOLVE]),
        # Not behind another festival's long run: somebody sits and waits for it.
        "publishing": lambda: runs.work_due(app, [RunKind.PUBLISH]),
        "prints": print_jobs.work_due,
        "forgetting": lambda: forget_due(settings.contact_days),
    }


def work(app: Flask, stop: threading.Event, tasks: Mapping[str, Job] | None = None) -> None:
    """Do every job, again and again with pauses of two seconds, until `stop` is set and what was begun is done."""
    threads = [
        threading.Thread(target=_repeat, args=(app, stop, name, job), daemon=True, name=f"worker: {name}")
        for name, job in (jobs(app) if tasks is None else tasks).items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _repeat(app: Flask, stop: threading.Event, name: str, job: Job) -> None:
    while not stop.is_set():
        with app.app_context():
            try:
                job()
            except Exception:
                log.exception("the worker could not finish its %s; it tries again", name)
                db.session.rollback()
        stop.wait(PAUSE)
