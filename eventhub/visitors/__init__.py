"""Stall pages, stamp rally, rankings, promotion kit, buyer enquiries."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and what its templates call."""
    from eventhub.visitors import cards, home, public, site_files

    app.register_blueprint(public.bp)
    app.register_blueprint(site_files.bp)
    app.jinja_env.filters["told_on"] = home.told_on
    app.jinja_env.filters["cover_address"] = cards.cover_address
