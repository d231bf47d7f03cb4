"""Prints of a whole festival: a row in the database says how far each is, whichever process makes or watches it.

Progress and PDF stand in the database, so that any process, on any machine, can show and hand them out. A print holds
names in full: it is kept for a day at most, until the festival's next one, or until a household of it is erased.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select, update

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.database import db, locked, writing
from eventhub.core.errors import DomainError
from eventhub.core.queued_work import first_free, machine_time
from eventhub.festivals.models import Festival
from eventhub.passes.models import LIVE_PRINTS, PrintJob, PrintState
from eventhub.passes.papers import festival_print
from eventhub.passes.printing import render_festival

log = logging.getLogger(__name__)
PULSE = 0.3
# Setting the pages of a large festival is one long step without a sign of life.
DEAD_AFTER = timedelta(seconds=60)
KEPT_FOR = timedelta(days=1)
INTERRUPTED = "打印到一半，后台停过，这一份没有打成。请再打一次。"
FAULT = "没有打成，我们这边出了差错。请再打一次。"


def queue_print(festival: Festival, actor: Account) -> PrintJob:
    """Return the print of the festival that waits or is being made; a new one when there is none.

    Earlier prints of the festival are removed with their PDF.
    """
    mark_interrupted()
    with writing() as session:
        locked(festival)
        of_it = PrintJob.festival_id == festival.id
        live = session.scalar(select(PrintJob).where(of_it, PrintJob.state.in_(LIVE_PRINTS)))
        if live is not None:
            return live
        session.execute(delete(PrintJob).where(of_it))
        job = PrintJob(festival_id=festival.id, heartbeat_at=machine_time())
        session.add(job)
        session.flush()
        audit.record(actor, "pass.print_all", f"festival:{festival.id}")
    return job


def find_print(festival: Festival, number: int) -> PrintJob | None:
    """Return a print of the festival as it stands now, or None when there is none (any more)."""
    mark_interrupted()
    return db.session.scalar(
        select(PrintJob).where(
            PrintJob.id == number,
            PrintJob.festival_id == festival.id,
            PrintJob.heartbeat_at > machine_time() - KEPT_FOR,
        )
    )


def work_due() -> int:
    """Remove old prints, mark those whose process died, make those that wait; return how many were made.

    Called inside an app context by the worker (`eventhub.worker`): each print is taken by one process alone.
    """
    forget_old()
    mark_interrupted()
    made = 0
    while (taken := _take_next()) is not None:
        carry_out(*taken)
        made += 1
    return made


def mark_interrupted() -> None:
    """Mark the prints nobody gave a sign of life for in a minute: they can be asked for again."""
    dead = (PrintJob.state.in_(LIVE_PRINTS), PrintJob.heartbeat_at < machine_time() - DEAD_AFTER)
    if db.session.scalar(select(PrintJob.id).where(*dead).limit(1)) is None:
        return
    with writing() as session:
        session.execute(update(PrintJob).where(*dead).values(state=PrintState.INTERRUPTED, message=INTERRUPTED))


def forget_old() -> None:
    """Remove the prints of which a day has passed."""
    old = PrintJob.heartbeat_at < machine_time() - KEPT_FOR
    if db.session.scalar(select(PrintJob.id).where(old).limit(1)) is not None:
        with writing() as session:
            session.execute(delete(PrintJob).where(old))


def carry_out(number: int, festival_id: int) -> None:
    """Make a print that was taken; a refusal is written on it, and so is a fault (logged without what was printed)."""
    pdf, state, message = None, PrintState.FAILED, ""
    try:
        pages = festival_print(db.session.get_one(Festival, festival_id))
        db.session.rollback()  # all is read: the database is free while the pages are set
        pdf, state = render_festival(pages, _reporter(number)), PrintState.DONE
    except DomainError as error:
        message = error.sentence
    except Exception as error:
        log.error("print %s failed: %s", number, type(error).__name__)
        message = FAULT
    db.session.rollback()
    # Removed meanwhile: then nobody waits for it. Marked as interrupted, yet alive after all: then it is done.
    _write(number, state=state, message=message[:300], pdf=pdf)


def _take_next() -> tuple[int, int] | None:
    """Take the print that waits longest, so that no other process does; return its id and its festival's."""
    with writing():
        job = first_free(select(PrintJob).where(PrintJob.state == PrintState.QUEUED).order_by(PrintJob.id))
        if job is None:
            return None
        job.state, job.heartbeat_at = PrintState.RUNNING, machine_time()
        return job.id, job.festival_id


def _reporter(number: int) -> Callable[[int, int], None]:
    """Return what writes the steps of a print down, a few times a second and at the end."""
    written = -PULSE

    def report(done: int, steps: int) -> None:
        nonlocal written
        if done >= steps or time.monotonic() - written >= PULSE:
            written = time.monotonic()
            _write(number, done=done, steps=steps)

    return report


def _write(number: int, **values: object) -> None:
    with writing() as session:
        session.execute(
            update(PrintJob)
            .where(PrintJob.id == number)
            .values(heartbeat_at=machine_time(), **values)
            .execution_options(synchronize_session=False)
        )
