"""Uploaded sheets between the dry run and the confirmation: kept in the instance folder for a day at most."""

import re
import secrets
import time
from pathlib import Path

from flask import current_app

from eventhub.core.errors import NotFound

KEPT_SECONDS = 86_400
_TOKEN = re.compile(r"[0-9]+-[0-9a-f]{32}")


def keep(data: bytes, account_id: int) -> str:
    """Store a sheet for the account that uploaded it and return its token; sheets older than a day are removed."""
    folder = _folder()
    for old in folder.glob("*.xlsx"):
        if old.stat().st_mtime < time.time() - KEPT_SECONDS:
            old.unlink(missing_ok=True)
    token = f"{account_id}-{secrets.token_hex(16)}"
    (folder / f"{token}.xlsx").write_bytes(data)
    return token


def read(token: str, account_id: int) -> bytes:
    """Return the sheet. Raises NotFound when it is gone, or was uploaded by somebody else."""
    try:
        return _path(token, account_id).read_bytes()
    except FileNotFoundError as error:
        raise NotFound("上传的表已经过期，或者已经导过了。请再传一次。") from error


def discard(token: str, account_id: int) -> None:
    """Remove the sheet."""
    _path(token, account_id).unlink(missing_ok=True)


def _path(token: str, account_id: int) -> Path:
    if not _TOKEN.fullmatch(token) or not token.startswith(f"{account_id}-"):
        raise NotFound("没有这张上传的表。请再传一次。")
    return _folder() / f"{token}.xlsx"


def _folder() -> Path:
    folder = Path(current_app.instance_path) / "pending-imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
