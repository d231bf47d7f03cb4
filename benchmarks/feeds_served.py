"""Feeds under the real server: what an answer costs beside a bare Flask view and a view with one select.

Run from the checkout: `python -m benchmarks.feeds_served`. Figures are CPU time of the server a request (`served`).
Fails when a feed of 500 events serves less than 0.7 of what the bare view does, a 304 less than 0.8, or when the answer
after one change costs more than 5 ms.
"""

import http.client
import statistics
import sys
import tempfile
import time

from benchmarks.served import cpu_per_request, server

REQUESTS = 1500
ROUNDS = 7
LEAST = {"feed": 0.7, "feed, gzip": 0.7, "304": 0.8}
MOST_AFTER_CHANGE = 0.005
NOW = "2027-04-17T09:30"
Kinds = dict[str, tuple[str, dict[str, str]]]


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
    return cpu_per_request(pid, kinds, lambda name: get(*kinds[name]), ROUNDS, REQUESTS)


def after_one_change(instance: str) -> dict[str, float]:
    """CPU seconds of the next answer after one session of 500 changed, plain and gzipped, the median of 15."""
    from eventhub import create_app
    from eventhub.config import load_settings
    from eventhub.festivals.models import Festival
    from eventhub.festivals.programme import edit_session

    app = create_app(load_settings({"EVENTHUB_INSTANCE": instance, "EVENTHUB_NOW": NOW}))
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
        with server("_feed_server", instance, NOW, "/bare") as (pid, port):
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
