"""What a visitor asks for in the address: one tidy line, whatever was sent."""

from flask import request

from eventhub.core.typed_text import half_width, tidy_line

MOST = 40


def asked(name: str) -> str:
    """Return a query argument as one line of at most `MOST` characters, without what can't be printed.

    Never longer than what the page cache tells pages apart by, so two searches never share a page.
    """
    typed = request.args.get(name, "")[:MOST]
    return tidy_line(half_width("".join(char for char in typed if char.isprintable())))
