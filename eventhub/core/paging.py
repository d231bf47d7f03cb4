"""Long lists, a page at a time, and the pattern that searches them."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from eventhub.core.database import db

Row = TypeVar("Row")
PER_PAGE = 50
MAX_PAGE = 100_000


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: its rows, which page it is, how many pages and rows there are."""

    rows: list[Row]
    number: int
    pages: int
    total: int


def page_of(statement: Select[Any], number: int, per_page: int = PER_PAGE) -> Page[Any]:
    """Return a page of the entities a select gives; a number past the end gives the last page."""
    counted = select(func.count()).select_from(statement.order_by(None).options().subquery())
    total = db.session.scalar(counted) or 0
    pages = max(1, -(-total // per_page))
    number = max(1, min(number, pages))
    rows = db.session.scalars(statement.limit(per_page).offset((number - 1) * per_page)).all()
    return Page(list(rows), number, pages, total)


def containing(text: str) -> str:
    """Return the LIKE pattern (escape character `\\`) of texts that contain this one, wildcards taken literally."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{literal}%"
