"""A backup holds everything and comes back whole; nothing is ever overwritten by it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from eventhub import create_app
from eventhub.cli import main
from eventhub.config import load_settings
from eventhub.core.database import db
from eventhub.festivals.models import Festival
from tests import factories


@pytest.fixture
def command(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands run on the instance of the app under test."""
    monkeypatch.setenv("EVENTHUB_INSTANCE", str(app.config["SETTINGS"].instance))
    monkeypatch.delenv("EVENTHUB_DATABASE_URL", raising=False)
    return CliRunner()


def test_what_is_backed_up_comes_back_in_an_empty_instance(
    command: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = factories.a_festival().slug
    archive = tmp_path / "today.tar.gz"
    assert command.invoke(main, ["backup", str(archive)]).exit_code == 0
    assert archive.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("EVENTHUB_INSTANCE", str(tmp_path / "new"))
    result = command.invoke(main, ["restore", str(archive)])
    assert result.exit_code == 0, result.output
    with create_app(load_settings()).app_context():
        assert [festival.slug for festival in db.session.query(Festival)] == [slug]
        db.engine.dispose()


def test_a_restore_never_overwrites_an_instance_with_data(command: CliRunner, tmp_path: Path) -> None:
    archive = tmp_path / "today.tar.gz"
    command.invoke(main, ["backup", str(archive)])
    result = command.invoke(main, ["restore", str(archive)])
    assert result.exit_code != 0
    assert "不覆盖" in result.output


def test_anything_else_is_refused_as_no_backup(command: CliRunner, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.tar.gz"
    rubbish.write_bytes(b"not an archive")
    result = command.invoke(main, ["restore", str(rubbish)])
    assert result.exit_code != 0
    assert "备份" in result.output
