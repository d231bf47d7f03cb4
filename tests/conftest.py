"""What every test stands on: an app over a fresh database, clients that check each page they open, a fixed day."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, event
from werkzeug.routing import Rule

from eventhub import create_app
from eventhub.config import Settings, load_settings
from eventhub.core import clock
from eventhub.core.database import db
from eventhub.core.garbage import collect_due, hold_back
from tests.chromium import FLAGS, MISSING, chromium_path
from tests.page_check import CheckedClient
from tests.postgres import PostgresServer

NOW = clock.parse_fixed("2027-04-17T09:30")


class CompiledTemplates(BytecodeCache):
    """Templates compiled once a run and not once an app."""

    def __init__(self) -> None:
        self.codes: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled, as long as the template is the same."""
        bucket.code = self.codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.codes[bucket.key + bucket.checksum] = bucket.code


TEMPLATES = CompiledTemplates()


@event.listens_for(Engine, "connect")
def _no_power_cut(connection: Any, _record: Any) -> None:
    """A test's database need not outlive the machine: commits wait for no disk."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA synchronous=OFF")


def pytest_configure() -> None:
    """Compile each address of the app once a run: that is nine tenths of making an app, and the tests make thousands."""
    plain: Any = Rule.compile
    compiled: dict[tuple[str, ...], Any] = {}

    def once(rule: Any) -> None:
        key = (rule.rule, repr(rule.subdomain), repr(rule.defaults))
        if key not in compiled:
            plain(rule)
            compiled[key] = rule
        like = compiled[key]
        for name in ("_parts", "_trace", "_converters", "arguments"):
            setattr(rule, name, getattr(like, name))
        for name in ("_build", "_build_unknown"):
            setattr(rule, name, getattr(like, name).__func__.__get__(rule))

    Rule.compile = once


@pytest.fixture(autouse=True)
def _garbage_between_tests() -> Iterator[None]:
    """Garbage is collected between tests, as the server does it between steps (eventhub/core/garbage.py)."""
    hold_back()
    yield
    collect_due()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first: of two workers, the one without the last file waits for the other."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    """Every test runs on Saturday 17 April 2027, 09:30, unless it sets another moment."""
    with clock.fixed(NOW):
        yield


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing else, copied for each test."""
    folder = tmp_path_factory.mktemp("schema")
    app = create_app(load_settings({"EVENTHUB_INSTANCE": str(folder)}))
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    return folder / "eventhub.db"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an instance of its own, with the second factor off and a host as a real one would have."""
    environ = {
        "EVENTHUB_INSTANCE": str(tmp_path / "instance"),
        "EVENTHUB_BASE_URL": "https://jie.wansheng.example",
        "EVENTHUB_SECRET_KEY": "only-for-tests-and-long-enough-for-them",
        "EVENTHUB_TWO_FACTOR_ROLES": "none",
    }
    return replace(load_settings(environ))


@pytest.fixture
def app(settings: Settings, template_database: Path) -> Iterator[Flask]:
    """The app over an empty SQLite database, with an app context pushed."""
    shutil.copy(template_database, settings.instance / "eventhub.db")
    yield from _running(settings)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the test run's own; skips by name where the program is missing."""
    server = PostgresServer.start_or_skip()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with the schema and nothing else, copied for each test."""
    address = postgres_server.new_database()
    folder = tmp_path_factory.mktemp("schema")
    app = create_app(load_settings({"EVENTHUB_INSTANCE": str(folder), "EVENTHUB_DATABASE_URL": address}))
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    return address.rsplit("/", 1)[1]


@pytest.fixture
def postgres_app(settings: Settings, postgres_server: PostgresServer, postgres_template: str) -> Iterator[Flask]:
    """The app over an empty PostgreSQL database."""
    yield from _running(replace(settings, database_url=postgres_server.new_database(postgres_template)))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_app(request: pytest.FixtureRequest) -> Any:
    """The app over SQLite, then over PostgreSQL."""
    return request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One headless Chromium for the whole run (Playwright allows no second one); skips by name where it is missing."""
    path = chromium_path()
    if not path:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A visitor's browser without JavaScript; every HTML page it opens is checked."""
    return new_client(app)


def new_client(app: Flask) -> CheckedClient:
    """Return a further browser with cookies of its own."""
    app.test_client_class = CheckedClient
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    return client


def at(text: str) -> datetime:
    """Return the moment of an ISO text in Shanghai time."""
    return clock.parse_fixed(text)


def _running(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    app.jinja_env.bytecode_cache = TEMPLATES
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
