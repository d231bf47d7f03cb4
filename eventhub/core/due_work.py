"""Work that the clock makes due, for many things at once: one that goes wrong keeps no other from being done."""

import logging
from collections.abc import Callable, Iterable

from eventhub.core.database import db

log = logging.getLogger(__name__)


def for_each(numbers: Iterable[int], deed: Callable[[int], int]) -> int:
    """Do a deed for each number (a row's id); return the sum of what the deeds returned.

    A deed that raises is rolled back and logged, counts nothing, and is due again next time.
    """
    return sum(_tried(number, deed) for number in numbers)


def _tried(number: int, deed: Callable[[int], int]) -> int:
    try:
        return deed(number)
    except Exception:
        db.session.rollback()
        log.exception("%s failed for %s; it is tried again", deed, number)
        return 0
