"""From problem to plan to publication, offers and waitlist."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
