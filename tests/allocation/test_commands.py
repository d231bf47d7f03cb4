"""`eventhub allocate` and `eventhub verify` on files: exit codes, and nothing written for a bad problem."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from eventhub.allocation.commands import allocate, verify
from eventhub.allocation.plan import read_plan
from tests.allocation.samples import raw


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(raw()), encoding="utf-8")
    return path


def test_a_problem_becomes_a_plan_that_verifies(problem: Path, tmp_path: Path) -> None:
    plan = tmp_path / "out" / "plan.json"
    done = CliRunner().invoke(allocate, [str(problem), "-o", str(plan), "--progress"])
    assert done.exit_code == 0, done.output
    assert read_plan(plan.read_bytes()).proven
    for arguments in ([], ["--quick"]):
        checked = CliRunner().invoke(verify, [str(problem), str(plan), *arguments])
        assert checked.exit_code == 0, checked.output
        assert "✗" not in checked.output
        assert "✓" in checked.output


def test_a_bad_problem_exits_2_names_the_place_and_writes_nothing(problem: Path, tmp_path: Path) -> None:
    bad = raw()
    bad["households"][2]["size"] = {"min": 3, "max": 1}
    problem.write_text(json.dumps(bad), encoding="utf-8")
    plan = tmp_path / "new" / "plan.json"
    done = CliRunner().invoke(allocate, [str(problem), "-o", str(plan)])
    assert done.exit_code == 2
    assert "$.households[2].size" in done.output
    assert not plan.parent.exists()


def test_a_bad_problem_leaves_an_older_plan_alone(problem: Path, tmp_path: Path) -> None:
    problem.write_bytes(b"{}")
    plan = tmp_path / "plan.json"
    plan.write_bytes(b"older")
    assert CliRunner().invoke(allocate, [str(problem), "-o", str(plan)]).exit_code == 2
    assert plan.read_bytes() == b"older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "problem.json"]


def test_a_folder_becomes_a_folder_with_the_bad_ones_left_out(problem: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "plans"
    source.mkdir()
    (source / "a.json").write_bytes(problem.read_bytes())
    (source / "b.json").write_bytes(b"no json")
    (source / "c.json").write_bytes(problem.read_bytes())
    (source / "notes.txt").write_bytes(b"")
    done = CliRunner().invoke(allocate, [str(source), "-o", str(target)])
    assert done.exit_code == 2
    assert "b.json" in done.output
    assert sorted(path.name for path in target.iterdir()) == ["a.json", "c.json"]
    assert (target / "a.json").read_bytes() == (target / "c.json").read_bytes()


@pytest.mark.parametrize("case", ["missing", "empty folder", "onto itself", "folder onto itself", "folder onto file"])
def test_what_cannot_be_done_is_said_and_exits_2(case: str, problem: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    arguments = {
        "missing": [str(tmp_path / "none.json"), "-o", str(tmp_path / "plan.json")],
        "empty folder": [str(empty), "-o", str(tmp_path / "plans")],
        "onto itself": [str(problem), "-o", str(problem)],
        "folder onto itself": [str(tmp_path), "-o", str(tmp_path)],
        "folder onto file": [str(tmp_path), "-o", str(problem)],
    }[case]
    before = problem.read_bytes()
    done = CliRunner().invoke(allocate, arguments)
    assert done.exit_code == 2
    assert "。" in done.output
    assert problem.read_bytes() == before


def test_a_tampered_plan_exits_1_and_says_which_claim_fails(problem: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    CliRunner().invoke(allocate, [str(problem), "-o", str(plan)])
    value = json.loads(plan.read_bytes())
    value["levels"][1]["value"] += 1
    plan.write_text(json.dumps(value), encoding="utf-8")
    checked = CliRunner().invoke(verify, [str(problem), str(plan), "--quick"])
    assert checked.exit_code == 1
    assert "✗ size" in checked.output
    plan.write_bytes(b"{")
    assert CliRunner().invoke(verify, [str(problem), str(plan)]).exit_code == 1


def test_the_time_limit_is_kept_and_said(problem: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    done = CliRunner().invoke(allocate, [str(problem), "-o", str(plan), "--time-limit", "0"])
    assert done.exit_code == 0
    assert "未证明" in done.output
    assert not read_plan(plan.read_bytes()).level("placed").proven


def test_the_commands_load_no_solver_until_they_are_used() -> None:
    code = "import sys, eventhub.allocation.commands; print({'highspy', 'numpy'} & set(sys.modules))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=os.environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
