"""A device without a credential, or with a revoked one, loses nothing of what it recorded."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.gate import devices, queries, sync
from eventhub.gate.models import GateDevice, HeldScan, MalformedScan
from tests import factories
from tests.conftest import at
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import Ground, scans


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
