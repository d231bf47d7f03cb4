"""An app as it runs for people: with the guard against forged posts and the limits by address on."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub import create_app
from eventhub.config import Settings
from eventhub.core.database import db
from eventhub.core.models import OutboxMessage
from tests.conftest import new_client
from tests.page_check import CheckedClient


@pytest.fixture
def strict_app(settings: Settings, template_database: Path) -> Iterator[Flask]:
    """The app with CSRF and limits on."""
    yield from _over(settings, template_database, csrf=True, limits=True)


@pytest.fixture
def limited_app(settings: Settings, template_database: Path) -> Iterator[Flask]:
    """The app with limits on."""
    yield from _over(settings, template_database, csrf=False, limits=True)


@pytest.fixture
def demo_app(settings: Settings, template_database: Path) -> Iterator[Flask]:
    """The app as the demo runs."""
    yield from _over(replace(settings, demo=True), template_database, csrf=False, limits=False)


@pytest.fixture
def two_factor_app(settings: Settings, template_database: Path) -> Iterator[Flask]:
    """The app where organisers need a second factor."""
    settings = replace(settings, two_factor_roles=frozenset({"organiser"}))
    yield from _over(settings, template_database, csrf=False, limits=False)


@pytest.fixture
def two_factor_client(two_factor_app: Flask) -> CheckedClient:
    """A browser at the app where organisers need a second factor."""
    return new_client(two_factor_app)


@pytest.fixture
def last_code() -> Callable[[str], str]:
    """A function that reads the newest code sent to a phone."""
    return read_last_code


def read_last_code(phone: str) -> str:
    """Return the newest code sent to a phone."""
    db.session.rollback()
    text = db.session.scalar(
        select(OutboxMessage.text).where(OutboxMessage.to == phone).order_by(OutboxMessage.id.desc()).limit(1)
    )
    found = re.search(r"[0-9]{6}", text or "")
    assert found, f"no code was sent to {phone}"
    return found.group()


def _over(settings: Settings, template: Path, csrf: bool, limits: bool) -> Iterator[Flask]:
    shutil.copy(template, settings.instance / "eventhub.db")
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=csrf, RATELIMIT_ENABLED=limits)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
