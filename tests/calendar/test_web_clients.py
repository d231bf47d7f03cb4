"""Two real calendar programs follow the feed: vdirsyncer fetches it over HTTP, khal reads what it stored.

They are installed into an environment of their own, because they are nothing the app or its other tests need.
"""

import os
import subprocess
import sys
import threading
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from eventhub.core import clock
from eventhub.festivals import actions, programme, rescheduling, venues
from tests.calendar.feed_world import World, a_world, new_session
from tests.conftest import at

pytestmark = pytest.mark.slow
PROGRAMS = ("vdirsyncer==0.21.0", "khal==0.14.1")


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the two programs; skips by name where they can't be installed."""
    folder = tmp_path_factory.mktemp("clients")
    venv.create(folder, with_pip=True)
    bin_ = folder / ("Scripts" if sys.platform == "win32" else "bin")
    command = [bin_ / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *PROGRAMS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        pytest.skip(f"vdirsyncer and khal can't be installed: {done.stderr.strip()[-200:]}")
    return bin_


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Subscriber:
    """Somebody who follows a feed with the two programs."""

    bin: Path
    home: Path

    def prepare(self, url: str) -> None:
        (self.home / "vdirsyncer").write_text(
            f"""[general]
status_path = "{self.home}/status"
[pair fest]
a = "remote"
b = "local"
collections = null
conflict_resolution = "a wins"
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{self.home}/events"
fileext = ".ics"
"""
        )
        (self.home / "khal").write_text(
            f"""[calendars]
[[fest]]
path = {self.home}/events
readonly = True
[sqlite]
path = {self.home}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Asia/Shanghai
local_timezone = Asia/Shanghai
"""
        )
        (self.home / "events").mkdir()
        self.run("vdirsyncer", "-c", str(self.home / "vdirsyncer"), "discover")

    def sync(self) -> list[str]:
        """Fetch; returns what was copied, a line each.

        For its http storage vdirsyncer takes the content for the identity of an event: it copies the new one and
        deletes the old one, which is not counted.
        """
        said = self.run("vdirsyncer", "-c", str(self.home / "vdirsyncer"), "-v", "INFO", "sync")
        copied = [line for line in said.splitlines() if line.startswith("Copying")]
        return copied or [line for line in said.splitlines() if line.startswith("Deleting")]

    def agenda(self, day: str) -> list[str]:
        """What khal shows of a day: start and title of each event."""
        form = "{start-time} {title}"
        said = self.run("khal", "-c", str(self.home / "khal"), "list", "--format", form, "--day-format", "", day, "1d")
        return sorted(line.strip() for line in said.splitlines() if line.strip())

    def run(self, program: str, *arguments: str) -> str:
        environ = {**os.environ, "HOME": str(self.home), "LC_ALL": "C.UTF-8", "XDG_CACHE_HOME": str(self.home)}
        done = subprocess.run(
            [self.bin / program, *arguments], capture_output=True, text=True, env=environ, timeout=120, check=False
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr


@pytest.fixture
def subscriber(programs: Path, tmp_path: Path) -> Subscriber:
    home = tmp_path / "subscriber"
    home.mkdir()
    return Subscriber(programs, home)


# What is done, how many entries of the feed it touches, the day looked at, and what khal then shows of the edition.
Step = tuple[Callable[[World], Any], int, str, list[str]]
STEPS: list[Step] = [
    (
        lambda w: venues.edit_venue(w.festival.venue, {"name": "石鼓大广场"}, None),  # type: ignore[arg-type]
        3,
        "2027-05-01",
        ["10:00 上刀山", "10:00 金桥吹打", "万盛苗族踩山会"],
    ),
    (
        lambda w: programme.edit_session(
            w.session, {"starts_at": at("2027-05-01T15:00"), "ends_at": at("2027-05-01T16:00")}, None
        ),
        1,
        "2027-05-01",
        ["10:00 上刀山", "15:00 金桥吹打", "万盛苗族踩山会"],
    ),
    (
        lambda w: programme.cancel_session(w.session, None),
        1,
        "2027-05-01",
        ["10:00 上刀山", "15:00 【已取消】金桥吹打", "万盛苗族踩山会"],
    ),
    (
        lambda w: programme.delete_session(w.other, None),
        1,
        "2027-05-01",
        ["10:00 【已取消】上刀山", "15:00 【已取消】金桥吹打", "万盛苗族踩山会"],
    ),
    (
        lambda w: programme.restore_session(w.session, None),
        1,
        "2027-05-01",
        ["10:00 【已取消】上刀山", "15:00 金桥吹打", "万盛苗族踩山会"],
    ),
    (
        lambda w: programme.edit_session(w.session, {"published": False}, None),
        1,
        "2027-05-01",
        ["10:00 【已取消】上刀山", "15:00 【已取消】金桥吹打", "万盛苗族踩山会"],
    ),
    (
        lambda w: programme.edit_session(w.session, {"published": True}, None),
        1,
        "2027-05-01",
        ["10:00 【已取消】上刀山", "15:00 金桥吹打", "万盛苗族踩山会"],
    ),
    (
        lambda w: programme.add_session(w.festival, new_session(), None),
        1,
        "2027-05-01",
        ["10:00 【已取消】上刀山", "14:00 情歌对唱", "15:00 金桥吹打", "万盛苗族踩山会"],
    ),
    (
        lambda w: rescheduling.postpone(w.festival, None, "下雨", None),
        3,
        "2027-05-01",
        ["10:00 【已取消】上刀山", "14:00 【已取消】情歌对唱", "15:00 【已取消】金桥吹打", "【已取消】万盛苗族踩山会"],
    ),
    (
        lambda w: rescheduling.postpone(w.festival, (date(2027, 5, 8), date(2027, 5, 9)), "天晴了", None),
        3,
        "2027-05-08",
        ["14:00 情歌对唱", "15:00 金桥吹打", "万盛苗族踩山会"],
    ),
    (
        lambda w: actions.cancel(w.festival, "山洪", None),
        4,
        "2027-05-08",
        ["14:00 【已取消】情歌对唱", "15:00 【已取消】金桥吹打", "【已取消】万盛苗族踩山会"],
    ),
]


def test_vdirsyncer_and_khal_follow_every_step(app: Flask, address: str, subscriber: Subscriber) -> None:
    world = a_world()
    subscriber.prepare(f"{address}/festivals/{world.festival.slug}/calendar.ics")
    assert len(subscriber.sync()) == 4
    assert subscriber.sync() == []
    for number, (deed, touched, day, expected) in enumerate(STEPS):
        with clock.fixed(clock.now() + timedelta(hours=1 + number)):
            deed(world)
            copied = subscriber.sync()
            assert len(copied) == touched, (number, copied)
            assert subscriber.sync() == [], "nothing is copied the second time"
        assert subscriber.agenda(day) == sorted(expected), number
    stored = list((subscriber.home / "events").iterdir())
    assert len(stored) == 5, "nothing that was ever served vanished, nothing came twice"
