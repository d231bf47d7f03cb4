"""Which festival takes which part of the story, whatever the day the demo is loaded on.

城市岛屿美食节 has no known season and runs on that day; the others take their next real season.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from eventhub.calendar.lunar import resolve_lunar_rule

LEAD_OF_A_CALL = timedelta(days=21)
LEAD_OF_THE_ALLOCATION = timedelta(days=6)


@dataclass(frozen=True)
class Season:
    """The days of one edition."""

    first: date
    last: date

    @property
    def year(self) -> int:
        """The year it is named after."""
        return self.first.year


def _season(key: str, year: int) -> Season:
    """Return the days of a festival in a year: 年货节 ends a week before Spring Festival, the blossoms are fixed."""
    if key == "nianhuo":
        new_year, _ = resolve_lunar_rule("正月初一", year)
        return Season(new_year - timedelta(days=12), new_year - timedelta(days=7))
    first, last = {
        "taohua": ((3, 13), (3, 21)),
        "lihua": ((3, 20), (3, 28)),
        "caishan": ((5, 1), (5, 5)),
    }[key]
    return Season(date(year, *first), date(year, *last))


def next_season(key: str, today: date, lead: timedelta = LEAD_OF_A_CALL) -> Season:
    """Return the first edition that begins at least `lead` after the day."""
    # At the end of a year the next 年货节 may begin too soon, in January, and the one after it is two years on.
    seasons = (_season(key, today.year + later) for later in range(3))
    return next(season for season in seasons if season.first >= today + lead)


def last_season(key: str, today: date) -> Season:
    """Return the last edition that was over before the day."""
    seasons = (_season(key, year) for year in (today.year, today.year - 1))
    return next(season for season in seasons if season.last < today)


@dataclass(frozen=True)
class Cast:
    """Which festival plays which part: `open` takes applications, `draft` is still being written, `plain` is announced."""

    open: str
    draft: str
    plain: str


def cast_of(today: date) -> Cast:
    """Give the parts: the spring festival that comes first is open, the next announced, the last a draft."""
    first, second, third = sorted(("nianhuo", "taohua", "lihua"), key=lambda key: next_season(key, today).first)
    return Cast(open=first, plain=second, draft=third)
