"""Cost of a feed without HTTP and database: one event, 500 events cold, after one change, warm.

Run from the checkout: `python benchmarks/feeds.py`. Prints one line a figure (CPU time, the
median of several rounds) and fails when a change costs more than the 5 ms that are allowed.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from eventhub.calendar.conditional import compressed, decide, strong_etag
from eventhub.calendar.feed_event import FeedEvent, FeedInfo, Kind
from eventhub.calendar.ical import SHANGHAI, event_bytes
from eventhub.calendar.window import FeedFile, assemble, feed_file, serialise

EVENTS = 500
ROUNDS = 15
ALLOWED_AFTER_ONE_CHANGE = 0.005
NOW = datetime(2027, 4, 17, 9, 30, tzinfo=SHANGHAI)
STAMP = datetime(2027, 4, 1, 8, 0, tzinfo=UTC)
INFO = FeedInfo(
    name="万盛节会",
    description="全部节会、节目和申请截止",
    source_url="https://example.org/calendar.ics",
    page_url="https://example.org/calendar/",
)


def sample(number: int) -> FeedEvent:
    """A session as real ones are: a paragraph of text, a place, a position, a picture."""
    begins = NOW + timedelta(hours=3 * number)
    return FeedEvent(
        uid=f"{number:032x}@eventhub",
        kind=Kind.SESSION,
        summary=f"金桥吹打 第{number}场",
        description="国家级非遗，曲牌三百余首。现场可以学吹唢呐，带小孩的请坐前排；下雨改到室内。",
        starts_at=begins,
        ends_at=begins + timedelta(minutes=90),
        location="石鼓广场",
        address="重庆市万盛经开区石林镇石鼓村",
        latitude=28.9812,
        longitude=106.9512,
        url=f"https://example.org/festivals/caishan/programme/{number}",
        image="https://example.org/static/img/caishan.png",
        categories=("踩山会", "非遗"),
        created_at=STAMP,
        changed_at=STAMP,
    )


def cpu_seconds(action: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Median CPU time of `action` over the rounds; `before` runs untimed ahead of each."""
    spent = []
    for _ in range(ROUNDS):
        before()
        gc.collect()
        begun = time.process_time()
        action()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)


def measure() -> dict[str, float]:
    """Figure name → CPU seconds."""
    events = [sample(number) for number in range(EVENTS)]
    changes = iter(range(1, 10_000))

    def build() -> FeedFile:
        return feed_file(INFO, [replace(event) for event in events], NOW)

    def change_one() -> None:
        events[250] = replace(events[250], sequence=next(changes))

    kept = [serialise(event) for event in events]

    def build_from_kept() -> FeedFile:
        kept[250] = serialise(events[250])
        return assemble(INFO, kept, NOW)

    cold = cpu_seconds(build, before=event_bytes.cache_clear)
    changed = cpu_seconds(build, before=change_one)
    warm = cpu_seconds(build)
    one_of_kept = cpu_seconds(build_from_kept, before=change_one)
    body = build().body
    etag = strong_etag(body)
    headers = {"If-None-Match": etag, "Accept-Encoding": "gzip, deflate"}
    return {
        "one event": cold / EVENTS,
        f"{EVENTS} events, nothing kept": cold,
        f"{EVENTS} events, one changed": changed,
        f"{EVENTS} events, none changed": warm,
        f"{EVENTS} kept, one changed": one_of_kept,
        "hash of the file (ETag)": cpu_seconds(lambda: strong_etag(body)),
        "gzip of the file": cpu_seconds(lambda: compressed(body)),
        "304 decided, ×1000": cpu_seconds(lambda: [decide("GET", headers, etag, STAMP, NOW) for _ in range(1000)]),
    }


def main() -> int:
    """Print the figures; 1 when one change costs more than is allowed."""
    figures = measure()
    for name, seconds in figures.items():
        print(f"{name:32} {seconds * 1000:9.3f} ms")
    return int(figures[f"{EVENTS} kept, one changed"] > ALLOWED_AFTER_ONE_CHANGE)


if __name__ == "__main__":
    sys.exit(main())
