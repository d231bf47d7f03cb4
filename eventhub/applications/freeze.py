"""Whether later rooms already build on what has been decided, so that it can't be taken back any more.

A later room (allocation) adds a check in its `install`: a callable that takes the festival and returns a
Chinese sentence when its applications must stay as they are, or None.
"""

from collections.abc import Callable

from flask import Flask, current_app

from eventhub.core.errors import StateConflict
from eventhub.festivals.models import Festival

FreezeCheck = Callable[[Festival], str | None]
KEY = "applications_frozen"


def add_freeze_check(app: Flask, check: FreezeCheck) -> None:
    """Add a check to the app."""
    app.extensions.setdefault(KEY, []).append(check)


def why_frozen(festival: Festival) -> str | None:
    """Return the first sentence that says why the festival's applications must stay as they are, or None."""
    checks: list[FreezeCheck] = current_app.extensions.get(KEY, [])
    return next((sentence for check in checks if (sentence := check(festival))), None)


def require_not_frozen(festival: Festival) -> None:
    """Raise StateConflict when the festival's applications must stay as they are."""
    sentence = why_frozen(festival)
    if sentence:
        raise StateConflict(sentence, code="applications_frozen")
