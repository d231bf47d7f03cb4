"""What a feed shows, as plain values: `FeedEvent`, `Alarm` and `FeedInfo`.

They refuse what would make a bad feed (floating time, a colour no reader knows), so that the
writer in `ical.py` never has to guess.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from eventhub.calendar.colours import CSS3_NAMES

_UID: Final = re.compile(r"[!-~]+")
_WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")


class Kind(StrEnum):
    """What an event is; each kind has a category of its own, so that a reader can filter."""

    SESSION = "session"
    FESTIVAL = "festival"
    DEADLINE = "deadline"
    HOUSEHOLD = "household"


KIND_LABELS: Final = {
    Kind.SESSION: "节目",
    Kind.FESTIVAL: "节会",
    Kind.DEADLINE: "申请截止",
    Kind.HOUSEHOLD: "我的摊位",
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """A reminder `before` the start (not negative), with the sentence it shows."""

    before: timedelta
    text: str

    def __post_init__(self) -> None:
        if self.before < timedelta(0):
            raise ValueError("an alarm rings before the start")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """One VEVENT. Equal values give equal bytes.

    Times are either both aware datetimes (`ends_at` exclusive, None for a moment such as a
    deadline) or both dates (`ends_at` is the *last day*, None for one day).
    `changed_at` is when the row last changed: it becomes DTSTAMP and LAST-MODIFIED.
    `latitude` and `longitude` are WGS-84 degrees and come together or not at all.

    Raises:
        ValueError: floating or mixed times, an end before the start, an unusable UID, a URL
            that is no web address, coordinates out of range, alarms in a public event.
    """

    uid: str
    kind: Kind
    summary: str
    starts_at: datetime | date
    created_at: datetime
    changed_at: datetime
    ends_at: datetime | date | None = None
    description: str = ""
    location: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    url: str = ""
    image: str = ""
    categories: tuple[str, ...] = ()
    sequence: int = 0
    cancelled: bool = False
    alarms: tuple[Alarm, ...] = ()

    def __post_init__(self) -> None:
        if not _UID.fullmatch(self.uid):
            raise ValueError(f"UID must be printable ASCII without spaces: {self.uid!r}")
        if self.sequence < 0:
            raise ValueError("SEQUENCE is never negative")
        if self.alarms and self.kind is not Kind.HOUSEHOLD:
            raise ValueError("alarms belong in household feeds only")
        for address in (self.url, self.image):
            require_web_address(address, optional=True)
        self._check_times()
        self._check_position()

    @property
    def all_day(self) -> bool:
        """Whether it is given in days instead of moments."""
        return not isinstance(self.starts_at, datetime)

    def _check_times(self) -> None:
        if self.ends_at is not None:
            if isinstance(self.ends_at, datetime) == self.all_day:
                raise ValueError("start and end must both be days or both be moments")
            # Aware moments compare with aware ones, days with days: the line above saw to it.
            for moment in (self.starts_at, self.ends_at):
                _require_aware(moment)
            if self.ends_at < self.starts_at:
                raise ValueError("the end lies before the start")
        for moment in (self.starts_at, self.created_at, self.changed_at):
            _require_aware(moment)

    def _check_position(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude come together")
        if self.latitude is not None and not -90 <= self.latitude <= 90:
            raise ValueError(f"latitude out of range: {self.latitude}")
        if self.longitude is not None and not -180 <= self.longitude <= 180:
            raise ValueError(f"longitude out of range: {self.longitude}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedInfo:
    """The head of a feed: its name and where it lives.

    `source_url` is the address of the feed itself, `page_url` the page that explains it.
    `colour` is a CSS3 colour name, `apple_colour` a hex value `#RRGGBB`.

    Raises:
        ValueError: an address or a colour no reader would understand.
    """

    name: str
    source_url: str
    page_url: str
    description: str = ""
    colour: str = "darkred"
    apple_colour: str = "#8B0000"

    def __post_init__(self) -> None:
        require_web_address(self.source_url)
        require_web_address(self.page_url)
        if self.colour not in CSS3_NAMES:
            raise ValueError(f"not a CSS3 colour name: {self.colour!r}")
        if not _HEX.fullmatch(self.apple_colour):
            raise ValueError(f"not a hex colour: {self.apple_colour!r}")


def require_web_address(address: str, *, optional: bool = False) -> None:
    """Refuse what is no http(s) address; an empty one passes when `optional`.

    Raises:
        ValueError: the address can't stand in a feed.
    """
    if optional and not address:
        return
    if not _WEB.fullmatch(address):
        raise ValueError(f"not a web address: {address!r}")


def _require_aware(moment: datetime | date) -> None:
    if isinstance(moment, datetime) and moment.utcoffset() is None:
        raise ValueError("feeds hold no floating time: the datetime needs a zone")
