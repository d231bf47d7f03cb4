"""`eventhub …`: commands of a few lines, each over an action."""

import multiprocessing
import os
import signal
import threading
from pathlib import Path
from typing import Any

import click

from eventhub.accounts.commands import user
from eventhub.allocation.commands import allocate, verify
from eventhub.core.garbage import collect_between_steps, hold_back
from eventhub.keeping import backup, restore


def _app() -> Any:
    from eventhub import create_app

    hold_back()
    return create_app()


@click.group(help="万盛节会：办节会、排摊位、发证、检票、订日历。")
def main() -> None:
    """Group of every command."""


for command in (allocate, verify, user, backup, restore):
    main.add_command(command)


@main.command(help="Create or migrate the database, and the instance's secret key.")
def init() -> None:
    """Bring the database to the newest schema (an empty one is created)."""
    import logging

    from flask_migrate import upgrade as migrate

    app = _app()
    with app.app_context():
        logging.getLogger("alembic").setLevel(logging.WARNING)
        migrate()
    click.echo("数据库已是最新。")


main.add_command(init, "upgrade")


@main.command(help="Load the demo data into an empty database (labelled 演示数据).")
def demo() -> None:
    """Load the demo; a database that already holds festivals is left alone."""
    from eventhub.demo import load_demo

    app = _app()
    with app.app_context():
        click.echo("演示数据已装好。" if load_demo(app.config["SETTINGS"]) else "已有数据，没有再装。")


@main.command(help="Migrate, load the demo where the database is empty, say where things are, and serve.")
@click.pass_context
def start(context: click.Context) -> None:
    """Do what `make run` promises; a second start changes nothing."""
    from eventhub.demo import ACCOUNTS_TEXT

    context.invoke(init)
    context.invoke(demo)
    port = int(os.environ.get("PORT", "5000"))
    click.echo(f"\n万盛节会已开：http://127.0.0.1:{port}\n{ACCOUNTS_TEXT}\n按 Ctrl+C 停下。")
    context.invoke(run, host="127.0.0.1", port=port, with_worker=True)


@main.command(help="Serve on HOST:PORT with granian; the worker runs beside it.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=lambda: int(os.environ.get("PORT", "5000")), type=int)
@click.option("--worker/--no-worker", "with_worker", default=True, help="Run the background worker beside it.")
def run(host: str, port: int, with_worker: bool) -> None:
    """Serve the app until it is stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    if with_worker:
        # A process of its own, started afresh: granian forks, and a fork beside a running thread may never wake up.
        multiprocessing.get_context("spawn").Process(target=_work_beside, daemon=True, name="worker").start()
    Granian(
        "eventhub.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


@main.command(help="Send queued messages and run queued jobs until stopped.")
def worker() -> None:
    """Run the background worker in the foreground."""
    _work()


def _work_beside() -> None:
    """Work until the server that started this process is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    _work()


def _end_with_the_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(0)  # in the middle of whatever it is: work that was begun is found and done again


def _work() -> None:
    from eventhub.worker import work

    collect_between_steps()
    work(_app(), threading.Event())


@main.command("import-households", help="Import households from an xlsx file; --dry-run only reports.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True)
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Where the bad rows go, as xlsx.")
def import_households(file: Path, dry_run: bool, errors: Path | None) -> None:
    """Import a table of households; bad rows are left out and written to --errors."""
    from eventhub.registry.actions import import_households as import_table

    with _app().app_context():
        report = import_table(file.read_bytes(), file.name, actor=None, dry_run=dry_run)
        click.echo(report.summary)
        if report.error_file and errors:
            errors.write_bytes(report.error_file)
            click.echo(f"有错的行写在 {errors}")
