"""The stamp rally: only on the day, each booth once, at walking pace, and no code is given out or checked off twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from eventhub.allocation.models import Holding
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.festivals.models import FestivalState
from eventhub.visitors import rankings, stamps
from eventhub.visitors.models import Stamp
from eventhub.visitors.signed_text import changing_code, opened, signed
from eventhub.visitors.stamp_art import booklet_svg
from tests.conftest import NOW, new_client
from tests.page_check import CheckedClient
from tests.visitors.conftest import Ground

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def today(app: Flask) -> Ground:
    """A festival that runs today, with five shops; three stamps fill a booklet."""
    ground = Ground(booths=6, shops=5, starts_on=date(2027, 4, 17), ends_on=date(2027, 4, 18)).open()
    stamps.set_rally(ground.festival, 3, False, "挑花书签", 0, ground.organiser)
    return ground


def stamp(client: CheckedClient, ground: Ground, number: int, after: int = 0, **body: str) -> Any:
    """Press the button at a household's stall, so many seconds from now."""
    with clock.fixed(NOW + timedelta(seconds=after)):
        return client.post(f"/s/{ground.booth_of(number).sign_code}/stamp", json=body, headers=OURS)


def full(client: CheckedClient, ground: Ground) -> dict[str, Any]:
    """Fill a booklet and return the last answer."""
    device = stamp(client, ground, 0).json["device"]
    stamp(client, ground, 1, 60, device=device)
    return dict(stamp(client, ground, 2, 120, device=device).json)


def test_a_booklet_fills_and_gives_one_code(today: Ground, client: CheckedClient) -> None:
    answer = full(client, today)
    assert len(answer["labels"]) == 3
    assert len(answer["code"]) == 6
    again = stamp(client, today, 3, 180, device=answer["device"]).json
    assert again["code"] == answer["code"]
    book = client.post(f"{today.path}stamps/book", json={"device": answer["device"]}, headers=OURS).json
    assert (len(book["labels"]), book["code"], book["redeemed"]) == (4, answer["code"], False)


def test_each_booth_counts_once(today: Ground, client: CheckedClient) -> None:
    device = stamp(client, today, 0).json["device"]
    for after in (1, 100, 5_000):
        assert len(stamp(client, today, 0, after, device=device).json["labels"]) == 1


def test_no_stamp_on_another_day_or_after_a_cancellation(today: Ground, client: CheckedClient) -> None:
    for after in (-86_400, 2 * 86_400):
        answer = stamp(client, today, 0, after)
        assert (answer.status_code, answer.json["error"]) == (409, "not_today")
    with writing():
        today.festival.state = FestivalState.CANCELLED
    assert stamp(client, today, 0).status_code == 409
    assert db.session.query(Stamp).count() == 0


def test_nobody_stamps_faster_than_they_walk(today: Ground, client: CheckedClient) -> None:
    device = stamp(client, today, 0).json["device"]
    quick = stamp(client, today, 1, 5, device=device)
    assert (quick.status_code, quick.json["error"]) == (429, "too_fast")
    assert stamp(client, today, 1, 31, device=device).status_code == 200


def test_an_empty_booth_gives_no_stamp(today: Ground, client: CheckedClient) -> None:
    empty = next(label for label in ("A01", "A02", "A03", "A04", "A05", "A06") if not _taken(today, label))
    answer = client.post(f"/s/{today.booth(empty).sign_code}/stamp", json={}, headers=OURS)
    assert answer.json["error"] == "nobody"


def test_a_stall_that_is_away_today_gives_no_stamp(today: Ground, client: CheckedClient) -> None:
    with writing():
        db.session.execute(
            delete(Holding).where(Holding.booth_id == today.booth_of(0).id, Holding.day == clock.today())
        )
    answer = stamp(client, today, 0)
    assert (answer.status_code, answer.json["error"]) == (409, "nobody")
    assert stamp(client, today, 0, 86_400).status_code == 200


def _taken(ground: Ground, label: str) -> bool:
    return label in {ground.booth_of(number).label for number in range(5)}


@pytest.mark.parametrize("token", ["x", "a.b", "验.证", "f" * 250, "0" * 24 + "." + "0" * 22])
def test_a_device_that_was_not_signed_here_is_refused(today: Ground, client: CheckedClient, token: str) -> None:
    assert stamp(client, today, 0, device=token).status_code == 422
    assert db.session.query(Stamp).count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"device": 1}',
        b"nonsense",
        b'{"code": "' + b"9" * 400 + b'"}',
        b'{"x":' + b"[" * 3_000,
        b"[" * 100_000,
    ],
)
def test_rubbish_bodies_are_refused(today: Ground, client: CheckedClient, body: bytes) -> None:
    for path in (f"/s/{today.booth_of(0).sign_code}/stamp", f"{today.path}stamps/book"):
        answer = client.post(path, data=body, content_type="application/json", headers=OURS)
        assert (answer.status_code, answer.json["error"]) == (400, "bad_body"), path


