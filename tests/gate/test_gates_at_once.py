"""Eight gates send five hundred scans each at the same moment: none is lost, none counts twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.core import clock
from eventhub.core.database import db
from eventhub.gate.models import Scan
from eventhub.gate.presence import presences
from eventhub.gate.queries import passages_on
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import running_festival

GATES, SCANS = 8, 500


@pytest.mark.slow
def test_eight_gates_lose_none(either_app: Flask) -> None:
    festival, _ = running_festival(stalls=2)
    phones = [Phone(either_app, festival, f"{number}号口") for number in range(GATES)]
    cursor = phones[0].manifest().json["cursor"]  # type: ignore[index]
    batches = [[phone.scan(number % 400 + 1) for number in range(SCANS)] for phone in phones]
    db.session.commit()

    def send(number: int) -> list[dict[str, Any]]:
        phone, batch = phones[number % GATES], batches[number % GATES]
        return [result for start in (0, 250) for result in phone.sync(*batch[start : start + 250])["results"]]

    # Every gate sends twice at the same time, as two tabs of one phone would.
    with ThreadPoolExecutor(GATES * 2) as pool:
        answers = list(pool.map(send, range(GATES * 2)))
    sent = {scan["id"] for batch in batches for scan in batch}
    assert all({result["id"] for result in answer} <= sent for answer in answers)
    statuses = [result["status"] for answer in answers for result in answer]
    assert (statuses.count("accepted"), statuses.count("replayed")) == (GATES * SCANS, GATES * SCANS)
    numbers = db.session.scalars(select(Scan.number)).all()
    assert sorted(numbers) == list(range(1, GATES * SCANS + 1))
    assert set(db.session.scalars(select(Scan.id))) == sent
    heard = phones[0].sync(since=cursor)["seen"]
    assert len(heard) == 400
    found = presences(passages_on(festival.id, [clock.today()]))
    # 100 passes were scanned twice by every gate, 300 once: all but the first of each are conflicts.
    assert sum(len(presence.conflicts) for presence in found.values()) == GATES * SCANS - 400
    assert db.session.scalar(select(func.count(Scan.id))) == GATES * SCANS
