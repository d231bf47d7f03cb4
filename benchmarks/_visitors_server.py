"""The app under its real server over the demo, with a one-select view added, for the benchmark of visitors' pages."""

import os
from typing import Any

from eventhub import create_app
from eventhub.config import load_settings
from eventhub.core import clock, revisions


def served() -> Any:
    """Return the app with `/one-select` added; the clock stands at the settings' moment."""
    settings = load_settings()
    clock.fix(settings.now)
    app = create_app(settings)

    def one_select() -> str:
        return str(revisions.current())

    one_select.audience = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/one-select", "one_select", one_select)
    return app


if os.environ.get("EVENTHUB_BENCH"):
    app = served()
