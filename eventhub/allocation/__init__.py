"""From problem to plan to publication, offers and waitlist."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
    from eventhub.accounts import desk
    from eventhub.accounts.models import Role
    from eventhub.allocation import actions, household, listeners, organiser
    from eventhub.applications.freeze import add_freeze_check
    from eventhub.applications.panels import add_panel, add_timeline
    from eventhub.applications.signals import application_withdrawn
    from eventhub.festivals.signals import booth_removal

    for blueprint in (organiser.bp, household.bp):
        app.register_blueprint(blueprint)
    add_freeze_check(app, actions.why_applications_are_frozen)
    add_panel(app, listeners.offer_panel)
    add_timeline(app, listeners.allocation_timeline)
    application_withdrawn.connect(listeners.on_application_withdrawn)
    booth_removal.connect(listeners.on_booth_removal)
    desk.add(app, "allocation/", "排摊位", "board", Role.ORGANISER)
