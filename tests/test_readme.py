"""What the README tells a newcomer is true: its commands are run by the tests or by CI, its links lead somewhere."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from eventhub.accounts.demo_people import DEMO_PEOPLE
from eventhub.cli import main
from eventhub.demo.people import PASSWORD, STAFF

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CI = (ROOT / ".ci/run").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
# `make run` is two recipes: the installation, which CI needs anyway, and `eventhub start`, which tests/test_start.py runs.
RUN_BY_TESTS = {"run"}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make (\w+)", README))))
def test_every_make_command_of_the_readme_exists_and_is_run(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)
    assert target in RUN_BY_TESTS or f"make {target}" in CI


def test_the_command_line_of_the_readme_answers() -> None:
    answer = CliRunner().invoke(main, ["--help"])
    assert answer.exit_code == 0
    for command in ("run", "demo", "init", "upgrade", "worker", "user", "allocate", "verify", "backup", "restore"):
        assert re.search(rf"^  {command}\b", answer.output, re.MULTILINE), command
    assert "import-households" in answer.output


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)]+)\)", README))))
def test_every_link_of_the_readme_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).is_file()


def test_the_accounts_of_the_readme_are_those_of_the_demo() -> None:
    assert PASSWORD in README
    for login in re.findall(r"`(\w+)` \|", README):
        assert login in {person.login for person in STAFF} | {"guanli"}, login
    for person in DEMO_PEOPLE.values():
        assert person.name in README


def test_nothing_names_a_registry_or_a_folder_of_somebody_s_machine() -> None:
    for lock in ("requirements/run.txt", "requirements/dev.txt"):
        text = (ROOT / lock).read_text("utf-8")
        assert not re.search(r"https?://|--index-url|--find-links|file:", text)
        assert all(
            "--hash=sha256:" in block for block in re.split(r"\n(?=[a-z])", text) if "==" in block.split("\n")[0]
        )
