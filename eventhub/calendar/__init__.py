"""iCal feeds, month page, lunar dates."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
    from eventhub.accounts import audit_labels, desk
    from eventhub.accounts.models import Role
    from eventhub.applications.panels import add_panel
    from eventhub.calendar import (
        admin,
        days_off,
        deadline_stamps,
        household,
        lunar,
        month_page,
        public,
        remembering,
    )
    from eventhub.calendar.deeds import AUDIT_KINDS, AUDIT_LABELS
    from eventhub.calendar.feed_door import FeedDoor
    from eventhub.calendar.feed_store import FeedStore
    from eventhub.core.database import db
    from eventhub.core.security import headers_of

    for pages in (public, household, admin):
        app.register_blueprint(pages.bp)
    audit_labels.add(app, AUDIT_LABELS, AUDIT_KINDS)
    desk.add(app, "/admin/holidays/", "放假安排", "cal", Role.ADMINISTRATOR)
    add_panel(app, household.calendar_panel)
    app.extensions["lunar_rule_resolver"] = lunar.next_lunar_occurrence
    app.extensions["add_workdays"] = days_off.add_workdays
    app.jinja_env.filters["session_line"] = month_page.session_line
    app.jinja_env.filters["cn_day_id"] = month_page.day_id
    deadline_stamps.listen()
    with app.app_context():
        store = FeedStore(db.engine, app.config["SETTINGS"].host_prefix)
        remembering.listen()
    door = FeedDoor(app.wsgi_app, store, headers_of(app.config["SETTINGS"].base_url))
    app.extensions.update(feed_store=store, feed_door=door)
    app.wsgi_app = door  # type: ignore[method-assign]
