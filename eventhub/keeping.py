"""How long data is kept: `eventhub backup FILE` and `eventhub restore FILE` keep the whole instance in one archive, taken
while it runs; `forget_due` removes in time what is known of people who have no account.

The archive (tar.gz) holds the database and the instance's secret key, without which the festivals' signing keys can't be
opened: keep it where you would keep the key.
"""

import io
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from eventhub.config import Settings, load_settings
from eventhub.core import clock

SQLITE, POSTGRES, SECRET = "eventhub.db", "eventhub.pgdump", "secret_key"
FORMAT = "eventhub-backup/1"


@click.command(help="Write the whole instance (database and secret key) to one archive, while it runs.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the archive; it appears under its name only when it is complete."""
    settings = load_settings()
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder:
        dump = _dump(settings, Path(folder))
        draft = Path(folder) / "archive"
        with tarfile.open(draft, "w:gz") as archive:
            _add(archive, "format", FORMAT.encode())
            _add(archive, SECRET, settings.secret_key.encode())
            archive.add(dump, dump.name)
        draft.chmod(0o600)
        draft.replace(file)
    click.echo(f"备份好了：{file}")


@click.command(help="Put an archive of `eventhub backup` back into an instance that holds no data yet.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Restore database and secret key; refuses where a database is already there."""
    settings = load_settings()
    with tempfile.TemporaryDirectory(dir=settings.instance) as folder:
        names = _unpack(file, Path(folder))
        _load(settings, Path(folder), names)
        secret = settings.instance / SECRET
        secret.write_bytes((Path(folder) / SECRET).read_bytes())
        secret.chmod(0o600)
    click.echo("恢复好了。")


def forget_due(contact_days: int) -> int:
    """Remove name and telephone of buyers who enquired, and of objectors who were answered, so many days ago.

    Their records stay, with receipt and outcome. Returns how many people were forgotten; called by the worker, inside
    an app context. With nothing due it only reads.
    """
    from eventhub.allocation.forgetting import forget_objectors
    from eventhub.visitors.forgetting import forget_buyers

    before = clock.now() - timedelta(days=contact_days)
    return forget_buyers(before) + forget_objectors(before)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def _unpack(file: Path, folder: Path) -> set[str]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise click.ClickException(f"这不是 eventhub 的备份，或者已经损坏：{error}") from error
    names = {path.name for path in folder.iterdir()}
    if SECRET not in names or "format" not in names or (folder / "format").read_text() != FORMAT:
        raise click.ClickException("这不是 eventhub 的备份。")
    return names


def _dump(settings: Settings, folder: Path) -> Path:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        target = folder / SQLITE
        with sqlite3.connect(str(url.database)) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        return target
    target = folder / POSTGRES
    _run("pg_dump", "--format=custom", f"--file={target}", _plain(settings))
    return target


def _load(settings: Settings, folder: Path, names: set[str]) -> None:
    url = make_url(settings.database_url)
    kept = SQLITE if url.get_backend_name() == "sqlite" else POSTGRES
    if kept not in names:
        raise click.ClickException("备份和现在设置的数据库不是一种，请先把 EVENTHUB_DATABASE_URL 设成备份时的那种。")
    if kept == POSTGRES:
        _run(
            "pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={_plain(settings)}", str(folder / kept)
        )
        return
    target = Path(str(url.database))
    if target.exists():
        raise click.ClickException(f"{target} 已经有数据，不覆盖。请换一个空的实例文件夹。")
    shutil.move(folder / SQLITE, target)


def _plain(settings: Settings) -> str:
    return make_url(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    program = shutil.which(command[0])
    if not program:
        raise click.ClickException(f"要先装上 {command[0]}（PostgreSQL 的客户端程序）。")
    subprocess.run([program, *command[1:]], check=True)  # noqa: S603  # our own words and the operator's settings
