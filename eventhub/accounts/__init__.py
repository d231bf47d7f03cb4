"""Who may do what: sign-in, roles, second factor."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
    from eventhub.accounts import sessions

    sessions.init_app(app)
