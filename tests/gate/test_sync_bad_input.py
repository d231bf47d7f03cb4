"""Whatever is wrong with a batch or a scan: it is answered by its id, kept, and blocks no other."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.core import clock
from eventhub.core.database import db
from eventhub.gate.models import MalformedScan, Scan
from tests.conftest import at
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import running_festival, scans


def mutilate(name: str, value: Any) -> Callable[[dict[str, Any]], Any]:
    def change(scan: dict[str, Any]) -> Any:
        return {**scan, name: value}

    return change


BAD_SCANS: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("id no uuid", mutilate("id", "gate-1-scan-7")),
    ("id a number", mutilate("id", 7)),
    ("id missing", lambda scan: {name: value for name, value in scan.items() if name != "id"}),
    ("serial a text", mutilate("serial", "1")),
    ("serial too large", mutilate("serial", 2**24)),
    ("serial negative", mutilate("serial", -1)),
    ("serial huge", mutilate("serial", 10**30)),
    ("day no day", mutilate("day", "2027-02-30")),
    ("day absurd", mutilate("day", "9999-12-31")),
    ("day a number", mutilate("day", 17)),
    ("at a word", mutilate("at", "早上")),
    ("at without offset", mutilate("at", "2027-04-17T09:00:00")),
    ("at out of reach", mutilate("at", 1e300)),
    ("at the year 9999", mutilate("at", "9999-12-31T23:59:59+14:00")),
    ("at null", mutilate("at", None)),
    ("verdict unknown", mutilate("verdict", "maybe")),
    ("verdict a list", mutilate("verdict", ["ok"])),
    ("seq negative", mutilate("seq", -5)),
    ("seq huge", mutilate("seq", 2**63)),
    ("raw an object", mutilate("raw", {})),
    ("direction unknown", mutilate("direction", "up")),
    ("undoes no uuid", mutilate("undoes", "x")),
    ("override a text", mutilate("override", "老王")),
    ("a number", lambda _scan: 5),
    ("null", lambda _scan: None),
    ("a list", lambda _scan: []),
]


@pytest.mark.parametrize("change", [change for _, change in BAD_SCANS], ids=[name for name, _ in BAD_SCANS])
def test_a_malformed_scan_is_answered_stored_and_blocks_no_other(
    app: Flask, change: Callable[[dict[str, Any]], Any]
) -> None:
    festival, _ = running_festival(stalls=2)
    phone = Phone(app, festival)
    before, after = phone.scan(1), phone.scan(2)
    bad = change(phone.scan(1))
    for status in ("accepted", "replayed"):
        results = phone.sync(before, bad, after)["results"]
        assert [result["status"] for result in results] == [status] * 3
        assert results[1]["id"] == (bad.get("id") if isinstance(bad, dict) else None)
        assert results[1]["fault"]
    assert [row.id for row in scans()] == [before["id"], after["id"]]
    stored = db.session.scalars(select(MalformedScan)).one()
    assert json.loads(stored.body) == bad
    assert stored.device_id == phone.number


@pytest.mark.parametrize("sent_at", ["1970-01-01T00:00:00Z", "0002-01-01T00:00:00Z", "2099-01-01T00:00:00+08:00", 0])
def test_an_absurd_clock_is_corrected_as_long_as_it_is_the_same_clock(phone: Phone, sent_at: Any) -> None:
    scan = {**phone.scan(1), "at": sent_at}
    phone.sync(scan, sent_at=sent_at)
    assert scans()[0].at == clock.now()


@pytest.mark.parametrize(
    ("sent_at", "scanned_at"),
    [("0002-01-01T00:00:00Z", "9998-01-01T00:00:00Z"), ("9998-01-01T00:00:00Z", "0002-01-01T00:00:00Z")],
)
def test_a_clock_that_jumped_a_thousand_years_loses_nothing(phone: Phone, sent_at: str, scanned_at: str) -> None:
    phone.sync({**phone.scan(1), "at": scanned_at}, sent_at=sent_at)
    assert at("2000-01-01T08:00") <= scans()[0].at <= clock.now()


def test_a_scan_is_never_later_than_its_arrival(phone: Phone) -> None:
    phone.sync(phone.scan(1, at=at("2027-04-17T20:00")))
    assert scans()[0].at == clock.now()


def test_a_million_characters_are_cut_and_the_scan_is_kept(phone: Phone) -> None:
    phone.sync(phone.scan(None, "unreadable", raw="囍" * 1_000_000), phone.scan(1))
    assert len(scans()) == 2
    assert scans()[0].raw.endswith("（共 1000000 字）")
    assert len(scans()[0].raw) < 600


def test_what_no_database_takes_is_kept_without_it(phone: Phone) -> None:
    phone.sync(phone.scan(None, "unreadable", raw="a\0b"), phone.scan(1, override={"who": "\0", "why": "搬\0货"}))
    assert [row.raw for row in scans()] == ["ab", ""]
    assert scans()[1].override == {"who": "", "why": "搬货"}


def test_ten_thousand_in_a_batch_arrive_and_one_more_is_asked_to_be_split(app: Flask) -> None:
    festival, _ = running_festival(stalls=1)
    phone = Phone(app, festival)
    many = [phone.scan(1, "again") for _ in range(10_001)]
    refused = phone.send(*many)
    assert refused.status_code == 413
    assert "分几批" in refused.json["message"]  # type: ignore[index]
    assert scans() == []
    assert len(phone.sync(*many[1:])["results"]) == 10_000
    assert db.session.scalar(select(func.count(Scan.id))) == 10_000


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "早", '{"scans": []}', '{"sent_at": "x", "scans": []}', "[" * 5000]
)
def test_a_batch_that_cannot_be_read_says_that_the_queue_is_to_be_kept(phone: Phone, body: str) -> None:
    answer = phone.client.post("/api/gate/sync", data=body.encode(), headers=phone.headers)
    assert answer.status_code == 400
    assert "手机里的还在" in answer.json["message"]  # type: ignore[index]
