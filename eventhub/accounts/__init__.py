"""Who may do what: sign-in, roles, second factor."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and desk pages."""
    from eventhub.accounts import (
        administration_pages,
        audit_labels,
        audit_names,
        demo_entry,
        desk,
        own_account,
        sessions,
        sign_in,
    )
    from eventhub.accounts.models import Role
    from eventhub.accounts.phone import mask_phone

    sessions.init_app(app)
    for room_pages in (sign_in, demo_entry, own_account, administration_pages):
        app.register_blueprint(room_pages.bp)
    desk.add(app, "/admin/users/", "人员账号", "people", Role.ADMINISTRATOR)
    desk.add(app, "/admin/organisations/", "单位", "house", Role.ADMINISTRATOR)
    desk.add(app, "/admin/audit/", "操作记录", "list", Role.ADMINISTRATOR)
    audit_labels.add(app, audit_labels.OWN, audit_names.KINDS)
    app.add_template_filter(mask_phone, "masked_phone")
    app.add_template_filter(audit_labels.label_of, "audit_label")
    app.add_template_filter(audit_labels.said, "audit_said")
