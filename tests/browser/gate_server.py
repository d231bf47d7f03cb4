"""The real server in a process of its own, so that it can be killed: `python -m tests.browser.gate_server PORT [die] [newer]`.

With `die` it ends, without an answer, right after a sync was committed; with `newer` it serves a newer edition of the page.
"""

import os
import sys
from typing import Any

from werkzeug.serving import make_server

from eventhub import create_app
from eventhub.gate import api


def main() -> None:
    """Serve the app of the environment's settings until killed."""
    app = create_app()
    if "newer" in sys.argv[2:]:
        app.config["ASSET_VERSION"] = "0123456789ab"
        app.jinja_env.globals["asset"] = lambda path: f"/static/0123456789ab/{path}"
    if "die" in sys.argv[2:]:
        committing = api.sync

        def sync_and_die(*args: Any) -> Any:
            committing(*args)
            os._exit(9)

        api.sync = sync_and_die
    server = make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
