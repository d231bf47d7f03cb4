"""The background worker: what the outbox and later rooms have queued."""

import logging

from flask import Flask

from eventhub.core.outbox import deliver_due, sender_for

log = logging.getLogger(__name__)


def work_once(app: Flask) -> None:
    """Do everything that is due now, inside an app context; an error is logged and tried again next time."""
    settings = app.config["SETTINGS"]
    try:
        deliver_due(sender_for(settings.sms_url, settings.sms_token))
    except Exception:
        log.exception("the worker could not finish; it tries again")
