"""What a newcomer sees: one command serves the demo, a second start changes nothing, the same day gives the same demo."""

import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
DAY = "2027-02-20"
PAGES = ("/", "/festivals/", "/calendar/", "/apply/", "/sign-in", "/calendar.ics")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(instance: Path) -> Iterator[tuple[str, str]]:
    """Run `eventhub start` over an instance folder; give its address and what it printed until it listened."""
    port = free_port()
    environ = {
        **os.environ,
        "EVENTHUB_INSTANCE": str(instance),
        "EVENTHUB_NOW": DAY,
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "eventhub", "start"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    try:
        printed = []
        assert process.stdout is not None
        for line in process.stdout:
            printed.append(line)
            if "Started worker" in line:
                break
        else:
            raise AssertionError("".join(printed))
        yield f"http://127.0.0.1:{port}", "".join(printed)
    finally:
        process.terminate()
        process.wait(timeout=30)


def body(address: str) -> str:
    """Return what an address answers."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())


def test_one_command_serves_the_demo_and_a_second_start_changes_nothing(tmp_path: Path) -> None:
    with started(tmp_path) as (address, printed):
        assert "演示数据已装好" in printed
        assert re.search(r"http://127\.0\.0\.1:\d+", printed)
        assert "zhuban" in printed
        first = {page: body(address + page) for page in PAGES}
        assert "演示数据" in first["/"]
    secret = (tmp_path / "secret_key").read_text()
    with started(tmp_path) as (address, printed):
        assert "已有数据，没有再装" in printed
        assert body(f"{address}/festivals/") == first["/festivals/"]
    assert (tmp_path / "secret_key").read_text() == secret
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_same_day_gives_the_same_demo(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        with started(tmp_path / name) as (address, _):
            calendar = body(f"{address}/calendar.ics")
            stalls = body(f"{address}/festivals/meishi-2027/stalls/")
            texts.append((calendar.replace(address, ""), stalls.replace(address, "")))
    assert texts[0] == texts[1]
