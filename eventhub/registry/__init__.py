"""Households, policy classes, licences, products."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
