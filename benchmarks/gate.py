"""What a gate costs the server: a batch of 1,000 scans, a manifest of 300 stalls over a log of 50,000
scans, eight gates at once. Run from the checkout: `python -m benchmarks.gate`. Prints one line a figure and
fails when one is over what is allowed. The CPU time is this process's own; PostgreSQL, where it is
installed, works in processes of its own.
"""

import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from eventhub import create_app
from eventhub.config import load_settings
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from eventhub.gate.models import Scan
from eventhub.passes.actions import keys_of
from eventhub.passes.token import verify
from tests.gate.devices import Phone
from tests.gate.passes_at_gate import running_festival
from tests.postgres import PostgresServer, program

STALLS, BATCH, LOG, GATES, EACH = 300, 1_000, 50_000, 8, 500
ALLOWED_VERIFY, ALLOWED_SYNC, ALLOWED_MANIFEST, ALLOWED_BYTES = 0.001, 0.3, 0.05, 60_000


@contextmanager
def running(database: str = "") -> Iterator[Flask]:
    """An app over an empty database."""
    with tempfile.TemporaryDirectory() as folder, clock.fixed(clock.parse_fixed("2027-04-17T09:30")):
        environ = {"EVENTHUB_INSTANCE": folder, "EVENTHUB_TWO_FACTOR_ROLES": "none"}
        app = create_app(
            load_settings(environ | ({"EVENTHUB_DATABASE_URL": database} if database else {})),
            WTF_CSRF_ENABLED=False,
            RATELIMIT_ENABLED=False,
        )
        with app.app_context():
            db.create_all()
            yield app
            db.session.remove()
            db.engine.dispose()


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """SQLite, and PostgreSQL where it is installed."""
    if not program("initdb"):
        yield {"SQLite": ""}
        return
    server = PostgresServer.start_or_skip()
    try:
        yield {"SQLite": "", "PostgreSQL": server.new_database()}
    finally:
        server.stop()


def cpu_seconds(action: Callable[[], object], rounds: int) -> float:
    """Median CPU time of this process over the rounds."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def report(name: str, value: float, allowed: float, unit: str = "ms") -> bool:
    """Print a figure and tell whether it is over what is allowed."""
    scale = 1000 if unit == "ms" else 1
    shown = f"{value * scale:9.2f}" if unit == "ms" else f"{value:9.0f}"
    print(f"{name:58}{shown} {unit}   allowed {allowed * scale:g}")
    return value > allowed


def log_of(app: Flask, festival: Festival, phone: Phone) -> None:
    """Fill the log: 50,000 scans over three days, each stall in once a day, then mostly seen again or stopped."""
    for start in range(0, LOG, 5_000):
        scans = []
        for number in range(start, start + 5_000):
            day = number * 3 // LOG
            first = number % (LOG // 3 + 1) < STALLS
            at = clock.now() - timedelta(days=2 - day, seconds=LOG - number)
            scans.append(phone.scan(number % STALLS + 1, "ok" if first else "again", at=at))
        phone.sync(*scans)


def measure(name: str, app: Flask) -> bool:
    """Print the figures of one database."""
    festival, passes = running_festival(stalls=STALLS, booths=STALLS)
    phone = Phone(app, festival)
    raw = f"https://jie.wansheng.example/p/{passes[0].digits}"
    batches = iter([[phone.scan(n % STALLS + 1, "again", raw=raw) for n in range(BATCH)] for _ in range(5)])
    over = report(f"{name}: sync of 1,000 scans, CPU", cpu_seconds(lambda: phone.sync(*next(batches)), 5), ALLOWED_SYNC)
    log_of(app, festival, phone)
    first = phone.manifest()
    packed = len(gzip.compress(first.get_data(), 6))
    over |= report(f"{name}: manifest of 300 stalls, gzip", packed, ALLOWED_BYTES, "bytes")
    over |= report(f"{name}: manifest over 50,000 scans, CPU", cpu_seconds(phone.manifest, 7), ALLOWED_MANIFEST)
    headers = {"If-None-Match": first.headers["ETag"]}
    report(f"{name}: manifest unchanged, 304, CPU", cpu_seconds(lambda: phone.manifest(**headers), 7), ALLOWED_MANIFEST)
    over |= report(f"{name}: sync of 1,000 over 50,000, CPU", sync_late(phone, raw), ALLOWED_SYNC)
    return over | eight_at_once(name, app, festival)


def sync_late(phone: Phone, raw: str) -> float:
    """CPU time of a batch when the log is long."""
    batches = iter([[phone.scan(n % STALLS + 1, "again", raw=raw) for n in range(BATCH)] for _ in range(3)])
    return cpu_seconds(lambda: phone.sync(*next(batches)), 3)


def eight_at_once(name: str, app: Flask, festival: Festival) -> bool:
    """Eight gates send 500 scans each at the same moment; 1 when any is missing."""
    phones = [Phone(app, festival, f"{number}号口") for number in range(GATES)]
    batches = [[phone.scan(n % STALLS + 1, "again") for n in range(EACH)] for phone in phones]
    before = db.session.scalar(select(func.count(Scan.id))) or 0
    db.session.commit()
    start = time.perf_counter()
    with ThreadPoolExecutor(GATES) as pool:
        list(pool.map(lambda place: phones[place].sync(*batches[place]), range(GATES)))
    took = time.perf_counter() - start
    kept = (db.session.scalar(select(func.count(Scan.id))) or 0) - before
    print(f"{name}: 8 gates × 500 at once: {kept} of {GATES * EACH} kept, {took:.2f} s in all")
    return kept != GATES * EACH


def verifying() -> bool:
    """CPU time of one signature check in Python."""
    with running():
        _, (stall_pass,) = running_festival(stalls=1)

        keys = {key.kid: (key.festival_id, key.public) for key in keys_of(stall_pass.festival)}
        checks = 200
        spent = cpu_seconds(lambda: [verify(stall_pass.digits, keys) for _ in range(checks)], 5) / checks
    return report("verify a pass", spent, ALLOWED_VERIFY)


def main() -> int:
    """Print the figures; 1 when one of them is over what is allowed."""
    over = verifying()
    with databases() as found:
        for name, address in found.items():
            with running(address) as app:
                over |= measure(name, app)
    if not program("initdb"):
        print("PostgreSQL is missing: its figures were not taken")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
