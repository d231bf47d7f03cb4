"""The system's Chromium: where it is, and how it is started."""

import os
import shutil

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
MISSING = "Chromium is missing: apt-get install chromium"


def chromium_path() -> str | None:
    """Return the path of the system's Chromium, or None."""
    return os.environ.get("EVENTHUB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
