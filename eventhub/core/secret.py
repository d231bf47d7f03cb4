"""The instance's secret key: chosen by the operator, or made once, kept in the instance folder, readable by its owner only."""

import logging
import os
import secrets
from pathlib import Path

SHORTEST = 32
log = logging.getLogger(__name__)


def chosen_secret(text: str) -> str:
    """Return a secret the operator chose, with a warning in the log when it is short enough to be guessed."""
    if len(text) < SHORTEST:
        log.warning(
            "EVENTHUB_SECRET_KEY is short: whoever guesses it signs in as anybody. Draw %d characters.", SHORTEST
        )
    return text


def instance_secret(folder: Path) -> str:
    """Return the secret of the instance folder, creating it on the first call; two starts at once agree on one."""
    path = folder / "secret_key"
    if not path.exists():
        draft = folder / f".secret_key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text("ascii").strip()
