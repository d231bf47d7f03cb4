"""The real server with the demo in it, run as a newcomer runs it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(instance: Path, day: str, command: str = "start") -> Iterator[tuple[str, str]]:
    """Run `eventhub start` over an instance folder on a fixed day; give its address and what it printed until it listened.

    `command` may be `run`, over an instance that was brought up before.
    """
    port = free_port()
    environ = {
        **os.environ,
        "EVENTHUB_INSTANCE": str(instance),
        "EVENTHUB_NOW": day,
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "eventhub", command],
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
        address = f"http://127.0.0.1:{port}"
        until_it_answers(address)
        yield address, "".join(printed)
    finally:
        process.terminate()
        process.wait(timeout=30)


def until_it_answers(address: str, tries: int = 300) -> None:
    """Return once the server takes connections; its worker says that it started a moment before it does."""
    for _ in range(tries):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=30):
                return
        except OSError:  # nobody there yet, or cut off
            time.sleep(0.1)
    raise AssertionError(f"{address} never answered")
