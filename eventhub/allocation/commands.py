"""`eventhub allocate` and `eventhub verify`: the solver and the checker on files. The solver is loaded only
when used.
"""

from __future__ import annotations

import io
import math
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from eventhub.allocation.plan import Plan
    from eventhub.allocation.problem import Problem
    from eventhub.allocation.solver import Progress

LEVEL_NAMES = {
    "placed": "安排户数",
    "size": "摊位数",
    "zones": "展区志愿",
    "neighbours": "同类相邻",
    "moves": "挪动户数",
}


def _finite(_context: click.Context, _option: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter("要写秒数，例如 60。")
    return value


@click.command("allocate", help="排位：读问题文件（或一个文件夹的问题文件），写出方案。")
@click.argument("problem", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="方案写到哪里（文件或文件夹）。")
@click.option(
    "--time-limit", type=click.FloatRange(min=0), callback=_finite, help="每个问题最多算几秒；不写就算到证明完。"
)
@click.option("--progress", is_flag=True, help="边算边报进度。")
def allocate(problem: Path, output: Path, time_limit: float | None, progress: bool) -> None:
    """Exits 0 with a plan written for every problem, 2 with a message and nothing written for a bad one."""
    _speak_any_charset()
    jobs = _jobs(problem, output)
    failed = False
    for source, target in jobs:
        failed = not _allocate_one(source, target, time_limit, progress) or failed
    if failed:
        raise SystemExit(2)


def _jobs(source: Path, output: Path) -> list[tuple[Path, Path]]:
    if not source.is_dir():
        return [(source, output / source.name if output.is_dir() else output)]
    files = sorted(path for path in source.iterdir() if path.suffix == ".json" and path.is_file())
    if not files:
        _stop(f"文件夹 {source} 里没有 .json 文件。")
    if output.exists() and not output.is_dir():
        _stop(f"{output} 是文件；问题是文件夹时，方案也要写到文件夹。")
    if output.resolve() == source.resolve():
        _stop("方案不能写回问题所在的文件夹，会盖掉问题文件。")
    return [(path, output / path.name) for path in files]


def _speak_any_charset() -> None:
    """Let what a terminal's charset lacks (✓ in GBK, half a character from a file) come out escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _stop(message: str) -> None:
    click.echo(message, err=True)
    raise SystemExit(2)


def _allocate_one(source: Path, target: Path, time_limit: float | None, progress: bool) -> bool:
    from eventhub.allocation.solver import solve

    problem = _read_problem(source)
    if problem is None:
        return False
    if target.exists() and target.resolve() == source.resolve():
        click.echo(f"{source}：方案不能盖掉问题文件，请换一个名字。", err=True)
        return False
    plan = solve(problem, time_limit=time_limit, progress=_Reporter() if progress else None)
    try:
        _write(target, plan.to_bytes())
    except OSError as error:
        click.echo(f"{target}：写不进去（{error.strerror}）。", err=True)
        return False
    click.echo(f"{target}：{_summary(plan)}")
    return True


def _summary(plan: Plan) -> str:
    parts = []
    for level in plan.levels:
        mark = "" if level.proven else "（未证明）" if level.bound is None else f"（未证明，界限 {level.bound}）"
        parts.append(f"{LEVEL_NAMES[level.level]} {level.value}{mark}")
    return "，".join(parts) + f"，未安排 {len(plan.unplaced)} 户"


class _Reporter:
    """Says where the work stands, at most once a second, on standard error."""

    def __init__(self) -> None:
        self._level = ""
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.level == self._level and progress.seconds < self._next:
            return
        self._level, self._next = progress.level, progress.seconds + 1
        name = LEVEL_NAMES[progress.level]
        click.echo(f"{progress.seconds:6.1f} 秒 {name} {progress.done}/{progress.count}", err=True)


def _write(target: Path, data: bytes) -> None:
    """Whole or not at all: written beside the target, then renamed over it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".plan-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes the file private; a published plan is read by everybody the umask allows.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _read_problem(path: Path) -> Problem | None:
    from eventhub.allocation.problem import ProblemError, read_problem

    try:
        return read_problem(path.read_bytes())
    except ProblemError as error:
        click.echo(f"{path}：{error}", err=True)
    except OSError as error:
        click.echo(f"{path}：读不出来（{error.strerror}）。", err=True)
    return None


def _read_plan(path: Path) -> Plan | None:
    from eventhub.allocation.plan import PlanError, read_plan

    try:
        return read_plan(path.read_bytes())
    except PlanError as error:
        click.echo(f"✗ {path}：{error}")
    except OSError as error:
        click.echo(f"✗ {path}：读不出来（{error.strerror}）。")
    return None


@click.command("verify", help="核对：方案是否由问题文件得出，每条理由是否成立。")
@click.argument("problem", type=click.Path(path_type=Path))
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--quick", is_flag=True, help="只做不用求解器的核对。")
def verify(problem: Path, plan: Path, quick: bool) -> None:
    """Prints each claim with ✓ or ✗; exits 0 when all hold, else 1."""
    from eventhub.allocation.verify import verify as check

    _speak_any_charset()
    question, answer = _read_problem(problem), _read_plan(plan)
    if question is None or answer is None:
        raise SystemExit(1)
    claims = check(question, answer, quick=quick)
    for claim in claims:
        detail = f"：{claim.detail}" if claim.detail and not claim.ok else ""
        click.echo(f"{'✓' if claim.ok else '✗'} {claim.text}{detail}")
    failed = sum(not claim.ok for claim in claims)
    click.echo(f"{len(claims)} 条，" + ("全部成立。" if not failed else f"{failed} 条不成立。"))
    open_levels = [LEVEL_NAMES.get(level.level, level.level) for level in answer.levels if not level.proven]
    if open_levels:
        click.echo(f"方案里有 {len(open_levels)} 层没有证明是最好的：{'、'.join(open_levels)}。")
    if failed:
        raise SystemExit(1)
