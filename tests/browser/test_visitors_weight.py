"""What a visit weighs, measured in Chromium: style, script, page; who is asked; what is left behind."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Response

from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.festivals.models import Booth, Festival
from tests import factories
from tests.visitors.test_bytes import a_full_festival

pytestmark = pytest.mark.browser
STYLE, SCRIPT = 30_000, 15_000
HTML = {"home": 20_000, "plan": 60_000, "way": 60_000}


@pytest.fixture
def big(app: Flask) -> Festival:
    """A running festival of 120 booths whose shops have long names, with others to come and a call open."""
    festival = a_full_festival(app, 120)
    with writing():
        festival.venue.directions = "坐车：405 路到石林站。\n开车：停南门。"
        festival.description = "踩山会是红苗的大节。"
        festival.ground = [
            {"kind": "gate", "x": 200, "y": 4_000, "text": "南门"},
            {"kind": "stage", "x": 5_000, "y": 5_000, "r": 500, "text": "石鼓广场"},
            {"kind": "toilet", "x": 6_000, "y": 3_000},
        ]
        for number in range(6):
            factories.a_session(festival, title=f"第{number}场木鼓舞", starts_at=clock.at(clock.today(), 10 + number),
                                ends_at=clock.at(clock.today(), 11 + number))  # fmt: skip
    for number in range(6):
        factories.a_call(
            factories.a_festival(
                name=f"万盛第{number}个乡村旅游文化节", starts_on=date(2027, 5, 1 + number), ends_on=date(2027, 5, 9)
            )
        )
    db.session.commit()
    return festival


def pages_of(festival: Festival) -> dict[str, str]:
    """Every public page of the room by a short name."""
    base = f"/festivals/{festival.slug}/"
    sign = db.session.query(Booth.sign_code).filter_by(festival_id=festival.id, number=7).scalar()
    return {
        "home": "/",
        "list": "/festivals/",
        "festival": base,
        "plan": f"{base}plan",
        "way": f"{base}plan?to=A07",
        "stalls": f"{base}stalls/",
        "stall": f"/s/{sign}",
        "enquiry": f"/s/{sign}/enquiry",
        "badge": f"/s/{sign}/badge",
        "stamps": f"{base}stamps",
        "rankings": f"{base}rankings/",
        "screen": f"/screen/{festival.slug}",
        "calendar": "/calendar/",
    }


def weighed(page: Page, path: str) -> tuple[Counter[str], set[str]]:
    """Open a page and return the bytes of each kind of resource, uncompressed, and the hosts that were asked."""
    bytes_of: Counter[str] = Counter()
    hosts: set[str] = set()
    got: list[Response] = []
    page.on("response", lambda response: got.append(response))
    page.goto(path, wait_until="networkidle")
    for response in got:
        hosts.add(response.url.split("/")[2])
        if response.ok:
            bytes_of[response.request.resource_type] += len(response.body())
    return bytes_of, hosts


def test_every_public_page_keeps_to_its_budget_and_to_its_own_host(big: Festival, new_page: Any) -> None:
    over = []
    for name, path in pages_of(big).items():
        page = new_page()  # a context of its own, so that nothing comes from the browser's cache
        weight, hosts = weighed(page, path)
        assert min(weight["stylesheet"], weight["script"]) > 0, f"{name}: nothing was measured"
        limits = {"stylesheet": STYLE, "script": SCRIPT, "document": HTML.get(name, 60_000)}
        over += [(name, kind, weight[kind]) for kind, limit in limits.items() if weight[kind] > limit]
        assert hosts == {page.url.split("/")[2]}, name
        assert page.context.cookies() == [], name
    assert not over
