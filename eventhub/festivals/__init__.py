"""Festivals, venues, programme, floor plan (zones, rows, booths), deadlines."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and desk pages, and tell earlier rooms what a slug stands for.

    Hooks for later rooms, all in `app.extensions`: `desk_panels` (list of callables: festival → {title, lines, href} or
    None), `add_workdays` (day, n → day) and `lunar_rule_resolver` (rule, after → first and last day).
    """
    from eventhub.accounts import audit_labels, desk
    from eventhub.accounts.access import set_scope_of_slug
    from eventhub.accounts.models import Role
    from eventhub.festivals import (
        organiser,
        organiser_booth_table,
        organiser_plan,
        organiser_programme,
        plan_api,
        queries,
    )
    from eventhub.festivals.deeds import AUDIT_KINDS, AUDIT_LABELS

    set_scope_of_slug(app, queries.scope_of_slug)
    app.extensions["festival_choices"] = queries.festival_choices
    app.extensions.setdefault("desk_panels", [])
    for page in (organiser, organiser_programme, organiser_plan, plan_api, organiser_booth_table):
        app.register_blueprint(page.bp)
    audit_labels.add(app, AUDIT_LABELS, AUDIT_KINDS)
    desk.add(app, "/desk/", "全部节会", "board", *Role)
    for path, label, icon in (
        ("", "概况", "fest"),
        ("programme/", "节目单", "list"),
        ("plan/", "平面图", "map"),
        ("announcements/", "通知", "bell"),
    ):
        desk.add(app, path, label, icon, Role.ORGANISER, Role.REVIEWER)
