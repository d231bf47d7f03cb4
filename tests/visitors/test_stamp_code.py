"""The desk's changing code: asked for once in two hours, and locked before anybody guesses it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub.core import clock
from eventhub.core.database import db
from eventhub.visitors import stamp_code, stamps
from eventhub.visitors.models import Stamp, StampCodeMiss
from tests.conftest import NOW, new_client
from tests.page_check import CheckedClient
from tests.visitors.conftest import Ground
from tests.visitors.test_stamps import stamp


def coded_ground() -> Ground:
    """A festival that runs today and whose rally asks for the code on the desk's screen."""
    ground = Ground(booths=6, shops=5, starts_on=date(2027, 4, 17), ends_on=date(2027, 4, 18)).open()
    stamps.set_rally(ground.festival, 3, True, "", 0, ground.organiser)
    return ground


@pytest.fixture
def coded(app: Flask) -> Ground:
    """The festival above."""
    return coded_ground()


def codes(app: Flask, ground: Ground) -> tuple[str, str]:
    """Return the code of now, and one that holds neither now nor held before."""
    key, now = app.config["SECRET_KEY"], clock.now()
    with clock.fixed(now - timedelta(seconds=stamp_code.WINDOW_SECONDS)):
        before = stamp_code.desk_code(key, ground.festival)
    good = stamp_code.desk_code(key, ground.festival)
    return good, next(code for code in ("0000", "1111", "2222") if code not in (good, before))


def guess(client: CheckedClient, ground: Ground, code: str, after: int = 0, **body: str) -> tuple[int, dict[str, Any]]:
    """Type a code at the first stall; return status and answer."""
    answer = stamp(client, ground, 0, after, code=code, **body)
    return answer.status_code, dict(answer.json)


def test_the_changing_code_is_asked_for_once_in_two_hours(coded: Ground, client: CheckedClient, app: Flask) -> None:
    code, wrong = codes(app, coded)
    desk = new_client(app).sign_in(coded.organiser)
    page = desk.get(f"/desk/{coded.festival.slug}/stamps/code").get_data(as_text=True)
    assert f">{code}<" in page
    assert stamp(client, coded, 0).json["error"] == "needs_code"
    assert guess(client, coded, wrong)[1]["error"] == "wrong_code"
    first = stamp(client, coded, 0, code=code).json
    kept = {"device": first["device"], "permit": first["permit"]}
    assert stamp(client, coded, 1, 3_600, **kept).status_code == 200
    assert stamp(client, coded, 2, 7_300, **kept).json["error"] == "needs_code"
    other = stamp(client, coded, 3, 60, permit=first["permit"])
    assert other.json["error"] == "needs_code"


def test_a_device_that_guesses_is_locked_until_the_code_changes(
    coded: Ground, client: CheckedClient, app: Flask
) -> None:
    good, wrong = codes(app, coded)
    # The first refusal names the device, so that an honest browser stays the same one.
    device = guess(client, coded, wrong)[1]["device"]
    for _ in range(stamp_code.MISSES_OF_A_DEVICE - 1):
        assert guess(client, coded, wrong, device=device)[1]["error"] == "wrong_code"
    assert (guess(client, coded, good, device=device)[0], db.session.query(Stamp).count()) == (429, 0)
    assert guess(client, coded, good)[0] == 200, "somebody else's device is not locked"
    with clock.fixed(NOW + timedelta(seconds=stamp_code.WINDOW_SECONDS)):
        later, _ = codes(app, coded)
    assert guess(client, coded, later, stamp_code.WINDOW_SECONDS, device=device)[0] == 200


def test_ever_new_devices_are_locked_all_together(either_app: Flask) -> None:
    ground, client = coded_ground(), new_client(either_app)
    good, wrong = codes(either_app, ground)
    for _ in range(stamp_code.MISSES_OF_ALL):
        assert guess(client, ground, wrong)[1]["error"] == "wrong_code"
    status, answer = guess(client, ground, good)
    assert (status, answer["error"]) == (429, "too_many_guesses")
    assert "10 分钟" in answer["sentence"]
    assert guess(client, ground, wrong, stamp_code.WINDOW_SECONDS)[1]["error"] == "wrong_code"
    assert db.session.query(StampCodeMiss).count() == 1, "the old window's misses are gone"
