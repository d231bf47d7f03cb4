"""The background worker: what the outbox and later rooms have queued."""

import logging
from collections.abc import Callable

from flask import Flask

from eventhub.core.outbox import deliver_due, sender_for

log = logging.getLogger(__name__)


def work_once(app: Flask) -> None:
    """Do everything that is due now, inside an app context; an error is logged and tried again next time."""
    from eventhub.allocation import due, runs

    settings = app.config["SETTINGS"]
    _try(lambda: deliver_due(sender_for(settings.sms_url, settings.sms_token)))
    _try(due.work_due)
    _try(lambda: runs.work_due(app))


def _try(job: Callable[[], object]) -> None:
    """Do one job; whatever goes wrong with it must not keep the others from being done."""
    try:
        job()
    except Exception:
        log.exception("the worker could not finish; it tries again")
