"""Prints that take a while: made in a thread of this process, watched through a random id, kept in memory only.

A print holds names in full, so it is never written to disk, and only the last few are kept. A restart loses them,
which costs nobody anything: the page then says to print again.
"""

import logging
import secrets
import threading
from dataclasses import dataclass, field

from flask import Flask

from eventhub.core.errors import DomainError
from eventhub.passes.printing import FestivalPrint, render_festival

MOST_KEPT = 4
EXTENSION = "passes_print_jobs"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class PrintJob:
    """A print under way: `done` of `steps`; at its end `over` is set, with either the `pdf` or a `sentence`."""

    festival_id: int
    done: int = 0
    steps: int = 1
    pdf: bytes = b""
    sentence: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def carry_out(self, pages: FestivalPrint) -> None:
        """Make the PDF. A refusal becomes the sentence; so does a fault, which is logged without what was printed."""
        try:
            self.pdf = render_festival(pages, self._progress)
        except DomainError as error:
            self.sentence = error.sentence
        except Exception as error:
            log.error("a print failed: %s", type(error).__name__)
            self.sentence = "没有打成，我们这边出了差错。请再打一次。"
        finally:
            self.over.set()

    def _progress(self, done: int, steps: int) -> None:
        self.done, self.steps = done, steps


class PrintJobs:
    """The prints of this process, the oldest dropped first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[str, PrintJob] = {}

    def start(self, festival_id: int, pages: FestivalPrint) -> str:
        """Start a print and return its id."""
        job, number = PrintJob(festival_id), secrets.token_urlsafe(16)
        with self._lock:
            self._jobs[number] = job
            for oldest in list(self._jobs)[:-MOST_KEPT]:
                del self._jobs[oldest]
        threading.Thread(target=job.carry_out, args=(pages,), daemon=True, name="print").start()
        return number

    def find(self, festival_id: int, number: str) -> PrintJob | None:
        """Return the print of that id if it is of that festival, or None."""
        with self._lock:
            job = self._jobs.get(number)
        return job if job and job.festival_id == festival_id else None


_making = threading.Lock()


def print_jobs(app: Flask) -> PrintJobs:
    """Return the prints of an app."""
    with _making:
        jobs: PrintJobs = app.extensions.setdefault(EXTENSION, PrintJobs())
    return jobs
