"""Passes, signed tokens, QR codes, printed sheets."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
