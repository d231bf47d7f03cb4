"""An enrolled phone, as the tests of the protocol see it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from eventhub.accounts.models import Role
from eventhub.core import clock
from eventhub.festivals.models import Festival
from eventhub.gate.devices import make_enrolment, shown_code
from eventhub.gate.wire import iso
from tests import factories


class Phone:
    """A phone at a gate: `error` is how far its clock is behind ours."""

    def __init__(self, app: Flask, festival: Festival, gate: str = "南门", error: timedelta = timedelta(0)) -> None:
        account = factories.a_staff_member(Role.ORGANISER, festival=festival)
        code = shown_code(make_enrolment(festival, gate, account))
        self.client = app.test_client()
        answer = self.client.post("/api/gate/enrol", json={"code": code, "label": "老王"})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.json is not None
        self.code, self.credential, self.number = code, answer.json["credential"], answer.json["device"]
        self.error, self.seq = error, 0

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.credential}"}

    def manifest(self, since: str | None = None, **headers: str) -> TestResponse:
        path = f"/api/gate/manifest?since={since}" if since else "/api/gate/manifest"
        return self.client.get(path, headers={**self.headers, **headers})

    def scan(self, serial: int | None, verdict: str = "ok", at: datetime | None = None, **more: Any) -> dict[str, Any]:
        """A scan made now (or at a moment of our clock), by the phone's own clock."""
        self.seq += 1
        moment = (at or clock.now()) - self.error
        return {
            "id": str(uuid4()),
            "seq": self.seq,
            "serial": serial,
            "day": clock.local(at or clock.now()).date().isoformat(),
            "at": iso(moment),
            "mono": 1000.5 * self.seq,
            "verdict": verdict,
            "raw": "",
            **more,
        }

    def send(self, *scans: Any, **more: Any) -> TestResponse:
        batch = {"device": self.number, "gate": "南门", "sent_at": iso(clock.now() - self.error), "scans": list(scans)}
        return self.client.post("/api/gate/sync", json={**batch, **more}, headers=self.headers)

    def sync(self, *scans: Any, **more: Any) -> dict[str, Any]:
        answer = self.send(*scans, **more)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        body: dict[str, Any] = answer.json
        return body
