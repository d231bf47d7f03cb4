"""Public pages cost one select and few bytes: no cookie, 304 for whoever has them, constant selects when rendered."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.core.revisions import bump
from eventhub.festivals.models import Announcement, Booth, Festival
from eventhub.registry.documents import GoodsCategory
from eventhub.registry.models import Household, Product
from tests import factories
from tests.conftest import new_client
from tests.page_check import CheckedClient
from tests.visitors.conftest import Ground, fill

KB = 1_000


def addresses(ground: Ground) -> list[str]:
    """One address of every public page."""
    sign = f"/s/{ground.booth('A01').sign_code}"
    return ["/", "/festivals/", ground.path, f"{ground.path}plan", f"{ground.path}stalls/", sign]


@contextmanager
def counted_selects() -> Iterator[list[str]]:
    """Collect the statements sent to the database inside the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def a_full_festival(app: Flask, booths: int) -> Festival:
    """A festival whose every booth is taken by a shop with a class and four products."""
    festival = factories.a_festival(booths=booths, days=3, starts_on=clock.today(), ends_on=date(2027, 4, 19))
    households = [a_shop(number) for number in range(booths)]
    placed = db.session.query(Booth).filter_by(festival_id=festival.id).order_by(Booth.number).all()
    fill(festival, placed, households)
    return festival


def a_shop(number: int) -> Household:
    """A shop with a name as long as they usually are."""
    return factories.a_household(
        name=f"老万盛关坝镇正宗手工米粉总店{number:03d}号店",
        category=list(GoodsCategory)[number % 4],
        products=[Product(name=f"第{index}样土产", price_fen=1500, unit="斤", note="自家做的") for index in range(4)],
    )


def test_no_public_page_sets_a_cookie_or_loads_from_elsewhere(fair: Ground, client: CheckedClient) -> None:
    for path in addresses(fair):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers, path
        page = answer.get_data(as_text=True)
        for mark in ('src="http', 'src="//', 'stylesheet" href="http', "url(http"):
            assert mark not in page, path


def test_a_second_fetch_is_not_sent_again_until_something_changes(fair: Ground, client: CheckedClient) -> None:
    for path in addresses(fair):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path
    with writing():
        fair.festival.name = "改了名的踩山会"
        bump(f"festival:{fair.festival.id}")
    for path in addresses(fair):
        answer = client.get(path, headers={"If-None-Match": client.get(path).headers["ETag"] + "x"})
        assert answer.status_code == 200, path


def test_a_page_that_was_shown_costs_one_select(fair: Ground, client: CheckedClient) -> None:
    for path in addresses(fair):
        client.get(path)
        with counted_selects() as sent:
            assert client.get(path).status_code == 200
        assert len([statement for statement in sent if statement.startswith("SELECT")]) == 1, path


def test_selects_do_not_grow_with_the_number_of_stalls(app: Flask) -> None:
    costs: list[list[int]] = []
    for booths in (3, 30):
        festival = a_full_festival(app, booths)
        sign = db.session.query(Booth.sign_code).filter_by(festival_id=festival.id, number=2).scalar()
        base = f"/festivals/{festival.slug}/"
        paths = [base, f"{base}plan", f"{base}stalls/", f"{base}plan?q=土产", f"/s/{sign}"]
        costs.append([selects_of(app, path) for path in paths])
    assert costs[0] == costs[1]
    assert max(costs[1]) <= 22


def test_selects_of_the_home_page_do_not_grow_with_festivals_or_stalls(app: Flask) -> None:
    a_full_festival(app, 3)
    few = selects_of(app, "/")
    a_full_festival(app, 20)
    for _ in range(5):
        factories.a_call(factories.a_festival())
    # One open call more needs the two counts of its booths, once.
    assert selects_of(app, "/") <= few + 2


def selects_of(app: Flask, path: str) -> int:
    """Return how many selects the first rendering of a page takes."""
    app.extensions.pop("page_cache", None)
    db.session.remove()
    with counted_selects() as sent:
        assert new_client(app).get(path).status_code == 200
    return len([statement for statement in sent if statement.startswith("SELECT")])


@pytest.fixture
def big(app: Flask) -> Festival:
    """A running festival of 120 booths, with everything on the home page that can be there."""
    festival = a_full_festival(app, 120)
    for number in range(8):
        other = factories.a_festival(
            name=f"万盛第{number}个乡村旅游文化节", starts_on=date(2027, 5, 1 + number), ends_on=date(2027, 5, 9)
        )
        factories.a_call(other)
    notices = [
        Announcement(
            festival_id=festival.id, title="5月1日至3日南门限停，请坐换乘车", at=clock.now() - timedelta(days=number)
        )
        for number in range(4)
    ]
    factories.saved(*notices)
    return festival


def test_the_home_page_stays_below_20_kb_and_the_plan_of_120_booths_below_60(
    big: Festival, client: CheckedClient
) -> None:
    home = client.get("/").data
    assert home.count(b'class="panel fcard"') == 3
    assert len(home) <= 20 * KB
    plan = client.get(f"/festivals/{big.slug}/plan").data
    goods = plan.split(b'data-goods="')[1].split(b'"')[0].decode().split("|")
    assert goods == ["第0样土产、第1样土产、第2样土产、第3样土产"] * 120
    assert plan.count(b'class="b c-') == 120
    assert len(plan) <= 60 * KB
    assert len(gzip.compress(plan)) <= 12 * KB


def test_large_type_readers_get_the_same_page_in_large_type(fair: Ground, client: CheckedClient) -> None:
    client.set_cookie("size", "lg")
    assert 'data-size="lg"' in client.get("/").get_data(as_text=True)


def test_searches_that_share_a_beginning_do_not_share_a_page(fair: Ground, client: CheckedClient) -> None:
    long = "豆花" * 15
    first = client.get(f"{fair.path}stalls/", query_string={"q": long + "甲" * 60}).data
    second = client.get(f"{fair.path}stalls/", query_string={"q": long + "乙" * 60}).data
    assert first != second


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff%fe", "q=" + "a" * 5_000, "cat=%F0%9F%8D%91", "at=%27%22%3Cb%3E", "phase=-1"]
)
def test_rubbish_in_the_query_gives_a_page(fair: Ground, client: CheckedClient, query: str) -> None:
    for path in addresses(fair):
        assert client.get(f"{path}?{query}").status_code == 200
