"""The gate protocol: every scan arrives once, is answered by its id, and none is lost, whatever is sent."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from eventhub.core import clock
from eventhub.core.database import db
from eventhub.gate import queries, sync
from eventhub.gate.models import GateDevice
from tests.conftest import at
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import Ground, running_festival, scans


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
