"""Two people on one row: the form carries the version it was filled in from; a stale one is told, nothing is written."""

from typing import Protocol, TypeVar

from eventhub.core.database import locked
from eventhub.core.errors import StateConflict

STALE = "刚才有人改过这一条，您看到的已经是旧的。下面是最新的内容，您填的还在，请核对后再交一次。"


class Versioned(Protocol):
    """A row with a version that rises at every change."""

    version: int


Row = TypeVar("Row", bound=Versioned)


class Stale(StateConflict):
    """Somebody else changed the row since it was read."""

    default_code = "stale"


def held(row: Row, version: int | None) -> Row:
    """Return the row held for this transaction, if it still is what the person saw.

    Args:
        row: a row of the session.
        version: the version the person saw; None when the caller read it in this same transaction.

    Raises:
        Stale: the row was changed by somebody else meanwhile.
        StateConflict: it was deleted.
    """
    locked(row)
    if version is not None and row.version != version:
        raise Stale(STALE)
    return row
