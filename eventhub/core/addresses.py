"""What stands in an address or a hidden field, forgiving rubbish: numbers, ids, days, words to search for."""

from datetime import date

from flask import request

from eventhub.core.typed_text import clean_line, without_spaces
from eventhub.core.typed_values import day_in_text

# The largest id the databases hold; a larger one in an address names nothing.
MAX_ID = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1950, 2150


def whole_number(text: str | None, default: int, low: int, high: int) -> int:
    """Read a number (a page, an id, a version): the default for what is none, else the nearest bound."""
    compact = (text or "").strip()
    if not (compact.isascii() and compact.isdigit()):
        return default
    return max(low, min(high, int(compact[:12])))


def day_of(text: str) -> date | None:
    """Return the day a text names, as people write one; None when it names none between 1950 and 2150."""
    day = day_in_text(without_spaces(text)[:20])
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def asked(name: str, longest: int = 60) -> str:
    """Return the first `longest` characters of a query argument as one clean line; empty when it is missing."""
    return clean_line(request.args.get(name, "")[:longest])
