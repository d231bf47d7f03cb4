"""Passes, signed tokens, QR codes, printed sheets."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners: a confirmed booth gets its pass, one given back loses it."""
    from eventhub.accounts import desk
    from eventhub.accounts.models import Role
    from eventhub.allocation.signals import offer_confirmed, offer_ended
    from eventhub.applications.panels import add_panel
    from eventhub.passes import entry_pages, household, listeners, organiser, public

    for blueprint in (public.bp, household.bp, organiser.bp, entry_pages.bp):
        app.register_blueprint(blueprint)
    offer_confirmed.connect(listeners.on_confirmed)
    offer_ended.connect(listeners.on_ended)
    add_panel(app, listeners.pass_panel)
    desk.add(app, "passes/", "证和牌", "qr", Role.ORGANISER)
