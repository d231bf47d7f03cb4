"""One scan that is no sound JSON must not keep the others of its queue from arriving."""

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from eventhub.core.database import db
from eventhub.gate.models import GateDevice, HeldScan, MalformedScan
from eventhub.gate.torn_json import items_of, members_of
from eventhub.gate.wire import iso
from tests.conftest import at
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import Ground, scans

PLACE = "@@@"


def posted(phone: Phone, *items: bytes, **envelope: bytes) -> Any:
    """Send a batch whose scans and envelope are written out, whatever they are."""
    members = {"sent_at": json.dumps(iso(at("2027-04-17T09:30"))).encode(), **envelope}
    body = b"{" + b"".join(b'"%s": %s,' % (name.encode(), value) for name, value in members.items())
    return phone.client.post(
        "/api/gate/sync", data=body + b'"scans": [' + b",".join(items) + b"]}", headers=phone.headers
    )


def torn(phone: Phone, text: bytes, **more: Any) -> bytes:
    """A scan of a pass in which that stands where its text stood."""
    return json.dumps(phone.scan(2, raw=PLACE, **more)).encode().replace(b'"@@@"', text)


READ_ALL_THE_SAME = {
    "half an emoji": rb'"aaa\ud83d"',
    "the other half": rb'"\ude00b"',
    "bytes that are no UTF-8": b'"a\xff\xfeb"',
    "UTF-8 of a surrogate": b'"\xed\xa0\xbd"',
}
NEVER_READ = {
    "NaN": b"NaN",
    "infinity": b"-Infinity",
    "a thousand brackets": b"[" * 20_000 + b"]" * 20_000,
    "objects in objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "no value": b"",
    "a word": b"undefined",
}


@pytest.mark.parametrize("text", READ_ALL_THE_SAME.values(), ids=READ_ALL_THE_SAME)
def test_a_scan_with_half_a_character_arrives_with_all_others(phone: Phone, text: bytes) -> None:
    before, after = phone.scan(1), phone.scan(3)
    bad = torn(phone, text)
    for status in ("accepted", "replayed"):
        answer = posted(phone, json.dumps(before).encode(), bad, json.dumps(after).encode())
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert [result["status"] for result in answer.json["results"]] == [status] * 3
        assert "fault" not in answer.json["results"][1]
    assert [row.serial for row in scans()] == [1, 2, 3]
    assert "�" in scans()[1].raw


@pytest.mark.parametrize("text", NEVER_READ.values(), ids=NEVER_READ)
def test_a_scan_beyond_reading_is_answered_by_its_id_and_blocks_no_other(phone: Phone, text: bytes) -> None:
    before, after = phone.scan(1), phone.scan(3)
    bad = torn(phone, text)
    number = members_of(bad)["id"].strip(b'"').decode()
    for status in ("accepted", "replayed"):
        answer = posted(phone, json.dumps(before).encode(), bad, json.dumps(after).encode())
        assert answer.status_code == 200, answer.get_data(as_text=True)
        results = answer.json["results"]
        assert [result["status"] for result in results] == [status] * 3
        assert results[1]["id"] == number
        assert results[1]["fault"]
    assert [row.serial for row in scans()] == [1, 3]
    assert db.session.scalars(select(MalformedScan)).one().body


def test_a_clock_that_counts_no_number_is_forgiven(phone: Phone) -> None:
    bad = json.dumps(phone.scan(1, mono=7)).encode().replace(b'"mono": 7', b'"mono": NaN')
    assert posted(phone, bad).status_code == 200
    assert [(row.serial, row.mono) for row in scans()] == [(1, None)]


@pytest.mark.parametrize(
    "envelope",
    [
        {"waiting": b"1.5"},
        {"waiting": b"-3"},
        {"waiting": b"true"},
        {"waiting": b"1" + b"0" * 60},
        {"gate": b"5"},
        {"gate": rb'"\ud83d"'},
        {"device": b"[[]]"},
        {"since": b"NaN"},
        {"since": b'{"a": 1}'},
        {"more": b'"\xff"'},
    ],
    ids=str,
)
def test_rubbish_beside_the_scans_keeps_none_of_them_from_arriving(phone: Phone, envelope: dict[str, bytes]) -> None:
    answer = posted(phone, json.dumps(phone.scan(1)).encode(), **envelope)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert [row.serial for row in scans()] == [1]
    assert db.session.scalars(select(GateDevice)).one().last_queue >= 0


@pytest.mark.parametrize("sent_at", [b"NaN", rb'"\ud83d"', b"[]", b""], ids=str)
def test_without_the_moment_of_sending_nothing_is_taken(phone: Phone, sent_at: bytes) -> None:
    answer = posted(phone, json.dumps(phone.scan(1)).encode(), sent_at=sent_at)
    assert answer.status_code == 400
    assert "手机里的还在" in answer.json["message"]
    assert scans() == []


def test_a_revoked_phone_s_torn_scans_are_kept_apart_too(phone: Phone, ground: Ground) -> None:
    db.session.scalars(select(GateDevice)).one().revoked_at = at("2027-04-17T09:00")
    db.session.commit()
    long = torn(phone, b'"' + b"a" * 3_000 + rb'\ud83d"')
    answer = posted(phone, long, torn(phone, b"[" * 20_000 + b"]" * 20_000), torn(phone, b'"\xff"'))
    assert answer.status_code == 403
    kept = db.session.scalars(select(HeldScan)).all()
    assert len(kept) == 3


@pytest.mark.parametrize("body", [b'{"code": "\xff\xfe", "label": "a"}', b'{"code": "\\ud83d", "label": "a"}'])
def test_a_code_in_broken_letters_enrols_nothing(phone: Phone, body: bytes) -> None:
    assert phone.client.post("/api/gate/enrol", data=body).status_code == 422


@pytest.mark.parametrize("spelling", [str.upper, str.lower])
def test_an_id_is_answered_in_the_letters_it_was_sent_in(phone: Phone, spelling: Any) -> None:
    scan = phone.scan(1)
    scan["id"] = spelling(scan["id"])
    for status in ("accepted", "replayed"):
        (result,) = phone.sync(scan)["results"]
        assert (result["id"], result["status"]) == (scan["id"], status)
    assert len(scans()) == 1


def test_a_compressed_batch_is_told_what_is_wrong_with_it(phone: Phone) -> None:
    body = gzip.compress(json.dumps({"sent_at": iso(at("2027-04-17T09:30")), "scans": [phone.scan(1)]}).encode())
    answer = phone.client.post("/api/gate/sync", data=body, headers={**phone.headers, "Content-Encoding": "gzip"})
    assert answer.status_code == 415
    assert "压缩" in answer.json["message"]  # type: ignore[index]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=5), st.booleans(), st.sampled_from([None, 1]))
def test_what_is_sound_is_taken_apart_into_the_same_items(
    items: list[Any], ascii_only: bool, indent: int | None
) -> None:
    array = json.dumps(items, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    assert [json.loads(item) for item in items_of(array)] == items


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), VALUES, max_size=5))
def test_what_is_sound_is_taken_apart_into_the_same_members(item: dict[str, Any]) -> None:
    assert {name: json.loads(value) for name, value in members_of(json.dumps(item).encode()).items()} == item


@given(st.binary(max_size=60) | st.text('[]{},:"\\ \n1a', max_size=40).map(str.encode))
def test_rubbish_is_refused_and_nothing_else(body: bytes) -> None:
    for take_apart in (items_of, members_of):
        try:
            parts = take_apart(body)
        except ValueError:
            continue
        assert all(isinstance(part, bytes) for part in (parts.values() if isinstance(parts, dict) else parts))
