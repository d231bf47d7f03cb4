"""The one place that knows what time it is, so that tests and demos can set the day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_fixed: datetime | None = None


def now() -> datetime:
    """Return the present moment, aware, in UTC; the fixed moment where one was set."""
    return _fixed if _fixed is not None else datetime.now(UTC)


def after(moment: datetime) -> datetime:
    """Return the present moment, or a second after `moment` where that is later.

    For stamps that feeds and HTTP tell in whole seconds: what changes twice within one must not look changed once.
    """
    return max(now(), moment + timedelta(seconds=1))


def today() -> date:
    """Return the present day in Asia/Shanghai."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """Return an aware datetime as it reads on a clock in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return the UTC moment at which clocks in Asia/Shanghai show that day and time."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def days_between(first: date, last: date) -> list[date]:
    """Return every day from the first to the last."""
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def parse_fixed(text: str) -> datetime:
    """Read EVENTHUB_NOW: an ISO date (09:00 that day) or datetime; without an offset it is Shanghai time.

    Raises ValueError when the text is neither.
    """
    moment = datetime.fromisoformat(text)
    if len(text) <= len("2027-05-01"):
        moment = moment.replace(hour=9)
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def fix(moment: datetime | None) -> None:
    """Stop the clock at an aware datetime; None lets it run again."""
    global _fixed
    _fixed = moment


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Stop the clock at an aware datetime for the length of a with block."""
    before = _fixed
    fix(moment)
    try:
        yield
    finally:
        fix(before)
