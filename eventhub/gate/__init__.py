"""The gate page, scans and what they add up to."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and desk pages."""
    from eventhub.gate import api, checking, shell

    for pages in (shell, api, checking):
        app.register_blueprint(pages.bp)
