"""Feeds under the real server: what an answer costs beside a bare Flask view and a view with one select.

Run from the checkout: `python -m benchmarks.feeds_served`. The figure is CPU time of the server a request, taken from
the operating system, in rounds that go through all kinds one after another: on a shared machine it is steadier than
requests a second, and the ratio of two of them is the ratio of what one core can serve. Of the rounds the least
disturbed one counts. Fails when a feed of 500
events serves less than 0.7 of what the bare view does, a 304 less than 0.8, or when the answer after one change costs
more than 5 ms.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REQUESTS = 1500
ROUNDS = 7
LEAST = {"feed": 0.7, "feed, gzip": 0.7, "304": 0.8}
MOST_AFTER_CHANGE = 0.005
ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
Kinds = dict[str, tuple[str, dict[str, str]]]


@contextmanager
def server(instance: str) -> Iterator[tuple[int, int]]:
    """Serve `benchmarks._feed_server` with one worker; gives its process id and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", int(os.environ.get("BENCH_PORT", "0"))))
        port: int = free.getsockname()[1]
    settings = {"EVENTHUB_INSTANCE": instance, "EVENTHUB_BENCH": "1", "EVENTHUB_NOW": "2027-04-17T09:30"}
    command = f"{sys.executable} -m granian --interface wsgi --port {port} --blocking-threads 4 --no-access-log".split()
    with subprocess.Popen(
        [*command, "--log-level", "warning", "benchmarks._feed_server:app"], env={**os.environ, **settings}, cwd=ROOT
    ) as process:
        try:
            _wait(port)
            yield process.pid, port
        finally:
            process.terminate()


def _wait(port: int) -> None:
    for _ in range(150):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/bare")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")


def cpu_of(pid: int) -> float:
    """CPU seconds that a process and its children have used."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    spent = 0
    for number in (str(pid), *children):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / TICKS


def measure_served(pid: int, port: int) -> dict[str, float]:
    """Kind of request → CPU seconds of one, in the least disturbed round."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        return response

    etag = get("/calendar.ics", {}).headers["ETag"]
    kinds: Kinds = {
        "bare view": ("/bare", {}),
        "one select": ("/one-select", {}),
        "feed": ("/calendar.ics", {}),
        "feed, gzip": ("/calendar.ics", {"Accept-Encoding": "gzip"}),
        "304": ("/calendar.ics", {"If-None-Match": etag}),
    }
    spent: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(ROUNDS):
        for name, (path, headers) in kinds.items():
            before = cpu_of(pid)
            for _ in range(REQUESTS):
                get(path, headers)
            spent[name].append((cpu_of(pid) - before) / REQUESTS)
    return {name: min(seconds) for name, seconds in spent.items()}


def after_one_change(instance: str) -> dict[str, float]:
    """CPU seconds of the next answer after one session of 500 changed, plain and gzipped, the median of 15."""
    from eventhub import create_app
    from eventhub.config import load_settings
    from eventhub.festivals.models import Festival
    from eventhub.festivals.programme import edit_session

    app = create_app(load_settings({"EVENTHUB_INSTANCE": instance, "EVENTHUB_NOW": "2027-04-17T09:30"}))
    client = app.test_client()
    spent: dict[str, list[float]] = {"": [], "gzip": []}
    with app.app_context():
        from eventhub.core.database import db

        session = db.session.scalars(db.select(Festival)).one().sessions[250]
        client.get("/calendar.ics")
        for number in range(30):
            edit_session(session, {"note": f"第 {number} 次"}, None)
            coding = ("", "gzip")[number % 2]
            begun = time.process_time()
            client.get("/calendar.ics", headers={"Accept-Encoding": coding})
            spent[coding].append(time.process_time() - begun)
    return {coding: statistics.median(seconds) for coding, seconds in spent.items()}


def main() -> int:
    """Print the figures; 1 when one of them is outside what is allowed."""
    with tempfile.TemporaryDirectory() as instance:
        with server(instance) as (pid, port):
            figures = measure_served(pid, port)
        changed = after_one_change(instance)
    bare = figures["bare view"]
    for name, seconds in figures.items():
        print(f"{name:24} {seconds * 1e6:7.0f} µs CPU   {bare / seconds:5.2f} of bare")
    print(f"{'after one change':24} {changed[''] * 1000:7.2f} ms CPU   gzipped {changed['gzip'] * 1000:.2f} ms")
    slow = [name for name, least in LEAST.items() if bare / figures[name] < least]
    return int(bool(slow) or changed[""] > MOST_AFTER_CHANGE)


if __name__ == "__main__":
    sys.exit(main())
