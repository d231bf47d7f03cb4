"""iCal feeds, month page, lunar dates."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
    from eventhub.calendar import deadline_stamps, public, remembering
    from eventhub.calendar.feed_store import FeedStore
    from eventhub.core.database import db

    app.register_blueprint(public.bp)
    deadline_stamps.listen()
    with app.app_context():
        app.extensions["feed_store"] = FeedStore(db.engine, app.config["SETTINGS"].host_prefix)
        remembering.listen()
