"""Settings: what they are where nobody sets them, in a real instance and in the demo."""

from pathlib import Path

import pytest

from eventhub.config import load_settings


@pytest.mark.parametrize(
    ("demo", "set_to", "protected"),
    [
        (False, None, {"administrator", "organiser"}),
        (True, None, set()),
        (True, "administrator", {"administrator"}),
        (False, "none", set()),
    ],
)
def test_the_second_factor_is_asked_for_except_where_people_try_the_demo(
    tmp_path: Path, demo: bool, set_to: str | None, protected: set[str]
) -> None:
    if demo:
        (tmp_path / "demo").touch()
    environ = {"EVENTHUB_INSTANCE": str(tmp_path)} | ({"EVENTHUB_TWO_FACTOR_ROLES": set_to} if set_to else {})
    assert load_settings(environ).two_factor_roles == protected


@pytest.mark.parametrize(
    ("marked", "set_to", "is_one"),
    [(False, "", False), (True, "", True), (False, "1", True), (True, "0", False), (False, "0", False)],
)
def test_who_says_that_an_instance_is_no_demo_is_heard(tmp_path: Path, marked: bool, set_to: str, is_one: bool) -> None:
    """A demo lets anybody in with one click, and shows every message with its code."""
    if marked:
        (tmp_path / "demo").touch()
    settings = load_settings({"EVENTHUB_INSTANCE": str(tmp_path), "EVENTHUB_DEMO": set_to})
    assert settings.demo is is_one
    assert bool(settings.two_factor_roles) is not is_one


def test_a_secret_that_could_be_guessed_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever guesses it signs in as anybody: a session is a text signed with it."""
    environ = {"EVENTHUB_INSTANCE": str(tmp_path)}
    assert load_settings(environ | {"EVENTHUB_SECRET_KEY": "b7c1f6a09d3e4825" * 2}).secret_key == "b7c1f6a09d3e4825" * 2
    assert not caplog.records
    assert load_settings(environ | {"EVENTHUB_SECRET_KEY": "changeme-please"}).secret_key == "changeme-please"
    assert "EVENTHUB_SECRET_KEY is short" in caplog.text


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="isoformat"):
        load_settings({"EVENTHUB_INSTANCE": str(tmp_path), "EVENTHUB_NOW": "明天"})


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    environ = {"EVENTHUB_INSTANCE": str(tmp_path)}
    first = load_settings(environ).secret_key
    assert load_settings(environ).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
