"""The gate page, scans and what they add up to."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints, listeners and desk pages."""
    from eventhub.accounts import audit_labels, desk
    from eventhub.accounts.models import Role
    from eventhub.gate import api, checking, credit, organiser, shell
    from eventhub.gate.deeds import AUDIT_KINDS, AUDIT_LABELS
    from eventhub.gate.signals import attendance_confirmed

    for pages in (shell, api, checking, organiser):
        app.register_blueprint(pages.bp)
    attendance_confirmed.connect(credit.record_finding)
    audit_labels.add(app, AUDIT_LABELS, AUDIT_KINDS)
    desk.add(app, "gate/", "检票", "shield", Role.ORGANISER)
    desk.add(app, "/gate/start", "去检票", "qr", Role.ORGANISER, Role.GATE)
