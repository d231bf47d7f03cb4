"""Garbage is collected between steps: the server's process and the worker's never collect inside an allocation."""

import gc
import os
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from eventhub.core import garbage

before_3_12 = pytest.mark.skipif(
    not garbage.COLLECTS_INSIDE_STEPS, reason="Python 3.12 waits for the end of a step itself"
)


class Node:
    """Something that holds itself, so that only the collector frees it."""

    def __init__(self) -> None:
        self.me = self


def test_what_has_outgrown_its_threshold_is_collected_and_nothing_before(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.collect()
    gone = weakref.ref(Node())
    monkeypatch.setattr(gc, "get_threshold", lambda: (10**9, 10**9, 10**9))
    garbage.collect_due()
    assert gone() is not None
    monkeypatch.setattr(gc, "get_threshold", lambda: (0, 10**9, 10**9))
    garbage.collect_due()
    assert gone() is None


def test_the_oldest_generation_that_is_due_takes_the_younger_along(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (701, 11, 3))
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "collect", collected.append)
    garbage.collect_due()
    assert collected == [1]


def test_a_process_that_serves_leaves_collecting_to_its_thread(tmp_path: Path) -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import gc, threading, eventhub.wsgi;"
            "print(gc.isenabled(), [t.name for t in threading.enumerate() if t.daemon])",
        ],
        env={**os.environ, "EVENTHUB_INSTANCE": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert told == ("False ['garbage']\n" if garbage.COLLECTS_INSIDE_STEPS else "True []\n")
