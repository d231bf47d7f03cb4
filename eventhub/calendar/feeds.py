"""The public feeds: what each holds, and what it is called.

A feed is named by its kind and, for a town, an edition or a session, by which one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote

from eventhub.calendar.feed_event import FeedInfo, Kind
from eventhub.calendar.window import WindowEvent


class FeedKind(StrEnum):
    """What a feed holds."""

    EVERYTHING = "everything"
    FESTIVALS = "festivals"
    PERFORMANCES = "performances"
    DEADLINES = "deadlines"
    TOWN = "town"
    EDITION = "edition"
    SESSION = "session"


HOLDS: Final = {
    FeedKind.FESTIVALS: Kind.FESTIVAL,
    FeedKind.PERFORMANCES: Kind.SESSION,
    FeedKind.DEADLINES: Kind.DEADLINE,
}
TITLES: Final = {
    FeedKind.EVERYTHING: ("万盛节会", "全部节会、节目和摊位申请截止"),
    FeedKind.FESTIVALS: ("万盛节会·日子", "只有节会的日子，没有节目"),
    FeedKind.PERFORMANCES: ("万盛节会·节目", "每一场节目，带时间和地点"),
    FeedKind.DEADLINES: ("万盛节会·摊位申请截止", "想摆摊的看这个：申请什么时候截止"),
}
PATHS: Final = {
    FeedKind.EVERYTHING: "/calendar.ics",
    FeedKind.FESTIVALS: "/calendar/festivals.ics",
    FeedKind.PERFORMANCES: "/calendar/performances.ics",
    FeedKind.DEADLINES: "/calendar/deadlines.ics",
}


@dataclass(frozen=True, slots=True)
class FeedName:
    """Which feed: its kind; `which` is a town, or the slug of an edition; `uid` a session's stored identifier."""

    kind: FeedKind
    which: str = ""
    uid: str = ""

    @property
    def path(self) -> str:
        """The address without the host."""
        if self.kind is FeedKind.TOWN:
            return f"/calendar/town/{quote(self.which)}.ics"
        if self.kind is FeedKind.EDITION:
            return f"/festivals/{self.which}/calendar.ics"
        if self.kind is FeedKind.SESSION:
            return f"/festivals/{self.which}/programme/{self.uid}.ics"
        return PATHS[self.kind]

    @property
    def file_name(self) -> str:
        """An ASCII name to save it under."""
        if self.kind is FeedKind.SESSION:
            return f"{self.which}-{self.uid}.ics"
        if self.kind is FeedKind.EDITION:
            return f"{self.which}.ics"
        return "wansheng-town.ics" if self.kind is FeedKind.TOWN else f"wansheng-{self.kind.value}.ics"

    def info(self, base_url: str, short_name: str = "") -> FeedInfo:
        """Return the head of the file; `short_name` is the edition's."""
        title, text = TITLES.get(self.kind, ("", ""))
        page = f"{base_url}/calendar/"
        if self.kind is FeedKind.TOWN:
            title, text = f"万盛节会·{self.which}", f"在{self.which}办的节会、节目和摊位申请截止"
        elif self.kind in (FeedKind.EDITION, FeedKind.SESSION):
            title, text = short_name, f"{short_name}的日子、节目和摊位申请截止"
            page = f"{base_url}/festivals/{self.which}/"
        return FeedInfo(name=title, description=text, source_url=base_url + self.path, page_url=page)

    def chooses(self, entries: Iterable[tuple[Kind, WindowEvent]], uid: str) -> list[WindowEvent]:
        """Return those of an edition's entries that stand in this feed; `uid`: the session's UID in full."""
        if self.kind is FeedKind.SESSION:
            return [event for _, event in entries if event.uid == uid]
        wanted = HOLDS.get(self.kind)
        return [event for kind, event in entries if wanted in (None, kind)]
