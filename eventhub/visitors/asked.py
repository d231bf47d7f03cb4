"""What a visitor asks for in the address: one tidy line, whatever was sent."""

from eventhub.core import addresses
from eventhub.core.typed_text import half_width

MOST = 40


def asked(name: str) -> str:
    """Return a query argument as one half-width line of at most `MOST` characters.

    Never longer than what the page cache tells pages apart by, so two searches never share a page.
    """
    return half_width(addresses.asked(name, MOST))
