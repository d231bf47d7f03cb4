"""What stands in an address or a hidden field, forgiving rubbish: numbers, ids, days, words to search for."""

from datetime import date
from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

from eventhub.core.typed_text import UNSTORABLE, clean_line, without_spaces
from eventhub.core.typed_values import day_in_text

# The largest id the databases hold; a larger one in an address names nothing.
MAX_ID = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1950, 2150


class Word(UnicodeConverter):
    """A word in a path. No row is named by what no database can be asked for (PostgreSQL refuses NUL)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regex = self.regex.replace("[^/", f"[^/{UNSTORABLE}")


class Id(IntegerConverter):
    """A number in a path: digits from 0 to 9, and no more than an id can be."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        """Return the number. Raises ValidationError, which makes the address one of no page."""
        number: int = super().to_python(value)
        if number > MAX_ID:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """Read every word and number of the app's paths by these rules."""
    app.url_map.converters |= {"default": Word, "string": Word, "int": Id}


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
