"""The gate protocol: every scan arrives once, is answered by its id, and none is lost, whatever is sent."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.gate import devices, queries, sync
from eventhub.gate.models import GateDevice, HeldScan, MalformedScan, Scan
from eventhub.passes.models import StallPass
from tests import factories
from tests.conftest import at
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import running_festival

Ground = tuple[Festival, list[StallPass]]


@pytest.fixture
def ground(either_app: Flask) -> Ground:
    return running_festival(stalls=3)


@pytest.fixture
def phone(either_app: Flask, ground: Ground) -> Phone:
    return Phone(either_app, ground[0])


def scans() -> list[Scan]:
    return list(db.session.scalars(select(Scan).order_by(Scan.number)))


def test_a_scan_arrives_once_however_often_it_is_sent(phone: Phone) -> None:
    one, two = phone.scan(1), phone.scan(2, raw="https://x/p/1")
    first = phone.sync(one, two)
    second = phone.sync(two, one, phone.scan(None, "forged"))
    assert [result["status"] for result in first["results"]] == ["accepted", "accepted"]
    assert [result["id"] for result in first["results"]] == [one["id"], two["id"]]
    assert [result["status"] for result in second["results"]] == ["replayed", "replayed", "accepted"]
    assert [(row.serial, row.verdict.value, row.raw) for row in scans()] == [
        (1, "ok", ""),
        (2, "ok", "https://x/p/1"),
        (None, "forged", ""),
    ]


def test_the_same_scan_twice_in_one_batch_is_one_row(phone: Phone) -> None:
    one = phone.scan(1)
    assert [result["status"] for result in phone.sync(one, one)["results"]] == ["accepted", "replayed"]
    assert len(scans()) == 1


def test_times_of_a_slow_device_are_corrected_and_the_raw_time_stays(either_app: Flask, ground: Ground) -> None:
    slow = Phone(either_app, ground[0], error=timedelta(hours=1))
    slow.sync(slow.scan(1, at=at("2027-04-17T09:10")))
    row = scans()[0]
    assert row.at == at("2027-04-17T09:10")
    assert row.device_at == at("2027-04-17T08:10")
    assert db.session.get(GateDevice, slow.number).clock_error_s == 3600  # type: ignore[union-attr]


def test_two_gates_without_network_both_kept_the_earlier_stands(either_app: Flask, ground: Ground) -> None:
    south, north = Phone(either_app, ground[0], "南门"), Phone(either_app, ground[0], "北门")
    late = south.sync(south.scan(1, at=at("2027-04-17T09:20")))["results"][0]
    assert (late["conflict"], late["first"]) == (False, None)
    early_scan = north.scan(1, at=at("2027-04-17T09:05"))
    early = north.sync(early_scan)["results"][0]
    assert (early["conflict"], early["first"]) == (False, None)
    replay = south.sync(south.scan(2), since="0.000000000000")
    entry = next(entry for entry in replay["seen"] if entry["serial"] == 1)
    assert (entry["id"], entry["gate"], entry["at"]) == (early_scan["id"], "北门", "2027-04-17T01:05:00.000Z")
    presence = queries.presence_of(ground[0].id, 1, at("2027-04-17T09:00").date())
    assert [conflict.gate for conflict in presence.conflicts] == ["南门"]
    assert len(scans()) == 3


def test_the_later_of_two_entries_is_told_who_was_first(either_app: Flask, ground: Ground) -> None:
    south, north = Phone(either_app, ground[0], "南门"), Phone(either_app, ground[0], "北门")
    first = south.scan(1, at=at("2027-04-17T09:01"))
    south.sync(first)
    result = north.sync(north.scan(1, at=at("2027-04-17T09:02")))["results"][0]
    assert result["conflict"] is True
    assert result["first"] == {"id": first["id"], "at": "2027-04-17T01:01:00.000Z", "gate": "南门"}


def test_a_second_scan_that_the_gate_knew_of_is_no_conflict(phone: Phone) -> None:
    again = phone.scan(1, "again", override={"who": "老王", "why": "搬货"})
    results = phone.sync(phone.scan(1, at=at("2027-04-17T09:00")), again)["results"]
    assert [result["conflict"] for result in results] == [False, False]


def test_an_entry_taken_back_frees_the_pass(either_app: Flask, phone: Phone, ground: Ground) -> None:
    one = phone.scan(1, at=at("2027-04-17T09:00"))
    undo = phone.scan(1, at=at("2027-04-17T09:14"), undoes=one["id"])
    answer = phone.sync(one, undo, since="0.000000000000")
    assert answer["seen"][0]["id"] is None
    other = Phone(either_app, ground[0], "北门")
    two = phone.scan(2, at=at("2027-04-17T09:00"))
    too_late = phone.scan(2, at=at("2027-04-17T09:16"), undoes=two["id"])
    of_another = other.scan(2, at=at("2027-04-17T09:05"), undoes=two["id"])
    phone.sync(two, too_late)
    other.sync(of_another)
    assert queries.presence_of(ground[0].id, 2, clock.today()).inside


def test_scans_of_other_gates_come_back_and_only_what_is_newer(either_app: Flask, ground: Ground) -> None:
    south, north = Phone(either_app, ground[0], "南门"), Phone(either_app, ground[0], "北门")
    cursor = north.manifest().json["cursor"]  # type: ignore[index]
    south.sync(south.scan(1), south.scan(2))
    heard = north.sync(since=cursor)
    assert [(entry["serial"], entry["gate"]) for entry in heard["seen"]] == [(1, "南门"), (2, "南门")]
    assert heard["changed"] is False
    assert north.sync(since=heard["cursor"])["seen"] == []


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


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer 1.x", "Basic eDp5", "Bearer 99999999999.x", "Bearer ٣.x"]
)
def test_whoever_has_no_credential_is_told_to_be_enrolled(phone: Phone, header: str) -> None:
    for answer in (
        phone.client.get("/api/gate/manifest", headers={"Authorization": header}),
        phone.client.post("/api/gate/sync", json={}, headers={"Authorization": header}),
    ):
        assert answer.status_code == 401
        assert "开通码" in answer.json["message"]  # type: ignore[index]


def test_a_revoked_device_is_told_and_its_scans_wait_for_a_person(
    either_app: Flask, phone: Phone, ground: Ground
) -> None:
    festival = ground[0]
    organiser = factories.a_staff_member(Role.ORGANISER, festival=festival)
    device = db.session.get(GateDevice, phone.number)
    assert device
    devices.revoke(device, organiser)
    one, two = phone.scan(1, at=at("2027-04-17T09:00")), phone.scan(2)
    for batch in ([one], [one, two, {"id": "?"}], [one, two, {"id": "?"}]):
        answer = phone.send(*batch)
        assert answer.status_code == 403
        assert answer.json["error"] == "device_revoked"  # type: ignore[index]
        assert "还在手机里" in answer.json["message"]  # type: ignore[index]
    assert phone.manifest().status_code == 403
    assert scans() == []
    assert queries.held_counts(festival) == {phone.number: 3}
    with clock.fixed(at("2027-04-17T11:00")):
        assert sync.accept_held(festival, device, organiser) == 3
    assert sorted((row.serial, row.at) for row in scans()) == [(1, at("2027-04-17T09:00")), (2, at("2027-04-17T09:30"))]
    assert queries.held_counts(festival) == {}
    assert db.session.scalar(select(func.count(MalformedScan.id))) == 1


def test_scans_refused_by_a_person_stay_out_of_the_log_but_are_kept(
    either_app: Flask, phone: Phone, ground: Ground
) -> None:
    organiser = factories.a_staff_member(Role.ORGANISER, festival=ground[0])
    device = db.session.get(GateDevice, phone.number)
    assert device
    devices.revoke(device, organiser)
    phone.send(phone.scan(1))
    assert sync.refuse_held(ground[0], device, organiser) == 1
    assert scans() == []
    assert db.session.scalars(select(HeldScan.accepted)).one() is False


def test_after_a_new_enrolment_the_kept_queue_arrives(either_app: Flask, phone: Phone, ground: Ground) -> None:
    organiser = factories.a_staff_member(Role.ORGANISER, festival=ground[0])
    queue = [phone.scan(1), phone.scan(2)]
    devices.revoke(db.session.get(GateDevice, phone.number), organiser)  # type: ignore[arg-type]
    phone.send(*queue)
    again = Phone(either_app, ground[0])
    assert [result["status"] for result in again.sync(*queue)["results"]] == ["accepted", "accepted"]


def test_a_batch_is_all_or_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    festival, _ = running_festival(stalls=1)
    phone = Phone(app, festival)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken(*_: Any) -> Any:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(sync, "_news", broken)
        assert phone.send(phone.scan(1)).status_code == 500
    assert scans() == []


def test_answered_too_late_the_batch_is_replayed_without_duplicates(phone: Phone) -> None:
    """The server died after the commit and before the answer: the phone still holds its queue and sends it again."""
    queue = [phone.scan(1), phone.scan(2), phone.scan(None, "forged")]
    phone.sync(*queue)
    assert {result["status"] for result in phone.sync(*queue)["results"]} == {"replayed"}
    assert len(scans()) == 3


def test_an_id_of_another_festival_changes_nothing_there(either_app: Flask, phone: Phone) -> None:
    elsewhere, _ = running_festival(stalls=1)
    other = Phone(either_app, elsewhere)
    one = phone.scan(1)
    phone.sync(one)
    assert other.sync({**one, "verdict": "forged"})["results"][0]["status"] == "replayed"
    assert [(row.festival_id, row.verdict.value) for row in scans()] != [(elsewhere.id, "forged")]
    assert len(scans()) == 1


def test_unknown_ids_in_the_answer_never_appear(phone: Phone) -> None:
    sent = [phone.scan(1), {"id": str(uuid4())}, phone.scan(2)]
    assert [result["id"] for result in phone.sync(*sent)["results"]] == [scan["id"] for scan in sent]
