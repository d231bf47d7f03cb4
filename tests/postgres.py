"""A PostgreSQL server that lives as long as the test run, on a socket of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from socket import socket

import pytest

BEHIND = "PostgreSQL is missing: apt-get install postgresql"


def program(name: str) -> str | None:
    """Return the path of a server program, which Debian keeps out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@dataclass
class PostgresServer:
    """A running server; `new_database()` gives each test an empty database."""

    folder: Path
    port: int
    user: str
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    @classmethod
    def start_or_skip(cls) -> "PostgresServer":
        """Start a server in a folder of its own, or skip the test that asked, naming what is missing."""
        initdb, control = program("initdb"), program("pg_ctl")
        if not initdb or not control:
            pytest.skip(BEHIND)
        folder = Path(tempfile.mkdtemp(prefix="eventhub-postgres-"))
        user = pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:  # the server refuses to run as root
            user = "postgres"
            shutil.chown(folder, user)
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = cls(folder, port, user)
        server._as_user(initdb, "-D", str(folder / "data"), "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        server._as_user(control, "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")
        return server

    def new_database(self, template: str = "template1") -> str:
        """Create a database, empty or a copy of another, and return its address for SQLAlchemy."""
        import psycopg

        name = f"eventhub_{os.getpid()}_{next(self.numbers)}"
        address = f"host=127.0.0.1 port={self.port} user={self.user} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql+psycopg://{self.user}@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop the server at once and remove what it wrote."""
        self._as_user(str(program("pg_ctl")), "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def _as_user(self, *command: str) -> None:
        prefix = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"]
        subprocess.run(
            [*(prefix if os.geteuid() == 0 else []), *command],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
