"""The stamps of a call's closing time in feeds, where what it shows changes with its edition and not with the call."""

from typing import Any, Final

from eventhub.applications.models import Call
from eventhub.applications.queries import call_of
from eventhub.core import clock
from eventhub.festivals import signals
from eventhub.festivals.models import Festival

SHOWN: Final = frozenset({"name", "short_name"})
"""Columns of an edition that the event of its deadline shows."""


def listen() -> None:
    """Connect the listeners; connecting twice changes nothing."""
    signals.festival_changed.connect(_renamed)
    signals.festival_cancelled.connect(_called_off)
    signals.festival_withdrawn.connect(_called_off)
    signals.festival_announced.connect(_announced)


def _renamed(festival: Festival, fields: frozenset[str] = frozenset(), **_detail: Any) -> None:
    call = call_of(festival)
    if call is not None and fields & SHOWN:
        _stamp(call, raise_sequence=False)


def _called_off(festival: Festival, **_detail: Any) -> None:
    call = call_of(festival)
    if call is not None:
        _stamp(call, raise_sequence=True)


def _announced(festival: Festival, **_detail: Any) -> None:
    call = call_of(festival)
    # Only a call that was called off with its edition has a sequence here: the first announcement changes nothing.
    if call is not None and call.sequence:
        _stamp(call, raise_sequence=True)


def _stamp(call: Call, raise_sequence: bool) -> None:
    call.changed_at = clock.after(call.changed_at)
    call.sequence += raise_sequence
