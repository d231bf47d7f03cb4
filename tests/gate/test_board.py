"""The organiser's board: who is here, who is not, what contradicts, and what a person may do about it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from eventhub.accounts.models import Account, Role
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.models import AuditEntry
from eventhub.festivals.models import Festival
from eventhub.gate.board import Standing, board_of
from eventhub.gate.models import AttendanceFinding, FindingKind, GateDevice
from eventhub.gate.signals import attendance_confirmed
from eventhub.passes.models import StallPass
from tests import factories
from tests.conftest import at, new_client
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import running_festival
from tests.page_check import CheckedClient

EVENING = "2027-04-17T18:30"


@pytest.fixture
def ground(app: Flask) -> tuple[Festival, list[StallPass]]:
    return running_festival(stalls=4)


@pytest.fixture
def organiser(ground: Any) -> Account:
    return factories.a_staff_member(Role.ORGANISER, festival=ground[0])


@pytest.fixture
def desk(app: Flask, organiser: Account) -> CheckedClient:
    return new_client(app).sign_in(organiser)


@pytest.fixture
def phone(app: Flask, ground: Any) -> Phone:
    return Phone(app, ground[0])


def standings(festival: Festival) -> list[str]:
    return [stall.standing.name.lower() for stall in board_of(festival, clock.today()).stalls]


def page(desk: CheckedClient, festival: Festival, **more: Any) -> str:
    return desk.get(f"/desk/{festival.slug}/gate/", **more).get_data(as_text=True)


def test_who_came_who_did_not_and_who_left_early(phone: Phone, ground: Any) -> None:
    festival = ground[0]
    phone.sync(*(phone.scan(serial, at=at("2027-04-17T08:30")) for serial in (1, 2, 3)))
    phone.sync(phone.scan(2, direction="out", at=at("2027-04-17T09:00")))
    assert standings(festival) == ["inside", "out", "inside", "missing"]
    with clock.fixed(at(EVENING)):
        phone.sync(phone.scan(3, direction="out", at=at("2027-04-17T18:10")))
        assert standings(festival) == ["inside", "left_early", "left", "missing"]


def test_the_call_list_begins_when_set_up_is_over(phone: Phone, ground: Any) -> None:
    festival = ground[0]
    with clock.fixed(at("2027-04-17T08:59")):
        assert board_of(festival, clock.today()).call_list == []
    assert len(board_of(festival, clock.today()).call_list) == 4


def test_a_phone_is_shown_on_a_tap_and_that_is_written_down(
    desk: CheckedClient, ground: Any, organiser: Account
) -> None:
    festival, (stall_pass, *_) = ground
    number = stall_pass.application.contact_phone
    assert number not in page(desk, festival)
    shown = desk.post(f"/desk/{festival.slug}/gate/phone", data={"serial": stall_pass.serial}).get_data(as_text=True)
    assert f"tel:{number}" in shown
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "gate.phone_shown")).one()
    assert (entry.actor_id, entry.subject) == (organiser.id, f"pass:{stall_pass.id}")
    assert number not in str(entry.detail)


def test_a_conflict_is_shown_to_the_organiser_once(app: Flask, phone: Phone, desk: CheckedClient, ground: Any) -> None:
    festival = ground[0]
    north = Phone(app, festival, "北门")
    phone.sync(phone.scan(1, at=at("2027-04-17T09:20")))
    north.sync(north.scan(1, at=at("2027-04-17T09:05")))
    shown = page(desk, festival)
    assert shown.count("9:05 从北门进，9:20 又从南门进") == 1
    assert len(board_of(festival, clock.today()).conflicts) == 1


def test_a_device_shows_its_queue_its_clock_and_its_silence(app: Flask, desk: CheckedClient, ground: Any) -> None:
    festival = ground[0]
    slow = Phone(app, festival, error=timedelta(hours=1))
    slow.sync(slow.scan(1), waiting=7)
    shown = page(desk, festival)
    assert "还有 7 条没传完" in shown
    assert "手机钟慢 60 分钟" in shown
    assert "好久没联系" not in shown
    with clock.fixed(at("2027-04-17T09:45")):
        assert "好久没联系" in page(desk, festival)


def test_while_nothing_changes_the_board_answers_304(phone: Phone, desk: CheckedClient, ground: Any) -> None:
    festival = ground[0]
    path = f"/desk/{festival.slug}/gate/"
    etag = desk.get(path).headers["ETag"]
    again = desk.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert "no-store" not in again.headers["Cache-Control"], "a browser asks again only with what it stored"
    phone.sync(phone.scan(1))
    changed = desk.get(path, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_absence_and_early_leaving_count_only_after_a_person_confirmed(
    phone: Phone, desk: CheckedClient, ground: Any, organiser: Account
) -> None:
    festival = ground[0]
    told: list[Any] = []

    def hear(_sender: Any, finding: AttendanceFinding, **_: Any) -> None:
        told.append((finding.kind, finding.evidence))

    attendance_confirmed.connect(hear, sender=festival)
    phone.sync(phone.scan(1, at=at("2027-04-17T08:30")), phone.scan(2, at=at("2027-04-17T08:30")))
    path = f"/desk/{festival.slug}/gate/finding"
    assert desk.post(path, data={"serial": 4, "day": "2027-04-17"}).status_code == 409  # the day still runs
    with clock.fixed(at(EVENING)):
        phone.sync(phone.scan(2, direction="out", at=at("2027-04-17T15:00")))
        for serial, status in ((1, 409), (2, 303), (4, 303), (4, 409), (99, 409)):
            answer = desk.post(path, data={"serial": serial, "day": "2027-04-17"})
            assert answer.status_code == status, serial
        assert page(desk, festival).count("已确认") == 2
    assert told == [
        (FindingKind.LEFT_EARLY, "15:00 从南门出场，没再进来"),
        (FindingKind.ABSENT, "检票记录里当天没有进场"),
    ]
    confirmed = db.session.scalars(select(AttendanceFinding)).all()
    assert {row.confirmed_by_id for row in confirmed} == {organiser.id}


def test_the_day_as_a_table_holds_no_phone(phone: Phone, desk: CheckedClient, ground: Any) -> None:
    festival, passes = ground
    scan = phone.scan(1, at=at("2027-04-17T08:30"))
    phone.sync(
        scan, phone.scan(2, "suspended", override={"who": "老王", "why": "=主办方同意"}), phone.scan(None, "forged")
    )
    answer = desk.get(f"/desk/{festival.slug}/gate/attendance.xlsx?day=2027-04-17")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.get_data()))
    assert answer.headers["Cache-Control"] == "private, no-store"
    stalls, scans = (book.get_sheet_by_name(name).to_python() for name in ("到场", "检票记录"))
    assert [row[2] for row in stalls[1:]] == ["在场", "在场", "还没来", "还没来"]
    assert [row[7] for row in scans[1:]] == ["放行", "已暂停", "仿造"]
    assert scans[2][8] == "老王：=主办方同意"
    assert {str(row[1])[:10] for row in scans[1:]} == {"2027-04-17"}
    text = repr((stalls, scans))
    assert all(stall_pass.application.household.phone not in text for stall_pass in passes)


def test_a_code_enrols_one_phone_within_a_quarter_of_an_hour(app: Flask, desk: CheckedClient, ground: Any) -> None:
    festival = ground[0]
    made = desk.post(f"/desk/{festival.slug}/gate/devices/", data={"gate": "东门"})
    shown = desk.get(made.headers["Location"]).get_data(as_text=True)
    typed = shown.split('class="center bignum">')[1].split("<")[0]
    client = app.test_client()
    with clock.fixed(clock.now() + timedelta(minutes=16)):
        assert client.post("/api/gate/enrol", json={"code": typed, "label": "a"}).status_code == 422
        assert "过了 15 分钟" in desk.get(made.headers["Location"]).get_data(as_text=True)
    first = client.post("/api/gate/enrol", json={"code": typed.lower(), "label": "老王"})
    assert first.json is not None
    assert (first.status_code, first.json["gate"]) == (200, "东门")
    assert client.post("/api/gate/enrol", json={"code": typed, "label": "老李"}).status_code == 422
    assert "用过了" in desk.get(made.headers["Location"]).get_data(as_text=True)
    device = db.session.scalars(select(GateDevice)).one()
    assert first.json["credential"].split(".")[1] not in device.credential_hash


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"code": 7}', b'{"code": "x", "label": null}', b'{"code": "\\u0000"}']
)
def test_rubbish_enrols_nothing(app: Flask, body: bytes) -> None:
    answer = app.test_client().post("/api/gate/enrol", data=body)
    assert answer.status_code == 422
    assert answer.json["message"]  # type: ignore[index]


def test_a_lost_phone_is_revoked_and_what_it_sends_is_accepted_by_a_person(
    phone: Phone, desk: CheckedClient, ground: Any
) -> None:
    festival = ground[0]
    path = f"/desk/{festival.slug}/gate/devices/"
    assert desk.post(f"{path}{phone.number}/revoke").status_code == 303
    assert desk.post(f"{path}{phone.number}/revoke").status_code == 409
    phone.send(phone.scan(1, at=at("2027-04-17T08:30")))
    assert "又传来 1 条" in desk.get(path).get_data(as_text=True)
    desk.post(f"{path}{phone.number}/held", data={"do": "accept"})
    assert "又传来" not in desk.get(path).get_data(as_text=True)
    assert board_of(festival, clock.today()).those(Standing.INSIDE)[0].stall_pass.serial == 1


def test_the_devices_of_another_festival_are_not_found(app: Flask, desk: CheckedClient, ground: Any) -> None:
    other, _ = running_festival(stalls=1)
    strange = Phone(app, other)
    path = f"/desk/{ground[0].slug}/gate/devices/"
    assert desk.post(f"{path}{strange.number}/revoke").status_code == 404
    assert desk.post(f"{path}{strange.number}/held", data={"do": "accept"}).status_code == 404
    assert desk.get(f"/desk/{other.slug}/gate/").status_code == 403
