"""Whatever stands in an address, a query or a form: no route answers it with a 5xx, or asks a database what that refuses.

The forms here answer everything: whatever name a view asks for was sent, as rubbish or as something that may pass, so
that a new route and a new field are covered by themselves.
"""

import logging
import random
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from tests.conftest import new_client
from tests.page_check import CheckedClient
from tests.test_routes import World, may_open

PATHS = ("0", "2147483648", "%00", "%F0%9F%8D%91", "٣", "%ff%fe", "a" * 300)
WORDS = (
    *("", "\x00", "a\x00b", "\uffff\x1b", "\u202e\u200b", "🍑𠮷", "<b>&\"'", "%_\\", "字" * 3_000),
    *("0", "-1", "٣", "２", "1.5", "NaN", "1e309", "2147483648", "9223372036854775808", "9" * 5_000),
    *("2027-02-30", "0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59", "10000-01", "25:00"),
)
# What many fields take, so that the others' rubbish goes further than the first check.
SOUND = ("1", "5", "2027-05-01", "2027-05-01T10:00", "09:30", "19900001234", "糯米酒", "好的好的", "y", "food", "A-1")
TURNS = 3
pytestmark = pytest.mark.slow


class Answers(ImmutableMultiDict[str, str]):
    """A query or form in which everything asked for was sent."""

    def __init__(self, seed: str) -> None:
        super().__init__()
        self.seed = seed

    def __contains__(self, _name: object) -> bool:
        return True

    def getlist(self, name: Any, type: Any = None) -> list[Any]:
        """Return what was sent under the name, always the same."""
        drawn = random.Random(f"{self.seed} {name}")
        return drawn.choices(drawn.choice((WORDS, SOUND)), k=drawn.choice((1, 1, 1, 3)))

    def get(self, name: Any, default: Any = None, type: Any = None) -> Any:
        """Return the first of what was sent under the name."""
        return self.getlist(name)[0]

    __getitem__ = get


class Rubbish(Request):
    """A request whose query and form answer everything."""

    @cached_property
    def args(self) -> Any:
        """The query."""
        return Answers(self.environ["rubbish"] + " args")

    @cached_property
    def form(self) -> Any:
        """The form."""
        return Answers(self.environ["rubbish"] + " form")


@pytest.fixture
def world(either_app: Flask) -> World:
    return World()


def visits(app: Flask, world: World) -> Iterator[tuple[CheckedClient, Rule]]:
    """Every route, with the browser of somebody who may open it; the browser fails on a 5xx and on a faulty page."""
    clients = {}
    for person in ("nobody", "household", "administrator"):
        clients[person] = new_client(app)
        account = world.people[person]
        if account is not None:
            clients[person].sign_in(account)
    for rule in app.url_map.iter_rules():
        audience = app.view_functions[rule.endpoint].audience  # type: ignore[attr-defined]
        yield clients[next((person for person in clients if may_open(audience, person)), "nobody")], rule


def test_rubbish_in_a_path_is_no_page(either_app: Flask, world: World, caplog: pytest.LogCaptureFixture) -> None:
    for client, rule in visits(either_app, world):
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        for spot in sorted(rule.arguments):
            for part in PATHS:
                path = re.sub(rf"<(?:[^<>]+:)?{spot}>", lambda _match, part=part: part, rule.rule)
                client.open(world.path_of(path), method=method)
    assert not refusals(caplog)


def test_rubbish_that_was_sent_is_told(either_app: Flask, world: World, caplog: pytest.LogCaptureFixture) -> None:
    either_app.request_class = Rubbish
    for client, rule in visits(either_app, world):
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            for turn in range(TURNS):
                seed = f"{method} {rule.rule} {turn}"
                client.open(world.path_of(rule.rule), method=method, environ_overrides={"rubbish": seed})
    assert not refusals(caplog)


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What a database refused and an error page had to answer for."""
    return [entry.getMessage() for entry in caplog.records if entry.levelno >= logging.WARNING]
