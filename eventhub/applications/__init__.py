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
        filing,
        household,
        my,
        organiser,
        organiser_call,
        own_data,
        public,
    )
    from eventhub.applications.audit_names import AUDIT_KINDS
    from eventhub.applications.deeds import AUDIT_LABELS
    from eventhub.applications.receipt import spaced
    from eventhub.registry import my_data
    from eventhub.registry.shop_notes import add_shop_note

    for page in (public, household, my, organiser, organiser_call, filing):
        app.register_blueprint(page.bp)
    desk.add(app, "call/", "招展公告", "flag", Role.ORGANISER)
    desk.add(app, "applications/", "申请审核", "inbox", Role.ORGANISER, Role.REVIEWER)
    desk.add(app, "/desk/filing/", "替乡亲申请", "edit", Role.TOWN_AGENT)
    app.extensions.setdefault("desk_panels", []).append(desk_panel.desk_panel)
    audit_labels.add(app, AUDIT_LABELS, AUDIT_KINDS)
    my_data.add_part(app, "摊位申请", own_data.my_part)
    add_shop_note(app, my.goods_note)
    app.add_template_filter(spaced, "receipt")
    festival_news.listen()
    erasure.listen()
