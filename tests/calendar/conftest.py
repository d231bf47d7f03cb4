"""What the calendar's tests share: sample values and a small iCalendar reader of our own.

The reader is written from RFC 5545 and knows nothing of icalendar, so that a mistake which
the writer and its own parser share still shows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from eventhub.calendar.feed_event import FeedEvent, FeedInfo, Kind
from tests.calendar.feed_world import World, a_world

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Prop:
    """One property: upper-case name, parameters with quotes removed, raw value."""

    name: str
    params: dict[str, str]
    raw: str

    @property
    def text(self) -> str:
        """The value as TEXT, unescaped in one pass."""
        return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], self.raw)


@dataclass
class Comp:
    """One component with its properties in order and its children."""

    name: str
    props: list[Prop] = field(default_factory=list)
    children: list["Comp"] = field(default_factory=list)

    def all(self, name: str) -> list[Prop]:
        return [prop for prop in self.props if prop.name == name]

    def one(self, name: str) -> Prop:
        found = self.all(name)
        assert len(found) == 1, f"{self.name} has {len(found)} × {name}"
        return found[0]

    def has(self, name: str) -> bool:
        return bool(self.all(name))

    def sub(self, name: str) -> list["Comp"]:
        return [child for child in self.children if child.name == name]


def _content_lines(data: bytes) -> list[str]:
    assert not data.startswith(b"\xef\xbb\xbf"), "byte order mark"
    assert data.endswith(b"\r\n")
    physical = data.split(b"\r\n")[:-1]
    for line in physical:
        assert b"\r" not in line, "bare CR"
        assert b"\n" not in line, "bare LF"
        assert len(line) <= 75, f"{len(line)} octets: {line!r}"
        assert line.strip(), "empty line"
        line.decode("utf-8")  # raises when a fold went through a character
    logical: list[bytes] = []
    for line in physical:
        if line.startswith(b" "):
            logical[-1] += line[1:]
        else:
            logical.append(line)
    return [line.decode("utf-8") for line in logical]


def _property(line: str) -> Prop:
    match = re.match(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):', line)
    assert match, f"not a content line: {line!r}"
    params = dict(re.findall(r';([A-Z0-9-]+)=("[^"]*"|[^";:,]*)', match[2]))
    return Prop(match[1], {key: value.strip('"') for key, value in params.items()}, line[match.end() :])


def read_component(data: bytes) -> Comp:
    """The single component in `data`, checked line by line."""
    root = Comp("ROOT")
    open_components = [root]
    for line in _content_lines(data):
        prop = _property(line)
        if prop.name == "BEGIN":
            open_components[-1].children.append(Comp(prop.raw))
            open_components.append(open_components[-1].children[-1])
        elif prop.name == "END":
            assert open_components.pop().name == prop.raw
        else:
            open_components[-1].props.append(prop)
    assert open_components == [root]
    assert len(root.children) == 1
    return root.children[0]


@pytest.fixture(scope="session")
def read() -> Callable[[bytes], Comp]:
    return read_component


def make_session(**changes: Any) -> FeedEvent:
    values: dict[str, Any] = {
        "uid": "5f0c1a52-9d0c-4a8e-9a53-0f9a4a1f9b11@eventhub",
        "kind": Kind.SESSION,
        "summary": "金桥吹打",
        "description": "国家级非遗，现场可以学吹唢呐。",
        "starts_at": datetime(2027, 5, 1, 10, 0, tzinfo=SHANGHAI),
        "ends_at": datetime(2027, 5, 1, 11, 30, tzinfo=SHANGHAI),
        "location": "石鼓广场",
        "address": "重庆市万盛经开区石林镇石鼓村",
        "latitude": 28.98123456,
        "longitude": 106.95123456,
        "url": "https://example.org/festivals/caishan/",
        "image": "https://example.org/static/img/caishan.png",
        "categories": ("踩山会", "非遗"),
        "created_at": datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        "changed_at": datetime(2026, 11, 20, 9, 30, 15, 999999, tzinfo=UTC),
        "sequence": 2,
    }
    return FeedEvent(**(values | changes))


def make_festival(**changes: Any) -> FeedEvent:
    values: dict[str, Any] = {
        "uid": "9e3c2d41-2a7f-4a55-8f0e-6a0f4b7f3c22@eventhub",
        "kind": Kind.FESTIVAL,
        "summary": "万盛苗族踩山会",
        "starts_at": date(2027, 5, 1),
        "ends_at": date(2027, 5, 5),
        "created_at": datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        "changed_at": datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
    }
    return FeedEvent(**(values | changes))


@pytest.fixture
def session_event() -> Callable[..., FeedEvent]:
    return make_session


@pytest.fixture
def festival_event() -> Callable[..., FeedEvent]:
    return make_festival


@pytest.fixture
def info() -> FeedInfo:
    return FeedInfo(
        name="万盛节会",
        description="万盛经开区全部节会、节目和申请截止",
        source_url="https://example.org/calendar.ics",
        page_url="https://example.org/calendar/",
        colour="firebrick",
        apple_colour="#b22222",
    )


@pytest.fixture
def world(app: Flask) -> World:
    """The edition that things happen to, its neighbour beside it."""
    return a_world()
