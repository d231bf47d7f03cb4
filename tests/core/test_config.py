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


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="isoformat"):
        load_settings({"EVENTHUB_INSTANCE": str(tmp_path), "EVENTHUB_NOW": "明天"})


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    environ = {"EVENTHUB_INSTANCE": str(tmp_path)}
    first = load_settings(environ).secret_key
    assert load_settings(environ).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
