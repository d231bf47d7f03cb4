"""Calls for booths, applications, review."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints, desk pages and listeners.

    Hooks for later rooms: `panels.add_panel`, `panels.add_timeline`, `freeze.add_freeze_check`.
    """
    from eventhub.accounts import audit_labels, desk
    from eventhub.accounts.models import Role
    from eventhub.applications import (
        desk_panel,
        erasure,
        festival_news,
        household,
        my,
        organiser,
        organiser_call,
        public,
    )
    from eventhub.applications.deeds import AUDIT_LABELS

    for page in (public, household, my, organiser, organiser_call):
        app.register_blueprint(page.bp)
    desk.add(app, "call/", "招展公告", "flag", Role.ORGANISER)
    desk.add(app, "applications/", "申请审核", "inbox", Role.ORGANISER, Role.REVIEWER)
    app.extensions.setdefault("desk_panels", []).append(desk_panel.desk_panel)
    audit_labels.add(app, AUDIT_LABELS)
    festival_news.listen()
    erasure.listen()
