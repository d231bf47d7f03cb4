"""Two organisers in the same second, on both databases: one wins, the other is told, no number is given out twice."""

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from eventhub.core.database import db
from eventhub.core.errors import DomainError
from eventhub.festivals import actions, plan_actions, plan_rows, queries
from eventhub.festivals.booth_numbers import parse_booth_range
from eventhub.festivals.layout import RowSpec
from eventhub.festivals.models import Booth, Festival
from eventhub.festivals.plan_actions import BoothPatch
from eventhub.festivals.plan_rows import RowOrder
from tests import factories


def at_once(app: Any, *deeds: Callable[[], Any]) -> list[str]:
    """Run each deed in a thread with a session of its own, all released together; "done" or the code of its error."""
    ready = threading.Barrier(len(deeds))
    ends = [""] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        with app.app_context():
            ready.wait()
            try:
                deed()
                ends[place] = "done"
            except DomainError as error:
                ends[place] = error.code
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return ends


def test_two_move_the_same_booth(either_app: Any) -> None:
    festival = factories.a_festival(booths=3)
    slug, booth = festival.slug, queries.booths_of(festival)[0]
    number, version = booth.id, booth.version

    def move(x: int) -> Callable[[], Any]:
        def deed() -> None:
            mine = queries.festival_by_slug(slug)
            assert mine is not None
            plan_actions.change_booths(mine, [BoothPatch(number, version, {"x": x})], None)

        return deed

    assert sorted(at_once(either_app, *map(move, (3000, 4000, 5000, 6000)))) == ["done", "stale", "stale", "stale"]
    assert db.session.get(Booth, number).version == version + 1  # type: ignore[union-attr]


def test_four_add_rows_and_no_number_is_given_out_twice(either_app: Any) -> None:
    festival = factories.a_festival(booths=0)
    slug, zone_id = festival.slug, queries.zones_of(festival)[0].id

    def add(letter: str, y: int) -> Callable[[], Any]:
        def deed() -> None:
            mine = queries.festival_by_slug(slug)
            assert mine is not None
            spec = RowSpec(parse_booth_range(f"{letter}01–{letter}10"), 1000, y)
            plan_rows.generate(mine, RowOrder(zone_id, spec, False, {}), None)

        return deed

    ends = at_once(either_app, *(add(letter, 1000 + 1000 * n) for n, letter in enumerate("ABCD")))
    assert ends == ["done"] * 4
    numbers = db.session.scalars(select(Booth.number).where(Booth.festival_id == festival.id)).all()
    assert sorted(numbers) == list(range(1, 41))
    codes = [row.code for row in queries.zones_of(festival)[0].rows]
    assert sorted(codes) == ["A-1", "A-2", "A-3", "A-4", "A-5"]


def test_two_save_the_same_form(either_app: Any) -> None:
    festival = factories.a_festival()
    slug, version = festival.slug, festival.version

    def save(words: str) -> Callable[[], Any]:
        def deed() -> None:
            mine = queries.festival_by_slug(slug)
            assert mine is not None
            actions.edit_festival(mine, {"admission": words}, None, version)

        return deed

    assert sorted(at_once(either_app, save("门票 10 元"), save("门票 20 元"))) == ["done", "stale"]
    assert db.session.get(Festival, festival.id).version == version + 1  # type: ignore[union-attr]
