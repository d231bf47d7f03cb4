"""The number of the public revision, asked before every answer from kept bytes, so asked as cheaply as can be.

SQLite tells in a few microseconds whether another connection has written to the file since the last question
(`PRAGMA data_version`, https://sqlite.org/pragma.html#pragma_data_version); only then is the number read again. The
connection is the watch's own, outside every transaction, so it sees what any process commits. Other databases are
asked for the number itself.
"""

import sqlite3
from threading import Lock

from sqlalchemy import Engine, select
from sqlalchemy.engine import make_url

from eventhub.core.models import Revision
from eventhub.core.revisions import EVERYTHING

_NUMBER = "SELECT number FROM revision WHERE name = ?"


class RevisionWatch:
    """Tells the present number of the public revision; safe between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._file = _file_of(engine)
        self._connection: sqlite3.Connection | None = None
        self._seen: tuple[int, int] = (-1, 0)

    def current(self) -> int:
        """Return the number; 0 when nothing public was ever written."""
        if self._file is None:
            return self._asked()
        with self._lock:
            if self._connection is None:
                self._connection = sqlite3.connect(self._file, check_same_thread=False, isolation_level=None)
            version = self._connection.execute("PRAGMA data_version").fetchone()[0]
            if version != self._seen[0]:
                row = self._connection.execute(_NUMBER, (EVERYTHING,)).fetchone()
                self._seen = version, row[0] if row else 0
            return self._seen[1]

    def close(self) -> None:
        """Let go of the connection; the next question opens another."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._seen = None, (-1, 0)

    def _asked(self) -> int:
        with self._engine.connect() as connection:
            return connection.scalar(select(Revision.number).where(Revision.name == EVERYTHING)) or 0


def _file_of(engine: Engine) -> str | None:
    url = make_url(engine.url)
    named = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return url.database if named and not str(url.database).startswith("file:") else None
