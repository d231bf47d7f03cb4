"""Festivals, venues, programme, floor plan (zones, rows, booths), deadlines."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
