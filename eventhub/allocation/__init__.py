"""From problem to plan to publication, offers and waitlist."""

from flask import Flask


def install(app: Flask) -> None:
    """Register the room's blueprints and listeners."""
    from eventhub.accounts import audit_labels, desk
    from eventhub.accounts.models import Role
    from eventhub.allocation import (
        actions,
        household,
        listeners,
        objecting,
        organiser,
        organiser_objections,
        organiser_plans,
        public,
    )
    from eventhub.allocation.audit_names import AUDIT_KINDS
    from eventhub.allocation.deeds import AUDIT_LABELS
    from eventhub.applications.freeze import add_freeze_check
    from eventhub.applications.panels import add_panel, add_timeline
    from eventhub.applications.signals import application_withdrawn
    from eventhub.festivals.signals import (
        booth_removal,
        booth_renaming,
        festival_changed,
        festival_postponed,
        ground_changed,
    )

    for pages in (organiser, organiser_plans, organiser_objections, household, public, objecting):
        app.register_blueprint(pages.bp)
    audit_labels.add(app, AUDIT_LABELS, AUDIT_KINDS)
    add_freeze_check(app, actions.why_applications_are_frozen)
    add_panel(app, listeners.offer_panel)
    add_timeline(app, listeners.allocation_timeline)
    application_withdrawn.connect(listeners.on_application_withdrawn)
    booth_removal.connect(listeners.on_booth_removal)
    booth_renaming.connect(listeners.on_booth_renaming)
    ground_changed.connect(listeners.on_ground_changed)
    festival_changed.connect(listeners.on_festival_changed)
    festival_postponed.connect(listeners.on_festival_postponed)
    desk.add(app, "allocation/", "排摊位", "board", Role.ORGANISER)
    desk.add(app, "allocation/sign-off/", "方案签字", "edit", Role.ORGANISER, Role.REVIEWER)
    desk.add(app, "allocation/objections/", "公示异议", "inbox", Role.ORGANISER)
