"""What a gate is given to remember: enough to judge without a network, and nothing about a person that need not be there."""

import gzip
import json
import logging
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db, writing
from eventhub.festivals.models import Festival
from eventhub.passes.actions import keys_of, open_private_key, reissue, rotate_key, set_state
from eventhub.passes.models import FestivalKey, PassState, StallPass
from tests import factories
from tests.conftest import at
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import Ground, a_stall, running_festival


def body(phone: Phone, since: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = phone.manifest(since).json  # type: ignore[assignment]
    return found


def test_it_holds_what_the_protocol_says(phone: Phone, ground: Ground) -> None:
    festival, passes = ground
    found = body(phone)
    assert found["today"] == "2027-04-17"
    assert found["now"] == "2027-04-17T01:30:00.000Z"
    assert found["festival"]["number"] == festival.id
    assert found["festival"]["periods"] == {"2027-04-17": 1, "2027-04-18": 2}
    own = [key for key in found["keys"] if key["festival"] == festival.id]
    assert [bytes.fromhex(key["public"]) for key in own] == [key.public for key in keys_of(festival)]
    assert [(one["serial"], one["booth"], one["name"], one["days"]) for one in found["passes"]] == [
        (1, "A01", "罗**", 3),
        (2, "A02", "罗**", 3),
        (3, "A03", "罗**", 3),
    ]
    assert found["passes"][0]["short"] == passes[0].short
    assert (found["revoked"], found["suspended"], found["seen"], found["inside"]) == ([], [], [], 0)


def test_a_pass_that_no_longer_opens_is_listed(phone: Phone, ground: Ground) -> None:
    actor = factories.a_staff_member(Role.ORGANISER)
    one, two, three = ground[1]
    set_state(one, PassState.REVOKED, actor, None)
    set_state(two, PassState.SUSPENDED, actor, None)
    reissue(three, actor, None)
    found = body(phone)
    assert (found["revoked"], found["suspended"]) == ([[1, 16], [3, 1]], [2])
    set_state(two, PassState.VALID, actor, None)
    assert phone.sync()["suspended"] == []


def test_nothing_changed_is_a_304_also_when_time_went_by(phone: Phone) -> None:
    etag = phone.manifest().headers["ETag"]
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        assert phone.manifest(**{"If-None-Match": etag}).status_code == 304
        phone.sync(phone.scan(1))
        assert phone.manifest(**{"If-None-Match": etag}).status_code == 200


def test_since_a_cursor_only_what_changed_is_sent(phone: Phone, ground: Ground) -> None:
    cursor = body(phone)["cursor"]
    phone.sync(phone.scan(1))
    later = body(phone, cursor)
    assert (later["passes"], later["keys"], later["festival"]) == (None, None, None)
    assert [entry["serial"] for entry in later["seen"]] == [1]
    assert body(phone, later["cursor"])["seen"] == []


def test_a_pass_issued_meanwhile_reaches_the_gates(either_app: Flask) -> None:
    festival, _ = running_festival(stalls=1, booths=3)
    phone = Phone(either_app, festival)
    cursor = body(phone)["cursor"]
    a_stall(festival, 1)
    assert phone.sync(since=cursor)["changed"] is True
    assert len(body(phone, cursor)["passes"]) == 2


@pytest.mark.parametrize("since", ["x", "-1.000000000000", "1", "999999999999.zzzzzzzzzzzz", "%00", "9" * 300])
def test_a_cursor_we_never_gave_gets_everything(phone: Phone, since: str) -> None:
    assert len(body(phone, since)["passes"]) == 3


def test_a_new_key_joins_the_old_one(phone: Phone, ground: Ground) -> None:
    rotate_key(ground[0], factories.a_staff_member(Role.ORGANISER))
    own = [key for key in body(phone)["keys"] if key["festival"] == ground[0].id]
    assert len(own) == 2


def test_seen_is_of_today_only(phone: Phone) -> None:
    phone.sync(phone.scan(1), phone.scan(2, at=at("2027-04-16T10:00")))
    assert [entry["serial"] for entry in body(phone)["seen"]] == [1]


def secrets_of(app: Flask, festival: Festival, passes: list[StallPass]) -> list[str]:
    """What must not be in a manifest, a page or a log."""
    households = [stall_pass.application.household for stall_pass in passes if stall_pass.application]
    keys = db.session.scalars(select(FestivalKey).where(FestivalKey.festival_id == festival.id)).all()
    private = [open_private_key(key.sealed, app.config["SETTINGS"].secret_key) for key in keys]
    return [
        *(one.owner_name for one in households),
        *(one.phone for one in households),
        *(stall_pass.application.contact_phone for stall_pass in passes if stall_pass.application),
        *(key.hex() for key in private),
        *(str(int.from_bytes(key, "big")) for key in private),
    ]


def test_no_name_in_full_no_phone_and_no_private_key_gets_out(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    festival, passes = running_festival(stalls=3)
    forbidden = secrets_of(app, festival, passes)
    phone = Phone(app, festival)
    with caplog.at_level(logging.DEBUG):
        texts = [phone.manifest().get_data(as_text=True), phone.send(phone.scan(1)).get_data(as_text=True)]
        texts += [phone.client.get(path).get_data(as_text=True) for path in ("/gate/", "/sw.js")]
        client = app.test_client()
        texts.append(client.get(f"/p/{passes[0].digits}").get_data(as_text=True))
    texts += [passes[0].digits, caplog.text]
    assert [text for text in forbidden if any(text in said for said in texts)] == []
    assert not re.search(r"1[3-9]\d{9}", texts[0])


def test_the_shell_holds_no_data_and_allows_only_our_own_webassembly(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/gate/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "default-src 'self'" in policy
    assert "'unsafe" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "Set-Cookie" not in answer.headers
    assert "wasm-unsafe-eval" not in client.get("/").headers["Content-Security-Policy"]


def test_every_file_the_worker_keeps_is_served(app: Flask) -> None:
    client = app.test_client()
    worker = client.get("/sw.js")
    assert worker.headers["Cache-Control"] == "no-cache"
    assert worker.mimetype == "text/javascript"
    files = re.findall(r'"(/static/[^"]+)"', worker.get_data(as_text=True))
    assert all(client.get(path).status_code == 200 for path in files)
    names = {Path(path).name for path in files}
    shell = client.get("/gate/").get_data(as_text=True)
    wanted = {Path(path).name for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', shell)}
    assert wanted <= names
    scripts = Path(app.config["STATIC_FOLDER"]) / "js" / "gate"
    imports = {
        Path(name).name for path in scripts.glob("*.js") for name in re.findall(r'from "(\./[^"]+)"', path.read_text())
    }
    assert imports <= names


def test_the_worker_changes_with_the_page(app: Flask) -> None:
    client = app.test_client()
    before = client.get("/sw.js").get_data()
    assert client.get("/sw.js").get_data() == before
    app.jinja_env.globals["demo"] = True
    app.jinja_env.globals["asset"] = lambda path: f"/static/other/{path}"
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    assert client.get("/sw.js").get_data() != before


@pytest.mark.slow
def test_three_hundred_stalls_fit_into_sixty_kilobytes(app: Flask) -> None:
    festival, _ = running_festival(stalls=300, booths=300)
    phone = Phone(app, festival)
    phone.sync(*(phone.scan(serial) for serial in range(1, 301)))
    answer = phone.manifest()
    assert answer.json is not None
    assert len(answer.json["passes"]) == len(answer.json["seen"]) == 300
    packed = BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6) as file:
        file.write(answer.get_data())
    assert packed.tell() <= 60_000


def test_a_stall_without_household_is_still_a_pass(phone: Phone, ground: Ground) -> None:
    with writing() as session:
        session.add(
            StallPass(festival_id=ground[0].id, serial=9, kind=4, days=3, heads=1, short="QQQQ77", digits="0" * 176)
        )
    entry = body(phone)["passes"][-1]
    assert (entry["booth"], entry["name"], entry["kind"], entry["tail"]) == ("", "", "主办方工作证", "")


def test_without_the_vendored_parts_the_page_is_whole_and_names_none(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventhub.gate.shell.VENDOR", ("vendor/not-installed.js",))
    client = app.test_client()
    assert 'data-vendor=""' in client.get("/gate/").get_data(as_text=True)
    assert "vendor" not in client.get("/sw.js").get_data(as_text=True).split("\n")[0]


def test_the_manifest_travels_compressed_to_whoever_asks(phone: Phone) -> None:
    plain = phone.manifest()
    zipped = phone.manifest(**{"Accept-Encoding": "br, gzip;q=0.8"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(zipped.get_data()))["passes"] == plain.json["passes"]  # type: ignore[index]
    assert len(zipped.get_data()) < len(plain.get_data())
    for answer in (plain, zipped):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in phone.manifest(**{"Accept-Encoding": "gzip;q=0"}).headers
    again = phone.manifest(**{"Accept-Encoding": "gzip", "If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
