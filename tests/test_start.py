"""What a newcomer sees: one command serves the demo, a second start changes nothing, the same day gives the same demo."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.serving import started, until_it_answers

pytestmark = pytest.mark.slow
DAY = "2027-02-20"
PAGES = ("/", "/festivals/", "/calendar/", "/apply/", "/sign-in", "/calendar.ics")


def body(address: str) -> str:
    """Return what an address answers."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())


def test_one_command_serves_the_demo_and_a_second_start_changes_nothing(tmp_path: Path) -> None:
    with started(tmp_path, DAY) as (address, printed):
        assert "演示数据已装好" in printed
        assert re.search(r"http://127\.0\.0\.1:\d+", printed)
        assert "zhuban" in printed
        first = {page: body(address + page).replace(address, "") for page in PAGES}
        assert "演示数据" in first["/"]
    secret = (tmp_path / "secret_key").read_text()
    with started(tmp_path, DAY) as (address, printed):
        assert "已有数据，没有再装" in printed
        assert body(f"{address}/festivals/").replace(address, "") == first["/festivals/"]
    assert (tmp_path / "secret_key").read_text() == secret
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_same_day_gives_the_same_demo(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        with started(tmp_path / name, DAY) as (address, _):
            calendar = body(f"{address}/calendar.ics")
            stalls = body(f"{address}/festivals/meishi-2027/stalls/")
            texts.append((calendar.replace(address, ""), stalls.replace(address, "")))
    assert texts[0] == texts[1]


def test_the_server_alone_serves_too_and_its_worker_sends_what_waits(tmp_path: Path) -> None:
    brought_up = {**os.environ, "EVENTHUB_INSTANCE": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "eventhub", "init"], env=brought_up, check=True, capture_output=True)
    database = sqlite3.connect(tmp_path / "eventhub.db", isolation_level=None)
    (number,) = database.execute(
        'INSERT INTO outbox_message ("to", text, created_at, due_at, state, attempts)'
        " VALUES ('19900000001', '材料通过', '2020-01-01', '2020-01-01', 'waiting', 0) RETURNING id"
    ).fetchone()
    with started(tmp_path, DAY, "run") as (address, _):
        assert "万盛节会" in body(f"{address}/")
        state = "SELECT state FROM outbox_message WHERE id = ?"
        for _try in range(600):
            if database.execute(state, [number]).fetchone() == ("sent",):
                break
            time.sleep(0.1)
        assert database.execute(state, [number]).fetchone() == ("sent",)


def test_a_worker_that_crashed_is_replaced_and_the_server_goes_on(tmp_path: Path) -> None:
    with started(tmp_path, DAY) as (address, printed):
        worker = re.search(r"Spawning worker-1 with PID: (\d+)", printed)
        assert worker
        os.kill(int(worker[1]), signal.SIGSEGV)
        until_it_answers(address)
        assert "万盛节会" in body(f"{address}/")
