"""What visitors see: home, festival pages, stall pages."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
