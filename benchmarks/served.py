"""A real server with one worker, and what a request costs it: CPU time, taken from the operating system.

On a shared machine it is steadier than requests a second, and the ratio of two of them is the ratio of what one core
can serve. Rounds go through all kinds one after another; of the rounds the least disturbed one counts.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def server(module: str, instance: str, now: str, ready: str) -> Iterator[tuple[int, int]]:
    """Serve `benchmarks.<module>:app` over an instance on a fixed day until the block ends.

    Gives process id and port once the path `ready` is answered. Raises RuntimeError when it never is.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", int(os.environ.get("BENCH_PORT", "0"))))
        port: int = free.getsockname()[1]
    settings = {"EVENTHUB_INSTANCE": instance, "EVENTHUB_BENCH": "1", "EVENTHUB_NOW": now}
    command = f"{sys.executable} -m granian --interface wsgi --port {port} --blocking-threads 4 --no-access-log".split()
    with subprocess.Popen(
        [*command, "--log-level", "warning", f"benchmarks.{module}:app"], env={**os.environ, **settings}, cwd=ROOT
    ) as process:
        try:
            _wait(port, ready)
            yield process.pid, port
        finally:
            process.terminate()


def cpu_of(pid: int) -> float:
    """CPU seconds that a process and its children have used."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    spent = 0
    for number in (str(pid), *children):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / TICKS


def cpu_per_request(
    pid: int, kinds: Iterable[str], ask: Callable[[str], object], rounds: int, requests: int
) -> dict[str, float]:
    """Kind → CPU seconds of the server for one `ask(kind)`, in the least disturbed of the rounds."""
    spent: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, seconds in spent.items():
            before = cpu_of(pid)
            for _ in range(requests):
                ask(kind)
            seconds.append((cpu_of(pid) - before) / requests)
    return {kind: min(seconds) for kind, seconds in spent.items()}


def _wait(port: int, path: str) -> None:
    for _ in range(150):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", path)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")
