"""From problem to plan to publication, offers and waitlist."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
    from eventhub.allocation import actions
    from eventhub.applications.freeze import add_freeze_check
    from eventhub.applications.signals import application_withdrawn
    from eventhub.festivals.signals import booth_removal

    add_freeze_check(app, actions.why_applications_are_frozen)
    application_withdrawn.connect(_application_withdrawn)
    booth_removal.connect(_booth_removal)


def _application_withdrawn(application: object, **_extra: object) -> None:
    from eventhub.allocation.actions import withdraw_offer

    withdraw_offer(application)  # type: ignore[arg-type]


def _booth_removal(_festival: object, booths: list[object], **_extra: object) -> None:
    from eventhub.allocation.actions import refuse_removal_of_held

    refuse_removal_of_held(booths)  # type: ignore[arg-type]
