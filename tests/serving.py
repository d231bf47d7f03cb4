"""The real server with the demo in it, run as a newcomer runs it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(instance: Path, day: str) -> Iterator[tuple[str, str]]:
    """Run `eventhub start` over an instance folder on a fixed day; give its address and what it printed until it listened."""
    port = free_port()
    environ = {
        **os.environ,
        "EVENTHUB_INSTANCE": str(instance),
        "EVENTHUB_NOW": day,
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