def test_another_site_cannot_press_the_button(today: Ground, client: CheckedClient) -> None:
    path = f"/s/{today.booth_of(0).sign_code}/stamp"
    assert client.post(path, json={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.post(path, json={}, headers={"Origin": "https://evil.example"}).status_code == 400


def test_a_code_is_checked_off_once_and_a_replay_is_refused(today: Ground, client: CheckedClient, app: Flask) -> None:
    answer = full(client, today)
    desk = new_client(app).sign_in(today.organiser)
    path = f"/desk/{today.festival.slug}/stamps/"
    spoken = f"{answer['code'][:3]} {answer['code'][3:]}".lower()
    assert desk.post(path, data={"code": spoken}).status_code == 303
    replay = desk.post(path, data={"code": answer["code"]})
    assert replay.status_code == 409
    assert "兑过了" in replay.get_data(as_text=True)
    assert desk.post(path, data={"code": "ZZZZZZ"}).status_code == 404
    book = client.post(f"{today.path}stamps/book", json={"device": answer["device"]}, headers=OURS).json
    assert book["redeemed"] is True


def test_a_photo_that_goes_round_is_shown_to_the_organiser(today: Ground, client: CheckedClient, app: Flask) -> None:
    for _ in range(50):
        assert stamp(client, today, 0).status_code == 200
    stamp(client, today, 1)
    (crowd,) = stamps.crowds(today.festival)
    assert (crowd.label, crowd.devices) == (today.booth_of(0).label, 50)
    page = new_client(app).sign_in(today.organiser).get(f"/desk/{today.festival.slug}/stamps/").get_data(as_text=True)
    assert "像是桌牌照片被传开了" in page
    assert "50" in page


def test_the_settings_are_told_when_somebody_changed_them_meanwhile(today: Ground, app: Flask) -> None:
    desk = new_client(app).sign_in(today.organiser)
    path = f"/desk/{today.festival.slug}/stamps/settings"
    typed = {"needed": "5", "reward": "书签", "version": "1"}
    assert desk.post(path, data=typed).status_code == 303
    assert desk.post(path, data=typed | {"needed": "9"}).status_code == 409
    assert desk.post(path, data=typed | {"needed": "99"}).status_code == 422


def test_the_booklet_page_is_the_same_for_everyone(today: Ground, client: CheckedClient) -> None:
    answer = client.get(f"{today.path}stamps")
    page = answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers
    assert "集章要用到网页脚本" in page
    assert "挑花书签" in page
    assert page.count("data-part=") == 3


@pytest.mark.parametrize("parts", [3, 6, 40])
def test_the_pattern_has_a_part_for_every_stamp(parts: int) -> None:
    svg = booklet_svg(parts, "taohua")
    assert svg.count("<g data-part=") == parts
    assert len(svg) < 25_000


def test_signed_texts_open_only_for_their_purpose_and_key() -> None:
    token = signed("key", "a", "text")
    assert opened("key", "a", token) == "text"
    for key, purpose, text in (("other", "a", token), ("key", "b", token), ("key", "a", token + "0"), ("key", "a", "")):
        assert opened(key, purpose, text) is None
    assert changing_code("key", "a", 1) == changing_code("key", "a", 1)
    assert len({changing_code("key", "a", window) for window in range(20)}) > 15


def test_the_whole_rally_on_either_database(either_app: Flask) -> None:
    ground = Ground(booths=6, shops=5, starts_on=date(2027, 4, 17), ends_on=date(2027, 4, 18)).open()
    stamps.set_rally(ground.festival, 3, False, "", 0, ground.organiser)
    client = new_client(either_app)
    answer = full(client, ground)
    stamps.redeem(ground.festival, answer["code"], ground.organiser)
    for _ in range(stamps.CROWD):
        stamp(client, ground, 0, 300)
    assert stamps.tally(ground.festival) == {"devices": stamps.CROWD + 1, "full": 1, "redeemed": 1}
    assert [crowd.devices for crowd in stamps.crowds(ground.festival)] == [stamps.CROWD]
    snapshot = rankings.freeze(ground.festival, "stamps", ground.organiser)
    assert sum(row["figure"] for row in snapshot.rows) == 3
    assert client.get("/").status_code == 200
    assert client.get(f"{ground.path}rankings/").status_code == 200
