"""Passes, signed tokens, QR codes, printed sheets."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners: a confirmed booth gets its pass, one given back loses it."""
    from eventhub.accounts import audit_labels, desk
    from eventhub.accounts.models import Role
    from eventhub.allocation.signals import offer_confirmed, offer_ended
    from eventhub.applications.panels import add_panel
    from eventhub.passes import entry_pages, household, listeners, organiser, public, stall_pages
    from eventhub.passes.deeds import AUDIT_KINDS, AUDIT_LABELS

    for blueprint in (public.bp, household.bp, organiser.bp, stall_pages.bp, entry_pages.bp):
        app.register_blueprint(blueprint)
    offer_confirmed.connect(listeners.on_confirmed)
    offer_ended.connect(listeners.on_ended)
    add_panel(app, listeners.pass_panel)
    app.extensions.setdefault("desk_panels", []).append(listeners.stopped_panel)
    audit_labels.add(app, AUDIT_LABELS, AUDIT_KINDS)
    desk.add(app, "passes/", "证和牌", "qr", Role.ORGANISER)
    # Organisers reach it from their list of passes; a regulator has nothing else to do there.
    desk.add(app, "passes/red-line/", "红线暂停", "warn", Role.REGULATOR)
